"""Invoice numbers as payers write them, and numbers that are something else."""

from datetime import date, timedelta

import pytest

from shared.matching.case import Case
from shared.matching.hypotheses import hypotheses_of
from shared.matching.index import Index
from shared.matching.names import NameIndex, likeness, normal
from shared.matching.text import Text
from tests.shared.matching.building import (
    DUE,
    KELLER,
    MERIDIAN,
    ORIEL,
    book,
    given,
    invoice,
    is_doubtful,
    is_sure,
    match,
    payment,
    says,
)

KNOWN = {"payer_iban": "DE89370400440532013000", "payer_name": "Meridian Bau"}


@pytest.mark.parametrize(
    "text",
    [
        "2026-1834",
        "RG 20261834",
        "RG20261834",
        "Rechnung Nr. 2026/1834",
        "Rechnung Nr.2026 1834",
        "RE.-NR. 2026-\n1834",
        "Danke! (2026.1834)",
        "vom 24.11.2026 INV 2026-1834 EUR 1.480,00",
        "Kd-Nr 55555 Re 2026-1834 Tel +49 711 123456",
    ],
)
def test_a_number_is_found_however_it_is_written(text):
    one = invoice("2026-1834", 148000)
    found = match(payment(148000, text, **KNOWN), one, invoice("2026-1777", 148000))
    assert given(found) == {one.id: 148000}
    assert is_sure(found)


@pytest.mark.parametrize("text", ["R-002099", "R 002099", "Faktura 002099", "r002099"])
def test_letters_in_front_may_be_left_out(text):
    assert is_sure(match(payment(5000, text, **KNOWN), invoice("R-002099", 5000), invoice("R-002121", 5000)))


@pytest.mark.parametrize(
    "text",
    [
        "920261834",
        "202618345",
        "DE12202618340000000000",
        "a1b20261834",
        "20261834x7",
        "K-2026183",
        "S-20261834",
        "Kundennr. 20261834",
        "Tel 2026 1834",
        "Order 20261834",
    ],
)
def test_a_piece_of_something_longer_or_something_else_does_not_count(text):
    found = match(payment(99900, text, payer_name="Somebody"), invoice("RE-2026-1834", 148000))
    assert is_doubtful(found)


@pytest.mark.parametrize("text", ["2026-11-24", "24.11.2026", "1834,00", "1.834,00"])
def test_dates_and_amounts_are_no_numbers(text):
    numbers = ["20261124", "24112026", "183400"]
    assert match(payment(99900, text), *(invoice(number, 148000) for number in numbers)).shares == ()


@pytest.mark.parametrize("text", ["1834", "Rechnung 1834", "20 261 834"])
def test_a_short_number_or_one_in_pieces_is_not_enough(text):
    paid = payment(99900, text, payer_name="Somebody", payer_iban="FR7630006000011234567890189")
    assert is_doubtful(match(paid, invoice("1834", 148000), invoice("20261834", 148000)))


def test_a_short_number_counts_with_the_payer():
    one, other = invoice("1834", 148000), invoice("1835", 96000)
    assert given(match(payment(74000, "Rechnung 1834", **KNOWN), one, other)) == {one.id: 74000}


def test_the_end_of_a_number_counts_for_a_known_payer():
    one, two = invoice("2026-1834", 148000), invoice("2026-1840", 96000)
    found = match(payment(244000, "RG 20261834 U 840", **KNOWN), one, two, invoice("2026-1841", 100))
    assert given(found) == {one.id: 148000, two.id: 96000}
    assert says(found, "840 is the end of one open invoice of this payer, 2026-1840", "number")


def test_the_end_of_a_number_of_nobody_known_does_not_count():
    assert match(payment(99900, "RG 1840"), invoice("2026-1840", 96000)).shares == ()


def test_each_signal_marks_what_it_was_read_from():
    text = "RG 2026/1834 KD 30921"
    found = match(payment(148000, text, **KNOWN), invoice("2026-1834", 148000))
    marked = {signal.sentence: text[signal.start : signal.end] for signal in found.signals if signal.source == "text"}
    assert marked == {
        "Invoice number 2026-1834, with a slash": "2026/1834",
        "Customer number of Meridian Bau GmbH": "30921",
    }


