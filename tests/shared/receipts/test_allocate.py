"""Part of a receipt pays an invoice: never more than either has left, and it can be taken back."""

from datetime import timedelta

import pytest
from sqlmodel import Session

from shared import ledger, receipts
from shared.errors import NotFound, Refused
from shared.models import Allocation
from shared.money import Money
from shared.receipts import Wanted
from shared.receipts.rules import (
    AllocationNotPositive,
    AllocationTooLarge,
    AlreadyUndone,
    Available,
    NobodysReceipt,
    OtherCurrency,
    check_allocations,
)
from tests import factories
from tests.factories import ACTOR, TODAY, eur

TOMORROW = TODAY + timedelta(days=1)


class TestAllocate:
    def test_to_one_invoice_leaves_the_rest_on_account(self, session: Session) -> None:
        invoice = factories.invoice(session, 1_190_00, tax_minor=190_00)
        receipt_id = factories.receipt(session, 1_200_00)

        factories.allocation(session, receipt_id, invoice.id, 1_190_00)

        assert (factories.outstanding(session, invoice), factories.unapplied(session, receipt_id)) == (0, 10_00)
        assert factories.books(session) == {"1010": 1_200_00, "2100": -10_00, "2300": -190_00, "4000": -1_000_00}

    def test_to_many_is_one_allocation_each(self, session: Session) -> None:
        one, two = factories.invoice(session, 300_00), factories.invoice(session, 500_00)
        receipt_id = factories.receipt(session, 800_00)
        wanted = [Wanted(receipt_id, one.id or 0, eur(300_00)), Wanted(receipt_id, two.id or 0, eur(500_00))]

        ids = receipts.allocate(session, wanted, on=TODAY, actor=ACTOR)

        assert [session.get_one(Allocation, each).invoice_id for each in ids] == [one.id, two.id]
        assert factories.books(session) == {"1010": 800_00, "4000": -800_00}
        assert ledger.verify(session) == []

    def test_in_parts_pays_only_with_the_last_and_leaves_the_due_date(self, session: Session) -> None:
        invoice, due_on = factories.invoice(session, 1_190_00), factories.new_invoice().due_on

        factories.allocation(session, factories.receipt(session, 400_00), invoice.id, 400_00)
        assert (factories.outstanding(session, invoice), invoice.due_on) == (790_00, due_on)
        factories.allocation(session, factories.receipt(session, 790_00), invoice.id, 790_00)

        assert factories.outstanding(session, invoice) == 0
        assert factories.books(session) == {"1010": 1_190_00, "4000": -1_190_00}

    def test_of_a_bought_invoice_settles_what_was_bought(self, session: Session) -> None:
        factories.agreement(session)
        invoice = factories.invoice(session, 1_500_00, agreement=factories.AGREEMENT)

        factories.allocation(session, factories.receipt(session, 1_500_00), invoice.id, 1_500_00)

        assert factories.books(session) == {"1010": 1_500_00, "2400": -1_350_00, "2410": -135_00, "4900": -15_00}

    def test_of_nothing_does_nothing(self, session: Session) -> None:
        assert receipts.allocate(session, [], on=TODAY, actor=ACTOR) == []

    @pytest.mark.parametrize(("amount", "left"), [(80_01, "left on the invoice"), (100_01, "left on the receipt")])
    def test_refuses_more_than_there_is(self, session: Session, amount: int, left: str) -> None:
        invoice, receipt_id = factories.invoice(session, 80_00), factories.receipt(session, 100_00)

        with pytest.raises(AllocationTooLarge, match=left):
            factories.allocation(session, receipt_id, invoice.id, amount)

        assert factories.unapplied(session, receipt_id) == 100_00
        assert factories.allocations(session) == []

    def test_refuses_a_batch_that_together_overdraws_and_keeps_none_of_it(self, session: Session) -> None:
        one, two = factories.invoice(session, 80_00), factories.invoice(session, 80_00)
        receipt_id = factories.receipt(session, 100_00)
        wanted = [Wanted(receipt_id, each.id or 0, eur(60_00)) for each in (one, two)]

        with pytest.raises(AllocationTooLarge, match="left on the receipt"):
            receipts.allocate(session, wanted, on=TODAY, actor=ACTOR)

        assert factories.outstanding(session, one) == 80_00
        assert factories.books(session)["2100"] == -100_00

    def test_refuses_two_receipts_that_together_overpay_an_invoice(self, session: Session) -> None:
        invoice = factories.invoice(session, 80_00)
        wanted = [Wanted(factories.receipt(session, 60_00), invoice.id or 0, eur(60_00)) for _ in range(2)]

        with pytest.raises(AllocationTooLarge, match="left on the invoice"):
            receipts.allocate(session, wanted, on=TODAY, actor=ACTOR)

    @pytest.mark.parametrize("amount", [0, -1])
    def test_refuses_nothing_and_less(self, session: Session, amount: int) -> None:
        invoice, receipt_id = factories.invoice(session), factories.receipt(session)

        with pytest.raises(AllocationNotPositive):
            factories.allocation(session, receipt_id, invoice.id, amount)

    def test_refuses_a_receipt_of_nobody(self, session: Session) -> None:
        invoice, receipt_id = factories.invoice(session), factories.receipt(session, debtor_id=None)

        with pytest.raises(NobodysReceipt, match="identify it first"):
            factories.allocation(session, receipt_id, invoice.id, 1_00)

    def test_names_what_does_not_exist(self, session: Session) -> None:
        invoice, receipt_id = factories.invoice(session), factories.receipt(session)

        with pytest.raises(NotFound, match="Invoice 4711"):
            factories.allocation(session, receipt_id, 4711, 1_00)
        with pytest.raises(NotFound, match="Receipt 4711"):
            factories.allocation(session, 4711, invoice.id, 1_00)

    @pytest.mark.parametrize("crowns", ["receipt", "invoice", "amount"])
    def test_never_crosses_currencies(self, crowns: str) -> None:
        of = {each: "SEK" if each == crowns else "EUR" for each in ("receipt", "invoice", "amount")}

        with pytest.raises(OtherCurrency):
            check_allocations(
                [Wanted(1, 1, Money(1, of["amount"]))],
                receipts={1: Available(Money(10, of["receipt"]), 1)},
                invoices={1: Available(Money(10, of["invoice"]), 1)},
            )


