"""Several payments at once: no invoice is given away twice, and what is claimed twice is said."""

from datetime import date, timedelta

import pytest
from hypothesis import given as for_all
from hypothesis import settings
from hypothesis import strategies as st

from shared.matching import AmountFit, Book, OpenInvoice, Payment, propose
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
    payment,
    says,
)

REFERENCE = "RF18539007547034"
KNOWN = {"payer_iban": IBAN[MERIDIAN.id]}


def test_two_parts_pay_one_invoice():
    one = invoice("2026-1834", 119000, reference=REFERENCE)
    paid = [payment(40000, reference=REFERENCE), payment(79000, reference=REFERENCE)]
    found = propose(paid, book(one))
    assert [given(each) for each in found] == [{one.id: 40000}, {one.id: 79000}]
    assert [each.confidence for each in found] == [0.95, 0.95]


def test_the_better_evidence_gets_a_contested_invoice():
    one = invoice("2026-1834", 119000, reference=REFERENCE)
    by_number = payment(119000, "2026-1834", payer_name="Somebody")
    by_reference = payment(119000, reference=REFERENCE, payer_name="Somebody Else")
    lost, won = propose([by_number, by_reference], book(one))
    assert (given(won), won.confidence) == ({one.id: 119000}, 1.00)
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
    assert (lost.shares, lost.confidence) == ((), 0.0)
    assert says(lost, "Looks like a duplicate", "against")


def test_a_duplicate_is_not_moved_to_another_invoice():
    one, other = invoice("2026-1834", 119000), invoice("2026-1840", 119000)
    paid = [payment(119000, "RG 2026-1834", **KNOWN) for _ in range(2)]
    assert [given(each) for each in propose(paid, book(one, other))] == [{one.id: 119000}, {}]


def test_a_part_paid_twice_alike_on_one_day_is_for_a_person():
    one = invoice("2026-1834", 119000, reference=REFERENCE)
    paid = [payment(30000, reference=REFERENCE, **KNOWN) for _ in range(2)]
    first, second = propose(paid, book(one))
    assert (first.confidence, second.confidence) == (0.95, 0.50)
    assert says(second, "May be a duplicate", "against")


def test_two_equal_halves_are_meant():
    one = invoice("2026-1834", 60000, reference=REFERENCE)
    paid = [payment(30000, reference=REFERENCE, **KNOWN) for _ in range(2)]
    assert [each.confidence for each in propose(paid, book(one))] == [0.95, 0.95]


def test_what_another_payment_left_is_proposed_with_doubt():
    one = invoice("2026-1834", 119000, reference=REFERENCE)
    part = payment(40000, reference=REFERENCE)
    whole = payment(119000, "2026-1834", payer_name="Somebody")
    _, rest = propose([part, whole], book(one))
    assert (given(rest), rest.confidence, rest.fit) == ({one.id: 79000}, 0.50, AmountFit.OVER)
    assert says(rest, "is claimed by the payment of 24 November 2026 as well", "against")


def test_payments_that_name_nothing_take_equal_invoices_one_each():
    late, early = invoice("2026-1840", 119000, due_on=date(2026, 12, 1)), invoice("2026-1834", 119000)
    paid = [payment(119000, "November", **KNOWN), payment(119000, "Dezember", **KNOWN)]
    found = propose(paid, book(late, early))
    assert [given(each) for each in found] == [{early.id: 119000}, {late.id: 119000}]
    assert [each.confidence for each in found] == [0.50, 0.50]
    assert says(found[0], "1 other choice fits as well; only the due date decides", "against")


def test_a_tie_goes_to_the_earlier_day_then_to_the_smaller_id():
    one = invoice("2026-1834", 119000)
    third, second, first = (
        payment(119000, "2026-1834", id=3, payer_name="C"),
        payment(119000, "2026-1834", id=2, payer_name="B"),
        payment(119000, "2026-1834", id=9, payer_name="A", booked_on=BOOKED - timedelta(1)),
    )
    assert [bool(each.shares) for each in propose([third, second, first], book(one))] == [False, False, True]
    assert [bool(each.shares) for each in propose([third, second], book(one))] == [False, True]


def test_a_sum_with_two_solutions_is_not_proposed():
    amounts = [1000, 2000, 3000, 4000]
    invoices = [invoice(f"2026-18{amount}", amount) for amount in amounts]
    found = propose([payment(5000, **KNOWN)], book(*invoices))[0]
    assert found.shares == ()


def test_sums_are_not_sought_among_more_than_twelve_items():
    invoices = [invoice(f"2026-{place:05}", 3**place) for place in range(13)]
    paid = payment(3**2 + 3**5, **KNOWN)
    assert propose([paid], book(*invoices))[0].shares == ()
    assert len(propose([paid], book(*invoices[:12]))[0].shares) == 2


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


@settings(max_examples=300, deadline=None)
@for_all(batches(), books())
def test_no_payment_and_no_invoice_is_ever_overdrawn(paid: list[Payment], open_items: Book):
    found = propose(paid, open_items)
    taken = dict.fromkeys((each.id for each in open_items.invoices), 0)
    for each, proposal in zip(paid, found, strict=True):
        assert all(share.amount_minor > 0 for share in proposal.shares)
        assert sum(share.amount_minor for share in proposal.shares) <= each.amount_minor
        for share in proposal.shares:
            taken[share.invoice_id] += share.amount_minor
    assert all(taken[each.id] <= each.outstanding_minor for each in open_items.invoices)


@settings(max_examples=300, deadline=None)
@for_all(batches(), books())
def test_currencies_and_debtors_never_mix(paid: list[Payment], open_items: Book):
    by_id = {each.id: each for each in open_items.invoices}
    for each, proposal in zip(paid, propose(paid, open_items), strict=True):
        chosen = [by_id[share.invoice_id] for share in proposal.shares]
        assert all(one.currency == each.currency for one in chosen)
        assert {one.debtor_id for one in chosen} <= {proposal.debtor_id}


@settings(max_examples=300, deadline=None)
@for_all(batches(), books(), st.randoms(use_true_random=False))
def test_the_order_of_input_plays_no_part(paid: list[Payment], open_items: Book, chance):
    shuffled, reordered = list(paid), list(open_items.invoices)
    chance.shuffle(shuffled)
    chance.shuffle(reordered)
    again = propose(shuffled, Book(reordered, open_items.debtors))
    assert {each.payment_id: each for each in again} == {each.payment_id: each for each in propose(paid, open_items)}


@settings(max_examples=300, deadline=None)
@for_all(batches(), books())
def test_every_proposal_has_reasons_that_point_into_the_payment(paid: list[Payment], open_items: Book):
    for each, proposal in zip(paid, propose(paid, open_items), strict=True):
        assert proposal.signals
        assert bool(proposal.shares) == (proposal.confidence > 0)
        for signal in proposal.signals:
            if signal.start != signal.end:
                assert 0 <= signal.start < signal.end <= len(getattr(each, signal.source))
        if proposal.runner_up and proposal.shares:
            assert proposal.runner_up.confidence <= proposal.confidence


def test_a_payment_that_lost_an_invoice_by_amount_alone_is_not_said_to_be_its_debtor_s():
    owed = invoice("2026-1733", 3_000_00, MERIDIAN)
    named = payment(3_000_00, "Rechnung 2026-1733")
    other = payment(3_000_00, "AKONTO NOVEMBER", payer_name="Oriel Print Ltd")

    first, second = propose([named, other], book(owed))

    assert given(first) == {owed.id: 3_000_00}
    assert given(second) == {}
    assert second.debtor_id == ORIEL.id
