"""A set as a matcher may see it, read from its folder; the truth is read apart, by the scorer alone."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path

Shares = dict[str, Decimal]
"""Invoice numbers, and what of a payment goes to each in the invoice's currency."""


@dataclass(frozen=True, slots=True)
class Debtor:
    id: str
    name: str
    ibans: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Invoice:
    number: str
    debtor_id: str
    currency: str
    open: Decimal
    due: date
    reference: str
    discount_until: date | None
    discount_percent: int


@dataclass(frozen=True, slots=True)
class Entry:
    ref: str
    booked: date
    amount: Decimal
    currency: str
    is_credit: bool
    payer_name: str
    payer_iban: str
    text: str
    reference: str


@dataclass(frozen=True, slots=True)
class Truth:
    shares: Shares
    kind: str
    value: float
    """The entry's amount in euros, for weighing."""


def entries(folder: Path) -> list[Entry]:
    return [
        Entry(
            row["entry_ref"],
            date.fromisoformat(row["booking_date"]),
            Decimal(row["amount"]),
            row["currency"],
            row["credit_debit"] == "CRDT",
            row["payer_name"],
            row["payer_iban"],
            row["remittance"],
            row["structured_reference"],
        )
        for row in _rows(folder / "statement.csv")
    ]


def open_invoices(folder: Path) -> list[Invoice]:
    """Those that still want money, the oldest due first."""
    found = [_invoice(row) for row in _rows(folder / "invoices.csv") if Decimal(row["open_amount"]) > 0]
    return sorted(found, key=lambda each: (each.due, each.number))


def debtors(folder: Path) -> list[Debtor]:
    return [
        Debtor(row["debtor_id"], row["name"], tuple(filter(None, row["ibans"].split(";"))))
        for row in _rows(folder / "debtors.csv")
    ]


def truth(folder: Path) -> dict[str, Truth]:
    """What each entry pays, by its reference."""
    rates = {row["currency"]: float(row["per_eur"]) for row in _rows(folder / "rates.csv")}
    values = {each.ref: float(each.amount) / rates[each.currency] for each in entries(folder)}
    return {
        row["entry_ref"]: Truth(_shares(row["applications"]), row["case_kind"], values[row["entry_ref"]])
        for row in _rows(folder / "truth.csv")
    }


@dataclass(frozen=True, slots=True)
class Proposed:
    shares: Shares
    confidence: float


@dataclass(frozen=True, slots=True)
class Proposals:
    """What a matcher says about the entries it says something about; from `threshold` on it would post by itself."""

    threshold: float
    by_entry: dict[str, Proposed]


def read_proposals(path: Path) -> Proposals:
    """A file of `entry_ref,invoice_number,amount,confidence` under a first line `#threshold=T`.

    Raises:
        ValueError: the first line does not declare the threshold.
    """
    with path.open(encoding="utf-8", newline="") as file:
        declared = file.readline()
        if not declared.startswith("#threshold="):
            raise ValueError(f"{path.name} does not begin with #threshold=")
        rows = list(csv.DictReader(file))
    return Proposals(float(declared.partition("=")[2]), _by_entry(rows))


def _by_entry(rows: Iterable[dict[str, str]]) -> dict[str, Proposed]:
    found: dict[str, Proposed] = {}
    for row in rows:
        before = found.get(row["entry_ref"], Proposed({}, 1.0))
        number, amount = row["invoice_number"], Decimal(row["amount"])
        shares = {**before.shares, number: before.shares.get(number, Decimal(0)) + amount}
        found[row["entry_ref"]] = Proposed(shares, min(before.confidence, float(row["confidence"])))
    return found


def _invoice(row: dict[str, str]) -> Invoice:
    until = row["discount_date"]
    return Invoice(
        row["invoice_number"],
        row["debtor_id"],
        row["currency"],
        Decimal(row["open_amount"]),
        date.fromisoformat(row["due_date"]),
        row["payment_reference"],
        date.fromisoformat(until) if until else None,
        int(row["discount_percent"] or 0),
    )


def _shares(applications: str) -> Shares:
    return {number: Decimal(amount) for number, amount in json.loads(applications)}


def _rows(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)
