"""Writes a set: the tables as CSV, the statement as camt.053.001.08 and CSV, and the truth apart."""

from __future__ import annotations

import csv
import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path

from benchmarks.matching.generator import camt, currencies
from benchmarks.matching.generator.books import Books
from benchmarks.matching.generator.currencies import plain
from benchmarks.matching.generator.values import Debtor, Invoice, Line, Plan

_DEBTORS = "debtor_id name ibans country language customer_number".split()
_INVOICES = (
    "invoice_number creditor_id debtor_id issue_date due_date currency original_amount open_amount payment_reference "
    "reference_scheme discount_date discount_percent plan_id"
).split()
_INSTALMENTS = "plan_id seq due_date amount currency".split()
_ENTRIES = (
    "entry_ref account_currency booking_date value_date amount currency credit_debit payer_name payer_iban "
    "ultimate_debtor remittance structured_reference end_to_end_id instructed_amount instructed_currency "
    "return_reason acct_svcr_ref"
).split()
_TRUTH = "entry_ref applications residual case_kind evidence debtor_id".split()


def write(folder: Path, books: Books, lines: Sequence[Line], earlier: Sequence[Line], *, name: str) -> None:
    _table(folder / "debtors.csv", _DEBTORS, map(_debtor, books.debtors))
    _table(folder / "invoices.csv", _INVOICES, map(_invoice, books.invoices))
    _table(folder / "instalments.csv", _INSTALMENTS, (row for plan in books.plans for row in _instalments(plan)))
    _table(folder / "rates.csv", ["currency", "per_eur"], currencies.PER_EUR.items())
    _table(folder / "statement.csv", _ENTRIES, map(_entry, lines))
    _table(folder / "history.csv", [*_ENTRIES, "debtor_id", "applications"], map(_remembered, earlier))
    _table(folder / "truth.csv", _TRUTH, map(_truth, lines))
    accounts: dict[str, list[Line]] = defaultdict(list)
    for line in lines:
        accounts[line.currency].append(line)
    camt.write(folder / "statement.xml", accounts, name=name)


def _table(path: Path, head: Sequence[str], rows: Iterable[Iterable[object]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(head)
        writer.writerows(rows)


def _debtor(debtor: Debtor) -> tuple[str, ...]:
    known = ";".join(debtor.known_accounts)
    return debtor.id, debtor.name, known, debtor.country, debtor.language, debtor.customer_number


def _invoice(invoice: Invoice) -> tuple[object, ...]:
    return (
        invoice.number,
        invoice.creditor.id,
        invoice.debtor.id,
        invoice.issued,
        invoice.due,
        invoice.currency,
        plain(invoice.original, invoice.currency),
        plain(invoice.open, invoice.currency),
        invoice.reference,
        invoice.creditor.scheme if invoice.reference else "",
        invoice.discount_until or "",
        invoice.discount_percent or "",
        invoice.plan.id if invoice.plan else "",
    )


def _instalments(plan: Plan) -> Iterable[tuple[str, int, date, str, str]]:
    currency = plan.invoices[0].currency
    for place, (due, amount) in enumerate(plan.parts, start=1):
        yield plan.id, place, due, plain(amount, currency), currency


def _entry(line: Line) -> tuple[object, ...]:
    instructed = (plain(*line.instructed), line.instructed[1]) if line.instructed else ("", "")
    return (
        line.ref,
        line.currency,
        line.moment[0],
        line.value_date,
        plain(line.amount, line.currency),
        line.currency,
        "CRDT" if line.is_credit else "DBIT",
        line.payer_name,
        line.payer_account,
        line.ultimate,
        line.text,
        line.reference,
        line.end_to_end,
        *instructed,
        line.return_reason,
        line.servicer,
    )


def _applications(line: Line) -> str:
    return json.dumps([[each.number, plain(part, each.currency)] for each, part in line.applications])


def _remembered(line: Line) -> tuple[object, ...]:
    return (*_entry(line), line.debtor.id if line.debtor else "", _applications(line))


def _truth(line: Line) -> tuple[object, ...]:
    residual = plain(line.residual, line.currency)
    return line.ref, _applications(line), residual, line.kind, line.evidence, line.debtor.id if line.debtor else ""
