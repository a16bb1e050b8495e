"""Every published camt file says what two independent readers found in it."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from shared.statements import Detail, Direction, Entry, Statement, StatementRefused, read
from tests.shared.statements.corpus import facts, needs_corpus, published_camt

pytestmark = needs_corpus

_WITHOUT_STATEMENT = "camt__data_camt053.v2.wrong.xml"
_FILES = [path for path in published_camt() if path.name != _WITHOUT_STATEMENT]
_each_file = pytest.mark.parametrize("path", _FILES, ids=lambda path: path.name[:60])


@_each_file
def test_its_statements_accounts_and_balances_are_those_of_the_file(path: Path) -> None:
    statements = read(path.read_bytes())

    assert [_head(each) for each in statements] == [_expected_head(each) for each in facts(path)["statements_detail"]]


@_each_file
def test_its_entries_are_those_of_the_file(path: Path) -> None:
    entries = [entry for statement in read(path.read_bytes()) for entry in statement.entries]

    expected: dict[tuple[int, int], dict[str, Any]] = {}
    for row in facts(path)["rows"]:
        expected.setdefault((row["stmt"], row["entry"]), row)
    assert [_entry(each) for each in entries] == [_expected_entry(row) for row in expected.values()]


@_each_file
def test_its_payments_are_those_of_the_file(path: Path) -> None:
    details = [
        (entry, detail)
        for statement in read(path.read_bytes())
        for entry in statement.entries
        for detail in entry.details
    ]

    assert [_detail(*each) for each in details] == [_expected_detail(row) for row in facts(path)["rows"]]


@_each_file
def test_its_booked_totals_are_those_of_the_file(path: Path) -> None:
    booked: dict[str, dict[str, Decimal]] = {}
    for statement in read(path.read_bytes()):
        for entry in statement.entries:
            if entry.status == "BOOK":
                totals = booked.setdefault(entry.amount.currency, {"credit": Decimal(0), "debit": Decimal(0)})
                totals["credit" if entry.direction is Direction.CREDIT else "debit"] += entry.amount.decimal

    expected = facts(path)["totals_booked"]
    assert booked == {
        code: {side: Decimal(sums[side]) for side in ("credit", "debit")} for code, sums in expected.items()
    }


@_each_file
def test_entries_whose_payments_cannot_be_added_are_set_aside(path: Path) -> None:
    entries = [entry for statement in read(path.read_bytes()) for entry in statement.entries]

    doubtful = {row["entry"] for row in facts(path)["rows"] if row["amount"] is None or row["status"] != "BOOK"}
    assert {number for number, entry in enumerate(entries) if entry.set_aside} == doubtful


def test_a_camt_message_without_a_statement_is_refused() -> None:
    path = next(path for path in published_camt() if path.name == _WITHOUT_STATEMENT)

    with pytest.raises(StatementRefused, match="not a bank statement"):
        read(path.read_bytes())


def _head(statement: Statement) -> dict[str, Any]:
    return {
        "id": statement.id,
        "iban": statement.account_iban,
        "other": statement.account_other,
        "currency": statement.currency,
        "sequence": statement.sequence,
        "ties": statement.ties,
        "entries": len(statement.entries),
        "balances": [
            (each.type, each.amount.decimal, each.amount.currency, str(each.date)) for each in statement.balances
        ],
    }


def _expected_head(told: dict[str, Any]) -> dict[str, Any]:
    return {
        "id": told["id"],
        "iban": told["account_iban"],
        "other": told["account_other"],
        "currency": told["account_ccy"],
        "sequence": int(told["electronic_seq"]) if told["electronic_seq"] else None,
        "ties": told["ties"],
        "entries": told["entries"],
        "balances": [
            (
                each["type"],
                Decimal(each["amount"]) * (-1 if each["ind"] == "DBIT" else 1),
                each["ccy"],
                each["date"][:10],
            )
            for each in told["balances"]
        ],
    }


def _entry(entry: Entry) -> dict[str, Any]:
    return {
        "amount": entry.amount.decimal,
        "currency": entry.amount.currency,
        "direction": entry.direction.value,
        "status": entry.status,
        "reversal": entry.reversal,
        "booked": str(entry.booking_date) if entry.booking_date else None,
        "valued": str(entry.value_date) if entry.value_date else None,
        "ref": entry.ntry_ref,
        "servicer": entry.servicer_reference,
        "return": entry.return_reason,
    }


def _expected_entry(row: dict[str, Any]) -> dict[str, Any]:
    return {
        "amount": Decimal(row["entry_amount"]),
        "currency": row["ccy"],
        "direction": row["entry_ind"],
        "status": row["status"],
        "reversal": row["reversal"],
        "booked": row["booking_date"] and row["booking_date"][:10],
        "valued": row["value_date"] and row["value_date"][:10],
        "ref": row["ntry_ref"],
        "servicer": row["acct_svcr_ref"],
        "return": row.get("return_reason"),
    }


def _detail(entry: Entry, detail: Detail) -> dict[str, Any]:
    return {
        "amount": None if detail.amount_unstated else detail.amount.decimal,
        "end_to_end_id": detail.end_to_end_id,
        "remittance": "".join(detail.remittance.split()),
        "reference": detail.structured_reference,
        "name": detail.counterparty_name,
        "iban": detail.counterparty_iban,
        "servicer": detail.servicer_reference,
    }


def _expected_detail(row: dict[str, Any]) -> dict[str, Any]:
    has_details = row.get("tx") is not None
    words = row["ustrd"] if has_details else [row["addtl_ntry_inf"] or ""]
    references = [each["ref"] for each in row["strd"] or () if each["type"] != "addtl"]
    return {
        "amount": Decimal(row["amount"]) if row["amount"] is not None else None,
        "end_to_end_id": row.get("end_to_end_id"),
        "remittance": "".join("".join(words).split()),
        "reference": references[0] if references else None,
        "name": row.get("counterparty"),
        "iban": row.get("counterparty_iban"),
        "servicer": row.get("tx_acct_svcr_ref"),
    }
