"""A pay link: the page it leads to, its exchange for a cookie, and paying by card what it names.

The page behind the link does nothing: mail scanners open links, they do not press buttons. The token leaves the address
with the first press (ASVS 14.2.1).
"""

from functools import partial
from typing import Final

from starlette.responses import Response

from portal import routes as at
from portal.http.pay import Places, lead_to_provider
from shared import db
from shared.access import pay_links, rations, service
from shared.access.rules import Kind
from shared.i18n import said
from shared.payments import checkout
from shared.plans import by_link
from shared.ui.arguments import whole
from shared.ui.cookies import drop_session, session_cookies, set_session
from shared.ui.http import Visit, get, network_address, post, see
from shared.ui.plain_page import link_page

_PLACES: Final = Places(at.PAY_NOW, at.PAY_NOW_PAYMENT)


async def show(visit: Visit) -> Response:
    """Asks nothing of the database, so it is the same for every token."""
    language = visit.language
    return link_page(
        said("Pay without signing in", language),
        said("Press the button to see who asks for how much. Nothing is paid yet.", language),
        visit.request.path_params["token"],
        action=at.OPEN_PAY_LINK,
        language=language,
        button=said("See what is to be paid", language),
    )


async def open_link(visit: Visit) -> Response:
    cookie = await db.call(pay_links.open_link, visit.text("token"), ip=network_address(visit.request))
    if cookie is None:
        return see(at.PAY_LINK_OVER)
    answer = see(at.PAY_NOW)
    set_session(answer, Kind.PAYER, cookie)
    return answer


async def pay(visit: Visit) -> Response:
    """Lead to the provider's page for the invoices ticked; how much is decided by the link and the books."""
    await db.call(rations.spend, pay_link=str(visit.person.id))
    chosen = [whole(each) for each in dict.fromkeys(visit.form.getlist("invoice"))]
    found = await db.ask(by_link.payable, visit.person)
    parts = found.only(chosen)
    wanted = {each.invoice.id: each.amount for each in parts}
    instalments = {each.invoice.id: each.instalments for each in parts if each.instalments}
    return await lead_to_provider(partial(checkout.reserve, found.debtor_id, wanted, instalments), _PLACES)


async def leave(visit: Visit) -> Response:
    """End what the link opened in this browser; the link itself goes on."""
    await db.call(service.sign_out, session_cookies(visit.cookies)[Kind.PAYER])
    answer = see(at.SIGN_IN)
    drop_session(answer, Kind.PAYER)
    return answer


routes = [
    get(at.PAY_LINK, show, allow="public"),
    post(at.OPEN_PAY_LINK, open_link, allow="public"),
    post(at.PAY_NOW, pay, allow="payer"),
    post(at.PAY_NOW_LEAVE, leave, allow="payer"),
]
