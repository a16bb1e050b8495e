"""Every kind of payment that cash application meets, one small book each: what is proposed, and how surely."""

from datetime import date, timedelta
from fractions import Fraction

import pytest

from shared.matching import AmountFit, Book, Debtor, Finding, Instalment, Remembered, propose
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
    is_doubtful,
    is_sure,
    match,
    payment,
    says,
)

REFERENCE = "RF18539007547034"
NAME = {"payer_name": "MERIDIAN BAU"}
KNOWN = {"payer_iban": "DE89 3704 0044 0532 0130 00", "payer_name": "Meridian Bau GmbH"}
NEXT_WEEK = date(2026, 12, 1)


def test_reference_with_the_exact_amount_is_certain():
    one = invoice("2026-1834", 148000, reference=REFERENCE)
    found = match(payment(148000, reference="RF18 5390 0754 7034", **KNOWN), one)
    assert (given(found), found.fit, found.finding) == ({one.id: 148000}, AmountFit.EXACT, Finding.PAYS)
    assert is_sure(found)
    assert says(found, "RF reference of invoice 2026-1834, check digits right", "reference")


@pytest.mark.parametrize("field", ["text", "end_to_end_id"])
def test_a_reference_counts_wherever_it_is_written(field):
    one = invoice("2026-1834", 148000, reference=REFERENCE)
    assert is_sure(match(payment(148000, **KNOWN, **{field: "Zahlung RF18 5390 0754 7034 danke"}), one))


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
    found = match(payment(148000, reference=paid, **KNOWN), one)
    assert is_sure(found)
    assert given(found) == {one.id: 148000}


@pytest.mark.parametrize(
    ("paid", "fit", "gets"),
    [
        (59500, AmountFit.PARTIAL, 59500),
        (116620, AmountFit.DISCOUNT, 116620),
        (119900, AmountFit.OVER, 119000),
        (118000, AmountFit.CHARGE, 118000),
        (119001, AmountFit.ROUNDING, 119000),
    ],
)
def test_a_reference_with_another_amount(paid, fit, gets):
    one = invoice("2026-1834", 119000, reference=REFERENCE, discount_until=BOOKED, discount_minor=2380)
    found = match(payment(paid, reference=REFERENCE, **KNOWN), one)
    assert (given(found), found.fit) == ({one.id: gets}, fit)


def test_a_discount_taken_late_is_said():
    one = invoice("2026-1834", 119000, reference=REFERENCE, discount_until=DUE, discount_minor=2380)
    found = match(payment(116620, reference=REFERENCE, **KNOWN), one)
    assert found.fit is AmountFit.DISCOUNT
    assert says(found, "Discount taken late: it was valid until 1 November 2026", "against")


def test_the_sums_of_a_discount_and_of_too_much_are_said():
    one = invoice("2026-1834", 119000, discount_until=BOOKED, discount_minor=2380)
    less, more = (match(payment(paid, "2026-1834", **KNOWN), one) for paid in (116620, 120000))
    assert says(less, "1,190.00 EUR less the agreed discount of 23.80 EUR is 1,166.20 EUR", "amount")
    assert says(more, "10.00 EUR more than the 1,190.00 EUR open", "amount")


def test_number_in_the_text_with_the_exact_amount():
    one = invoice("2026-1834", 148000)
    assert is_sure(match(payment(148000, "RG 20261834 danke", **KNOWN), one))


def test_a_number_that_neither_payer_nor_amount_agrees_with_is_for_a_person():
    paid = payment(
        99900, "Refund of ticket 20261834", payer_name="Somebody Else", payer_iban="FR7630006000011234567890189"
    )
    assert is_doubtful(match(paid, invoice("2026-1834", 148000)))


def test_several_numbers_whose_sum_is_paid():
    one, two = invoice("2026-1801", 60000, KELLER), invoice("2026-1802", 60470, KELLER)
    found = match(payment(120470, "2026-1801/-2026-1802", payer_name="Keller & Iten AG"), one, two)
    assert given(found) == {one.id: 60000, two.id: 60470}
    assert is_sure(found)


def test_several_numbers_less_their_discount():
    one = invoice("2026-1834", 148000, discount_until=NEXT_WEEK, discount_minor=2960)
    two = invoice("2026-1840", 96000, discount_until=NEXT_WEEK, discount_minor=1920)
    found = match(payment(239120, "RG 2026/1834 U 2026/1840 ABZGL 2% SKONTO", **KNOWN), one, two)
    assert (given(found), found.fit) == ({one.id: 145040, two.id: 94080}, AmountFit.DISCOUNT)


