"""Reads a folder of debtors, invoices, a statement and its history for `duebook match`, without a database.

The files and their columns are those of docs/matching-benchmark.md. `truth.csv` beside them is never opened.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

from backoffice.commands.printing import Unreadable, read_bytes
from shared import statements
from shared.errors import Refused
from shared.matching import Book, Debtor, Instalment, OpenInvoice, Payment, Remembered
from shared.money import DECIMALS, Money, UnknownCurrency, parse_minor
from shared.statements import Direction, Entry

Row = Mapping[str, str]


class BadFolder(Refused):
    def __init__(self, path: Path, why: str) -> None:
        super().__init__(f"{path} cannot be matched: {why}.")


@dataclass(frozen=True, slots=True)
class Folder:
    """What is to be matched, with the payer's entry references by payment id and the invoices by id."""

    payments: list[Payment]
    book: Book
    entry_refs: dict[int, str]


def read_folder(path: Path) -> Folder:
    """Everything in the folder as values.

    Raises:
        BadFolder: a file or column is missing, or a value cannot be understood.
        StatementRefused: the statement cannot be trusted.
    """
    if not path.is_dir():
        raise BadFolder(path, "it is not a folder")
    try:
        return _Reading(path).folder()
    except KeyError as missing:
        raise BadFolder(path, f"the column {missing.args[0]} is missing, or what it names is") from missing
    except (ValueError, ArithmeticError) as wrong:
        raise BadFolder(path, f"a value cannot be understood ({wrong})") from wrong


