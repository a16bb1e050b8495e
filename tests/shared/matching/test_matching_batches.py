"""Several payments at once: no invoice is given away twice, and what is claimed twice is said."""

from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given as for_all
from hypothesis import settings
from hypothesis import strategies as st

from shared.matching import Book, Debtor, Finding, OpenInvoice, Payment, Remembered, propose
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
    payment,
    says,
)

REFERENCE = "RF18539007547034"
KNOWN = {"payer_iban": IBAN[MERIDIAN.id], "payer_name": "Meridian Bau"}


def test_two_parts_pay_one_invoice():
    one = invoice("2026-1834", 119000, reference=REFERENCE)
    paid = [payment(40000, reference=REFERENCE, **KNOWN), payment(79000, reference=REFERENCE, **KNOWN)]
    found = propose(paid, book(one))
    assert [given(each) for each in found] == [{one.id: 40000}, {one.id: 79000}]


def test_the_better_evidence_gets_a_contested_invoice():
    one = invoice("2026-1834", 119000, reference=REFERENCE)
    by_name = payment(119000, payer_name="Meridian Bau")
    by_reference = payment(119000, reference=REFERENCE, **KNOWN)
    lost, won = propose([by_name, by_reference], book(one))
    assert given(won) == {one.id: 119000}
    assert (lost.shares, lost.confidence) == ((), 0.0)
    assert says(lost, "2026-1834 is claimed by the payment of 24 November 2026 as well, which has the better evidence")
    assert lost.runner_up is not None


@pytest.mark.parametrize("day_of_second", [0, 1, 5])
def test_a_second_identical_payment_looks_like_a_duplicate(day_of_second):
    one = invoice("2026-1834", 119000)
    first = payment(119000, "RG 2026-1834", **KNOWN)
    second = payment(119000, "RG 2026-1834", booked_on=BOOKED + timedelta(day_of_second), **KNOWN)
    lost, won = propose([second, first], book(one, invoice("2026-1840", 500)))
    assert given(won) == {one.id: 119000}
    assert (lost.shares, lost.finding) == ((), Finding.DUPLICATE)
    assert says(lost, "Looks like a duplicate: the same payer paid the same 1,190.00 EUR for 2026-1834", "against")


def test_of_two_payments_that_name_one_invoice_in_other_words_the_earlier_counts():
    one = invoice("2026-1834", 119012)
    plain = payment(119012, "Batch 84251 RG 2026-1834 Kunde 30921", **KNOWN)
    clearer = payment(119012, "2026-1834", booked_on=BOOKED + timedelta(3), **KNOWN)
    first, second = propose([plain, clearer], book(one))
    assert given(first) == {one.id: 119012}
    assert is_doubtful(second)


def test_a_duplicate_is_not_surely_moved_to_another_invoice():
    one, other = invoice("2026-1834", 119000), invoice("2026-1840", 119000)
    paid = [payment(119000, "RG 2026-1834", **KNOWN) for _ in range(2)]
    first, second = propose(paid, book(one, other))
    assert given(first) == {one.id: 119000}
    assert is_doubtful(second)
    assert says(second, "Looks like a duplicate", "against")


def test_a_part_paid_twice_alike_is_for_a_person():
    one = invoice("2026-1834", 119000, reference=REFERENCE)
    paid = [payment(30000, reference=REFERENCE, **KNOWN) for _ in range(2)]
    first, second = propose(paid, book(one))
    assert given(first) == {one.id: 30000}
    assert is_doubtful(second)
    assert says(second, "Looks like a duplicate", "against")


def test_payments_that_name_nothing_take_equal_invoices_one_each():
    late, early = invoice("2026-1840", 119000, due_on=date(2026, 12, 1)), invoice("2026-1834", 119000)
    paid = [payment(119000, "November", **KNOWN), payment(119000, "Dezember", **KNOWN)]
    found = propose(paid, book(late, early))
    assert sorted(given(each).popitem() for each in found) == sorted([(early.id, 119000), (late.id, 119000)])
    assert all(is_doubtful(each) for each in found)
    assert says(found[0], "1 other choice fits as well", "against")


def test_of_equal_payments_the_earlier_day_then_the_smaller_id_comes_first():
    one = invoice("2026-1834", 119000)
    third, second, first = (
        payment(119000, "2026-1834", id=3, **KNOWN),
        payment(119000, "2026-1834", id=2, **KNOWN),
        payment(119000, "2026-1834", id=9, **KNOWN, booked_on=BOOKED - timedelta(1)),
    )
    assert [bool(each.shares) for each in propose([third, second, first], book(one))] == [False, False, True]
    assert [bool(each.shares) for each in propose([third, second], book(one))] == [False, True]


# Few numbers, amounts and days, so that payments meet over the same invoices again and again.
NUMBERS = ["2026-1834", "2026-1840", "77-00123", "4711", "R-002099", "R-002100", "88-12345"]
REFERENCES = [REFERENCE, "602243", "123456785", None]
AMOUNTS = st.sampled_from([100, 200, 300, 500, 600, 1000, 1100])
CURRENCIES = st.sampled_from(["EUR", "EUR", "USD"])
DEBTORS = [MERIDIAN, KELLER, ORIEL]


@st.composite
def books(draw):
    numbers = draw(st.lists(st.sampled_from(NUMBERS), min_size=1, max_size=7, unique=True))
    return book(
        *(
            OpenInvoice(
                id=place,
                number=number,
                debtor_id=draw(st.sampled_from(DEBTORS)).id,
                currency=draw(CURRENCIES),
                outstanding_minor=draw(AMOUNTS),
                due_on=DUE + timedelta(draw(st.integers(0, 2))),
                reference=draw(st.sampled_from(REFERENCES)),
                discount_until=draw(st.sampled_from([None, BOOKED])),
                discount_minor=draw(st.sampled_from([0, 100])),
            )
            for place, number in enumerate(numbers, start=1)
        )
    )


