"""Every row of the confidence table, reached through a payment."""

from datetime import date

import pytest

from shared.matching import AmountFit, propose
from tests.shared.matching.building import (
    BOOKED,
    DUE,
    IBAN,
    KELLER,
    MERIDIAN,
    ORIEL,
    book,
    given,
    invoice,
    match,
    payment,
    says,
)

REFERENCE = "RF18539007547034"
NAME = {"payer_name": "MERIDIAN BAU"}
KNOWN = {"payer_iban": "DE89 3704 0044 0532 0130 00"}
NEXT_WEEK = date(2026, 12, 1)


def test_reference_with_the_exact_amount_is_certain():
    one = invoice("2026-1834", 148000, reference=REFERENCE)
    found = match(payment(148000, reference="RF18 5390 0754 7034"), one)
    assert (given(found), found.confidence, found.fit) == ({one.id: 148000}, 1.00, AmountFit.EXACT)
    assert says(found, "RF reference of invoice 2026-1834, check digits right", "reference")


@pytest.mark.parametrize("field", ["text", "end_to_end_id"])
def test_a_reference_counts_wherever_it_is_written(field):
    one = invoice("2026-1834", 148000, reference=REFERENCE)
    assert match(payment(148000, **{field: "Zahlung RF18 5390 0754 7034 danke"}), one).confidence == 1.00


@pytest.mark.parametrize(
    ("reference", "paid"),
    [
        ("602243", "000602243"),
        ("123456785", "12345 6785"),
        ("1234574", "1234574"),
        ("1234561", "12345 61"),
        ("210000000003139471430009017", "21 00000 00003 13947 14300 09017"),
        ("010806817183", "+++010/8068/17183+++"),
    ],
)
def test_all_schemes_lead_to_their_invoice(reference, paid):
    one = invoice("2026-1834", 148000, reference=reference)
    assert match(payment(148000, reference=paid), one).confidence == 1.00


def test_reference_with_a_part_of_the_amount():
    one = invoice("2026-1834", 119000, reference=REFERENCE)
    found = match(payment(40000, reference=REFERENCE), one)
    assert (given(found), found.confidence, found.fit) == ({one.id: 40000}, 0.95, AmountFit.PARTIAL)


def test_reference_with_the_discount_taken_in_time():
    one = invoice("2026-1834", 119000, reference=REFERENCE, discount_until=BOOKED, discount_minor=2380)
    found = match(payment(116620, reference=REFERENCE), one)
    assert (given(found), found.confidence, found.fit) == ({one.id: 116620}, 0.95, AmountFit.DISCOUNT)
    assert says(found, "1,190.00 EUR less the agreed discount of 23.80 EUR is 1,166.20 EUR", "amount")


def test_a_discount_taken_late_is_only_a_part():
    one = invoice("2026-1834", 119000, reference=REFERENCE, discount_until=DUE, discount_minor=2380)
    found = match(payment(116620, reference=REFERENCE), one)
    assert found.fit is AmountFit.PARTIAL
    assert says(found, "Discount taken late: it was valid until 1 November 2026", "against")


def test_reference_with_more_than_is_open_leaves_the_rest_unapplied():
    one = invoice("2026-1834", 119000, reference=REFERENCE)
    found = match(payment(120000, reference=REFERENCE), one)
    assert (given(found), found.confidence, found.fit) == ({one.id: 119000}, 0.90, AmountFit.OVER)
    assert says(found, "10.00 EUR more than the 1,190.00 EUR open", "amount")


def test_a_reference_without_check_digits_is_worth_a_number():
    one = invoice("2026-1834", 148000, reference="CUST/77/X")
    assert match(payment(148000, reference="CUST-77-X"), one).confidence == 0.93


def test_number_in_the_text_with_the_exact_amount():
    one = invoice("2026-1834", 148000)
    found = match(payment(148000, "RG 20261834 danke"), one)
    assert (given(found), found.confidence, found.fit) == ({one.id: 148000}, 0.93, AmountFit.EXACT)


@pytest.mark.parametrize(
    ("paid", "fit", "confidence"),
    [
        (145040, AmountFit.DISCOUNT, 0.90),
        (100000, AmountFit.PARTIAL, 0.85),
        (150000, AmountFit.OVER, 0.80),
    ],
)
def test_number_of_a_known_payer_with_another_amount(paid, fit, confidence):
    one = invoice("2026-1834", 148000, discount_until=BOOKED, discount_minor=2960)
    found = match(payment(paid, "RG 20261834", **KNOWN), one)
    assert (found.fit, found.confidence) == (fit, confidence)