class _Reading:
    """Ids are given in the order of the files."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._debtor_ids: dict[str, int] = {}
        self._plan_ids: dict[str, int] = {}
        self._debtor_of: dict[str, int] = {}

    def folder(self) -> Folder:
        debtors = {each.id: each for each in self._debtors()}
        instalments = list(self._instalments())
        invoices = list(self._invoices())
        rates = {row["currency"]: Fraction(row["per_eur"]) for row in self._rows("rates.csv")}
        book = Book(invoices, debtors, instalments, list(self._memory()), rates)
        refs, payments = [], []
        for number, (ref, payment) in enumerate(self._payments(), start=1):
            refs.append((number, ref))
            payments.append(payment)
        return Folder(payments, book, dict(refs))

    def _rows(self, name: str, *, optional: bool = False) -> Iterator[Row]:
        path = self._path / name
        if optional and not path.exists():
            return
        try:
            with path.open(encoding="utf-8", newline="") as lines:
                yield from csv.DictReader(lines)
        except OSError as error:
            raise Unreadable(path, error.strerror or "unknown reason") from error

    def _debtors(self) -> Iterator[Debtor]:
        for number, row in enumerate(self._rows("debtors.csv"), start=1):
            self._debtor_ids[row["debtor_id"]] = number
            ibans = frozenset(filter(None, row["ibans"].split(";")))
            yield Debtor(number, row["name"], row["customer_number"], ibans, row["country"])

    def _instalments(self) -> Iterator[Instalment]:
        for row in self._rows("instalments.csv", optional=True):
            plan = self._plan_ids.setdefault(row["plan_id"], len(self._plan_ids) + 1)
            due = date.fromisoformat(row["due_date"])
            amount = _minor(row["amount"], row["currency"])
            yield Instalment(plan, int(row["seq"]), due, amount, row["currency"], row["plan_id"])

    def _invoices(self) -> Iterator[OpenInvoice]:
        for number, row in enumerate(self._rows("invoices.csv"), start=1):
            debtor_id = self._debtor_ids[row["debtor_id"]]
            self._debtor_of[row["invoice_number"]] = debtor_id
            outstanding = _minor(row["open_amount"], row["currency"])
            yield OpenInvoice(
                id=number,
                number=row["invoice_number"],
                debtor_id=debtor_id,
                currency=row["currency"],
                outstanding_minor=outstanding,
                due_on=date.fromisoformat(row["due_date"]),
                reference=row["payment_reference"] or None,
                discount_until=date.fromisoformat(row["discount_date"]) if row["discount_date"] else None,
                discount_minor=_discount(outstanding, row["discount_percent"]),
                original_minor=_minor(row["original_amount"], row["currency"]),
                plan_id=self._plan_ids.setdefault(row["plan_id"], len(self._plan_ids) + 1) if row["plan_id"] else None,
                issued_on=date.fromisoformat(row["issue_date"]),
            )

    def _memory(self) -> Iterator[Remembered]:
        """Confirmed payments of before, each debtor of one once."""
        for row in self._rows("history.csv", optional=True):
            paid_for = {
                self._debtor_of[number] for number, _ in json.loads(row["applications"]) if number in self._debtor_of
            }
            for debtor_id in sorted(paid_for):
                yield Remembered(debtor_id, row["payer_name"], row["payer_iban"])

    def _payments(self) -> Iterable[tuple[str, Payment]]:
        if (self._path / "statement.xml").exists():
            found = statements.read(read_bytes(self._path / "statement.xml"))
            entries = sorted((entry for each in found for entry in each.entries), key=lambda each: each.ntry_ref or "")
            return ((entry.ntry_ref or "", _of_entry(id_, entry)) for id_, entry in enumerate(entries, start=1))
        rows = enumerate(self._rows("statement.csv"), start=1)
        return ((row["entry_ref"], _of_row(id_, row)) for id_, row in rows)


def _of_entry(id_: int, entry: Entry) -> Payment:
    detail = entry.details[0]
    booked = entry.booking_date or entry.value_date
    if booked is None:
        raise ValueError(f"entry {entry.ntry_ref} has no date")
    return Payment(
        id=id_,
        amount_minor=entry.amount.minor,
        currency=entry.amount.currency,
        booked_on=booked,
        text=detail.words,
        reference=detail.structured_reference,
        end_to_end_id=detail.end_to_end_id,
        payer_name=detail.counterparty_name,
        payer_iban=detail.counterparty_iban,
        is_credit=entry.direction is Direction.CREDIT,
        return_reason=entry.return_reason,
        ultimate_payer_name=detail.ultimate_payer,
        instructed_minor=detail.instructed.minor if detail.instructed else None,
        instructed_currency=detail.instructed.currency if detail.instructed else None,
        bank_reference=entry.servicer_reference or detail.servicer_reference,
    )


def _of_row(id_: int, row: Row) -> Payment:
    ordered_in = row["instructed_currency"] or None
    return Payment(
        id=id_,
        amount_minor=_minor(row["amount"], row["currency"]),
        currency=row["currency"],
        booked_on=date.fromisoformat(row["booking_date"]),
        text=row["remittance"],
        reference=row["structured_reference"] or None,
        end_to_end_id=row["end_to_end_id"] or None,
        payer_name=row["payer_name"] or None,
        payer_iban=row["payer_iban"] or None,
        is_credit=row["credit_debit"] == "CRDT",
        return_reason=row["return_reason"] or None,
        ultimate_payer_name=row["ultimate_debtor"] or None,
        instructed_minor=_minor(row["instructed_amount"], ordered_in) if ordered_in else None,
        instructed_currency=ordered_in,
        bank_reference=row["acct_svcr_ref"] or None,
    )


def _minor(text: str, currency: str) -> int:
    if currency not in DECIMALS:
        raise UnknownCurrency(currency)
    if text.startswith("-"):
        return -parse_minor(text[1:], DECIMALS[currency])
    return parse_minor(text, DECIMALS[currency])


def _discount(outstanding: int, percent: str) -> int:
    if not percent or outstanding <= 0:
        return 0
    return int((Decimal(outstanding) * Decimal(percent) / 100).quantize(Decimal(1), rounding="ROUND_HALF_UP"))


def decimal_text(minor: int, currency: str) -> str:
    """An amount as the proposals state it: -12.50."""
    plain = Money(abs(minor), currency).plain
    return f"-{plain}" if minor < 0 else plain
