"""The link that proves a new e-mail address: the page it leads to, and taking the address.

The page does nothing: mail scanners open links, they do not press buttons.
"""

from starlette.responses import Response

from portal import routes as at
from shared import db
from shared.access.tokens import csrf_token
from shared.i18n import said
from shared.messaging import new_address
from shared.ui.http import Visit, get, post, see
from shared.ui.plain_page import plain_page


async def show_link(visit: Visit) -> Response:
    page = plain_page(
        said("Your new e-mail address", visit.language),
        said("Press the button and we write to this address from now on. You also sign in with it.", visit.language),
        language=visit.language,
        template="open_link.html",
        action=at.TAKE_ADDRESS,
        token=visit.request.path_params["token"],
        csrf=csrf_token(visit.person.session_id),
        button=said("Use this address", visit.language),
    )
    # The token is in this address: not even our own style sheet's request may repeat it.
    page.headers["referrer-policy"] = "strict-origin"
    return page


async def take_address(visit: Visit) -> Response:
    taken = await db.call(new_address.confirm, visit.person.id, visit.text("token"))
    return see(f"{at.PROFILE}?address={'taken' if taken else 'lapsed'}")


routes = [
    get(at.NEW_ADDRESS, show_link, allow="debtor"),
    post(at.TAKE_ADDRESS, take_address, allow="debtor"),
]
