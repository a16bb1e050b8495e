"""Equal invoices: which of them a sum or a cut list takes, and what is said of the others."""

from datetime import timedelta

import pytest

from shared.matching import OpenInvoice, Proposal
from tests.shared.matching.building import DUE, IBAN, MERIDIAN, given, invoice, is_doubtful, match, payment, says

KNOWN = {"payer_iban": IBAN[MERIDIAN.id], "payer_name": "Meridian Bau"}
EQUAL = 7900


def test_a_sum_says_that_another_invoice_owes_as_much():
    paid, others = _five_of_many()
    found = _paid_together(paid, [*others, invoice("2026-1999", EQUAL, due_on=DUE + timedelta(40))])
    assert set(given(found)) == {each.id for each in paid}
    assert says(found, "Another open invoice owes as much as one of these", "against")
    assert not says(found, "the only choice")


def test_a_sum_of_invoices_that_nothing_equals_is_the_only_choice():
    paid, others = _five_of_many()
    found = _paid_together(paid, others)
    assert set(given(found)) == {each.id for each in paid}
    assert says(found, "the only choice of open invoices of Meridian Bau GmbH", "amount")


def test_a_sum_that_passes_over_an_older_equal_is_for_a_person():
    paid, others = _five_of_many()
    found = _paid_together(paid, [*others, invoice("2026-1001", EQUAL, due_on=DUE - timedelta(40))])
    assert is_doubtful(found)


@pytest.mark.parametrize("unnamed", ["2026-1840", "2026-1850"])
def test_a_cut_list_that_two_invoices_would_complete_is_for_a_person(unnamed):
    named = [invoice("2026-1834", 148012), invoice("2026-1835", 96023)]
    equal = [invoice("2026-1840", EQUAL), invoice("2026-1850", EQUAL, due_on=DUE + timedelta(9))]
    text = "RG 2026-1834, 2026-1835, 2026-1"
    alone = match(payment(148012 + 96023 + EQUAL, text, **KNOWN), *named, *(e for e in equal if e.number == unnamed))
    among = match(payment(148012 + 96023 + EQUAL, text, **KNOWN), *named, *equal)
    assert len(given(alone)) == 3
    assert is_doubtful(among)
    assert among.confidence < alone.confidence


def _five_of_many() -> tuple[list[OpenInvoice], list[OpenInvoice]]:
    """Five invoices near one another, among twenty others that no smaller choice makes up; one of them is equal."""
    amounts = [100003 + 7919 * at + 13 * at * at for at in range(24)]
    amounts[6] = EQUAL
    every = [invoice(f"2026-11{at:02}", amount, due_on=DUE + timedelta(at)) for at, amount in enumerate(amounts)]
    chosen = {2, 3, 4, 5, 6}
    return [every[at] for at in sorted(chosen)], [each for at, each in enumerate(every) if at not in chosen]


def _paid_together(paid: list[OpenInvoice], others: list[OpenInvoice]) -> Proposal:
    return match(payment(sum(each.outstanding_minor for each in paid), **KNOWN), *paid, *others)