def test_several_numbers_and_too_little_pays_the_oldest_first():
    late = invoice("2026-1801", 60000, due_on=date(2026, 11, 20))
    early = invoice("2026-1802", 60470, due_on=date(2026, 10, 20))
    found = match(payment(100000, "2026-1801 und 2026-1802", **KNOWN), late, early)
    assert (given(found), found.fit) == ({early.id: 60470, late.id: 39530}, AmountFit.PARTIAL)


def test_a_credit_note_that_is_named_is_netted():
    one, note = invoice("2026-1801", 60000), invoice("2026-1802", -5000)
    found = match(payment(55000, "RG 2026-1801 abzgl. Gutschrift 2026-1802", **KNOWN), one, note)
    assert given(found) == {one.id: 60000, note.id: -5000}


def test_numbers_named_and_the_others_that_make_up_the_rest():
    one, two, three = invoice("2026-1801", 60000), invoice("2026-1802", 60470), invoice("2026-1803", 5000)
    found = match(payment(65000, "RE 2026-1801 U.A.", **KNOWN), one, two, three)
    assert given(found) == {one.id: 60000, three.id: 5000}


@pytest.mark.parametrize("text", ["Rechnungen 2026-1801 - 803", "RG 2026-1801 bis 2026-1803", "2026-1801 TO 1803"])
def test_a_range_takes_what_lies_between(text):
    some = [invoice(f"2026-180{place}", amount) for place, amount in enumerate((60000, 60470, 5011), start=1)]
    found = match(payment(125481, text, **KNOWN), *some, invoice("2026-1809", 77777))
    assert set(given(found)) == {each.id for each in some}


@pytest.mark.parametrize("written", ["2026-1843", "2026-1B34", "2026-I834", "202618334"])
def test_a_number_with_one_letter_wrong_counts_with_payer_and_amount(written):
    one = invoice("2026-1834", 148012)
    found = match(payment(148012, f"Rechnung {written}", **KNOWN), one, invoice("2026-2219", 96000))
    assert given(found) == {one.id: 148012}


def test_a_known_account_and_one_invoice_of_that_amount():
    one, other = invoice("2026-1834", 148012), invoice("2026-1840", 96000)
    found = match(payment(148012, **KNOWN), one, other)
    assert given(found) == {one.id: 148012}
    assert is_sure(found)
    assert says(found, "This IBAN belongs to Meridian Bau GmbH", "iban")


def test_a_known_account_and_the_only_sum():
    one, two, three = invoice("2026-1834", 148011), invoice("2026-1840", 96023), invoice("2026-1841", 1000)
    found = match(payment(244034, **KNOWN), one, two, three)
    assert given(found) == {one.id: 148011, two.id: 96023}


def test_a_sum_with_several_solutions_is_for_a_person():
    invoices = [invoice(f"2026-18{place}0", amount) for place, amount in enumerate((10000, 20000, 30000, 40000))]
    found = match(payment(50000, **KNOWN), *invoices)
    assert is_doubtful(found)
    assert says(found, "other choice fits as well", "against")


def test_a_name_and_one_invoice_of_that_amount():
    one = invoice("2026-1834", 148012)
    found = match(payment(148012, **NAME), one, invoice("2026-1840", 96000))
    assert given(found) == {one.id: 148012}
    assert says(found, "Payer has the name of Meridian Bau GmbH", "name")


def test_an_amount_alone_proves_nothing():
    found = match(payment(148012), invoice("2026-1834", 148012), invoice("77-001", 96000, KELLER))
    assert is_doubtful(found)
    assert found.confidence <= 0.5


def test_an_amount_alone_that_several_have_leads_nowhere():
    found = match(payment(148000), invoice("2026-1834", 148000), invoice("77-001", 148000, KELLER))
    assert (found.shares, found.confidence) == ((), 0.0)


def test_reference_of_one_debtor_and_account_of_another_is_for_a_person():
    one = invoice("2026-1834", 148000, reference=REFERENCE)
    found = match(payment(148000, reference=REFERENCE, payer_iban=IBAN[KELLER.id]), one)
    assert given(found) == {one.id: 148000}
    assert found.for_review == "The account it came from belongs to another debtor."
    assert says(found, "This IBAN belongs to Keller & Iten AG, the invoice to Meridian Bau GmbH", "against")


def test_invoices_of_two_debtors_are_for_a_person_however_sure():
    one, two = invoice("2026-1834", 148000), invoice("77-00123", 96000, KELLER)
    found = match(payment(244000, "2026-1834 und 77-00123", payer_name="Alpha Holding"), one, two)
    assert given(found) == {one.id: 148000, two.id: 96000}
    assert found.for_review == "It pays invoices of several debtors."


