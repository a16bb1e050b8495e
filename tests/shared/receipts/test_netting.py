"""A payment that nets credit notes becomes allocations from both (L12)."""

import pytest

from shared.receipts import Difference, Wanted, netted
from shared.receipts.netting import CreditsExceedInvoices
from shared.words import DifferenceKind
from tests.factories import eur

PAYMENT, FIRST, SECOND, NOTE, OTHER_NOTE = 9, 1, 2, 5, 6


def test_credit_notes_settle_first_and_money_the_rest() -> None:
    shares = {FIRST: eur(600_00), SECOND: eur(519_00), -NOTE: eur(-119_00)}

    assert netted(PAYMENT, shares) == [
        Wanted(NOTE, FIRST, eur(119_00)),
        Wanted(PAYMENT, FIRST, eur(481_00)),
        Wanted(PAYMENT, SECOND, eur(519_00)),
    ]


def test_several_credit_notes_go_over_several_invoices() -> None:
    shares = {FIRST: eur(100), SECOND: eur(100), -NOTE: eur(-70), -OTHER_NOTE: eur(-60)}

    wanted = netted(PAYMENT, shares)

    assert [(each.receipt_id, each.invoice_id, each.amount.minor) for each in wanted] == [
        (NOTE, FIRST, 70),
        (OTHER_NOTE, FIRST, 30),
        (OTHER_NOTE, SECOND, 30),
        (PAYMENT, SECOND, 70),
    ]


def test_a_difference_stands_on_the_last_allocation_to_its_invoice() -> None:
    granted = Difference(DifferenceKind.ROUNDING, eur(3))

    wanted = netted(PAYMENT, {FIRST: eur(99_97), -NOTE: eur(-10_00)}, differences={FIRST: granted})

    assert [(each.receipt_id, each.difference) for each in wanted] == [(NOTE, None), (PAYMENT, granted)]


def test_a_payment_alone_is_itself() -> None:
    assert netted(PAYMENT, {FIRST: eur(5)}) == [Wanted(PAYMENT, FIRST, eur(5))]


def test_credit_notes_never_exceed_the_invoices() -> None:
    with pytest.raises(CreditsExceedInvoices, match=r"0\.10 EUR more than the invoices"):
        netted(PAYMENT, {FIRST: eur(90), -NOTE: eur(-100)})