@st.composite
def batches(draw):
    return [
        Payment(
            id=place,
            amount_minor=draw(AMOUNTS),
            currency=draw(CURRENCIES),
            booked_on=BOOKED + timedelta(draw(st.integers(0, 1))),
            text=" und ".join(draw(st.lists(st.sampled_from(NUMBERS), max_size=3))),
            reference=draw(st.sampled_from(REFERENCES)),
            payer_name=draw(st.sampled_from([None, "Meridian Bau", "KELLER ITEN", "Oriel Print"])),
            payer_iban=draw(st.sampled_from([None, *IBAN.values()])),
        )
        for place in range(1, draw(st.integers(1, 6)) + 1)
    ]


@settings(max_examples=200, deadline=None)
@for_all(batches(), books())
def test_no_payment_and_no_invoice_is_ever_overdrawn(paid: list[Payment], open_items: Book):
    found = propose(paid, open_items)
    taken = dict.fromkeys((each.id for each in open_items.invoices), 0)
    for each, proposal in zip(paid, found, strict=True):
        assert sum(share.amount_minor for share in proposal.shares) <= each.amount_minor
        assert len({share.invoice_id for share in proposal.shares}) == len(proposal.shares)
        for share in proposal.shares:
            assert share.amount_minor > 0
            taken[share.invoice_id] += share.amount_minor
    assert all(taken[each.id] <= each.outstanding_minor for each in open_items.invoices)


@settings(max_examples=200, deadline=None)
@for_all(batches(), books())
def test_without_rates_currencies_never_mix_and_several_debtors_are_for_review(paid: list[Payment], open_items: Book):
    by_id = {each.id: each for each in open_items.invoices}
    for each, proposal in zip(paid, propose(paid, open_items), strict=True):
        chosen = [by_id[share.invoice_id] for share in proposal.shares]
        assert all(one.currency == each.currency for one in chosen)
        if len({one.debtor_id for one in chosen}) > 1:
            assert proposal.for_review


@settings(max_examples=200, deadline=None)
@for_all(batches(), books(), st.randoms(use_true_random=False))
def test_the_order_of_input_plays_no_part(paid: list[Payment], open_items: Book, chance):
    shuffled, reordered = list(paid), list(open_items.invoices)
    chance.shuffle(shuffled)
    chance.shuffle(reordered)
    again = propose(shuffled, Book(reordered, open_items.debtors))
    assert {each.payment_id: each for each in again} == {each.payment_id: each for each in propose(paid, open_items)}


@settings(max_examples=200, deadline=None)
@for_all(batches(), books())
def test_every_proposal_has_reasons_that_point_into_the_payment(paid: list[Payment], open_items: Book):
    for each, proposal in zip(paid, propose(paid, open_items), strict=True):
        assert proposal.signals
        assert bool(proposal.shares) == (proposal.confidence > 0)
        assert any(signal.kind == "amount" for signal in proposal.signals) or not proposal.shares
        for signal in proposal.signals:
            if signal.start != signal.end:
                assert 0 <= signal.start < signal.end <= len(getattr(each, signal.source))
        if proposal.runner_up and proposal.shares:
            assert proposal.runner_up.confidence <= proposal.confidence


@st.composite
def mixed_books(draw):
    """Credit notes, paid invoices, plans and other currencies among open ones."""
    whole = draw(books())
    changed = []
    for each in whole.invoices:
        owed = draw(st.sampled_from([each.outstanding_minor, each.outstanding_minor, -100, 0]))
        changed.append(replace(each, outstanding_minor=owed, original_minor=abs(owed) or 500, discount_minor=0))
    rates = {"EUR": Fraction(1), "USD": Fraction("1.1")}
    return Book(changed, whole.debtors, memory=[Remembered(KELLER.id, "Oriel Print", "", 2)], rates=rates)


@settings(max_examples=200, deadline=None)
@for_all(batches(), mixed_books())
def test_credit_notes_and_paid_invoices_are_never_overdrawn_either(paid: list[Payment], open_items: Book):
    by_id = {each.id: each for each in open_items.invoices}
    taken = dict.fromkeys(by_id, 0)
    for each, proposal in zip(paid, propose(paid, open_items), strict=True):
        same = [share for share in proposal.shares if by_id[share.invoice_id].currency == each.currency]
        assert sum(share.amount_minor for share in same) <= each.amount_minor
        for share in proposal.shares:
            taken[share.invoice_id] += share.amount_minor
    for id_, each in by_id.items():
        low, high = sorted((0, each.outstanding_minor))
        assert low <= taken[id_] <= high


def test_what_another_payment_took_is_not_said_to_be_this_payer_s():
    owed = invoice("2026-1733", 3_000_00, MERIDIAN)
    named = payment(3_000_00, "Rechnung 2026-1733", **KNOWN)
    other = payment(3_000_00, "AKONTO NOVEMBER", payer_name="Oriel Print Ltd")

    first, second = propose([named, other], book(owed))

    assert given(first) == {owed.id: 3_000_00}
    assert given(second) == {}
    assert second.debtor_id == ORIEL.id


def test_an_empty_book_and_an_empty_batch_are_no_trouble():
    assert propose([], book()) == []
    assert propose([payment(100, "RG 1", **KNOWN)], Book([], {}))[0].shares == ()


def test_invoices_of_a_debtor_that_is_not_in_the_book_are_matched_all_the_same():
    one = invoice("2026-1834", 119000, Debtor(99, "nobody"))
    assert given(propose([payment(119000, "RG 2026-1834")], Book([one], {}))[0]) == {one.id: 119000}