def test_a_number_that_neither_payer_nor_amount_agrees_with_is_for_a_person():
    found = match(payment(99900, "Refund of ticket 20261834", payer_name="Somebody Else"), invoice("2026-1834", 148000))
    assert found.confidence == 0.50
    assert says(found, "Neither the payer nor the amount agrees with the number", "against")


def test_several_numbers_whose_sum_is_paid():
    one, two = invoice("2026-1801", 60000, KELLER), invoice("2026-1802", 60470, KELLER)
    found = match(payment(120470, "2026-1801/-2026-1802"), one, two)
    assert (given(found), found.confidence) == ({one.id: 60000, two.id: 60470}, 0.92)


def test_several_numbers_less_their_discount():
    one = invoice("2026-1834", 148000, discount_until=NEXT_WEEK, discount_minor=2960)
    two = invoice("2026-1840", 96000, discount_until=NEXT_WEEK, discount_minor=1920)
    found = match(payment(239120, "RG 2026/1834 U 2026/1840 ABZGL 2% SKONTO", **KNOWN), one, two)
    assert (given(found), found.confidence) == ({one.id: 145040, two.id: 94080}, 0.88)


def test_several_numbers_and_too_little_pays_the_oldest_first():
    late = invoice("2026-1801", 60000, due_on=date(2026, 11, 20))
    early = invoice("2026-1802", 60470, due_on=date(2026, 10, 20))
    found = match(payment(100000, "2026-1801 und 2026-1802", **KNOWN), late, early)
    assert (given(found), found.fit, found.confidence) == (
        {early.id: 60470, late.id: 39530},
        AmountFit.PARTIAL,
        0.78,
    )


def test_several_numbers_and_too_much():
    one, two = invoice("2026-1801", 60000), invoice("2026-1802", 60470)
    found = match(payment(130000, "2026-1801 und 2026-1802", **KNOWN), one, two)
    assert (given(found), found.confidence) == ({one.id: 60000, two.id: 60470}, 0.76)


def test_the_one_choice_of_the_numbers_named_that_makes_the_amount():
    one, two, three = invoice("2026-1801", 60000), invoice("2026-1802", 60470), invoice("2026-1803", 5000)
    found = match(payment(65000, "2026-1801, 2026-1802, 2026-1803"), one, two, three)
    assert (given(found), found.confidence) == ({one.id: 60000, three.id: 5000}, 0.75)


def test_numbers_named_and_the_one_choice_that_makes_up_the_rest():
    one, two, three = invoice("2026-1801", 60000), invoice("2026-1802", 60470), invoice("2026-1803", 5000)
    found = match(payment(65000, "RE 2026-1801 U.A."), one, two, three)
    assert (given(found), found.confidence) == ({one.id: 60000, three.id: 5000}, 0.75)


def test_known_iban_and_one_invoice_of_that_amount():
    one, other = invoice("2026-1834", 148000), invoice("2026-1840", 96000)
    found = match(payment(148000, **KNOWN), one, other)
    assert (given(found), found.confidence) == ({one.id: 148000}, 0.85)
    assert says(found, "This IBAN belongs to Meridian Bau GmbH", "iban")


def test_known_iban_and_one_invoice_less_its_discount():
    one = invoice("2026-1834", 148000, discount_until=BOOKED, discount_minor=2960)
    found = match(payment(145040, **KNOWN), one, invoice("2026-1840", 96000))
    assert (given(found), found.confidence) == ({one.id: 145040}, 0.75)


def test_known_iban_and_the_only_sum():
    one, two, three = invoice("2026-1834", 148000), invoice("2026-1840", 96000), invoice("2026-1841", 1000)
    found = match(payment(244000, **KNOWN), one, two, three)
    assert (given(found), found.confidence) == ({one.id: 148000, two.id: 96000}, 0.75)


def test_a_part_from_a_known_iban_goes_to_its_only_open_invoice():
    one = invoice("2026-1834", 148000)
    found = match(payment(50000, **KNOWN), one)
    assert (given(found), found.confidence, found.fit) == ({one.id: 50000}, 0.60, AmountFit.PARTIAL)


def test_name_and_one_invoice_of_that_amount():
    one = invoice("2026-1834", 148000)
    found = match(payment(148000, **NAME), one, invoice("2026-1840", 96000))
    assert (given(found), found.confidence) == ({one.id: 148000}, 0.65)
    assert says(found, "Payer has the name of Meridian Bau GmbH", "name")


