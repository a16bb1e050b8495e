"""Cash that came in, and open invoices by age; each number is a sum over the ledger's lines or its running balances."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from sqlalchemy import case, func
from sqlmodel import Session, col, select

from shared.ledger import Account
from shared.models import Invoice, JournalLine, LedgerEntry, LedgerLine, LineState
from shared.money import Money

_CAME_IN: Final = (Account.BANK, Account.CARD_CLEARING)
_NOT_POSTED: Final = (
    LineState.NEW,
    LineState.READY,
    LineState.REVIEW,
    LineState.UNMATCHED,
    LineState.ACCEPTED,
    LineState.LEFT,
)
AGES: Final = ((0, "Not due"), (30, "1 to 30 days overdue"), (60, "31 to 60 days"), (90, "61 to 90 days"))
OLDEST: Final = "Over 90 days"
"""Groups of age by the last day overdue that belongs to them; what is older is in the last."""


@dataclass(frozen=True, slots=True)
class CashIn:
    """What reached us on one day in one currency; a bank line that is not posted is not in the books yet."""

    bank_posted: Money
    card_posted: Money
    bank_not_posted: Money

    @property
    def total(self) -> Money:
        return self.bank_posted + self.card_posted + self.bank_not_posted


@dataclass(frozen=True, slots=True)
class Aged:
    """What is open in one currency, by group of age: the groups of `AGES`, then `OLDEST`."""

    amounts: tuple[Money, ...]

    @property
    def total(self) -> Money:
        return Money.total(self.amounts, self.amounts[0].currency)

    @property
    def overdue(self) -> Money:
        return self.total - self.amounts[0]


def cash_in(session: Session, first: date, last: date) -> dict[str, dict[date, CashIn]]:
    """By currency and day, from the first day to the last, days without cash included.

    Booked cash is what receipts brought to the bank and the card clearing account, less what was reversed, so that it
    agrees with those accounts; a line that is not posted counts on the day the bank booked it.
    """
    posted = _posted(session, first, last)
    waiting = _not_posted(session, first, last)
    days = [first + timedelta(days=each) for each in range((last - first).days + 1)]
    currencies = sorted({currency for currency, _, _ in posted} | {currency for currency, _ in waiting})
    return {currency: {day: _on(day, currency, posted, waiting) for day in days} for currency in currencies}


def aging(session: Session, today: date) -> dict[str, Aged]:
    """What is open by currency and age. An invoice that is due today is not overdue (domain.md 7)."""
    groups = [col(Invoice.due_on) >= today - timedelta(days=days) for days, _ in AGES]
    group = case(*((fits, number) for number, fits in enumerate(groups)), else_=len(AGES)).label("age_group")
    query = (
        select(Invoice.currency, group, func.sum(Invoice.outstanding_minor))
        .where(Invoice.outstanding_minor > 0)
        # By its name: to PostgreSQL the same expression with parameters of its own is another one.
        .group_by(Invoice.currency, "age_group")
        .order_by(Invoice.currency)
    )
    found: dict[str, dict[int, int]] = {}
    for currency, number, minor in session.exec(query):
        found.setdefault(currency, {})[number] = int(minor)
    return {currency: Aged(_amounts(sums, currency)) for currency, sums in found.items()}


def _posted(session: Session, first: date, last: date) -> dict[tuple[str, date, str], int]:
    query = (
        select(LedgerLine.currency, LedgerEntry.booked_on, LedgerLine.account, func.sum(LedgerLine.amount_minor))  # type: ignore[call-overload]
        .join(LedgerEntry, col(LedgerEntry.id) == col(LedgerLine.entry_id))
        .where(col(LedgerEntry.booked_on).between(first, last))
        .where(col(LedgerLine.account).in_(_CAME_IN), col(LedgerLine.receipt_id).is_not(None))
        .group_by(LedgerLine.currency, LedgerEntry.booked_on, LedgerLine.account)
    )
    return {(currency, day, account): int(minor) for currency, day, account, minor in session.exec(query)}


def _not_posted(session: Session, first: date, last: date) -> dict[tuple[str, date], int]:
    query = (
        select(JournalLine.currency, JournalLine.booked_on, func.sum(JournalLine.amount_minor))  # type: ignore[call-overload]
        .where(col(JournalLine.booked_on).between(first, last), col(JournalLine.state).in_(_NOT_POSTED))
        .group_by(JournalLine.currency, JournalLine.booked_on)
    )
    return {(currency, day): int(minor) for currency, day, minor in session.exec(query)}


def _on(
    day: date, currency: str, posted: Mapping[tuple[str, date, str], int], waiting: Mapping[tuple[str, date], int]
) -> CashIn:
    return CashIn(
        bank_posted=Money(posted.get((currency, day, Account.BANK), 0), currency),
        card_posted=Money(posted.get((currency, day, Account.CARD_CLEARING), 0), currency),
        bank_not_posted=Money(waiting.get((currency, day), 0), currency),
    )


def _amounts(sums: Mapping[int, int], currency: str) -> tuple[Money, ...]:
    numbers: Sequence[int] = range(len(AGES) + 1)
    return tuple(Money(sums.get(number, 0), currency) for number in numbers)
