"""What is told of chargebacks: of a receipt, of invoices, and those a reminder or a charge must know of."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session, col, select

from shared.models import Allocation, Chargeback, ChargebackState, Receipt, ReopenedPart
from shared.money import Money
from shared.receipts.rules import receipt_number

_OPEN = (ChargebackState.INQUIRY, ChargebackState.OPEN)


@dataclass(frozen=True, slots=True)
class ChargebackView:
    """A cardholder's dispute of one card payment. `withdrawn`: the money has left us, and did not come back."""

    provider_id: str
    receipt_id: int
    receipt: str
    amount: Money
    fee: Money
    state: ChargebackState
    reason: str
    opened_at: datetime
    answer_by: datetime | None
    withdrawn: bool
    reinstated_on: date | None

    @property
    def is_open(self) -> bool:
        return self.state in _OPEN


def of_receipt(session: Session, receipt_id: int) -> list[ChargebackView]:
    """The disputes of a card payment, the latest first."""
    query = select(Chargeback, Receipt).join(Receipt, col(Receipt.id) == Chargeback.receipt_id)
    query = query.where(Chargeback.receipt_id == receipt_id).order_by(col(Chargeback.id).desc())
    return [_view(*row) for row in session.exec(query)]


def of_invoice(session: Session, invoice_id: int) -> list[ChargebackView]:
    """The disputes of card payments that paid this invoice, or made a claim of it, the latest first."""
    paid_by = select(Allocation.receipt_id).where(Allocation.invoice_id == invoice_id)
    returned = select(ReopenedPart.return_id).where(ReopenedPart.invoice_id == invoice_id)
    query = (
        select(Chargeback, Receipt)
        .join(Receipt, col(Receipt.id) == Chargeback.receipt_id)
        .where(col(Chargeback.receipt_id).in_(paid_by) | col(Chargeback.return_id).in_(returned))
        .order_by(col(Chargeback.id).desc())
    )
    return [_view(*row) for row in session.exec(query)]


def disputed_among(session: Session, invoice_ids: Iterable[int]) -> set[int]:
    """Which of these invoices a cardholder disputes now, an inquiry included.

    Neither a reminder nor a charge may go out for them (security.md 1.5).
    """
    query = (
        select(Allocation.invoice_id)
        .join(Chargeback, col(Chargeback.receipt_id) == Allocation.receipt_id)
        .where(col(Allocation.invoice_id).in_(sorted(set(invoice_ids))), col(Chargeback.state).in_(_OPEN))
    )
    return set(session.exec(query))


def _view(found: Chargeback, receipt: Receipt) -> ChargebackView:
    return ChargebackView(
        provider_id=found.provider_id,
        receipt_id=found.receipt_id,
        receipt=receipt.number or receipt_number(found.receipt_id, receipt.received_on),
        amount=found.amount,
        fee=Money(found.fee_minor, found.currency),
        state=found.state,
        reason=found.reason,
        opened_at=found.opened_at,
        answer_by=found.answer_by,
        withdrawn=found.return_id is not None and found.reinstated_on is None,
        reinstated_on=found.reinstated_on,
    )