def test_a_payer_remembered_for_another_debtor_leads_to_it():
    one = invoice("77-00123", 96010, ORIEL)
    debtors = {each.id: each for each in (MERIDIAN, KELLER, ORIEL)}
    before = Remembered(ORIEL.id, "Alpha Treuhand AG", "CH5604835012345678009", 3)
    paid = payment(96010, "November", payer_name="Alpha Treuhand AG", payer_iban="CH56 0483 5012 3456 7800 9")
    found = propose([paid], Book([one], debtors, memory=[before]))[0]
    assert given(found) == {one.id: 96010}
    assert says(found, "This IBAN has paid for Oriel Print Ltd before", "iban")


def test_an_instalment_goes_to_the_oldest_invoice_of_its_plan():
    late = invoice("2026-1840", 30000, plan_id=7, due_on=date(2026, 12, 1))
    early = invoice("2026-1834", 30000, plan_id=7)
    parts = [Instalment(7, number, BOOKED, 20000, "EUR", "P00007") for number in (1, 2, 3)]
    debtors = {MERIDIAN.id: MERIDIAN}
    paid = [payment(20000, "Rate P00007", **KNOWN, booked_on=BOOKED + timedelta(days)) for days in (0, 5)]
    first, second = propose(paid, Book([late, early], debtors, parts))
    assert (given(first), first.fit) == ({early.id: 20000}, AmountFit.INSTALMENT)
    assert given(second) == {early.id: 10000, late.id: 10000}


def test_money_in_another_currency_is_proposed_at_the_rate_and_left_to_a_person():
    dollars = invoice("2026-1834", 110000, currency="USD")
    rates = {"EUR": Fraction(1), "USD": Fraction("1.10")}
    found = propose([payment(100200, "RG 2026-1834", **KNOWN)], Book([dollars], {MERIDIAN.id: MERIDIAN}, rates=rates))[
        0
    ]
    assert (given(found), found.fit) == ({dollars.id: 110000}, AmountFit.EXCHANGE)
    assert found.for_review == "It was paid in another currency than the invoice’s."


def test_without_a_rate_an_invoice_in_another_currency_is_only_said():
    found = match(payment(148000, "RG 2026-1834"), invoice("2026-1834", 148000, currency="USD"))
    assert found.shares == ()
    assert says(found, "Invoice 2026-1834 is in USD, the payment is not", "against")


@pytest.mark.parametrize("fee", [0, 450])
def test_a_returned_debit_opens_its_invoice_again_without_the_fee(fee):
    paid_before = invoice("2026-1834", 0, original_minor=59000)
    back = payment(59000 + fee, "RUECKLASTSCHRIFT RG 2026-1834", is_credit=False, return_reason="AM04", **KNOWN)
    found = match(back, paid_before)
    assert (given(found), found.fit, found.finding) == ({paid_before.id: -59000}, AmountFit.RETURN, Finding.RETURNS)


def test_other_money_that_leaves_the_account_is_no_return():
    found = match(payment(59000, "Miete November", is_credit=False), invoice("2026-1834", 0, original_minor=59000))
    assert (found.shares, found.finding) == ((), Finding.UNKNOWN)


def test_a_payment_of_what_is_paid_already_is_recognised():
    found = match(payment(59000, "RG 2026-1834", **KNOWN), invoice("2026-1834", 0, original_minor=59000))
    assert (found.shares, found.finding) == ((), Finding.ALREADY_PAID)
    assert says(found, "Invoice 2026-1834 is paid already", "against")


def test_what_names_a_paid_invoice_waits_for_a_person_however_well_a_sum_fits():
    paid = invoice("RE771834", 0, original_minor=59000)
    found = match(payment(59000, "RG RE771834", **KNOWN), paid, invoice("RE771901", 31000), invoice("RE771902", 28000))
    assert not is_sure(found)


def test_what_names_a_paid_invoice_of_that_amount_waits_for_a_person_though_another_is_as_large():
    paid = invoice("RE771834", 0, original_minor=59000)
    assert not is_sure(match(payment(59000, "RG RE771834", **KNOWN), paid, invoice("RE771901", 59000)))


def test_the_slip_of_a_paid_invoice_pays_the_open_one_that_its_amount_says():
    paid, new = invoice("RE771834", 0, original_minor=59000), invoice("RE771901", 31750)
    found = match(payment(31750, "RG RE771834", **KNOWN), paid, new, invoice("RE771902", 28000))
    assert given(found) == {new.id: 31750}
    assert is_sure(found)


