"""Saving a card and giving it up: forms that lead to the provider's page, and the way back from there."""

from contextlib import suppress
from datetime import timedelta
from functools import partial
from typing import Final
from urllib.parse import urlencode
from uuid import UUID

from starlette.responses import RedirectResponse, Response

from portal import routes as at
from portal.http.step_up import proved
from shared import db
from shared.access import rations
from shared.access.queries import people_of
from shared.access.rules import Kind
from shared.errors import NotFound
from shared.i18n import negotiated
from shared.payments import saved_cards, waiting
from shared.payments.saved_cards import Agreed, adding
from shared.payments.stripe_gateway import ProviderUnreachable
from shared.ui.arguments import whole
from shared.ui.cookies import session_cookies
from shared.ui.http import Visit, get, network_address, post, see

PATIENCE: Final = timedelta(seconds=2.8)
"""A debtor never looks at a dead page for more than three seconds (security.md 2.5, F11)."""
_UNREACHABLE: Final = f"{at.CARDS}?problem=provider"


async def add(visit: Visit) -> Response:
    """Lead to the provider's page that saves a card; `agree` is the version of the words that the debtor agreed to."""
    debtor_id = visit.person.id
    await db.call(rations.spend, pay_debtor=str(debtor_id))
    agreed = Agreed(visit.text("agree"), negotiated([visit.text("language")]), network_address(visit.request))
    replaces = whole(visit.text("replaces")) if visit.text("replaces") else None
    try:
        url = await waiting.within(PATIENCE, partial(adding.open_page, debtor_id, agreed, replaces))
    except ProviderUnreachable:
        url = None
    return RedirectResponse(url, 303, {"cache-control": "no-store"}) if url else see(_UNREACHABLE)


async def come_back(visit: Visit) -> Response:
    """Back from the provider: this address proves nothing, so the provider is asked, for whoever is signed in."""
    try:
        key = str(UUID(visit.request.query_params.get("setup", "")))
    except ValueError:
        return see(at.CARDS)
    people = await db.ask(people_of, session_cookies(visit.cookies))
    if debtor := people.get(Kind.DEBTOR):
        with suppress(ProviderUnreachable, NotFound):  # the webhook tells, and the page waits for it
            await waiting.within(PATIENCE, partial(adding.ask, debtor.id, key))
    return see(f"{at.CARDS}?{urlencode({'setup': key})}")


async def remove(visit: Visit) -> Response:
    """Give a card up."""
    await db.call(saved_cards.remove, visit.person.id, whole(visit.text("card")))
    return see(f"{at.CARDS}?removed=yes")


routes = [
    post(at.CARDS_ADD, proved(add), allow="debtor"),
    get(at.CARDS_RETURN, come_back, allow="public"),
    post(at.CARDS_REMOVE, remove, allow="debtor"),
]
