"""What a debtor owes, as they may see it: every query takes the debtor's own id and finds nothing of anybody else."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from sqlalchemy import ColumnElement, Row, Select, case, func, select
from sqlmodel import Session, col

from shared.models import Creditor, Invoice
from shared.money import Money

MOST_LISTED: Final = 100


@dataclass(frozen=True, slots=True)
class OwedInvoice:
    """An invoice with who is owed and what is left of it."""

    id: int
    number: str
    creditor: str
    is_house: bool
    total: Money
    outstanding: Money
    issued_on: date
    due_on: date
    payment_reference: str
    settled_before: Money

    @property
    def is_paid(self) -> bool:
        return not self.outstanding

    def days_overdue(self, on: date) -> int:
        """Whole days since it was due; 0 when it is not overdue or nothing is left to pay."""
        return 0 if self.is_paid else max((on - self.due_on).days, 0)


@dataclass(frozen=True, slots=True)
class Total:
    """What is owed in one currency, and what of it is overdue."""

    owed: Money
    overdue: Money
    invoices: int
    overdue_invoices: int


@dataclass(frozen=True, slots=True)
class Asker:
    """A creditor with invoices for the debtor, some of them open or none; `is_house` is the firm itself."""

    name: str
    trade: str
    is_house: bool
    is_owed: bool


def totals(session: Session, debtor_id: int, *, on: date, without: Collection[int] = ()) -> list[Total]:
    """What is owed per currency, the one with most overdue invoices first; nothing owed is an empty list.

    Invoices in `without` do not count: those that are paid by instalments.
    """
    late = col(Invoice.due_on) < on
    query = (
        select(
            col(Invoice.currency),
            func.sum(col(Invoice.outstanding_minor)),
            func.sum(case((late, col(Invoice.outstanding_minor)), else_=0)),
            func.count(),
            func.sum(case((late, 1), else_=0)),
        )
        .where(*_open(debtor_id), col(Invoice.id).not_in(without))
        .group_by(col(Invoice.currency))
    )
    found = [
        Total(Money(int(owed), currency), Money(int(overdue), currency), count, int(late_count))
        for currency, owed, overdue, count, late_count in session.execute(query)
    ]
    return sorted(found, key=lambda each: (-each.overdue_invoices, -each.invoices, each.owed.currency))


def open_invoices(
    session: Session,
    debtor_id: int,
    *,
    currency: str = "",
    due_before: date | None = None,
    without: Collection[int] = (),
    limit: int = MOST_LISTED,
) -> list[OwedInvoice]:
    """What is left to pay, the earliest due first; all currencies unless one is named."""
    query = _invoices(debtor_id).where(col(Invoice.outstanding_minor) > 0, col(Invoice.id).not_in(without))
    if currency:
        query = query.where(col(Invoice.currency) == currency)
    if due_before:
        query = query.where(col(Invoice.due_on) < due_before)
    return _read(session, query.order_by(col(Invoice.due_on), col(Invoice.id)).limit(limit))


def latest(session: Session, debtor_id: int, *, limit: int) -> list[OwedInvoice]:
    """The invoices issued last, paid or not, the newest first."""
    return _read(session, _invoices(debtor_id).order_by(*_newest_first()).limit(limit))


def by_ids(session: Session, debtor_id: int, ids: Collection[int]) -> dict[int, OwedInvoice]:
    """Those of the ids that are invoices of this debtor."""
    rows = _read(session, _invoices(debtor_id).where(col(Invoice.id).in_(ids)))
    return {each.id: each for each in rows}


def page(session: Session, debtor_id: int, *, only: str = "", offset: int = 0, limit: int = 25) -> list[OwedInvoice]:
    """A part of all invoices; `only` is "open" (earliest due first), "paid", or "" (both newest first)."""
    query = _invoices(debtor_id).where(*_only(only))
    order = (col(Invoice.due_on), col(Invoice.id)) if only == "open" else _newest_first()
    return _read(session, query.order_by(*order).offset(offset).limit(limit))


def counts(session: Session, debtor_id: int) -> Mapping[str, int]:
    """How many invoices `page` has, by its `only`."""
    paid = case((col(Invoice.outstanding_minor) == 0, 1), else_=0)
    query = select(func.count(), func.coalesce(func.sum(paid), 0)).where(col(Invoice.debtor_id) == debtor_id)
    total, settled = session.execute(query).one()
    return {"": total, "open": total - int(settled), "paid": int(settled)}


def askers(session: Session, debtor_id: int) -> list[Asker]:
    """The creditors for whom something is open, or, when nothing is, all there ever was an invoice from."""
    left = func.sum(col(Invoice.outstanding_minor)).label("left")
    mine = select(col(Invoice.creditor_id), left).where(col(Invoice.debtor_id) == debtor_id)
    each_left = mine.group_by(col(Invoice.creditor_id)).subquery()
    query = (
        select(Creditor, each_left.c.left)
        .join(each_left, each_left.c.creditor_id == col(Creditor.id))
        .order_by(col(Creditor.name))
    )
    ever = [Asker(each.name, each.trade, each.is_house, left > 0) for each, left in session.execute(query)]
    return [each for each in ever if each.is_owed] or ever


def _invoices(debtor_id: int) -> Select[Invoice, Creditor]:
    return (
        select(Invoice, Creditor)
        .join(Creditor, col(Creditor.id) == col(Invoice.creditor_id))
        .where(col(Invoice.debtor_id) == debtor_id)
    )


def _read(session: Session, query: Select[Invoice, Creditor]) -> list[OwedInvoice]:
    return [_owed(row) for row in session.execute(query)]


def _owed(row: Row[Invoice, Creditor]) -> OwedInvoice:
    found, creditor = row
    return OwedInvoice(
        id=found.id or 0,
        number=found.number,
        creditor=creditor.name,
        is_house=creditor.is_house,
        total=found.total,
        outstanding=found.outstanding,
        issued_on=found.issued_on,
        due_on=found.due_on,
        payment_reference=found.payment_reference,
        settled_before=Money(found.settled_before_minor, found.currency),
    )


def _open(debtor_id: int) -> tuple[ColumnElement[bool], ...]:
    return col(Invoice.debtor_id) == debtor_id, col(Invoice.outstanding_minor) > 0


def _only(which: str) -> tuple[ColumnElement[bool], ...]:
    left = col(Invoice.outstanding_minor)
    return {"open": (left > 0,), "paid": (left == 0,)}.get(which, ())


def _newest_first() -> tuple[Any, Any]:
    return col(Invoice.issued_on).desc(), col(Invoice.id).desc()
