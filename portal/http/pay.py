"""Paying by card: the form that leads to the provider's page, and the way back from there.

The form: `invoice` once for each chosen, and either nothing more (all that is left is paid), or `amount_{invoice}` for
some of them, or one `amount` that is spread over all, the earliest due first. Amounts are plain: `120.50`.
"""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from functools import partial
from typing import Final
from uuid import UUID

from starlette.responses import RedirectResponse, Response

from portal import routes as at
from shared import db
from shared.access import rations
from shared.money import Money
from shared.payments import checkout, queries, rules, waiting
from shared.payments.rules import Owed, UnderWay
from shared.payments.stripe_gateway import ProviderUnreachable
from shared.ui.arguments import whole
from shared.ui.http import Visit, get, post, see

PATIENCE: Final = timedelta(seconds=1.4)
"""For each of two steps: a debtor never looks at a dead page for more than three seconds (security.md 2.5, F11)."""

_UNREACHABLE: Final = "?problem=provider"


async def pay(visit: Visit) -> Response:
    """Lead to the provider's page for what was chosen; what is paid is decided here, not by the form."""
    debtor_id = visit.person.id
    await db.call(rations.spend, pay_debtor=str(debtor_id))
    chosen = [whole(each) for each in dict.fromkeys(visit.form.getlist("invoice"))]
    owed = await db.ask(queries.payable, debtor_id, chosen)
    wanted = _wanted(visit, owed)
    try:
        key = await waiting.within(PATIENCE, partial(checkout.reserve, debtor_id, wanted))
    except UnderWay as under_way:
        return see(f"{at.PAYMENT}{under_way.attempt_key}")
    except ProviderUnreachable:
        key = None
    return await _on_to(key) if key else see(f"{at.PAY}{_UNREACHABLE}")


async def come_back(visit: Visit) -> Response:
    """Back from the provider: this address proves nothing, so it only leads to the page that asks the books."""
    try:
        key = UUID(visit.request.query_params.get("attempt", ""))
    except ValueError:
        return see(at.HOME)
    return see(f"{at.PAYMENT}{key}")


async def _on_to(key: str) -> Response:
    """To the provider's page; or to our own about this attempt, which is kept when the provider does not answer."""
    ours = f"{at.PAYMENT}{key}"
    try:
        url = await waiting.within(PATIENCE, partial(checkout.open_page, key))
    except ProviderUnreachable:
        url = None
    if url is None:
        return see(ours + _UNREACHABLE)
    return RedirectResponse(url, 303, {"cache-control": "no-store"}) if url else see(ours)


def _wanted(visit: Visit, owed: Sequence[Owed]) -> Mapping[int, Money | None]:
    """What the form asks for; it may only lower what is paid, because the rules cut it to what is outstanding.

    Raises:
        NotAnAmount: an amount is no plain decimal, or has more decimals than its currency.
    """
    if owed and (total := visit.text("amount")):
        return rules.spread(Money.parse(total, owed[0].outstanding.currency), owed)
    asked = {each: visit.text(f"amount_{each.invoice_id}") for each in owed}
    return {
        each.invoice_id: Money.parse(text, each.outstanding.currency) if text else None for each, text in asked.items()
    }


routes = [
    post(at.PAY, pay, allow="debtor"),
    get(at.PAY_RETURN, come_back, allow="public"),
]
