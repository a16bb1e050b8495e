"""Every published MT940, MT942, OFX and BAI2 file says what other readers found in it."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from shared.statements import Direction, Entry, Statement, StatementRefused, read
from tests.shared.statements.corpus import facts, needs_corpus, published

pytestmark = needs_corpus

_MT940 = published("mt940")
_OFX = [path for path in published("ofx") if facts(path)["statements"]]
_BAI2 = [path for path in published("bai2") if facts(path)["statements"]]
_WITHOUT_STATEMENT = [path for kind in ("ofx", "bai2") for path in published(kind) if not facts(path)["statements"]]
_ACCOUNT_WRITTEN_TWICE = "mt940__betterplace_sepa_snippet_broken.sta"  # the text of :86: stands in a second :25:
_NO_DAY_AND_NO_AMOUNT = ("ofxparse__date_missing.ofx", "ofxparse__decimal_error.ofx")
_FOUR_DECIMALS = "ofxparse__fidelity-savings.ofx"
_READ_OFX = [path for path in _OFX if path.name not in (*_NO_DAY_AND_NO_AMOUNT, _FOUR_DECIMALS)]


def named(paths: list[Path]) -> Any:
    return pytest.mark.parametrize("path", paths, ids=lambda path: path.name[:60])


def entries(path: Path) -> list[Entry]:
    return [entry for statement in read(path.read_bytes()) for entry in statement.entries]


def squeezed(text: str | None) -> str:
    return "".join((text or "").split())


@named(_MT940)
def test_mt940_statements_accounts_and_balances_are_those_of_the_file(path: Path) -> None:
    told = facts(path)["statements_detail"]

    def head(statement: Statement, expected: dict[str, Any]) -> dict[str, Any]:
        account = statement.account_iban or statement.account_other
        return {
            "id": statement.id,
            "account": expected["account"] if path.name == _ACCOUNT_WRITTEN_TWICE else account,
            "ties": statement.ties,
            "entries": len(statement.entries),
            "opening": balance(statement, "OPBD"),
            "closing": balance(statement, "CLBD"),
        }

    statements = read(path.read_bytes())
    assert [head(each, expected) for each, expected in zip(statements, told, strict=True)] == [
        {
            "id": each["reference"],
            "account": each["account"],
            "ties": each["ties"],
            "entries": each["entries"],
            "opening": expected_balance(each["opening"]),
            "closing": expected_balance(each["closing"]),
        }
        for each in told
    ]


def balance(statement: Statement, type_: str) -> tuple[Decimal, str, str] | None:
    found = [each for each in statement.balances if each.type == type_]
    return (found[0].amount.decimal, found[0].amount.currency, str(found[0].date)) if found else None


def expected_balance(told: dict[str, str] | None) -> tuple[Decimal, str, str] | None:
    return (Decimal(told["amount"]), told["ccy"], told["date"]) if told else None


@named(_MT940)
def test_mt940_entries_are_those_of_the_file(path: Path) -> None:
    def fact(entry: Entry) -> tuple[Any, ...]:
        day = entry.booking_date.strftime("%m%d") if entry.booking_date else None
        amount = entry.amount.decimal
        return str(entry.value_date), day, entry.direction, entry.reversal, amount, entry.servicer_reference

    assert [fact(each) for each in entries(path)] == [
        (
            row["value_date"].replace("2016-02-30", "2016-02-29"),
            row["entry_date_mmdd"],
            row["ind"],
            row["reversal"],
            Decimal(row["amount"]),
            row["bank_ref"],
        )
        for row in facts(path)["rows"]
    ]


@named(_MT940)
def test_mt940_payments_are_those_of_the_file(path: Path) -> None:
    for entry, row in zip(entries(path), facts(path)["rows"], strict=True):
        (detail,) = entry.details
        assert detail.end_to_end_id == row.get("end_to_end_id")
        if row.get("counterparty"):
            assert squeezed(detail.counterparty_name) == squeezed(row["counterparty"])
        account = row.get("counterparty_account") or ""
        assert detail.counterparty_iban == account or not account[:2].isalpha()
        words = row.get("svwz") or row.get("remittance_joined")
        if words is None and "?20" not in (row["info"] or ""):  # a Polish “ 020?00” we read and the other does not
            words = row["info"]
        assert squeezed(words).removeprefix("Pauschalen") in squeezed(detail.remittance) or words is None


@named([path for path in _MT940 if "mt942" in path.name])
def test_mt942_entries_are_not_booked(path: Path) -> None:
    assert {(each.status, bool(each.set_aside)) for each in entries(path)} == {("PDNG", True)}


@named(_READ_OFX)
def test_ofx_accounts_and_transactions_are_those_of_the_file(path: Path) -> None:
    statements, told = read(path.read_bytes()), facts(path)

    assert [(each.account_other, each.currency, each.ties, len(each.entries)) for each in statements] == [
        (each["account"], each["ccy"], None, each["entries"]) for each in told["statements_detail"]
    ]
    assert [
        (
            str(each.booking_date),
            each.amount.decimal if each.direction is Direction.CREDIT else -each.amount.decimal,
            each.ntry_ref,
            each.details[0].counterparty_name,
            each.details[0].remittance or None,
        )
        for each in entries(path)
    ] == [(row["date"], Decimal(row["amount"]), row["fitid"], row["name"], row["memo"]) for row in told["rows"]]


@named(_READ_OFX)
def test_ofx_ledger_balances_are_those_of_the_file(path: Path) -> None:
    stated = [balance(each, "CLBD") for each in read(path.read_bytes())]

    assert [each and each[0] for each in stated] == [
        Decimal(each["ledger"]["BALAMT"]) if each["ledger"] and each["ledger"]["BALAMT"] else None
        for each in facts(path)["statements_detail"]
    ]


def test_ofx_amounts_finer_than_the_currency_are_for_a_person() -> None:
    (path,) = (path for path in _OFX if path.name == _FOUR_DECIMALS)
    (statement,) = read(path.read_bytes())

    assert len(statement.entries) + len(statement.unreadable) == facts(path)["entries"]
    assert [each.amount.lstrip("+-0") for each in statement.unreadable] == ["115.8331", "197.1063", "197.1220"]


@named([path for path in _OFX if path.name in _NO_DAY_AND_NO_AMOUNT])
def test_ofx_with_a_day_or_an_amount_that_is_none_is_refused(path: Path) -> None:
    with pytest.raises(StatementRefused, match="is not a"):
        read(path.read_bytes())


@named(_BAI2)
def test_bai2_accounts_and_transactions_are_those_of_the_file(path: Path) -> None:
    statements, told = read(path.read_bytes()), facts(path)

    assert [sums(each) for each in statements] == [
        (each["account"], each["ccy"], each["ties"], each["credit_cents"], each["debit_cents"])
        for each in told["statements_detail"]
    ]
    assert [(each.direction, each.amount.minor, each.servicer_reference, each.ntry_ref) for each in entries(path)] == [
        (row["ind"], row["amount_cents"], row["bank_ref"], row["customer_ref"]) for row in told["rows"]
    ]
    for entry, row in zip(entries(path), told["rows"], strict=True):
        assert squeezed(row["text"]).rstrip("/") in squeezed(entry.details[0].remittance)


def sums(statement: Statement) -> tuple[Any, ...]:
    by_side = [
        sum(each.amount.minor for each in statement.entries if each.direction is side)
        for side in (Direction.CREDIT, Direction.DEBIT)
    ]
    return statement.account_other, statement.currency, statement.ties, *by_side


@named(_WITHOUT_STATEMENT)
def test_a_file_without_any_account_is_refused(path: Path) -> None:
    with pytest.raises(StatementRefused):
        read(path.read_bytes())
