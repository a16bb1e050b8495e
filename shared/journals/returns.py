"""Money that went back: which receipt a line takes back, told by references, payer, invoices and amount (L11)."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlmodel import Session, col, select

from shared.journals.proposed import share_row
from shared.models import (
    Allocation,
    Debtor,
    JournalLine,
    LineState,
    Rail,
    Receipt,
    ReceiptReturn,
)
from shared.money import Money

MOST_FEE_UNITS = 50
"""More than this, in units of the currency, no bank takes for a return."""
LOOKED_BACK = timedelta(days=400)
"""Thirteen months: so long an unauthorised direct debit may be given back (domain.md 1.4)."""
_MOST = 500


@dataclass(frozen=True, slots=True)
class Candidate:
    """A receipt that a line may take back; `fee` is what the bank then took for it. `points` rank, reasons tell why."""

    receipt_id: int
    debtor_id: int | None
    debtor_name: str
    amount: Money
    fee: Money
    received_on: date
    payer_name: str
    text: str
    points: int
    reasons: tuple[str, ...]


def most_fee(currency: str) -> Money:
    """The most that a bank may have taken for a return, in this currency."""
    return Money(MOST_FEE_UNITS * 10 ** Money.zero(currency).decimals, currency)


def candidates(session: Session, line_id: int, invoice_ids: Collection[int] = (), *, limit: int = 8) -> list[Candidate]:
    """Receipts of the bank that this line may take back, the likeliest first; matching thinks of `invoice_ids`."""
    line = session.get_one(JournalLine, line_id)
    if line.is_credit:
        return []
    found = session.exec(_possible(line)).all()
    paid = _invoices_of(session, [receipt.id or 0 for receipt, _, _ in found])
    ranked = [
        _candidate(line, receipt, came_as, debtor, paid.get(receipt.id or 0, set()) & set(invoice_ids))
        for receipt, came_as, debtor in found
    ]
    return sorted(ranked, key=lambda each: (-each.points, -each.received_on.toordinal()))[:limit]


def the_one(found: Sequence[Candidate]) -> Candidate | None:
    """The candidate that more than its amount speaks for, if it is the only one so likely."""
    if not found or found[0].points < 4:
        return None
    return found[0] if len(found) == 1 or found[1].points < found[0].points else None


def shares_back(session: Session, receipt_id: int) -> list[dict[str, Any]]:
    """What stands of a receipt, as the shares of the line that takes it back: negative, its invoices reopen."""
    by_invoice: dict[int, int] = {}
    query = select(Allocation.invoice_id, Allocation.amount_minor).where(Allocation.receipt_id == receipt_id)
    for invoice_id, minor in session.exec(query.order_by(col(Allocation.id))):
        by_invoice[invoice_id] = by_invoice.get(invoice_id, 0) + minor
    return [share_row(invoice_id, -minor) for invoice_id, minor in by_invoice.items() if minor]


def _possible(line: JournalLine) -> Any:
    least = line.amount_minor - most_fee(line.currency).minor
    gone = select(ReceiptReturn.receipt_id)
    return (
        select(Receipt, JournalLine, Debtor.name)
        .join(JournalLine, col(JournalLine.receipt_id) == col(Receipt.id))
        .outerjoin(Debtor, col(Debtor.id) == col(Receipt.debtor_id))
        .where(
            Receipt.rail == Rail.BANK,
            Receipt.currency == line.currency,
            col(Receipt.amount_minor).between(least, line.amount_minor),
            col(Receipt.received_on).between(line.booked_on - LOOKED_BACK, line.booked_on),
            JournalLine.state == LineState.POSTED,
            col(Receipt.id).not_in(gone),
        )
        .order_by(col(Receipt.received_on).desc(), col(Receipt.id).desc())
        .limit(_MOST)
    )


def _invoices_of(session: Session, receipt_ids: Sequence[int]) -> Mapping[int, set[int]]:
    found: dict[int, set[int]] = {}
    query = select(Allocation.receipt_id, Allocation.invoice_id).where(col(Allocation.receipt_id).in_(receipt_ids))
    for receipt_id, invoice_id in session.exec(query):
        found.setdefault(receipt_id, set()).add(invoice_id)
    return found


def _candidate(
    line: JournalLine, receipt: Receipt, came_as: JournalLine, debtor: str | None, invoices: set[int]
) -> Candidate:
    grounds = [
        (8, "the same end-to-end id", _same(line.end_to_end_id, came_as.end_to_end_id)),
        (6, "the same reference", _same(line.reference, came_as.reference)),
        (4, "an invoice that matching found", bool(invoices)),
        (4, "the same account of the payer", _same(line.payer_iban, receipt.payer_iban)),
        (3, "the same name of the payer", _same(line.payer_name, receipt.payer_name)),
        (2, "the same amount", line.amount_minor == receipt.amount_minor),
    ]
    held = [(points, why) for points, why, holds in grounds if holds]
    return Candidate(
        receipt_id=receipt.id or 0,
        debtor_id=receipt.debtor_id,
        debtor_name=debtor or "",
        amount=receipt.amount,
        fee=Money(line.amount_minor - receipt.amount_minor, line.currency),
        received_on=receipt.received_on,
        payer_name=receipt.payer_name,
        text=receipt.text,
        points=sum(points for points, _ in held),
        reasons=tuple(why for _, why in held),
    )


def _same(one: str, other: str) -> bool:
    squeezed = one.replace(" ", "").upper()
    return bool(squeezed) and squeezed not in ("NOTPROVIDED", "NONREF") and squeezed == other.replace(" ", "").upper()
