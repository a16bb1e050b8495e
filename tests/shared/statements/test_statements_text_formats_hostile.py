"""MT940, OFX and BAI2 files made to mislead a reader, and what was left to us to decide (ADR-0022)."""

from __future__ import annotations

from datetime import date

import pytest

from shared.money import Money
from shared.statements import Statement, StatementRefused, read
from tests.shared.statements.corpus import hostile, hostile_bytes, needs_corpus

pytestmark = needs_corpus

_CASES = [case for firm in (True, False) for case in hostile("mt940", "ofx", "bai2", firm=firm)]
_ONE_ENTRY = [case["file"] for case in _CASES if case["expected"].startswith("accept: 1 entry CRDT 100.00 EUR")]
_REFUSED = [case["file"] for case in _CASES if case["expected"].startswith("refuse the whole file")]


def only(name: str) -> Statement:
    (statement,) = read(hostile_bytes(name))
    return statement


@pytest.mark.parametrize("name", _ONE_ENTRY)
def test_it_holds_one_credit_and_ties(name: str) -> None:
    statement = only(name)

    (entry,) = statement.entries
    assert (entry.direction, entry.amount, entry.booking_date) == ("CRDT", Money(100_00, "EUR"), date(2026, 3, 2))
    assert statement.ties is True


@pytest.mark.parametrize("name", _REFUSED)
def test_it_is_refused_whole(name: str) -> None:
    with pytest.raises(StatementRefused):
        read(hostile_bytes(name))


@pytest.mark.parametrize(("name", "direction"), [("mt940_rc.sta", "DBIT"), ("mt940_rd.sta", "CRDT")])
def test_a_reversal_moves_the_balance_back(name: str, direction: str) -> None:
    statement = only(name)

    (entry,) = statement.entries
    assert (entry.direction, entry.reversal, statement.ties) == (direction, True, True)


def test_pages_are_one_statement() -> None:
    statement = only("mt940_pages.sta")

    assert [each.amount.minor for each in statement.entries] == [100_00, 100_00]
    assert [(each.type, each.amount.minor) for each in statement.balances] == [("OPBD", 100_00), ("CLBD", 300_00)]
    assert statement.ties is True


def test_a_tag_in_a_payers_text_holds_the_statement() -> None:
    statement = only("mt940_tag_injection.sta")

    assert statement.ties is False
    assert "reads like part of the text" in statement.warnings[0]


def test_a_line_that_begins_with_a_dash_is_text() -> None:
    assert "-1001 second part" in only("mt940_dash_in_86.sta").entries[0].details[0].remittance


def test_letters_without_a_declared_encoding_are_read() -> None:
    assert only("mt940_latin1_umlaut.sta").entries[0].details[0].counterparty_name == "Müller Öl"


def test_an_interim_report_is_shown_as_not_booked() -> None:
    (entry,) = only("mt942_interim.sta").entries

    assert (entry.status, entry.amount.minor, bool(entry.set_aside)) == ("PDNG", 100_00, True)


def test_the_30_february_is_the_end_of_the_month_and_told() -> None:
    statement = only("mt940_feb_30.sta")

    assert statement.entries[0].value_date == date(2026, 2, 28)
    assert "2026-02-30" in statement.warnings[0]


def test_a_control_character_is_a_blank_and_told() -> None:
    statement = only("mt940_binary.sta")

    assert statement.entries[0].details[0].remittance == "Invoice 1001"
    assert "control characters" in statement.warnings[0]


def test_a_long_text_is_kept_whole() -> None:
    assert len(only("mt940_long_86.sta").entries[0].details[0].remittance) == 5_000


def test_one_id_for_two_amounts_holds_the_statement() -> None:
    statement = only("ofx_dup_fitid.ofx")

    assert [each.amount.minor for each in statement.entries] == [100_00, 50_00]
    assert statement.ties is False
    assert "F1" in statement.warnings[0]


def test_a_decimal_comma_is_one() -> None:
    assert only("ofx_comma_amount.ofx").entries[0].amount == Money(100_00, "EUR")


def test_an_entity_is_the_letter_it_stands_for() -> None:
    assert only("ofx_amp.ofx").entries[0].details[0].counterparty_name == "A & B"


def test_bai2_amounts_are_minor_units() -> None:
    statement = only("bai2_ok.bai")

    assert [(each.direction, each.amount) for each in statement.entries] == [("CRDT", Money(100_00, "EUR"))]
    assert [(each.type, each.amount.minor) for each in statement.balances] == [("OPBD", 100_00), ("CLBD", 200_00)]
    assert statement.ties is True
