"""Read an invoice list: all rows, or every problem of every row at once."""

import csv
import io
from collections.abc import Callable, Mapping
from datetime import date
from typing import TypeVar

from shared.errors import Refused
from shared.invoices import terms
from shared.invoices.rules import NewInvoice, RowProblem, RowsRefused, problems_of
from shared.money import Money, parse_minor

REQUIRED = (
    "invoice_number",
    "creditor",
    "debtor_number",
    "debtor_name",
    "currency",
    "amount",
    "issue_date",
)
OPTIONAL = (
    "due_date",
    "terms",
    "agreement",
    "debtor_email",
    "debtor_country",
    "debtor_language",
    "debtor_type",
    "debtor_iban",
    "payment_reference",
    "open_amount",
    "tax_amount",
    "discount_date",
    "discount_percent",
    "purchase_order",
)
_LONGEST_FIELD = 254
_YEARS = range(1900, 2200)
_RAGGED = "(number of fields)"

T = TypeVar("T")
Row = Mapping[str, str]


class NotAnInvoiceList(Refused):
    """The file as a whole cannot be read; no row of it was looked at."""


def read(data: bytes) -> list[NewInvoice]:
    """The invoices of a CSV file: UTF-8, comma or semicolon, a header of the columns above, dates as YYYY-MM-DD.

    Raises:
        NotAnInvoiceList: not text, no rows, or columns missing.
        RowsRefused: rows are wrong; each is named with its line.
    """
    rows = _rows(data)
    read_rows: list[NewInvoice] = []
    problems: list[RowProblem] = []
    for line, row in rows:
        try:
            invoice = _invoice(line, row)
        except Refused as error:
            problems.append(RowProblem(line, str(error).rstrip(".")))
            continue
        problems += problems_of(invoice)
        read_rows.append(invoice)
    problems += _doubled(read_rows)
    if problems:
        raise RowsRefused(problems)
    return read_rows


def _rows(data: bytes) -> list[tuple[int, Row]]:
    text = _text(data)
    first = text.split("\n", 1)[0]
    delimiter = ";" if first.count(";") > first.count(",") else ","
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        header = [each.strip() for each in next(reader, [])]
        _check_header(header)
        rows = [(reader.line_num, _named(header, row)) for row in reader if any(row)]
    except csv.Error as error:
        raise NotAnInvoiceList(f"The file breaks off or is quoted wrongly in line {reader.line_num}.") from error
    if not rows:
        raise NotAnInvoiceList("The file holds no invoices.")
    return rows


def _text(data: bytes) -> str:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise NotAnInvoiceList(f"The file is not UTF-8 text (byte {error.start}).") from error
    if "\0" in text:
        raise NotAnInvoiceList("The file is not text: it holds zero bytes.")
    return text


def _check_header(header: list[str]) -> None:
    if missing := [each for each in REQUIRED if each not in header]:
        raise NotAnInvoiceList(f"These columns are missing: {', '.join(missing)}.")
    if twice := sorted({each for each in header if header.count(each) > 1}):
        raise NotAnInvoiceList(f"These columns stand twice: {', '.join(twice)[:120]}.")
    if unknown := [each for each in header if each not in REQUIRED + OPTIONAL]:
        raise NotAnInvoiceList(f"These columns are not known: {', '.join(unknown)[:120]}.")


def _named(header: list[str], values: list[str]) -> Row:
    """The row by column; a row too short or too long keeps a mark that its check refuses."""
    row = dict(zip(header, (each.strip() for each in values), strict=False))
    return row if len(values) == len(header) else {**row, _RAGGED: str(len(values))}


class _Wrong(Refused):
    """One field of a row cannot be read."""


def _invoice(line: int, row: Row) -> NewInvoice:
    _check_fields(row)
    issued = _day(row, "issue_date")
    discount_until, discount_bp = _discount(row, issued)
    amount = Money.parse(row["amount"], row["currency"])
    return NewInvoice(
        line=line,
        number=row["invoice_number"],
        creditor=row["creditor"],
        debtor_number=row["debtor_number"],
        debtor_name=row["debtor_name"],
        amount=amount,
        issued_on=issued,
        due_on=_day(row, "due_date") if row.get("due_date") else terms.due_date(row.get("terms", ""), issued),
        open_amount=_given(row, "open_amount", lambda text: Money.parse(text, amount.currency)),
        tax_minor=_given(row, "tax_amount", lambda text: Money.parse(text, amount.currency).minor) or 0,
        terms=row.get("terms", ""),
        agreement=row.get("agreement", ""),
        debtor_email=row.get("debtor_email", "").lower(),
        debtor_country=row.get("debtor_country", "").upper(),
        debtor_language=row.get("debtor_language", "").lower(),
        debtor_kind=row.get("debtor_type", "").lower(),
        debtor_iban=row.get("debtor_iban", "").replace(" ", "").upper(),
        payment_reference=row.get("payment_reference", "").replace(" ", "").upper(),
        discount_until=discount_until,
        discount_bp=discount_bp,
        purchase_order=row.get("purchase_order", ""),
    )


def _check_fields(row: Row) -> None:
    if _RAGGED in row:
        raise _Wrong(f"the row has {row[_RAGGED]} fields, not as many as the header")
    empty = [each for each in REQUIRED if not row.get(each)]
    if not row.get("due_date") and not row.get("terms"):
        empty.append("due_date or terms")
    if empty:
        raise _Wrong(f"{', '.join(empty)} empty")
    for name, value in row.items():
        if len(value) > _LONGEST_FIELD or any(ord(each) < 32 for each in value):
            raise _Wrong(f"{name} is too long or holds control characters")


def _discount(row: Row, issued: date) -> tuple[date | None, int]:
    if row.get("discount_percent"):
        return _day(row, "discount_date"), parse_minor(row["discount_percent"], 2)
    return terms.discount(row.get("terms", ""), issued) or (None, 0)


def _given(row: Row, name: str, read_value: Callable[[str], T]) -> T | None:
    return read_value(row[name]) if row.get(name) else None


def _day(row: Row, name: str) -> date:
    text = row.get(name, "")
    try:
        day = date.fromisoformat(text)
        if day.isoformat() != text or day.year not in _YEARS:
            raise ValueError
        return day
    except ValueError as error:
        raise _Wrong(f"{name} “{text[:20]}” is not a date like 2026-11-30") from error


def _doubled(invoices: list[NewInvoice]) -> list[RowProblem]:
    seen: dict[tuple[str, str], int] = {}
    problems = []
    for each in invoices:
        first = seen.setdefault((each.creditor, each.number), each.line)
        if first != each.line:
            problems.append(RowProblem(each.line, f"invoice {each.number} stands in line {first} already"))
    return problems