def test_amount_alone_when_no_other_invoice_has_it():
    one = invoice("2026-1834", 148000)
    found = match(payment(148000), one, invoice("77-001", 96000, KELLER))
    assert (given(found), found.confidence) == ({one.id: 148000}, 0.40)


def test_amount_alone_that_several_have_leads_nowhere():
    found = match(payment(148000), invoice("2026-1834", 148000), invoice("77-001", 148000, KELLER))
    assert (found.shares, found.confidence) == ((), 0.0)


def test_reference_of_one_debtor_and_iban_of_another_is_for_a_person():
    one = invoice("2026-1834", 148000, reference=REFERENCE)
    found = match(payment(148000, reference=REFERENCE, payer_iban=IBAN[KELLER.id]), one)
    assert (given(found), found.confidence) == ({one.id: 148000}, 0.50)
    assert says(found, "This IBAN belongs to Keller & Iten AG, the invoice to Meridian Bau GmbH", "against")


def test_numbers_of_two_debtors_are_never_put_together():
    one, two = invoice("2026-1834", 148000), invoice("77-00123", 96000, KELLER)
    found = match(payment(244000, "2026-1834 und 77-00123"), one, two)
    assert found.confidence <= 0.50
    assert len(found.shares) == 1
    assert says(found, "is named as well", "against")


def test_a_foreign_number_does_not_spoil_what_payer_and_amount_agree_on():
    one, two = invoice("2026-1834", 148000), invoice("77-00123", 96000, KELLER)
    found = match(payment(148000, "RG 2026-1834 Ref 77-00123", **KNOWN), one, two)
    assert (given(found), found.confidence) == ({one.id: 148000}, 0.93)


def test_nothing_found_says_what_was_looked_for():
    found = match(payment(154000, "NOTPROVIDED", payer_name="Tessin Immobilien SA"), invoice("2026-1834", 148000))
    assert (found.shares, found.confidence, found.debtor_id, found.fit) == ((), 0.0, None, AmountFit.NONE)
    assert says(found, "Looked for invoice numbers in its text, the payer’s name, 1,540.00 EUR", "against")


def test_a_known_payer_is_told_even_when_no_invoice_fits():
    found = match(payment(1, **KNOWN), invoice("2026-1834", 148000), invoice("2026-1840", 96000))
    assert (found.shares, found.debtor_id) == ((), MERIDIAN.id)


def test_an_invoice_in_another_currency_is_said_and_never_paid():
    dollars = invoice("2026-1834", 148000, currency="USD")
    found = match(payment(148000, "RG 2026-1834"), dollars)
    assert found.shares == ()
    assert says(found, "Invoice 2026-1834 is in USD, the payment is not", "against")


def test_the_runner_up_is_shown_with_why_it_lost():
    one, same = invoice("2026-1834", 148000), invoice("77-00123", 148000, KELLER)
    found = match(payment(148000, "RG 2026-1834", **KNOWN), one, same)
    assert found.runner_up is not None
    assert [share.invoice_id for share in found.runner_up.shares] == [same.id]
    assert found.runner_up.why_not == (
        "Same amount, but another debtor (Keller & Iten AG), and its number is not in the text."
    )


def test_proposals_come_in_the_order_of_the_payments():
    one, two = invoice("2026-1834", 148000), invoice("77-00123", 96000, ORIEL)
    paid = [payment(1), payment(96000, "77-00123"), payment(148000, "2026-1834")]
    assert [each.payment_id for each in propose(paid, book(one, two))] == [each.id for each in paid]


def test_three_lines_of_a_statement():
    """A reference, a text that names two invoices, and somebody unknown."""
    by_reference = invoice("2026-1811", 64000, ORIEL, reference=REFERENCE)
    one, two = invoice("2026-1834", 148000), invoice("2026-1840", 96000)
    paid = [
        payment(64000, reference=REFERENCE),
        payment(244000, "Rechnung Nr. 2026-1834 und 2026-1840"),
        payment(12345, "Gutschein", payer_name="Unbekannt"),
    ]
    found = propose(paid, book(by_reference, one, two))
    assert [each.confidence for each in found] == [1.00, 0.92, 0.0]
    assert [given(each) for each in found] == [{by_reference.id: 64000}, {one.id: 148000, two.id: 96000}, {}]
