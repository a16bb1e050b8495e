"""A debtor signs in by a mailed link: ask for it, open it, press the button; and signs out.

Who wanted a page before they signed in comes back to it: the browser remembers it, and no link carries it.

The page behind the link consumes nothing: mail scanners open links, they do not press buttons.
"""

from starlette.responses import Response

from portal import routes as at
from shared import db
from shared.access import service
from shared.access.queries import people_of
from shared.access.rules import Kind
from shared.access.tokens import new_token
from shared.debtors.queries import language_of
from shared.i18n import said
from shared.ui.cookies import (
    WANTED,
    drop_session,
    drop_wanted_page,
    request_cookie,
    session_cookies,
    set_request,
    set_session,
    set_wanted_page,
    wanted_page,
)
from shared.ui.http import Visit, get, local_path, network_address, post, see
from shared.ui.plain_page import link_page
from shared.ui.reader import chosen_language, remember_language

_LONGEST = 500
"""Addresses of ours are shorter."""


async def want_link(visit: Visit) -> Response:
    """The answer is the same for every address; who it belongs to is found out later."""
    request_token = request_cookie(visit.cookies) or new_token()
    ip = network_address(visit.request)
    await db.call(service.request_sign_in_link, visit.text("email"), request_token=request_token, ip=ip)
    answer = see(at.SIGN_IN_SENT)
    set_request(answer, request_token)
    if wanted := local_path(visit.text(WANTED)[:_LONGEST], otherwise=""):
        set_wanted_page(answer, wanted)
    return answer


async def show_link(visit: Visit) -> Response:
    return link_page(
        said("Sign in", visit.language),
        said("Press the button to see what you owe. The link works once.", visit.language),
        visit.request.path_params["token"],
        language=visit.language,
        action=at.OPEN_LINK,
    )


async def open_link(visit: Visit) -> Response:
    cookie = await db.call(service.consume_link, visit.text("token"), request_cookie(visit.cookies))
    if cookie is None:
        return see(f"{at.SIGN_IN}?problem=link")
    answer = see(wanted_page(visit.cookies) or at.HOME)
    drop_wanted_page(answer)
    set_session(answer, Kind.DEBTOR, cookie)
    if not chosen_language(visit.cookies):
        people = await db.ask(people_of, {Kind.DEBTOR: cookie})
        remember_language(answer, await db.ask(language_of, people[Kind.DEBTOR].id))
    return answer


async def sign_out(visit: Visit) -> Response:
    await db.call(service.sign_out, session_cookies(visit.cookies)[Kind.DEBTOR])
    answer = see(at.SIGN_IN)
    drop_session(answer, Kind.DEBTOR)
    return answer


routes = [
    post(at.WANT_LINK, want_link, allow="public"),
    get(at.LINK, show_link, allow="public"),
    post(at.OPEN_LINK, open_link, allow="public"),
    post(at.SIGN_OUT, sign_out, allow="debtor"),
]
