"""Every published CSV is read without a profile, as the facts about it say."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from shared.statements import Direction, Entry, Statement, read
from tests.shared.statements.corpus import facts, needs_corpus, published_csv

pytestmark = needs_corpus

_SIGN = {Direction.CREDIT: 1, Direction.DEBIT: -1}
_each_file = pytest.mark.parametrize("path", published_csv(), ids=lambda path: path.name[:60])


@_each_file
def test_its_rows_are_those_of_the_file(path: Path) -> None:
    entries = [entry for statement in read(path.read_bytes()) for entry in statement.entries]

    assert [_row(each) for each in entries] == [_expected(row) for row in facts(path)["rows"]]


@_each_file
def test_its_booked_totals_are_those_of_the_file(path: Path) -> None:
    totals: dict[str, dict[str, Decimal]] = {}
    for statement in read(path.read_bytes()):
        for entry in statement.entries:
            if entry.status == "BOOK":
                sides = totals.setdefault(entry.amount.currency, {"credit": Decimal(0), "debit": Decimal(0)})
                sides["credit" if entry.direction is Direction.CREDIT else "debit"] += entry.amount.decimal

    expected = facts(path)["totals_booked"]
    assert totals == {
        code: {side: Decimal(sums[side]) for side in sums if side != "net"} for code, sums in expected.items()
    }


@pytest.mark.parametrize(
    ("part", "heads"),
    [
        ("c24", [(None, "0987654321", "EUR", None), (None, "1234567890", "EUR", None)]),
        ("swedebank", [(None, "LT357300000000000000", "LTL", True)]),
        ("ubs-ch-fr", [(None, "01234567890123A", "CHF", True)]),
        ("kta_ei", [(None, "244081", "EUR", None)]),
        ("TransactionHistory", [(None, "666666666666", "SGD", None)]),
        ("dkb_v1", [(None, "DE99999999999999999999", "EUR", None)]),
    ],
)
def test_accounts_currency_and_whether_balances_tie(part: str, heads: list[tuple[Any, ...]]) -> None:
    (path,) = (each for each in published_csv() if part in each.name)

    assert [_head(each) for each in read(path.read_bytes())] == heads


def _head(statement: Statement) -> tuple[Any, ...]:
    return statement.account_iban, statement.account_other, statement.currency, statement.ties


def _row(entry: Entry) -> dict[str, Any]:
    (detail,) = entry.details
    return {
        "amount": entry.amount.decimal * _SIGN[entry.direction],
        "currency": entry.amount.currency,
        "booked": str(entry.booking_date) if entry.booking_date else None,
        "pending": entry.status == "PDNG",
        "text": "".join(detail.remittance.split()),
        "name": detail.counterparty_name,
        "account": detail.counterparty_iban,
        "reference": detail.structured_reference,
    }


def _expected(row: dict[str, Any]) -> dict[str, Any]:
    return {
        "amount": Decimal(row["amount"]),
        "currency": row["ccy"],
        "booked": row["booking_date"],
        "pending": row["pending"],
        "text": "".join("".join(row["text"]).split()),
        "name": row["name"],
        "account": row["account"].replace(" ", "") if row["account"] else None,
        "reference": row["reference"],
    }
