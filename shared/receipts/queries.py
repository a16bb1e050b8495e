"""Where money came from and what it was set against."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from shared import ledger
from shared.models import Allocation, Invoice, Journal, JournalLine, LedgerEntry, Rail, Receipt, ReceiptReturn
from shared.money import Money
from shared.receipts.rules import receipt_number
from shared.receipts.standing import standing


@dataclass(frozen=True, slots=True)
class Origin:
    """How money reached us; `journal`, `line` and their ids where a receipt journal posted it, else "" and 0."""

    receipt_id: int
    rail: Rail
    received_on: date
    payer_name: str
    payer_iban: str
    text: str
    journal_id: int
    journal: str
    line_id: int
    line: int

    @property
    def number(self) -> str:
        return receipt_number(self.receipt_id, self.received_on)


@dataclass(frozen=True, slots=True)
class Share:
    """What of a receipt is set against an invoice now; `allocation_id` is what `reverse_allocation` takes.

    `amount` is in the invoice's currency, `taken` the same in the receipt's; `difference` was granted besides.
    """

    allocation_id: int
    invoice_id: int
    invoice: str
    amount: Money
    taken: Money
    difference: Money


@dataclass(frozen=True, slots=True)
class ReceiptRow:
    """A receipt: amount = Σ taken + refunded + unapplied, unless it was undone as a whole."""

    origin: Origin
    amount: Money
    unapplied: Money
    is_reversed: bool
    shares: tuple[Share, ...]


@dataclass(frozen=True, slots=True)
class ReceiptPage:
    rows: tuple[ReceiptRow, ...]
    total: int


def origins(session: Session, invoice_id: int) -> dict[int, Origin]:
    """Where each allocation to an invoice came from, reversals included, by the allocation's id."""
    query = with_journal(col(Allocation.id).label("allocation_id")).join(
        Allocation, col(Allocation.receipt_id) == Receipt.id
    )
    found = session.execute(query.where(col(Allocation.invoice_id) == invoice_id))
    return {each.allocation_id: _origin(each) for each in found}


def of_debtor(session: Session, debtor_id: int, *, offset: int = 0, limit: int = 25) -> ReceiptPage:
    """A debtor's receipts, the newest first, each with what it was set against."""
    mine = col(Receipt.debtor_id) == debtor_id
    query = with_journal().where(mine)
    query = query.order_by(col(Receipt.received_on).desc(), col(Receipt.id).desc()).offset(offset).limit(limit)
    found = session.execute(query).all()
    ids = [each.Receipt.id for each in found]
    shares, reversed_ids = shares_of(session, ids), reversed_among(session, ids)
    rows = tuple(_row(each, shares, reversed_ids) for each in found)
    total = session.execute(select(func.count()).select_from(Receipt).where(mine)).scalar_one()
    return ReceiptPage(rows, total)


def shares_of(session: Session, receipt_ids: Sequence[int]) -> dict[int, tuple[Share, ...]]:
    """What stands of the receipts' allocations, by receipt."""
    query = standing(
        select(Allocation, col(Invoice.number), col(Invoice.currency), col(Receipt.currency))
        .join(Receipt, col(Receipt.id) == Allocation.receipt_id)
        .join(Invoice, col(Invoice.id) == Allocation.invoice_id)
        .where(col(Allocation.receipt_id).in_(receipt_ids))
        .order_by(col(Allocation.id))
    )
    found: dict[int, tuple[Share, ...]] = {}
    for allocation, number, currency, paid_in in session.execute(query):
        share = Share(
            allocation_id=allocation.id,
            invoice_id=allocation.invoice_id,
            invoice=number,
            amount=Money(allocation.amount_minor, currency),
            taken=Money(allocation.receipt_minor, paid_in),
            difference=Money(allocation.difference_minor, currency),
        )
        found[allocation.receipt_id] = (*found.get(allocation.receipt_id, ()), share)
    return found


def reversed_among(session: Session, receipt_ids: Sequence[int]) -> set[int]:
    """Which of the receipts were undone as a whole: reversed by us, or taken back by the bank."""
    return set(undone_on(session, receipt_ids))


def undone_on(session: Session, receipt_ids: Sequence[int]) -> dict[int, date]:
    """When each of the receipts that were undone as a whole was."""
    mirror = aliased(LedgerEntry)
    named = {f"receipt:{each}": each for each in receipt_ids}
    reversals = select(col(LedgerEntry.reference), col(mirror.booked_on)).join(
        mirror, col(mirror.reverses_id) == LedgerEntry.id
    )
    found = session.execute(reversals.where(col(LedgerEntry.reference).in_(named)))
    undone = {named[reference]: on for reference, on in found}
    returns = select(ReceiptReturn).join(Receipt, col(Receipt.id) == ReceiptReturn.receipt_id)
    returns = returns.where(
        col(ReceiptReturn.receipt_id).in_(receipt_ids),
        col(ReceiptReturn.amount_minor) == Receipt.amount_minor,
        col(ReceiptReturn.given_back_on).is_(None),
    )
    back = {f"return:{each.id}": each for each in session.scalars(returns)}
    stopped = ledger.reversed_among(session, list(back)) if back else set()
    return undone | {each.receipt_id: each.returned_on for name, each in back.items() if name not in stopped}


def with_journal(*columns: Any) -> Any:
    """Receipts with the line and the journal that posted them, if one did."""
    return (
        select(Receipt, col(JournalLine.id).label("line_id"), col(JournalLine.position), Journal, *columns)
        .select_from(Receipt)
        .outerjoin(JournalLine, col(JournalLine.receipt_id) == Receipt.id)
        .outerjoin(Journal, col(Journal.id) == JournalLine.journal_id)
    )


def _row(found: Any, shares: Mapping[int, tuple[Share, ...]], reversed_ids: set[int]) -> ReceiptRow:
    receipt: Receipt = found.Receipt
    id_ = receipt.id or 0
    return ReceiptRow(_origin(found), receipt.amount, receipt.unapplied, id_ in reversed_ids, shares.get(id_, ()))


def _origin(found: Any) -> Origin:
    receipt, journal = found.Receipt, found.Journal
    return Origin(
        receipt_id=receipt.id,
        rail=receipt.rail,
        received_on=receipt.received_on,
        payer_name=receipt.payer_name,
        payer_iban=receipt.payer_iban,
        text=receipt.text,
        journal_id=journal.id if journal else 0,
        journal=journal.number if journal else "",
        line_id=found.line_id or 0,
        line=found.position or 0,
    )
