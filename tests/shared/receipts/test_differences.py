"""What may be granted beside the money, which accounts bear it, and that it is undone with the money (L4 to L6)."""

from datetime import timedelta

import pytest
from sqlmodel import Session

from shared import ledger, receipts
from shared.models import Allocation, DiscountTax, Invoice
from shared.money import Money
from shared.receipts import Difference, Wanted
from shared.receipts.differences import DifferenceRefused, borne_by, borne_by_client, rounding_limit
from shared.receipts.paid import movements
from shared.receipts.rules import AllocationTooLarge
from shared.words import DifferenceKind
from tests import factories
from tests.factories import ACTOR, AGREEMENT, TODAY, eur

DISCOUNT, CHARGE, ROUNDING = DifferenceKind.DISCOUNT, DifferenceKind.BANK_CHARGE, DifferenceKind.ROUNDING


def _pay(session: Session, invoice: Invoice, paid: int, difference: Difference) -> int:
    receipt_id = factories.receipt(session, paid)
    wanted = Wanted(receipt_id, invoice.id or 0, eur(paid), difference=difference)
    return receipts.allocate(session, [wanted], on=TODAY, actor=ACTOR)[0]


def _with_discount(session: Session, **facts: object) -> Invoice:
    agreed = {"tax_minor": 190_00, "discount_bp": 200, "discount_until": TODAY} | facts
    return factories.invoice(session, 1_190_00, **agreed)


