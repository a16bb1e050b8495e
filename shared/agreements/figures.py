"""The figures of domain.md 1.6 as subqueries, all of them derived.

Each stands beside an invoice's row and speaks of that invoice, or is a sum over the invoices `of` selects.
"""

from typing import Any

from sqlalchemy import ScalarSelect, case, func
from sqlalchemy.orm import aliased
from sqlmodel import col, select

from shared.ledger import Account
from shared.models import Allocation, Invoice, LedgerEntry, LedgerLine, Rail, Receipt


def collected(of: Any = None) -> ScalarSelect[int]:
    """Debtor Collection: money allocated less what was taken back, in minor units; a credit note is no money."""
    query = select(func.coalesce(func.sum(Allocation.amount_minor), 0)).join(
        Receipt, col(Receipt.id) == Allocation.receipt_id
    )
    query = query.where(_about(Allocation.invoice_id, of), Receipt.rail != Rail.CREDIT_NOTE)
    return query.correlate(Invoice).scalar_subquery()


def advance_paid(of: Any = None) -> ScalarSelect[int]:
    """What we paid the client on the invoice, less what was taken back, in minor units."""
    return _booked(Account.ADVANCE_PAYABLE, "advance", sign=1, of=of)


def reserve(of: Any = None) -> ScalarSelect[int]:
    """What the purchase kept back of the price, before commission is taken out of it, in minor units."""
    return _booked(Account.RESERVE_PAYABLE, "purchase", sign=-1, of=of)


def in_use(advance_minor: Any, collected_minor: Any) -> Any:
    """Funds in use from the two columns: collections repay the advance first (`rules.funds_in_use`, in SQL)."""
    return case((collected_minor < advance_minor, advance_minor - collected_minor), else_=0)


def _booked(account: Account, kind: str, *, sign: int, of: Any) -> ScalarSelect[int]:
    """The sum that entries of one kind, and their reversals, moved an account by."""
    undone = aliased(LedgerEntry)
    query = (
        select(sign * func.coalesce(func.sum(LedgerLine.amount_minor), 0))
        .join(LedgerEntry, col(LedgerEntry.id) == LedgerLine.entry_id)
        .outerjoin(undone, col(undone.id) == LedgerEntry.reverses_id)
        .where(_about(LedgerLine.invoice_id, of), LedgerLine.account == account)
        .where(func.coalesce(undone.kind, LedgerEntry.kind) == kind)
    )
    return query.correlate(Invoice).scalar_subquery()


def _about(invoice_id: Any, of: Any) -> Any:
    return col(invoice_id) == Invoice.id if of is None else col(invoice_id).in_(of)
