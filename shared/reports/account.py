"""A debtor's account: everything that moved what they owe or what we hold of theirs, with the running balance.

Read from the books' lines themselves, so that whatever will be posted in future is part of it, and so that the balance
is what is outstanding on their invoices less what we hold of their money.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final

from sqlalchemy import and_, case, func, or_, select
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from shared.errors import Refused
from shared.ledger.chart import CONTROL, HOLDING
from shared.models import Invoice, LedgerEntry, LedgerLine, Rail, Receipt
from shared.money import Money
from shared.receipts.rules import receipt_number
from shared.settings import settings

MOST_LINES: Final = 10_000
"""More than anybody reads; a shorter time is asked for then."""


class TooManyLines(Refused):
    def __init__(self) -> None:
        super().__init__("More happened in that time than fits a statement. Please choose a shorter time.")


@dataclass(frozen=True, slots=True)
class AccountLine:
    """One entry by what it changed: `amount` above zero is owed more, below zero less.

    `kind` is the entry's, of the entry undone where `undoes`. `invoice` and `receipt` are the numbers it is about, ""
    where it is about none, or about one that is somebody else's.
    """

    entry_id: int
    on: date
    kind: str
    undoes: bool
    invoice: str
    receipt: str
    rail: Rail | None
    amount: Money
    balance: Money


@dataclass(frozen=True, slots=True)
class AccountStatement:
    """Opening balance + the lines = closing balance = what is open on invoices − what we hold unused, on `until`."""

    debtor_id: int
    currency: str
    since: date
    until: date
    opening: Money
    lines: tuple[AccountLine, ...]
    closing: Money
    open: Money
    held: Money

    def __post_init__(self) -> None:
        moved = sum(line.amount.minor for line in self.lines)
        if self.opening.minor + moved != self.closing.minor or self.closing != self.open - self.held:
            raise ValueError(f"the account of debtor {self.debtor_id} does not add up")


def currencies(session: Session, debtor_id: int) -> list[str]:
    """The currencies in which anything was ever booked for the debtor, the one with most lines first."""
    query = _mine(select(col(LedgerLine.currency), func.count()), debtor_id).group_by(col(LedgerLine.currency))
    found = [(int(count), currency) for currency, count in session.execute(query)]
    return [currency for _, currency in sorted(found, key=lambda each: (-each[0], each[1]))]


def choices(session: Session, debtor_id: int) -> list[str]:
    """The currencies their statement may be in: where nothing was booked it stands empty in that of the books."""
    return currencies(session, debtor_id) or [settings().base_currency]


def statement(session: Session, debtor_id: int, currency: str, *, since: date, until: date) -> AccountStatement:
    """The debtor's account in one currency from the first day to the last, both included.

    Raises:
        TooManyLines: more than `MOST_LINES` in that time.
    """
    before = _sums(session, debtor_id, currency, col(LedgerEntry.booked_on) < since)
    after = _sums(session, debtor_id, currency, col(LedgerEntry.booked_on) <= until)
    opening = Money(before[True] + before[False], currency)
    return AccountStatement(
        debtor_id=debtor_id,
        currency=currency,
        since=since,
        until=until,
        opening=opening,
        lines=_with_balance(opening, _lines(session, debtor_id, currency, since, until)),
        closing=Money(after[True] + after[False], currency),
        open=Money(after[False], currency),
        held=Money(-after[True], currency),
    )


def _sums(session: Session, debtor_id: int, currency: str, *where: Any) -> dict[bool, int]:
    """What is owed (False) and what is held (True, below zero), by the lines of those days."""
    is_held = case((col(LedgerLine.account).in_(HOLDING), 1), else_=0)
    query = _mine(select(is_held, func.sum(col(LedgerLine.amount_minor))), debtor_id)
    query = query.where(col(LedgerLine.currency) == currency, *where).group_by(is_held)
    return {True: 0, False: 0} | {bool(held): int(minor) for held, minor in session.execute(query)}


def _lines(session: Session, debtor_id: int, currency: str, since: date, until: date) -> list[AccountLine]:
    """One line an entry, of those that changed the balance: what only sets money against an invoice does not."""
    undone = aliased(LedgerEntry)
    amount = func.sum(col(LedgerLine.amount_minor))
    about = select(
        col(LedgerEntry.id),
        col(LedgerEntry.booked_on),
        col(LedgerEntry.kind),
        col(undone.kind),
        amount,
        func.max(case((col(Invoice.debtor_id) == debtor_id, col(Invoice.id)))),
        func.max(case((col(Receipt.debtor_id) == debtor_id, col(Receipt.id)))),
    )
    query = (
        _mine(about, debtor_id)
        .outerjoin(undone, col(undone.id) == col(LedgerEntry.reverses_id))
        .where(col(LedgerLine.currency) == currency, col(LedgerEntry.booked_on).between(since, until))
        .group_by(col(LedgerEntry.id), col(LedgerEntry.booked_on), col(LedgerEntry.kind), col(undone.kind))
        .having(amount != 0)
        .order_by(col(LedgerEntry.booked_on), col(LedgerEntry.id))
        .limit(MOST_LINES + 1)
    )
    found = session.execute(query).all()
    if len(found) > MOST_LINES:
        raise TooManyLines
    numbers = _numbers(session, {each[5] for each in found} - {None})
    receipts = _receipts(session, {each[6] for each in found} - {None})
    return [
        AccountLine(
            entry_id=entry_id,
            on=on,
            kind=of or kind,
            undoes=of is not None,
            invoice=numbers.get(invoice_id, ""),
            receipt=_called(receipts.get(receipt_id)),
            rail=receipts[receipt_id].rail if receipt_id in receipts else None,
            amount=Money(int(minor), currency),
            balance=Money(0, currency),
        )
        for entry_id, on, kind, of, minor, invoice_id, receipt_id in found
    ]


def _mine(query: Any, debtor_id: int) -> Any:
    """The lines that are the debtor's: on their invoices, and what we hold of their receipts."""
    owed = and_(col(LedgerLine.account).in_(CONTROL), col(Invoice.debtor_id) == debtor_id)
    held = and_(col(LedgerLine.account).in_(HOLDING), col(Receipt.debtor_id) == debtor_id)
    return (
        query.select_from(LedgerLine)
        .join(LedgerEntry, col(LedgerEntry.id) == col(LedgerLine.entry_id))
        .outerjoin(Invoice, col(Invoice.id) == col(LedgerLine.invoice_id))
        .outerjoin(Receipt, col(Receipt.id) == col(LedgerLine.receipt_id))
        .where(or_(owed, held))
    )


def _with_balance(opening: Money, lines: list[AccountLine]) -> tuple[AccountLine, ...]:
    balance, told = opening, []
    for line in lines:
        balance += line.amount
        told.append(replace(line, balance=balance))
    return tuple(told)


def _numbers(session: Session, ids: set[int]) -> Mapping[int, str]:
    found = session.execute(select(col(Invoice.id), col(Invoice.number)).where(col(Invoice.id).in_(ids)))
    return {id_ or 0: number for id_, number in found}


def _receipts(session: Session, ids: set[int]) -> Mapping[int, Receipt]:
    return {each.id or 0: each for each in session.scalars(select(Receipt).where(col(Receipt.id).in_(ids)))}


def _called(receipt: Receipt | None) -> str:
    """What people call it: a credit note by its own number, money by ours."""
    if receipt is None:
        return ""
    return receipt.number or receipt_number(receipt.id or 0, receipt.received_on)