class TestADiscount:
    def test_in_time_takes_its_tax_with_it(self, session: Session) -> None:
        invoice = _with_discount(session)

        _pay(session, invoice, 1_166_20, Difference(DISCOUNT, eur(23_80)))

        assert factories.outstanding(session, invoice) == 0
        expected = {"1010": 1_166_20, "2300": -186_20, "4000": -1_000_00, "4100": 20_00}
        assert factories.books(session) == expected
        assert ledger.verify(session) == []

    def test_leaves_the_tax_alone_where_that_is_the_rule(
        self, session: Session, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        borne = borne_by(
            Difference(DISCOUNT, eur(23_80)), total=eur(1_190_00), tax=eur(190_00), mode=DiscountTax.WITHOUT
        )

        assert [(account.value, amount) for account, amount in borne if amount] == [("4100", eur(23_80))]

    def test_late_needs_approval(self, session: Session) -> None:
        invoice = _with_discount(session, discount_until=TODAY - timedelta(days=1))

        with pytest.raises(DifferenceRefused, match="granting it late needs approval"):
            _pay(session, invoice, 1_166_20, Difference(DISCOUNT, eur(23_80)))
        _pay(session, invoice, 1_166_20, Difference(DISCOUNT, eur(23_80), approved=True))

        assert factories.outstanding(session, invoice) == 0

    def test_that_was_never_agreed_or_is_larger_needs_approval(self, session: Session) -> None:
        with pytest.raises(DifferenceRefused, match="No early-payment discount was agreed"):
            _pay(session, factories.invoice(session, 100_00), 98_00, Difference(DISCOUNT, eur(2_00)))
        with pytest.raises(DifferenceRefused, match=r"more than the agreed discount of 23\.80 EUR"):
            _pay(session, _with_discount(session), 1_140_00, Difference(DISCOUNT, eur(50_00)))

    def test_is_of_what_is_left_after_other_money(self, session: Session) -> None:
        invoice = _with_discount(session)
        first = Wanted(factories.receipt(session, 1_000_00), invoice.id or 0, eur(1_000_00))
        receipts.allocate(session, [first], on=TODAY, actor=ACTOR)

        with pytest.raises(DifferenceRefused, match=r"more than the agreed discount of 3\.80 EUR"):
            _pay(session, invoice, 166_20, Difference(DISCOUNT, eur(23_80)))
        _pay(session, invoice, 186_20, Difference(DISCOUNT, eur(3_80)))

        assert factories.outstanding(session, invoice) == 0

    def test_on_a_bought_invoice_comes_out_of_the_clients_reserve(self, session: Session) -> None:
        factories.agreement(session)
        invoice = factories.invoice(session, 1_500_00, agreement=AGREEMENT, discount_bp=200, discount_until=TODAY)

        _pay(session, invoice, 1_470_00, Difference(DISCOUNT, eur(30_00)))

        expected = {"1010": 1_470_00, "2400": -1_350_00, "2410": -105_00, "4900": -15_00}
        assert factories.books(session) == expected
        assert ledger.verify(session) == []

    def test_beyond_the_reserve_is_a_claim_on_the_client(self) -> None:
        borne = borne_by_client(eur(50_00), reserve=eur(30_00))

        assert [(account.value, amount.minor) for account, amount in borne] == [("2410", 30_00), ("1310", 20_00)]


class TestBankCharges:
    def test_close_the_invoice_within_the_tolerance(self, session: Session) -> None:
        invoice = factories.invoice(session, 1_000_00)

        _pay(session, invoice, 985_00, Difference(CHARGE, eur(15_00)))

        assert factories.books(session) == {"1010": 985_00, "4000": -1_000_00, "6100": 15_00}

    def test_above_the_tolerance_must_stand_in_the_statement(self, session: Session) -> None:
        invoice = factories.invoice(session, 1_000_00)

        with pytest.raises(DifferenceRefused, match=r"more than the 15\.00 EUR borne as bank charges"):
            _pay(session, invoice, 984_99, Difference(CHARGE, eur(15_01)))
        _pay(session, invoice, 984_99, Difference(CHARGE, eur(15_01), stated=True))

        assert factories.outstanding(session, invoice) == 0

    def test_are_borne_once_a_payment_however_many_invoices_it_pays(self, session: Session) -> None:
        owed = [factories.invoice(session, 100_00, number=f"N-{number}").id or 0 for number in range(2)]
        receipt_id = factories.receipt(session, 184_00)
        short = [Wanted(receipt_id, each, eur(92_00), difference=Difference(CHARGE, eur(8_00))) for each in owed]

        with pytest.raises(DifferenceRefused, match=r"more than the 15\.00 EUR borne as bank charges"):
            receipts.allocate(session, short, on=TODAY, actor=ACTOR)

    def test_are_never_in_our_favour(self, session: Session) -> None:
        with pytest.raises(DifferenceRefused, match="Only a rounding may be in our favour"):
            _pay(session, factories.invoice(session, 100_00), 101_00, Difference(CHARGE, eur(-1_00)))


class TestARounding:
    @pytest.mark.parametrize(("paid", "difference"), [(99_97, 3), (100_03, -3)], ids=["short", "over"])
    def test_closes_the_invoice_on_both_sides(self, session: Session, paid: int, difference: int) -> None:
        invoice = factories.invoice(session, 100_00)

        _pay(session, invoice, paid, Difference(ROUNDING, eur(difference)))

        assert factories.outstanding(session, invoice) == 0
        assert factories.books(session) == {"1010": paid, "4000": -100_00, "6900": difference}
        assert ledger.verify(session) == []

    @pytest.mark.parametrize(
        ("total", "limit"),
        [(Money(10_00, "EUR"), 5), (Money(100_00, "EUR"), 10), (Money(5_000_00, "EUR"), 1_00), (Money(900, "JPY"), 0)],
    )
    def test_is_up_to_a_thousandth_within_limits(self, total: Money, limit: int) -> None:
        assert rounding_limit(total) == Money(limit, total.currency)

    def test_above_the_limit_is_none(self, session: Session) -> None:
        with pytest.raises(DifferenceRefused, match=r"up to 0\.10 EUR is on this invoice"):
            _pay(session, factories.invoice(session, 100_00), 99_89, Difference(ROUNDING, eur(11)))


class TestAnyDifference:
    def test_must_close_the_invoice(self, session: Session) -> None:
        with pytest.raises(DifferenceRefused, match=r"100\.00 EUR is left on it"):
            _pay(session, factories.invoice(session, 100_00), 50_00, Difference(ROUNDING, eur(3)))

    def test_never_settles_more_than_is_left(self, session: Session) -> None:
        with pytest.raises(AllocationTooLarge, match="left on the invoice"):
            _pay(session, factories.invoice(session, 100_00), 100_00, Difference(ROUNDING, eur(3)))

    def test_is_undone_with_its_money(self, session: Session) -> None:
        invoice = _with_discount(session)
        made = _pay(session, invoice, 1_166_20, Difference(DISCOUNT, eur(23_80)))

        receipts.reverse_allocation(session, made, reason="wrong invoice", on=TODAY, actor=ACTOR)

        assert factories.outstanding(session, invoice) == 1_190_00
        expected = {"1010": 1_166_20, "1200": 1_190_00, "2100": -1_166_20, "2300": -190_00, "4000": -1_000_00}
        assert factories.books(session) == expected
        assert ledger.verify(session) == []

    def test_is_kept_with_the_allocation_and_is_no_payment(self, session: Session) -> None:
        invoice = factories.invoice(session, 100_00)

        made = _pay(session, invoice, 99_97, Difference(ROUNDING, eur(3)))

        row = session.get_one(Allocation, made)
        assert (row.amount_minor, row.difference_minor, row.difference_kind) == (99_97, 3, ROUNDING)
        changes = movements(session, invoice.debtor_id, invoice.id or 0)
        assert sorted((each.amount.minor, each.rail is None) for each in changes[1:]) == [(-99_97, False), (-3, True)]
