"""BAI2: records on shared and continued lines, and control totals that must hold."""

from __future__ import annotations

from datetime import date

import pytest

from shared.money import Money
from shared.statements import StatementRefused, read
from shared.statements.refusals import BadEntry, CutOff, NotAStatement
from tests.shared.statements.own_files import own

_FILE = own("accounts.bai")


def test_accounts_with_their_currencies_balances_and_entries() -> None:
    dollars, yen = read(_FILE)

    assert (dollars.account_other, dollars.currency, dollars.ties, dollars.warnings) == (
        "000123456789",
        "USD",
        True,
        (),
    )
    assert [(each.type, each.amount) for each in dollars.balances] == [
        ("OPBD", Money(1_000_00, "USD")),
        ("CLBD", Money(1_078_75, "USD")),
    ]
    assert [(each.direction, each.amount) for each in dollars.entries] == [
        ("CRDT", Money(119_00, "USD")),
        ("DBIT", Money(40_25, "USD")),
    ]
    assert ([each.amount for each in yen.entries], yen.ties) == ([Money(500, "JPY")], True)


def test_a_text_goes_on_in_the_next_record_and_keeps_its_commas() -> None:
    first = read(_FILE)[0].entries[0]

    assert first.details[0].remittance == "ORIG CO LARCH, FERN AND SONS INV 2026-0117"
    assert (first.servicer_reference, first.ntry_ref) == ("BR1", "CR1")
    assert (first.booking_date, first.value_date) == (date(2026, 4, 1), date(2026, 4, 3))


def test_a_wrapped_line_without_a_code_belongs_to_the_text_before() -> None:
    wrapped = _FILE.replace(b"FERN /\n", b"FERN\nWOODS /\n")

    assert "FERN WOODS AND SONS" in read(wrapped)[0].entries[0].details[0].remittance
    assert read(wrapped)[0].ties is True


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ((b"49,239725,6", b"49,239726,6"), "total"),
        ((b"49,239725,6", b"49,239725,7"), "number of records"),
        ((b"98,239725,2,11", b"98,239725,3,11"), "count"),
        ((b"99,239725,1,13", b"99,239700,1,13"), "total"),
        ((b"16,142,11900,", b"16,142,11800,"), "total"),
    ],
)
def test_a_control_that_does_not_hold_holds_the_statement(wrong: tuple[bytes, bytes], told: str) -> None:
    dollars = read(_FILE.replace(*wrong))[0]

    assert dollars.ties is False
    assert any(told in each for each in dollars.warnings)


def test_a_control_of_one_account_does_not_doubt_its_neighbour() -> None:
    (_, yen) = read(_FILE.replace(b"49,239725,6", b"49,239725,7"))

    assert yen.ties is True


def test_a_record_in_a_payers_text_holds_the_statement() -> None:
    dollars = read(_FILE.replace(b"INV 2026-0117/", b"INV/ 16,142,99900,Z,,,INV 8/"))[0]

    assert dollars.ties is False


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ((b",1,260401,2400,USD,2/", b",1,260401,2400,USD,3/"), "interim"),
        ((b",1,260401,2400,USD,2/", b",4,260401,2400,USD,2/"), "test"),
        ((b",1,260401,2400,USD,2/", b",2,260401,2400,USD,2/"), "deletes"),
    ],
)
def test_what_is_interim_a_test_or_a_deletion_is_not_booked(change: tuple[bytes, bytes], reason: str) -> None:
    dollars = read(_FILE.replace(*change))[0]

    assert {(each.status, reason in (each.set_aside or "")) for each in dollars.entries} == {("PDNG", True)}
    assert dollars.ties is None


def test_a_type_that_is_neither_credit_nor_debit_is_for_a_person() -> None:
    dollars = read(_FILE.replace(b"16,475,", b"16,720,"))[0]

    assert [each.amount for each in dollars.unreadable] == ["4025"]


def test_a_currency_there_is_not_is_for_a_person() -> None:
    dollars = read(_FILE.replace(b",USD,2/", b",XYZ,2/"))[0]

    assert (len(dollars.entries), len(dollars.unreadable), dollars.balances) == (0, 2, ())


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        (b"16,142,11900,", b"16,142,119.00,"),
        (b"16,142,11900,", b"16,142,-11900,"),
        (b"16,142,11900,", b"16,142,,"),
        (b"16,142,11900,V,260403", b"16,142,11900,V,260231"),
        (b"16,142,", b"16,14,"),
        (b"475,4025,Z,", b"475,4025,Q,"),
        (b",1,260401,", b",1,260431,"),
        (b"010,100000,", b"010,1000.00,"),
        (b"49,239725,", b"49,,"),
    ],
)
def test_what_is_not_of_its_form_refuses_the_file_with_its_line(right: bytes, wrong: bytes) -> None:
    with pytest.raises(BadEntry, match=r"^Line \d+, record \d\d: .*\.$"):
        read(_FILE.replace(right, wrong))


@pytest.mark.parametrize("record", [b"99,", b"98,", b"49,0"])
def test_a_file_cut_off_is_refused(record: bytes) -> None:
    with pytest.raises(CutOff):
        read(_FILE[: _FILE.index(record)])


def test_a_record_out_of_its_place_is_refused() -> None:
    with pytest.raises(NotAStatement, match="line 9"):
        read(_FILE.replace(b"49,0,3/", b"02,A,B,1,260401,,,/"))


def test_a_file_without_any_account_is_no_statement() -> None:
    with pytest.raises(StatementRefused):
        read(b"01,A,B,260402,0600,7,80,,2/\n99,0,0,2/\n")
