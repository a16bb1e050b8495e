"""The figures of domain.md 1.6 for one invoice, each as a subquery beside the invoice's row; all of them derived."""

from typing import Any

from sqlalchemy import ScalarSelect, case, func
from sqlalchemy.orm import aliased
from sqlmodel import col, select

from shared.ledger import Account
from shared.models import Allocation, Invoice, LedgerEntry, LedgerLine


def collected() -> ScalarSelect[int]:
    """Debtor Collection: allocations less what was taken back, in minor units."""
    query = select(func.coalesce(func.sum(Allocation.amount_minor), 0))
    return query.where(Allocation.invoice_id == Invoice.id).correlate(Invoice).scalar_subquery()


def advance_paid() -> ScalarSelect[int]:
    """What we paid the client on the invoice, less what was taken back, in minor units."""
    return _booked(Account.ADVANCE_PAYABLE, "advance", sign=1)


def reserve() -> ScalarSelect[int]:
    """What the purchase kept back of the price, before commission is taken out of it, in minor units."""
    return _booked(Account.RESERVE_PAYABLE, "purchase", sign=-1)


def in_use(advance_minor: Any, collected_minor: Any) -> Any:
    """Funds in use from the two columns: collections repay the advance first (`rules.funds_in_use`, in SQL)."""
    return case((collected_minor < advance_minor, advance_minor - collected_minor), else_=0)


def _booked(account: Account, kind: str, *, sign: int) -> ScalarSelect[int]:
    """The sum that entries of one kind, and their reversals, moved an account by for the invoice."""
    undone = aliased(LedgerEntry)
    query = (
        select(sign * func.coalesce(func.sum(LedgerLine.amount_minor), 0))
        .join(LedgerEntry, col(LedgerEntry.id) == LedgerLine.entry_id)
        .outerjoin(undone, col(undone.id) == LedgerEntry.reverses_id)
        .where(LedgerLine.invoice_id == Invoice.id, LedgerLine.account == account)
        .where(func.coalesce(undone.kind, LedgerEntry.kind) == kind)
    )
    return query.correlate(Invoice).scalar_subquery()
