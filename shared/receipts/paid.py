"""What a debtor has paid, as they may see it: every query takes the debtor's own id and finds nothing of others."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select
from sqlmodel import Session, col

from shared.ledger.chart import CONTROL
from shared.models import Allocation, Invoice, LedgerEntry, LedgerLine, Rail, Receipt
from shared.money import Money
from shared.receipts.queries import undone_on
from shared.receipts.rules import receipt_number


@dataclass(frozen=True, slots=True)
class Part:
    """What of a receipt is set against one invoice now, in the receipt's currency.

    `left` to pay on it is told only of one's own invoice, in the invoice's.
    """

    invoice_id: int
    number: str
    amount: Money
    left: Money | None


@dataclass(frozen=True, slots=True)
class Paid:
    """A receipt with what it paid. `taken_back_on` is set when the whole receipt was reversed."""

    id: int
    rail: Rail
    amount: Money
    unapplied: Money
    received_on: date
    recorded_at: datetime
    parts: tuple[Part, ...] = ()
    taken_back_on: date | None = None

    @property
    def number(self) -> str:
        """What the debtor may quote: R-2026-000042."""
        return receipt_number(self.id, self.received_on)


@dataclass(frozen=True, slots=True)
class Movement:
    """Something that changed what is left to pay on an invoice, by `amount`: negative is less to pay.

    `rail` is set when it was a payment (or one taken back), `receipt_id` when that payment was the debtor's own.
    """

    on: date
    amount: Money
    rail: Rail | None
    receipt_id: int | None


def receipts(session: Session, debtor_id: int, *, offset: int = 0, limit: int = 25) -> list[Paid]:
    """A part of the debtor's receipts, the newest first, each with what it paid."""
    query = (
        select(Receipt)
        .where(col(Receipt.debtor_id) == debtor_id)
        .order_by(col(Receipt.received_on).desc(), col(Receipt.id).desc())
    )
    return _with_parts(session, debtor_id, session.scalars(query.offset(offset).limit(limit)).all())


def count(session: Session, debtor_id: int) -> int:
    """How many receipts the debtor has."""
    return session.scalars(select(func.count(col(Receipt.id))).where(col(Receipt.debtor_id) == debtor_id)).one()


def receipt(session: Session, debtor_id: int, receipt_id: int) -> Paid | None:
    """One receipt of this debtor; None if there is none of that id, or it is somebody else's."""
    query = select(Receipt).where(col(Receipt.id) == receipt_id, col(Receipt.debtor_id) == debtor_id)
    found = _with_parts(session, debtor_id, session.scalars(query).all())
    return found[0] if found else None


def movements(session: Session, debtor_id: int, invoice_id: int) -> list[Movement]:
    """All that changed what is left on the debtor's invoice, oldest first; the amounts add up to what is left.

    Read from the books' lines themselves, so that whatever will be posted in future is part of the sum.
    """
    amount = func.sum(col(LedgerLine.amount_minor))
    query = (
        select(
            col(LedgerEntry.booked_on),
            col(LedgerLine.currency),
            amount,
            col(Receipt.id),
            col(Receipt.rail),
            col(Receipt.debtor_id),
        )
        .select_from(LedgerLine)
        .join(LedgerEntry, col(LedgerEntry.id) == col(LedgerLine.entry_id))
        .join(Invoice, col(Invoice.id) == col(LedgerLine.invoice_id))
        .outerjoin(Receipt, col(Receipt.id) == col(LedgerLine.receipt_id))
        .where(col(LedgerLine.invoice_id) == invoice_id, col(Invoice.debtor_id) == debtor_id)
        .where(col(LedgerLine.account).in_(CONTROL))
        .group_by(
            col(LedgerEntry.id),
            col(LedgerEntry.booked_on),
            col(LedgerLine.currency),
            col(Receipt.id),
            col(Receipt.rail),
            col(Receipt.debtor_id),
        )
        .order_by(col(LedgerEntry.id))
    )
    return [
        Movement(on, Money(int(minor), currency), rail, id_ if owner == debtor_id else None)
        for on, currency, minor, id_, rail, owner in session.execute(query)
        if minor
    ]


def _with_parts(session: Session, debtor_id: int, found: Sequence[Receipt]) -> list[Paid]:
    ids = [each.id or 0 for each in found]
    parts, taken_back = _parts(session, debtor_id, ids), undone_on(session, ids)
    return [
        Paid(
            id=each.id or 0,
            rail=each.rail,
            amount=each.amount,
            unapplied=each.unapplied,
            received_on=each.received_on,
            recorded_at=each.recorded_at,
            parts=tuple(parts.get(each.id or 0, ())),
            taken_back_on=taken_back.get(each.id or 0),
        )
        for each in found
    ]


def _parts(session: Session, debtor_id: int, receipt_ids: Sequence[int]) -> Mapping[int, list[Part]]:
    """What stands now: allocations less those taken back."""
    amount = func.sum(col(Allocation.receipt_minor))
    of_invoice = [
        col(each)
        for each in (Invoice.id, Invoice.number, Invoice.currency, Invoice.outstanding_minor, Invoice.debtor_id)
    ]
    query = (
        select(col(Allocation.receipt_id), col(Receipt.currency), amount, *of_invoice)
        .join(Receipt, col(Receipt.id) == col(Allocation.receipt_id))
        .join(Invoice, col(Invoice.id) == col(Allocation.invoice_id))
        .where(col(Allocation.receipt_id).in_(receipt_ids))
        .group_by(col(Allocation.receipt_id), col(Receipt.currency), *of_invoice, col(Invoice.due_on))
        .having(amount > 0)
        .order_by(col(Invoice.due_on), col(Invoice.id))
    )
    found: dict[int, list[Part]] = {}
    for receipt_id, paid_in, minor, invoice_id, number, currency, left, owner in session.execute(query):
        told = Money(left, currency) if owner == debtor_id else None
        found.setdefault(receipt_id, []).append(Part(invoice_id, number, Money(int(minor), paid_in), told))
    return found
