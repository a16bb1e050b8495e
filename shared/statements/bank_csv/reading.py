"""A bank's CSV into statements by its layout, one for each account and currency; every bad row is told at once."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

from stdnum import iban

from shared.errors import Refused
from shared.money import Money
from shared.statements import balances
from shared.statements.bank_csv.entries import Booked, Stated, goes_on, gone_on, read_row
from shared.statements.bank_csv.layout import CsvLayout
from shared.statements.bank_csv.table import BadRow, Columns, decoded, rows
from shared.statements.refusals import BadCsv, BadRows
from shared.statements.values import Balance, Direction, Entry, Statement

_CHAIN_BROKEN = "The balances beside the rows do not follow from one another: rows are missing, or were left out."
_MARKS = re.compile(r"[^0-9A-Za-z]", re.ASCII)


@dataclass(slots=True)
class Account:
    """What the file tells of one account in one currency."""

    number: str
    currency: str
    booked: list[Booked] = field(default_factory=list)
    stated: list[Balance] = field(default_factory=list)


@dataclass(slots=True)
class Table:
    """All that could be read of a file, and the sentences about what could not, each with its line."""

    accounts: list[Account] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    is_empty: bool = True

    def account(self, number: str, currency: str) -> Account:
        """The account of that number and currency, new if it was not named before."""
        for each in self.accounts:
            if (each.number, each.currency) == (number, currency):
                return each
        self.accounts.append(Account(number, currency))
        return self.accounts[-1]


def stream(data: bytes, layout: CsvLayout) -> Iterator[Entry | Statement]:
    """The entries of each account and, last, its statement; all rows have been read when the first entry comes.

    Raises:
        BadCsv: the file does not fit the layout (encoding, header, quotes).
        BadRows: all rows that cannot be read, each with its line number.
    """
    table = read_table(data, layout)
    if table.problems:
        raise BadRows(table.problems)
    for account in table.accounts or [Account("", layout.currency)]:
        for each in account.booked:
            yield each.entry
        yield statement_of(account, layout)


def read_table(data: bytes, layout: CsvLayout) -> Table:
    """Everything the file says by this layout, with what cannot be read told instead of refused.

    Raises:
        BadCsv: the file as a whole does not fit the layout.
    """
    listed = rows(decoded(data, layout.encoding), layout.delimiter, after=layout.preamble_lines)
    first = next(listed, None)
    if first is None:
        raise BadCsv(f"There is nothing after line {layout.preamble_lines}.")
    columns, table = Columns(first[1], layout), Table()
    if not layout.has_header:
        _take(first[0], first[1], columns, layout, table)
    for line, cells in listed:
        if layout.ends_at and next(filter(None, cells), "").startswith(layout.ends_at):
            break
        _take(line, cells, columns, layout, table)
    return table


def statement_of(account: Account, layout: CsvLayout) -> Statement:
    """The account's statement without its entries; a CSV has no id, so its days stand for one."""
    days = sorted(each.entry.booking_date for each in account.booked if each.entry.booking_date)
    opening, closing = _chain(account.booked)
    is_broken = not account.stated and len(opening) > 1
    stated = account.stated or _between(opening, closing, days)
    named = (account.number or layout.account_iban).replace(" ", "")
    is_iban = iban.is_valid(named)
    return Statement(
        id=f"{days[0]}/{days[-1]}" if days else "",
        account_iban=named if is_iban else None,
        account_other=None if is_iban else _plain(named or layout.account_other) or None,
        currency=account.currency,
        balances=tuple(stated),
        entries=(),
        ties=False if is_broken else balances.ties(stated, {account.currency: _booked_minor(account.booked)}),
        warnings=(_CHAIN_BROKEN,) if is_broken else (),
    )


def _plain(number: str) -> str:
    """An account's number as an IBAN ends with it: without marks, and without a bank's code behind it (Czechia)."""
    return _MARKS.sub("", number.partition("/")[0])


def _take(line: int, cells: list[str], columns: Columns, layout: CsvLayout, table: Table) -> None:
    """Add what the row says to the account it is of."""
    try:
        _add(cells, columns, layout, table)
    except Refused as problem:
        table.problems.append(f"Line {line}: {str(problem).rstrip('.')}.")


def _add(cells: list[str], columns: Columns, layout: CsvLayout, table: Table) -> None:
    if columns.is_header(cells):
        raise BadRow("the header stands here again; two downloads seem to be put together")
    if layout.continues and table.accounts and _goes_on(cells, columns, layout, table.accounts[-1].booked):
        return
    found = read_row(columns.read(cells), layout)
    if isinstance(found, Stated):
        table.account(found.account, found.balance.amount.currency).stated.append(found.balance)
    elif found is not None:
        table.account(found.account, found.entry.amount.currency).booked.append(found)


def _goes_on(cells: Sequence[str], columns: Columns, layout: CsvLayout, booked: list[Booked]) -> bool:
    """Add the row's text to the entry before, if that is all it holds."""
    row = columns.said(cells)
    if not booked or not goes_on(row, layout):
        return False
    if row["booking_date"]:
        columns.read(cells)  # a day without an amount may be a row that lost cells
    booked[-1] = Booked(gone_on(booked[-1].entry, row["text"]), booked[-1].account, booked[-1].balance)
    return True


def _chain(booked: Sequence[Booked]) -> tuple[list[Money], list[Money]]:
    """Balances that no row's follows from, and those that none follows: one each when nothing is missing.

    The rows may stand in any order. Empty when not every row states a balance.
    """
    if not all(each.balance is not None and each.entry.status == "BOOK" for each in booked):
        return [], []
    after = Counter(each.balance for each in booked if each.balance is not None)
    before = Counter(each.balance - _effect(each.entry) for each in booked if each.balance is not None)
    return list((before - after).elements()), list((after - before).elements())


def _between(opening: Sequence[Money], closing: Sequence[Money], days: Sequence[date]) -> list[Balance]:
    if len(opening) != 1 or not days:
        return []
    return [Balance("OPBD", opening[0], days[0]), Balance("CLBD", closing[0], days[-1])]


def _effect(entry: Entry) -> Money:
    return entry.amount if entry.direction is Direction.CREDIT else -entry.amount


def _booked_minor(booked: Sequence[Booked]) -> int:
    return sum(_effect(each.entry).minor for each in booked if each.entry.status == "BOOK")
