"""Payouts: what the provider sent to our bank and what each is made of; the bank line books it, not the event."""

from __future__ import annotations

from sqlmodel import Session, select

from shared import outbox
from shared.models import CardPayout, PayoutState
from shared.payments import rules
from shared.payments.after_capture import balance
from shared.payments.after_capture.told import PayoutSeen
from shared.settings import StripeMode, settings

# A payout the bank sent back was paid before: what came later stays.
_ORDER = (PayoutState.PENDING, PayoutState.IN_TRANSIT, PayoutState.PAID, PayoutState.CANCELED, PayoutState.FAILED)


def settle(session: Session, seen: PayoutSeen) -> None:
    """Keep a payout as it is now, once under its id, and mark the movements it paid out.

    Raises:
        WrongMode: a test payout told to an installation that takes real cards, or the other way round.
    """
    rules.check_mode(is_live=seen.is_live, takes_live=settings().stripe_mode is StripeMode.LIVE)
    row = _kept(session, seen)
    if _ORDER.index(seen.state) > _ORDER.index(row.state):
        row.state, row.problem = seen.state, seen.problem[:300]
    for each in seen.movements:
        balance.keep(session, each).payout_id = seen.id
    outbox.changed(session, "payments")


def _kept(session: Session, seen: PayoutSeen) -> CardPayout:
    query = select(CardPayout).where(CardPayout.provider_id == seen.id).with_for_update()
    found = session.exec(query.execution_options(populate_existing=True)).first()
    if found is not None:
        return found
    made = CardPayout(
        provider_id=seen.id,
        currency=seen.amount.currency,
        amount_minor=seen.amount.minor,
        state=seen.state,
        problem=seen.problem[:300],
        created_at=seen.created_at,
        arrives_on=seen.arrives_on,
    )
    session.add(made)
    session.flush()
    return made
