"""`statement show --json` says what the file says."""

from __future__ import annotations

import json

from shared.statements import as_json, read
from tests.shared.statements.own_files import camt, entry, own, payments


def test_a_statement_has_the_shape_of_the_contract() -> None:
    (statement,) = as_json(read(own("everyday.camt053.xml")))["statements"]

    assert json.loads(json.dumps(statement)) == statement
    assert statement["balances"][0] == {"type": "OPBD", "amount": "-1000.00", "currency": "EUR", "date": "2026-04-01"}
    assert statement["ties"] is True
    assert statement["entries"][0] == {
        "amount": "400.00",
        "currency": "EUR",
        "direction": "CRDT",
        "reversal": False,
        "status": "BOOK",
        "booking_date": "2026-04-01",
        "value_date": "2026-04-01",
        "ntry_ref": "7",
        "charges": None,
        "return_reason": None,
        "details": [
            {
                "amount": "400.00",
                "currency": "EUR",
                "end_to_end_id": "NOTPROVIDED",
                "remittance": None,
                "structured_reference": "RF30KV20260117",
                "reference_scheme": "RF",
                "counterparty_name": "Keller & Söhne",
                "counterparty_iban": "DE10370400440000099887",
            }
        ],
    }


def test_charges_return_reasons_and_what_is_set_aside_are_told() -> None:
    (statement,) = as_json(read(own("everyday.camt053.xml")))["statements"]

    assert statement["entries"][3]["charges"] == {"amount": "2.50", "currency": "EUR"}
    assert statement["entries"][2]["return_reason"] == "AM04"
    assert statement["set_aside"][0] == {"entry": 4, "amount": "70.00", "currency": "EUR", "reason": "pending"}


def test_an_entry_that_cannot_be_held_is_told_beside_the_others() -> None:
    (statement,) = as_json(read(camt(entry(amount="10.005"))))["statements"]

    assert statement["entries"] == []
    assert [(each["entry"], each["amount"]) for each in statement["set_aside"]] == [(None, "10.005")]


def test_an_amount_nobody_stated_is_null() -> None:
    foreign = payments('<Amt Ccy="USD">60.00</Amt>', '<Amt Ccy="USD">40.00</Amt>')

    (statement,) = as_json(read(camt(entry(foreign))))["statements"]
    assert [each["amount"] for each in statement["entries"][0]["details"]] == [None, None]


def test_amounts_keep_the_decimals_of_their_currency() -> None:
    (statement,) = as_json(read(camt(entry(amount="5000", currency="JPY"), entry(amount="1.5", currency="KWD"))))[
        "statements"
    ]

    assert [each["amount"] for each in statement["entries"]] == ["5000", "1.500"]
