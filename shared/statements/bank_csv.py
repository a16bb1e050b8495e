"""CSV of a bank, read by a layout that says what its columns mean; every bad row is told at once."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterator, Mapping
from datetime import date, datetime

from shared.errors import Refused
from shared.money import Money
from shared.statements.csv_amounts import read_signed
from shared.statements.references import recognise
from shared.statements.refusals import BadCsv, BadRows
from shared.statements.values import CsvLayout, Detail, Direction, Entry, Statement

_BYTE_ORDER_MARKS = {codecs.BOM_UTF8: "utf-8-sig", codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}


def stream(data: bytes, layout: CsvLayout) -> Iterator[Entry | Statement]:
    """The entries and, last, their statement; all rows have been read when the first entry comes.

    Raises:
        BadCsv: the file does not fit the layout (encoding, header, quotes).
        BadRows: all rows that cannot be read, each with its line number.
    """
    rows = _rows(_text(data, layout), layout)
    header = _Header(next(rows, (0, []))[1], layout)
    entries: list[Entry] = []
    problems: list[str] = []
    for line, cells in rows:
        try:
            entries.append(_entry(header.read(cells), layout))
        except Refused as problem:
            problems.append(f"Line {line}: {str(problem).rstrip('.')}.")
    if problems:
        raise BadRows(problems)
    yield from entries
    yield _statement(entries, layout)


def _text(data: bytes, layout: CsvLayout) -> str:
    marked = next((encoding for mark, encoding in _BYTE_ORDER_MARKS.items() if data.startswith(mark)), None)
    try:
        return data.decode(marked or layout.encoding)
    except UnicodeDecodeError as error:
        where = data.count(b"\n", 0, error.start) + 1
        raise BadCsv(f"Line {where} is not in the encoding {marked or layout.encoding} of the profile.") from error


def _rows(text: str, layout: CsvLayout) -> Iterator[tuple[int, list[str]]]:
    """The rows that hold anything, header first, with the number of their first line; a cell may span several lines."""
    file = io.StringIO(text, newline="")
    for _ in range(layout.preamble_lines):
        file.readline()
    records = csv.reader(file, delimiter=layout.delimiter, strict=True)
    line = layout.preamble_lines + 1
    try:
        for cells in records:
            if any(cell.strip() for cell in cells):
                yield line, [cell.strip() for cell in cells]
            line = layout.preamble_lines + records.line_num + 1
    except csv.Error as error:
        raise BadCsv(
            f"From line {line} on this is no CSV with “{layout.delimiter}” between the cells: {error}."
        ) from error


class _Header:
    """Where each of our words stands in a row."""

    def __init__(self, cells: list[str], layout: CsvLayout) -> None:
        missing = [word for word in layout.columns.values() if word and word not in cells]
        if missing:
            found = layout.delimiter.join(cells)[:200]
            raise BadCsv(f"The header should hold “{'”, “'.join(missing)}”; it is “{found}”.")
        self._width = len(cells)
        self._places = {ours: cells.index(word) for ours, word in layout.columns.items() if word}

    def read(self, cells: list[str]) -> Mapping[str, str]:
        """Our word to the text of the cell; a column the file does not have is not in it.

        Raises:
            BadRow: cells are missing, or filled ones too many: then the columns have shifted.
        """
        if len(cells) < self._width or any(cells[self._width :]):
            raise BadRow(f"it has {len(cells)} cells where the header has {self._width}")
        return {ours: cells[place] for ours, place in self._places.items()}


class BadRow(Refused):
    """One row cannot be read; all of them are told together in `BadRows`."""


def _entry(row: Mapping[str, str], layout: CsvLayout) -> Entry:
    currency = row.get("currency") or layout.currency
    signed = _amount(row, layout.decimal, currency)
    amount = -signed if signed.minor < 0 else signed
    booked = _date(row["booking_date"], layout.date_format)
    valued = _date(row["value_date"], layout.date_format) if row.get("value_date") else None
    reference = recognise(row["reference"], layout.account_iban[:2]) if row.get("reference") else None
    detail = Detail(
        amount=amount,
        remittance=row.get("text", ""),
        structured_reference=reference.text if reference else None,
        reference_scheme=reference.scheme if reference else None,
        counterparty_name=row.get("name") or None,
        counterparty_iban=row.get("iban", "").replace(" ", "") or None,
    )
    return Entry(
        amount=amount,
        direction=Direction.DEBIT if signed.minor < 0 else Direction.CREDIT,
        reversal=False,
        status="BOOK",
        booking_date=booked,
        value_date=valued,
        ntry_ref=row.get("id") or None,
        servicer_reference=None,
        details=(detail,),
    )


def _amount(row: Mapping[str, str], decimal: str, currency: str) -> Money:
    """The effect on the account, from one signed column or from a debit and a credit column."""
    if "amount" in row:
        return read_signed(row["amount"], decimal=decimal, currency=currency)
    none = Money(0, currency)
    debit, credit = (
        read_signed(row[side], decimal=decimal, currency=currency) if row[side] else none
        for side in ("debit", "credit")
    )
    if bool(debit) == bool(credit):
        raise BadRow("exactly one of debit and credit must hold an amount")
    if credit.minor < 0:
        raise BadRow(f"“{row['credit']}” is negative and yet a credit")
    return credit or (debit if debit.minor < 0 else -debit)


def _date(text: str, form: str) -> date:
    try:
        return datetime.strptime(text, form).date()  # noqa: DTZ007 - the bank's own day, whatever the zone
    except ValueError:
        raise BadRow(f"“{text[:40]}” is not a date of the form {form}") from None


def _statement(entries: list[Entry], layout: CsvLayout) -> Statement:
    """A CSV states no balances we could hold it against, and no id: its days stand for one."""
    days = sorted(entry.booking_date for entry in entries if entry.booking_date)
    return Statement(
        id=f"{days[0]}/{days[-1]}" if days else "",
        account_iban=layout.account_iban.replace(" ", "") or None,
        account_other=None,
        currency=layout.currency,
        balances=(),
        entries=(),
        ties=None,
    )