class TestReverseAllocation:
    def test_reopens_the_invoice_at_its_original_due_date(self, session: Session) -> None:
        invoice = factories.invoice(session, 80_00)
        due_on, receipt_id = invoice.due_on, factories.receipt(session, 100_00)
        made = factories.allocation(session, receipt_id, invoice.id, 80_00)

        receipts.reverse_allocation(session, made, reason="wrong invoice", on=TOMORROW, actor=ACTOR)

        assert (factories.outstanding(session, invoice), invoice.due_on) == (80_00, due_on)
        assert factories.unapplied(session, receipt_id) == 100_00
        assert factories.books(session) == {"1010": 100_00, "1200": 80_00, "2100": -100_00, "4000": -80_00}
        assert ledger.verify(session) == []

    def test_happens_once_and_not_to_a_reversal(self, session: Session) -> None:
        invoice = factories.invoice(session, 80_00)
        made = factories.allocation(session, factories.receipt(session, 80_00), invoice.id, 80_00)
        mirror = receipts.reverse_allocation(session, made, reason="wrong invoice", on=TODAY, actor=ACTOR)

        for each in (made, mirror):
            with pytest.raises(AlreadyUndone, match="allocation was reversed before"):
                receipts.reverse_allocation(session, each, reason="wrong invoice", on=TODAY, actor=ACTOR)

    def test_frees_the_money_for_another_invoice(self, session: Session) -> None:
        wrong, right = factories.invoice(session, 80_00), factories.invoice(session, 80_00)
        receipt_id = factories.receipt(session, 80_00)
        made = factories.allocation(session, receipt_id, wrong.id, 80_00)
        receipts.reverse_allocation(session, made, reason="wrong invoice", on=TODAY, actor=ACTOR)

        factories.allocation(session, receipt_id, right.id, 80_00)

        assert (factories.outstanding(session, wrong), factories.outstanding(session, right)) == (80_00, 0)

    def test_of_nothing_says_so(self, session: Session) -> None:
        with pytest.raises(NotFound, match="4711"):
            receipts.reverse_allocation(session, 4711, reason="wrong invoice", on=TODAY, actor=ACTOR)


class TestReverse:
    def test_undoes_all_that_stands_on_the_receipt_first(self, session: Session) -> None:
        invoices = [factories.invoice(session, 300_00), factories.invoice(session, 500_00)]
        receipt_id = factories.receipt(session, 900_00)
        made = [factories.allocation(session, receipt_id, each.id, 250_00) for each in invoices]
        receipts.reverse_allocation(session, made[0], reason="wrong invoice", on=TODAY, actor=ACTOR)

        receipts.reverse(session, receipt_id, reason="bank recall", on=TOMORROW, actor=ACTOR)

        assert [factories.outstanding(session, each) for each in invoices] == [300_00, 500_00]
        assert factories.unapplied(session, receipt_id) == 0
        assert factories.books(session) == {"1200": 800_00, "4000": -800_00}
        assert ledger.verify(session) == []

    def test_of_money_of_nobody_empties_2110(self, session: Session) -> None:
        receipt_id = factories.receipt(session, 90_00, debtor_id=None)

        receipts.reverse(session, receipt_id, reason="bank recall", on=TODAY, actor=ACTOR)

        assert factories.books(session) == {}

    def test_happens_once(self, session: Session) -> None:
        receipt_id = factories.receipt(session)
        receipts.reverse(session, receipt_id, reason="bank recall", on=TODAY, actor=ACTOR)

        with pytest.raises(AlreadyUndone, match="receipt was reversed before"):
            receipts.reverse(session, receipt_id, reason="bank recall", on=TODAY, actor=ACTOR)

    def test_leaves_nothing_to_allocate(self, session: Session) -> None:
        invoice, receipt_id = factories.invoice(session), factories.receipt(session)
        receipts.reverse(session, receipt_id, reason="bank recall", on=TODAY, actor=ACTOR)

        with pytest.raises(Refused, match=r"0\.00 EUR left on the receipt"):
            factories.allocation(session, receipt_id, invoice.id, 1)

    def test_of_nothing_says_so(self, session: Session) -> None:
        with pytest.raises(NotFound, match="Receipt 4711"):
            receipts.reverse(session, 4711, reason="bank recall", on=TODAY, actor=ACTOR)
