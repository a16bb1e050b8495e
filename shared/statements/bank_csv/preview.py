"""How a file would be read by a layout: the first entries, how many, their sums, and what cannot be read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from shared.money import Money
from shared.statements.bank_csv.layout import CsvLayout, checked
from shared.statements.bank_csv.reading import Account, read_table, statement_of
from shared.statements.refusals import StatementRefused
from shared.statements.values import Direction, Entry

SHOWN = 8


@dataclass(frozen=True, slots=True)
class Total:
    """What is booked on one account of the file; both sums are positive."""

    account: str
    count: int
    money_in: Money
    money_out: Money
    ties: bool | None


@dataclass(frozen=True, slots=True)
class Preview:
    """Nothing of the file is taken while there are `problems`."""

    entries: tuple[Entry, ...] = ()
    """The first ones, `SHOWN` at most."""
    count: int = 0
    pending: int = 0
    first_day: date | None = None
    last_day: date | None = None
    totals: tuple[Total, ...] = ()
    problems: tuple[str, ...] = ()


def check(data: bytes, layout: CsvLayout) -> Preview:
    """Read the file by the layout and say what would come of it; never raises for what the file holds."""
    try:
        table = read_table(data, checked(layout))
    except StatementRefused as refused:
        return Preview(problems=(str(refused),))
    entries = [each.entry for account in table.accounts for each in account.booked]
    days = [each.booking_date for each in entries if each.booking_date]
    return Preview(
        entries=tuple(entries[:SHOWN]),
        count=len(entries),
        pending=sum(1 for each in entries if each.status != "BOOK"),
        first_day=min(days, default=None),
        last_day=max(days, default=None),
        totals=tuple(_total(each, layout) for each in table.accounts),
        problems=tuple(table.problems),
    )


def _total(account: Account, layout: CsvLayout) -> Total:
    booked = [each.entry for each in account.booked if each.entry.status == "BOOK"]
    statement = statement_of(account, layout)
    return Total(
        account=statement.account_iban or statement.account_other or "",
        count=len(booked),
        money_in=_sum(booked, Direction.CREDIT, account.currency),
        money_out=_sum(booked, Direction.DEBIT, account.currency),
        ties=statement.ties,
    )


def _sum(entries: Sequence[Entry], direction: Direction, currency: str) -> Money:
    return Money.total((each.amount for each in entries if each.direction is direction), currency)
