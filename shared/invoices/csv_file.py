"""Read an invoice list: all rows, or every problem of every row at once."""

from collections.abc import Callable
from datetime import date
from typing import TypeVar

from shared import csv_list
from shared.csv_list import Columns, FieldWrong, Row, RowsRefused
from shared.invoices import terms
from shared.invoices.rules import NewInvoice, problems_of
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
    "debtor_street",
    "debtor_house_number",
    "debtor_postcode",
    "debtor_town",
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

T = TypeVar("T")


def read(data: bytes) -> list[NewInvoice]:
    """The invoices of a CSV file: UTF-8, comma or semicolon, a header of the columns above, dates as YYYY-MM-DD.

    Raises:
        NotAList: not text, no rows, or columns missing.
        RowsRefused: rows are wrong; each is named with its line.
    """
    rows, problems = csv_list.read(data, Columns("invoices", REQUIRED, OPTIONAL), _invoice)
    for invoice in rows:
        problems += problems_of(invoice)
    problems += csv_list.doubled((each.line, (each.creditor, each.number), f"invoice {each.number}") for each in rows)
    if problems:
        raise RowsRefused(problems)
    return rows


def _invoice(line: int, row: Row) -> NewInvoice:
    if not row.get("due_date") and not row.get("terms"):
        raise FieldWrong("due_date or terms empty")
    issued = csv_list.day(row, "issue_date")
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
        due_on=csv_list.day(row, "due_date") if row.get("due_date") else terms.due_date(row.get("terms", ""), issued),
        open_amount=_given(row, "open_amount", lambda text: Money.parse(text, amount.currency)),
        tax_minor=_given(row, "tax_amount", lambda text: Money.parse(text, amount.currency).minor) or 0,
        terms=row.get("terms", ""),
        agreement=row.get("agreement", ""),
        debtor_email=row.get("debtor_email", "").lower(),
        debtor_street=row.get("debtor_street", ""),
        debtor_house_number=row.get("debtor_house_number", ""),
        debtor_postcode=row.get("debtor_postcode", ""),
        debtor_town=row.get("debtor_town", ""),
        debtor_country=row.get("debtor_country", "").upper(),
        debtor_language=row.get("debtor_language", "").lower(),
        debtor_kind=row.get("debtor_type", "").lower(),
        debtor_iban=row.get("debtor_iban", "").replace(" ", "").upper(),
        payment_reference=row.get("payment_reference", "").replace(" ", "").upper(),
        discount_until=discount_until,
        discount_bp=discount_bp,
        purchase_order=row.get("purchase_order", ""),
    )


def _discount(row: Row, issued: date) -> tuple[date | None, int]:
    if row.get("discount_percent"):
        return csv_list.day(row, "discount_date"), parse_minor(row["discount_percent"], 2)
    return terms.discount(row.get("terms", ""), issued) or (None, 0)


def _given(row: Row, name: str, read_value: Callable[[str], T]) -> T | None:
    return read_value(row[name]) if row.get(name) else None
