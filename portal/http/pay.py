"""Paying by card: the form that leads to the provider's page, and the way back from there.

The form: `invoice` once for each chosen, and either nothing more (all that is left is paid), or `amount_{invoice}` for
some of them, or one `amount` that is spread over all, the earliest due first. Amounts are as people type them: `120.50`
or `120,50`. `plan` names a plan, of which the instalment now due is paid, or `plan_amount_{plan}`, with what is more
than due as `more` says; `offer` names a settlement offer, of which all that is left is paid.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import Final
from uuid import UUID

from sqlmodel import Session
from starlette.responses import RedirectResponse, Response

from portal import routes as at
from shared import db
from shared.access import rations
from shared.access.queries import people_of
from shared.access.rules import Kind
from shared.formats import typed_amount
from shared.money import Money
from shared.payments import checkout, queries, rules, waiting
from shared.payments.checkout import Asked
from shared.payments.rules import Owed, UnderWay
from shared.payments.stripe_gateway import ProviderUnreachable
from shared.plans import More, by_link, card_payments
from shared.ui.arguments import one_of, whole
from shared.ui.cookies import session_cookies
from shared.ui.http import Visit, get, post, see

PATIENCE: Final = timedelta(seconds=1.4)
"""For each of two steps: a debtor never looks at a dead page for more than three seconds (security.md 2.5, F11)."""

_UNREACHABLE: Final = "?problem=provider"


@dataclass(frozen=True, slots=True)
class Places:
    """Where somebody who pays is led: to the page about the payment, or back to where they chose."""

    pay: str = at.PAY
    payment: str = at.PAYMENT


async def pay(visit: Visit) -> Response:
    """Lead to the provider's page for what was chosen; what is paid is decided here, not by the form."""
    debtor_id = visit.person.id
    await db.call(rations.spend, pay_debtor=str(debtor_id))
    asked = partial(_asked, debtor_id=debtor_id, visit=visit)
    return await lead_to_provider(partial(checkout.reserve_asked, debtor_id, asked), Places())


async def lead_to_provider(reserve: Callable[[], str], places: Places) -> Response:
    """Begin an attempt and lead to the provider's page, or to where it is told why not."""
    try:
        key = await waiting.within(PATIENCE, reserve)
    except UnderWay as under_way:
        return see(f"{places.payment}{under_way.attempt_key}")
    except ProviderUnreachable:
        key = None
    return await _on_to(key, places) if key else see(f"{places.pay}{_UNREACHABLE}")


async def come_back(visit: Visit) -> Response:
    """Back from the provider: this address proves nothing, so it only leads to the page that asks the books."""
    try:
        key = str(UUID(visit.request.query_params.get("attempt", "")))
    except ValueError:
        return see(at.HOME)
    people = await db.ask(people_of, session_cookies(visit.cookies))
    payer = people.get(Kind.PAYER)
    is_of_link = payer is not None and await db.ask(by_link.covers_attempt, payer, key)
    return see(f"{at.PAY_NOW_PAYMENT if is_of_link else at.PAYMENT}{key}")


async def _on_to(key: str, places: Places) -> Response:
    """To the provider's page; or to our own about this attempt, which is kept when the provider does not answer."""
    ours = f"{places.payment}{key}"
    try:
        url = await waiting.within(PATIENCE, partial(checkout.open_page, key))
    except ProviderUnreachable:
        url = None
    if url is None:
        return see(ours + _UNREACHABLE)
    return RedirectResponse(url, 303, {"cache-control": "no-store"}) if url else see(ours)


def _asked(session: Session, *, debtor_id: int, visit: Visit) -> Asked:
    """What the form asks for, by the books: invoices, instalments of plans, and offers together.

    What a payment of a plan makes owed is claimed first; if no attempt comes of it, that is undone with it.
    """
    wanted = dict(_wanted(visit, queries.payable(session, debtor_id, _named(visit, "invoice"))))
    instalments: dict[int, Mapping[int, int]] = {}
    more = one_of(visit.text("more") or More.SHORTEN.value, More)
    for plan_id in _named(visit, "plan"):
        amount = visit.text(f"plan_amount_{plan_id}")
        card_payments.make_owed(session, debtor_id, plan_id, amount, more)
        parts = card_payments.for_plan(session, debtor_id, plan_id, amount, more)
        wanted.update(parts.wanted)
        instalments.update(parts.instalments)
    for offer_id in _named(visit, "offer"):
        wanted.update(card_payments.for_offer(session, debtor_id, offer_id))
    return Asked(wanted, instalments)


def _named(visit: Visit, name: str) -> list[int]:
    return [whole(each) for each in dict.fromkeys(visit.form.getlist(name))]


def _wanted(visit: Visit, owed: Sequence[Owed]) -> Mapping[int, Money | None]:
    """What the form asks for; it may only lower what is paid, because the rules cut it to what is outstanding.

    Raises:
        NotAnAmount: an amount is no plain decimal, or has more decimals than its currency.
    """
    if owed and (total := visit.text("amount")):
        return rules.spread(typed_amount(total, owed[0].outstanding.currency), owed)
    asked = {each: visit.text(f"amount_{each.invoice_id}") for each in owed}
    return {
        each.invoice_id: typed_amount(text, each.outstanding.currency) if text else None for each, text in asked.items()
    }


routes = [
    post(at.PAY, pay, allow="debtor"),
    get(at.PAY_RETURN, come_back, allow="public"),
]
