"""Refunds by card, ours and those made in the provider's dashboard: each posted once, whatever is told when."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlmodel import Session, col, select

from shared import clock, db
from shared.models import Rail, Receipt, Refund, RefundState
from shared.payments import parents
from shared.payments.after_capture import stripe_money
from shared.payments.after_capture.stripe_money import RefundOrder
from shared.payments.after_capture.told import RefundSeen
from shared.payments.booking import PROVIDER
from shared.payments.rules import FORGETS_AFTER
from shared.payments.stripe_gateway import ProviderRefused
from shared.receipts import card_refunds, freeing


def settle(session: Session, seen: Iterable[RefundSeen]) -> None:
    """Make the books agree with refunds as the provider has them: `re:{id}:succeeded`, then perhaps `re:{id}:failed`.

    What the provider has done is always posted. What was paid back although we do not hold it any more is claimed.

    Raises:
        ForeignPayment, MissingAttempt: see `parents.receipt_of`.
    """
    for each in seen:
        _settle(session, each)


def send(refund_id: int) -> None:
    """Carry out an approved refund at the provider. A repeat asks under the same key, and so sends nothing twice.

    Raises:
        ProviderUnreachable: it may have been sent; asking again, or the provider's own list, settles that.
    """
    order = db.look(order_of, refund_id)
    if order is None:
        return
    try:
        made = stripe_money.make_refund(order)
    except ProviderRefused as refused:
        db.run(card_refunds.never_made, refund_id, why=str(refused), on=clock.today(), actor=PROVIDER)
    else:
        db.run(settle, [made])


def find(refund_id: int, decided_at: datetime) -> None:
    """Settle from the provider's list what nobody knows the outcome of; what it does not know after a day is put back.

    Raises:
        ProviderUnreachable.
    """
    order = db.look(order_of, refund_id)
    if order is None:
        return
    listed = stripe_money.refunds_of_payment(order.payment_id)
    if ours := [each for each in listed if each.number == refund_id]:
        db.run(settle, ours)
    elif clock.now() - decided_at >= FORGETS_AFTER:
        why = "The card provider never made this refund."
        db.run(card_refunds.never_made, refund_id, why=why, on=clock.today(), actor=PROVIDER)


def order_of(session: Session, refund_id: int) -> RefundOrder | None:
    """What to tell the provider, the same at every asking; None when there is nothing to send (any more)."""
    query = (
        select(Refund, Receipt.external_id)
        .join(Receipt, col(Receipt.id) == Refund.receipt_id)
        .where(Refund.id == refund_id, Refund.rail == Rail.CARD, Refund.state == RefundState.APPROVED)
    )
    found = session.exec(query).first()
    return None if found is None else RefundOrder(refund_id, found[1], found[0].amount)


def on_their_way(session: Session, until: datetime) -> list[tuple[int, datetime]]:
    """Approved refunds that the provider has not confirmed, decided before then, and when each was."""
    query = select(Refund).where(
        Refund.rail == Rail.CARD, Refund.state == RefundState.APPROVED, col(Refund.decided_at) <= until
    )
    return [(each.id or 0, each.decided_at) for each in session.exec(query.order_by(col(Refund.id))) if each.decided_at]


def _settle(session: Session, seen: RefundSeen) -> None:
    receipt = freeing.lock(session, parents.receipt_of(session, seen.payment))
    refund = _kept(session, receipt, seen)
    if refund is None:
        if not seen.has_moved:
            return  # it is only intended, or ended before any money moved
        refund = card_refunds.made_elsewhere(
            session, receipt, seen.amount, provider_id=seen.id, reason=seen.reason, on=seen.on, actor=PROVIDER
        )
    number = refund.id or 0
    refund.provider_id = seen.id
    if seen.has_moved:
        card_refunds.sent(session, number, provider_id=seen.id, on=seen.on, actor=PROVIDER)
    if seen.has_failed and seen.has_moved:
        card_refunds.failed(session, number, why=seen.problem, on=clock.today(), actor=PROVIDER)
    elif seen.has_failed:
        card_refunds.never_made(session, number, why=seen.problem, on=clock.today(), actor=PROVIDER)


def _kept(session: Session, receipt: Receipt, seen: RefundSeen) -> Refund | None:
    """The row we have of it: by the provider's name, or else by ours while it is on its way."""
    named = select(Refund).where(Refund.provider_id == seen.id)
    if found := session.exec(named.execution_options(populate_existing=True)).first():
        return found
    query = select(Refund).where(
        Refund.id == seen.number,
        Refund.receipt_id == receipt.id,
        Refund.amount_minor == seen.amount.minor,
        Refund.state == RefundState.APPROVED,
        col(Refund.provider_id).is_(None),
    )
    return session.exec(query.execution_options(populate_existing=True)).first()