def test_the_plain_number_needs_no_remark():
    found = match(payment(148000, "2026-1834"), invoice("2026-1834", 148000))
    assert [signal.sentence for signal in found.signals] == ["Invoice number 2026-1834", "Amount fits to the cent"]


def test_an_unknown_invoice_number_speaks_against_an_amount():
    found = match(payment(148000, "Rechnung 987654", **KNOWN), invoice("2026-1834", 148000))
    assert says(found, "987654 is called an invoice, but no open invoice has that number", "against")


@pytest.mark.parametrize("text", ["T: +34 700245662", "Zahlung +34 700 245662", "34B9"])
def test_of_equal_invoices_the_oldest_is_paid_where_digits_only_look_like_an_ending(text):
    old, new = invoice("88-00417", 4900), invoice("88-01934", 4900, due_on=DUE + timedelta(days=30))
    assert given(match(payment(4900, text, **KNOWN), new, old)) == {old.id: 4900}


def test_the_month_behind_a_year_is_no_ending():
    old, new = invoice("88-00417", 4900), invoice("88-01910", 4900, due_on=DUE + timedelta(days=30))
    assert given(match(payment(4900, "Miete 2026-10", **KNOWN), new, old)) == {old.id: 4900}
    assert given(match(payment(4900, "Rechnung 10", **KNOWN), new, old)) == {new.id: 4900}


def test_a_date_with_hyphens_is_a_date():
    assert Text("D.D. 12-09-2026 12-13-2026").dates == {date(2026, 9, 12)}


@pytest.mark.parametrize(
    ("text", "is_range"),
    [
        ("RG 88-01834", False),
        ("RG 88-01834 - 88-01838", True),
        ("RG 88-01834 AU 88-01838", True),
        ("4711 AUSGLEICH 88-01834", False),
    ],
)
def test_only_what_says_so_is_a_range(text, is_range):
    invoices = [invoice(f"88-0{number}", 1000 * number) for number in range(1834, 1839)]
    case = Case(payment(sum(each.outstanding_minor for each in invoices), text, **KNOWN), Index(book(*invoices)))
    hypotheses_of(case)
    assert any(each.signature.number.startswith("range") for each in case.hypotheses.values()) is is_range


@pytest.mark.parametrize("year", ["2026", "20 26"])
def test_a_year_is_no_number_of_another_debtor(year):
    mine = invoice("2026-11-02438", 471300)
    equal = [invoice(f"2026-11-0249{at}", 71400) for at in range(3)]
    other = invoice("02026", 71400, KELLER)
    text = f"Rechnungen 2026-11-02438; {year}"
    found = match(payment(471300 + 71400, text, **KNOWN), mine, *equal, other)
    assert other.id not in given(found)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Meridian Bau GmbH", "MERIDIAN BAU"),
        ("Schröder Media Sp. z o.o.", "SCHROEDER MEDIA"),
        ("Schröder Media", "Schroder Media SpA"),
        ("Sørlie Marine AS", "SORLIE MARINE A/S"),
        ("Großmann & Söhne KG", "Grossmann und Soehne"),
        ("Brandt + Söhne KG", "Söhne Brandt"),
        ("West Maschinenbau GmbH", "WESTMASCHINENBAU GMBH"),
    ],
)
def test_the_same_name_written_differently(one, other):
    assert likeness(normal(one), normal(other)) == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [("Meridian Bau GmbH", "Meridian Baustoffe KG"), ("Keller AG", "Keller & Iten AG"), ("GmbH & Co. KG", "Oriel Ltd")],
)
def test_names_that_only_share_a_word_are_not_alike(one, other):
    assert likeness(normal(one), normal(other)) < 0.9


def test_a_letter_gone_from_a_name_does_not_hide_it():
    names = NameIndex([MERIDIAN, KELLER, ORIEL])
    assert [each for _, each in names.find("MERIDAN BAU GMBH")] == [MERIDIAN.id]
    assert names.find("Unbekannt") == []
