"""Each bank's CSV is known by what it holds; the files tell the same two payments, each in one bank's way."""

from __future__ import annotations

import re
import unicodedata
from datetime import date

import pytest

from shared.money import Money
from shared.statements import Direction, Entry, bank_csv, read
from shared.statements.refusals import BadRows
from tests.shared.statements.own_files import FILES

BANKS = sorted({each.layout.bank for each in bank_csv.known_layouts()})
TIED = [
    "ABN AMRO, TAB file",
    "Swedbank (Estonia, Latvia)",
    "Swedbank (Lithuania)",
    "Volksbanken, PSD-Banken, BBBank (Fiducia), until 2021",
    "Wise",
    "Zürcher Kantonalbank",
]
ANNOUNCED = [
    "DKB, from 2023",
    "Nordea (Sweden)",
    "Partnership Card, until 2022",
    "Revolut",
    "Sparkasse, CSV-CAMT",
]
ACCOUNTS = {
    "DKB, until 2023": "DE02120300000000202051",
    "ING (Germany)": "DE02120300000000202051",
    "UBS, in German": "CH9300762011623852957",
    "Fio banka": "CZ6508000000192000145399",
    "Rabobank": "NL91ABNA0417164300",
}
each_bank = pytest.mark.parametrize("bank", BANKS)


def content(bank: str) -> bytes:
    plain = "".join(each for each in unicodedata.normalize("NFD", bank.lower()) if not unicodedata.combining(each))
    return (FILES / "csv" / f"{re.sub('[^a-z0-9]+', '-', plain).strip('-')}.csv").read_bytes()


def test_more_than_five_and_twenty_banks_are_known() -> None:
    assert len(BANKS) > 25


@each_bank
def test_it_is_known_by_what_it_holds(bank: str) -> None:
    layout = bank_csv.recognise(content(bank))

    assert layout is not None
    assert layout.bank == bank


@each_bank
def test_money_in_and_money_out_are_read_as_the_bank_means_them(bank: str) -> None:
    entries = [entry for statement in read(content(bank)) for entry in statement.entries if entry.status == "BOOK"]

    currency = entries[0].amount.currency
    assert [_facts(each) for each in entries] == [
        (Direction.CREDIT, Money(125_040, currency), date(2026, 11, 24)),
        (Direction.DEBIT, Money(1_990, currency), date(2026, 11, 25)),
    ]
    assert "Invoice 2026-0117" in entries[0].details[0].remittance
    assert "Bill 88" in entries[1].details[0].remittance


def test_headings_that_several_banks_use_need_rows_that_fit() -> None:
    header = b"Date,Description,Amount,Balance\n"

    assert bank_csv.recognise(header + b"31/12/2026,Invoice 17,5.00,5.00\n") is not None
    assert bank_csv.recognise(header + b"12/31/2026,Invoice 17,5.00,5.00\n") is None
    assert bank_csv.recognise(b"Reference," + header + b"x,31/12/2026,Invoice 17,5.00,5.00\n") is None


def test_a_known_bank_whose_rows_do_not_fit_is_refused_by_its_lines() -> None:
    data = content("Commerzbank").replace(b"24.11.2026;24.11.2026", b"11/24/2026;11/24/2026")

    with pytest.raises(BadRows, match="Line 2: “11/24/2026” is not a day"):
        read(data)


@pytest.mark.parametrize("bank", TIED)
def test_balances_that_the_file_states_tie(bank: str) -> None:
    (statement,) = read(content(bank))

    assert statement.ties
    assert [each.amount.minor for each in statement.balances] == [100_000, 223_050]


@pytest.mark.parametrize("bank", ANNOUNCED)
def test_what_is_only_announced_is_set_aside(bank: str) -> None:
    entries = [entry for statement in read(content(bank)) for entry in statement.entries]

    assert [(each.amount.minor, each.set_aside) for each in entries if each.set_aside] == [(700, "pending")]


@pytest.mark.parametrize("bank", ACCOUNTS)
def test_the_account_is_found_in_the_lines_above_or_in_its_column(bank: str) -> None:
    assert [each.account_iban for each in read(content(bank))] == [ACCOUNTS[bank]]


def _facts(entry: Entry) -> tuple[Direction, Money, date | None]:
    return entry.direction, entry.amount, entry.booking_date
