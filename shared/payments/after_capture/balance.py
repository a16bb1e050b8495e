"""Our balance at the card provider: each movement kept once, tied to the entry it stands for, its fee booked (L8b)."""

from __future__ import annotations

from typing import Final

from sqlmodel import Session, col, select

from shared import ledger, outbox
from shared.ledger import Account, card_entries
from shared.models import CardTransaction, LedgerEntry, LedgerLine, Rail, Receipt
from shared.money import Money
from shared.payments import parents
from shared.payments.after_capture.told import ChargeSeen, Movement
from shared.payments.booking import PROVIDER

CHARGES: Final = ("charge", "payment")
REFUNDS: Final = ("refund", "payment_refund", "refund_failure", "payment_failure_refund")
DISPUTES: Final = ("dispute", "dispute_reversal")
PAYOUTS: Final = ("payout", "payout_reversal", "payout_failure", "payout_cancel")
_FEES: Final = ("fee", "stripe_fee", "network_cost")
_NAMED_AFTER_SOURCE: Final = {
    "refund": "re:{}:succeeded",
    "payment_refund": "re:{}:succeeded",
    "refund_failure": "re:{}:failed",
    "payment_failure_refund": "re:{}:failed",
    "dispute": "dp:{}:withdrawn",
    "dispute_reversal": "dp:{}:reinstated",
}


def settle_charge(session: Session, seen: ChargeSeen) -> None:
    """Book the payment of a charge, and its fee once the provider says what it is: `txn:{id}`.

    Raises:
        Refused: see `parents.receipt_of`.
    """
    if seen.payment.intent and seen.payment.intent.is_paid:
        parents.receipt_of(session, seen.payment)
    if seen.movement:
        keep(session, seen.movement)


def keep(session: Session, movement: Movement) -> CardTransaction:
    """Keep a movement, and book what only it can tell: a fee. It is tied to its entry as soon as that is posted."""
    row = _row(session, movement)
    if not row.entry_reference:
        _tie(session, row, movement)
    return row


def is_kept(session: Session, movement_id: str) -> bool:
    """Whether the movement is kept, and tied where it can be."""
    query = select(CardTransaction).where(CardTransaction.provider_id == movement_id)
    found = session.exec(query).first()
    return found is not None and (bool(found.entry_reference) or found.kind in PAYOUTS)


def _row(session: Session, movement: Movement) -> CardTransaction:
    query = select(CardTransaction).where(CardTransaction.provider_id == movement.id).with_for_update()
    found = session.exec(query.execution_options(populate_existing=True)).first()
    if found is not None:
        found.payment_id = found.payment_id or movement.payment_id
        return found
    made = CardTransaction(
        provider_id=movement.id,
        kind=movement.kind[:60],
        currency=movement.amount.currency,
        amount_minor=movement.amount.minor,
        fee_minor=movement.fee.minor,
        source_id=movement.source_id,
        payment_id=movement.payment_id,
        created_at=movement.created_at,
    )
    session.add(made)
    session.flush()
    outbox.changed(session, "payments")
    return made


def _tie(session: Session, row: CardTransaction, movement: Movement) -> None:
    """Name the entry that moved card clearing for it, when there is one in the same currency."""
    own = f"txn:{row.provider_id}"
    if row.kind in _FEES:
        _book_fee(session, own, -row.net, movement)
        row.entry_reference = own
        return
    reference = _entry_of(session, row)
    if not reference or _clearing_currency(session, reference) != row.currency:
        return
    row.entry_reference = reference
    if row.kind not in DISPUTES:  # the fee of a dispute leaves with what it withdrew (L10)
        _book_fee(session, own, movement.fee, movement)


def _book_fee(session: Session, reference: str, fee: Money, movement: Movement) -> None:
    if fee and not ledger.is_posted(session, reference):
        ledger.post(
            session, [card_entries.card_fee(reference, fee, on=movement.on, text=movement.source_id)], actor=PROVIDER
        )


def _entry_of(session: Session, row: CardTransaction) -> str:
    if row.kind in CHARGES:
        query = select(Receipt.id).where(Receipt.rail == Rail.CARD, Receipt.external_id == row.payment_id)
        found = session.exec(query).first()
        return f"receipt:{found}" if found else ""
    named = _NAMED_AFTER_SOURCE.get(row.kind, "")
    return named.format(row.source_id)


def _clearing_currency(session: Session, reference: str) -> str | None:
    """The currency in which an entry moved card clearing; None when it did not, or is not posted."""
    query = select(LedgerLine.currency).join(LedgerEntry, col(LedgerEntry.id) == LedgerLine.entry_id)
    query = query.where(LedgerEntry.reference == reference, LedgerLine.account == Account.CARD_CLEARING)
    return session.exec(query.limit(1)).first()
