"""The central list of invoices: filtered, searched, sorted and paged by the database (S5-01 to S5-08)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, case, func, or_, select
from sqlmodel import Session, col

from shared.agreements import figures
from shared.errors import Refused
from shared.models import Agreement, Debtor, Invoice
from shared.money import Money
from shared.settings import settings


class Which(StrEnum):
    """Parts of the list. Open is overdue and due together; due today is not overdue (domain.md 2.2)."""

    OPEN = "open"
    OVERDUE = "overdue"
    DUE = "due"
    PAID = "paid"
    ALL = "all"


@dataclass(frozen=True, slots=True)
class Asked:
    """Which part of the list is wanted. `sort` is a key of `SORTS`, with "-" in front for descending."""

    today: date
    which: Which = Which.OPEN
    search: str = ""
    sort: str = ""
    offset: int = 0
    limit: int = 25
    debtor_id: int | None = None
    agreement_id: int | None = None


@dataclass(frozen=True, slots=True)
class InvoiceRow:
    """One invoice of the list, with the figures of domain.md 1.6."""

    id: int
    number: str
    debtor_id: int
    debtor: str
    agreement: str
    issued_on: date
    due_on: date
    total: Money
    collected: Money
    outstanding: Money
    advance_paid: Money
    reserve: Money


@dataclass(frozen=True, slots=True)
class Sums:
    """Sums over all rows of one currency that were asked for, not over the page."""

    total: Money
    collected: Money
    outstanding: Money


@dataclass(frozen=True, slots=True)
class InvoicePage:
    """A page of the list; `counts` says how many rows each part has under the same search, `sums` are by currency."""

    rows: tuple[InvoiceRow, ...]
    counts: Mapping[Which, int]
    sums: tuple[Sums, ...]


SORTS: Mapping[str, Any] = {
    "number": Invoice.number,
    "debtor": Debtor.name,
    "issued": Invoice.issued_on,
    "due": Invoice.due_on,
    "amount": Invoice.total_minor,
    "outstanding": Invoice.outstanding_minor,
}


def page(session: Session, asked: Asked) -> InvoicePage:
    """The rows asked for, the oldest due date first unless sorted otherwise, with counts and sums."""
    scope = _scope(asked)
    part = [*scope, _is(asked.which, asked.today)]
    return InvoicePage(_rows(session, asked, part), _counts(session, asked.today, scope), _sums(session, part))


def _rows(session: Session, asked: Asked, where: list[ColumnElement[bool]]) -> tuple[InvoiceRow, ...]:
    query: Any = (
        select(
            Invoice,
            col(Debtor.name).label("debtor"),
            col(Agreement.number).label("agreement"),
            figures.collected().label("collected"),
            figures.advance_paid().label("advance_paid"),
            figures.reserve().label("reserve"),
        )
        .join(Debtor, col(Debtor.id) == Invoice.debtor_id)
        .outerjoin(Agreement, col(Agreement.id) == Invoice.agreement_id)
        .where(*where)
        .order_by(*_order(asked.sort))
        .offset(asked.offset)
        .limit(asked.limit)
    )
    return tuple(_row(each) for each in session.execute(query))


def _row(found: Any) -> InvoiceRow:
    invoice: Invoice = found.Invoice
    return InvoiceRow(
        id=invoice.id or 0,
        number=invoice.number,
        debtor_id=invoice.debtor_id,
        debtor=found.debtor,
        agreement=found.agreement or "",
        issued_on=invoice.issued_on,
        due_on=invoice.due_on,
        total=invoice.total,
        collected=Money(int(found.collected), invoice.currency),
        outstanding=invoice.outstanding,
        advance_paid=Money(int(found.advance_paid), invoice.currency),
        reserve=Money(int(found.reserve), invoice.currency),
    )


def _order(sort: str) -> list[Any]:
    column = col(SORTS[sort.removeprefix("-") or "due"])
    return [column.desc() if sort.startswith("-") else column, col(Invoice.id)]


def _counts(session: Session, today: date, scope: list[ColumnElement[bool]]) -> dict[Which, int]:
    counted = [func.coalesce(func.sum(case((_is(each, today), 1), else_=0)), 0) for each in Which]
    found = session.execute(select(*counted).select_from(Invoice).where(*scope)).one()
    return dict(zip(Which, map(int, found), strict=True))


def advances(session: Session, asked: Asked) -> tuple[Money, Money]:
    """Advance paid and reserve over all rows asked for; apart from `Sums`, because only agreements show them."""
    asked_for = select(col(Invoice.id)).where(*_scope(asked), _is(asked.which, asked.today))
    found = session.execute(select(figures.advance_paid(asked_for), figures.reserve(asked_for))).one()
    agreed = select(col(Agreement.currency)).where(col(Agreement.id) == asked.agreement_id)
    currency = session.execute(agreed).scalar_one_or_none() or settings().base_currency
    advance_paid, reserve = (Money(int(each), currency) for each in found)
    return advance_paid, reserve


def _sums(session: Session, where: list[ColumnElement[bool]]) -> tuple[Sums, ...]:
    """By currency, the base currency first; without any row, nothing in the base currency."""
    base = settings().base_currency
    own = (func.sum(each) for each in (col(Invoice.total_minor), col(Invoice.outstanding_minor)))
    query = select(col(Invoice.currency), *own).where(*where).group_by(col(Invoice.currency))
    found = [tuple(row) for row in session.execute(query)] or [(base, 0, 0)]
    sums = []
    for currency, total, outstanding in sorted(found, key=lambda each: (each[0] != base, each[0])):
        asked_for = select(col(Invoice.id)).where(*where, col(Invoice.currency) == currency)
        collected = session.execute(select(figures.collected(asked_for))).scalar_one()
        sums.append(Sums(*(Money(int(each), currency) for each in (total, collected, outstanding))))
    return tuple(sums)


def _scope(asked: Asked) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if asked.debtor_id is not None:
        conditions.append(col(Invoice.debtor_id) == asked.debtor_id)
    if asked.agreement_id is not None:
        conditions.append(col(Invoice.agreement_id) == asked.agreement_id)
    if asked.search.strip():
        conditions.append(_matches(asked.search.strip()))
    return conditions


def _is(which: Which, today: date) -> ColumnElement[bool]:
    left = col(Invoice.outstanding_minor)
    return {
        Which.OPEN: left > 0,
        Which.OVERDUE: (left > 0) & (col(Invoice.due_on) < today),
        Which.DUE: (left > 0) & (col(Invoice.due_on) >= today),
        Which.PAID: left == 0,
        Which.ALL: left >= 0,
    }[which]


def _matches(text: str) -> ColumnElement[bool]:
    """Number, debtor or payment reference in part, or the amount or what is left of it exactly."""
    compact = text.replace(" ", "").upper()
    named = or_(col(Debtor.name).icontains(text, autoescape=True), col(Debtor.number) == text)
    by_words = or_(
        col(Invoice.number).icontains(text, autoescape=True),
        col(Invoice.payment_reference).contains(compact, autoescape=True),
        col(Invoice.debtor_id).in_(select(col(Debtor.id)).where(named)),
    )
    amount = _amount_in(text)
    if amount is None:
        return by_words
    return or_(by_words, col(Invoice.total_minor) == amount, col(Invoice.outstanding_minor) == amount)


def _amount_in(text: str) -> int | None:
    """The minor units a search may mean: "1,250.00", "1250" or "1250.00 EUR"."""
    currency = settings().base_currency
    digits = text.upper().removesuffix(currency).replace(",", "").replace(" ", "")
    try:
        return Money.parse(digits, currency).minor
    except Refused:
        return None
