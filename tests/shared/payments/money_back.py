"""What tests of card money after capture stand on: a payment made at the real simulator, and all it tells of it."""

from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import stripe
from sqlmodel import select

from shared import clock, db, payments
from shared.ledger import Account
from shared.ledger.queries import trial_balance
from shared.models import Chargeback, EventState, LedgerEntry, Refund
from shared.payments import checkout, stripe_gateway
from shared.payments.dispatch import HANDLERS
from shared.payments.signatures import Notice, read
from tests.shared.payments import cards
from tests.shared.payments.cards import events, owing, pay_page


def provider() -> stripe.StripeClient:
    """The provider as its dashboard sees it: what is done here was not asked by us."""
    return stripe.StripeClient("sk_test_fake_x", base_addresses={"api": cards.settings().stripe_base})


def paid(amount: int = 500_00, *, debtor: str = "D-1") -> tuple[int, str]:
    """An invoice that was paid by card, of which nothing was told to us yet; and the charge's id."""
    owes, [invoice] = owing(amount, debtor=debtor)
    pay_page(checkout.open_page(checkout.reserve(owes, {invoice: None})))
    [intent] = provider().v1.payment_intents.list({"limit": 1}).data
    return invoice, str(intent.latest_charge)


def post(simulator: str, path: str, **told: Any) -> dict[str, Any]:
    """Have something happen at the provider."""
    answer = cards.post(f"{simulator}/{path}", json=told)
    answer.raise_for_status()
    return dict(answer.json())


def refund(charge: str, amount: int) -> str:
    """A refund made in the provider's dashboard."""
    return provider().v1.refunds.create({"charge": charge, "amount": amount}).id


def told_since(known: Sequence[Notice] = ()) -> list[Notice]:
    """What the provider has to tell, in the order it happened, less what is known."""
    last = max((each.created_at for each in known), default=clock.now() - timedelta(days=1))
    pages = stripe_gateway.events_since(last, tuple(HANDLERS))
    told = [read(each.body) for page in pages for each in page]
    names = {each.event_id for each in known}
    newest = provider().v1.events.list({"limit": 100, "created": {"gte": int(last.timestamp())}})
    place = {each.id: number for number, each in enumerate(newest.data)}
    fresh = [each for each in told if each.event_id not in names]
    return sorted(fresh, key=lambda each: -place[each.event_id])


def deliver(told: Sequence[Notice], *, times: int = 3) -> None:
    """Hand events over in this order, each several times at one moment, as the webhook does."""
    for each in told:
        with ThreadPoolExecutor(times) as pool:
            list(pool.map(_hand_over, [each] * times))


def settled(told: Sequence[Notice]) -> Counter[EventState]:
    """What became of these events, after those that waited were tried again."""
    payments.replay_due()
    names = {each.event_id for each in told}
    return Counter(each.state for each in events() if each.event_id in names)


def balances() -> dict[str, int]:
    """The trial balance as it stands, by account number."""
    return {account.value: minor for account, minor in db.look(trial_balance).items()}


def moved(before: dict[str, int]) -> dict[str, int]:
    """By how much each account moved since."""
    now = balances()
    changes = {number: now.get(number, 0) - before.get(number, 0) for number in now.keys() | before.keys()}
    return {number: minor for number, minor in sorted(changes.items()) if minor}


def postings(prefix: str) -> list[str]:
    """The posting keys that begin so."""

    def look(session: Any) -> list[str]:
        return [each for each in session.exec(select(LedgerEntry.reference)) if each.startswith(prefix)]

    return db.look(look)


def rows(model: type[Refund] | type[Chargeback]) -> list[Any]:
    return db.look(lambda session: list(session.exec(select(model).order_by(model.id))))


def clearing() -> int:
    return balances().get(Account.CARD_CLEARING.value, 0)


def _hand_over(notice: Notice) -> None:
    db.run(payments.keep, [notice])
    payments.handle(notice.event_id)
