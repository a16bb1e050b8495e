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
from shared.ui.plain_page import link_page


async def show_link(visit: Visit) -> Response:
    return link_page(
        said("Your new e-mail address", visit.language),
        said("Press the button and we write to this address from now on. You also sign in with it.", visit.language),
        visit.request.path_params["token"],
        language=visit.language,
        action=at.TAKE_ADDRESS,
        csrf=csrf_token(visit.person.session_id),
        button=said("Use this address", visit.language),
    )


async def take_address(visit: Visit) -> Response:
    taken = await db.call(new_address.confirm, visit.person.id, visit.text("token"))
    return see(f"{at.PROFILE}?address={'taken' if taken else 'lapsed'}")


routes = [
    get(at.NEW_ADDRESS, show_link, allow="debtor"),
    post(at.TAKE_ADDRESS, take_address, allow="debtor"),
]