def test_a_sum_that_passes_over_an_older_invoice_of_the_same_amount_is_for_a_person():
    old = [invoice(f"77-{number:05}", 4900, due_on=DUE - timedelta(days=90)) for number in (101, 117)]
    amounts = (10150 + 1237 * at + 911 * at * at for at in range(24))
    many = [invoice(f"88-{at:05}", amount, due_on=DUE + timedelta(days=at)) for at, amount in enumerate(amounts)]
    new = invoice("99-00001", 4900, due_on=DUE + timedelta(days=24))
    total = new.outstanding_minor + many[-1].outstanding_minor + many[-2].outstanding_minor
    assert not is_sure(match(payment(total, **KNOWN), *old, *many, new))


def test_a_sum_that_nothing_names_is_for_a_person_when_two_others_fit_as_well():
    amounts = [24901, 71060, 30718, 44868]
    owed = [invoice(f"77-{at:05}", each, due_on=DUE + timedelta(days=30 * at)) for at, each in enumerate(amounts)]
    equals = [invoice(f"88-{at:05}", 30718, due_on=DUE + timedelta(days=120 + 30 * at)) for at in range(2)]
    found = match(payment(sum(amounts), **KNOWN), *owed, *equals)
    assert given(found) == {each.id: each.outstanding_minor for each in owed}
    assert not is_sure(found)
    assert is_sure(match(payment(sum(amounts), **KNOWN), *owed))


def test_a_list_that_leaves_out_an_open_invoice_the_text_names_is_for_a_person():
    listed = [invoice(f"2026-18{number}", amount) for number, amount in ((34, 10150), (35, 21390), (36, 33170))]
    other = invoice("2026-1871", 44210)
    text = "RG 2026-1834 2026-1835 2026-1836"
    assert is_sure(match(payment(64710, text, **KNOWN), *listed, other))
    assert not is_sure(match(payment(64710, f"{text} 2026-1871", **KNOWN), *listed, other))


def test_a_name_that_two_debtors_bear_and_a_strange_account_abroad_are_for_a_person():
    one = Debtor(101, "Anna Berg", ibans=frozenset({"DE02120300000000202051"}))
    two = Debtor(102, "Anna Berg", ibans=frozenset({"DE02500105170137075030"}))
    owed = [invoice("77-1", 18437, one), invoice("77-2", 9900, two)]
    paid = payment(18437, payer_iban="FR1420041010050500013M02606", payer_name="Anna Berg")
    [found] = propose([paid], Book(owed, {each.id: each for each in (one, two)}))
    assert given(found) == {owed[0].id: 18437}
    assert not is_sure(found)


def test_an_entry_delivered_twice_counts_once():
    one = invoice("2026-1834", 59000)
    paid = [payment(59000, "RG 2026-1834", bank_reference="B-77", **KNOWN) for _ in range(2)]
    first, second = propose(paid, book(one))
    assert given(first) == {one.id: 59000}
    assert (second.shares, second.finding) == ((), Finding.DUPLICATE)


def test_amounts_without_decimals_are_matched_alike():
    yen = invoice("2026-1834", 148000, currency="JPY")
    assert is_sure(match(payment(148000, "RG 2026-1834", currency="JPY", **KNOWN), yen))


def test_nothing_found_says_what_was_looked_for():
    found = match(payment(154000, "NOTPROVIDED", payer_name="Tessin Immobilien SA"), invoice("2026-1834", 148000))
    assert (found.shares, found.confidence, found.debtor_id, found.fit) == ((), 0.0, None, AmountFit.NONE)
    assert says(found, "Looked for invoice numbers in its text, the payer’s name, 1,540.00 EUR", "against")


def test_a_known_payer_is_told_even_when_no_invoice_fits():
    found = match(payment(1, **KNOWN), invoice("2026-1834", 148000), invoice("2026-1840", 96000))
    assert (found.shares, found.debtor_id) == ((), MERIDIAN.id)


def test_the_runner_up_is_shown_with_why_it_lost():
    one, same = invoice("2026-1834", 148000), invoice("77-00123", 148000)
    found = match(payment(148000, "RG 20261B34", **KNOWN), one, same)
    assert given(found) == {one.id: 148000}
    assert found.runner_up is not None
    assert [share.invoice_id for share in found.runner_up.shares] == [same.id]
    assert found.runner_up.why_not == "Same amount, but its number is not in the text."


def test_proposals_come_in_the_order_of_the_payments():
    one, two = invoice("2026-1834", 148000), invoice("77-00123", 96000, Debtor(ORIEL.id, ORIEL.name))
    paid = [payment(1), payment(96000, "77-00123"), payment(148000, "2026-1834")]
    assert [each.payment_id for each in propose(paid, book(one, two))] == [each.id for each in paid]
