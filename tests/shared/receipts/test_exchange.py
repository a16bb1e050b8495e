"""Several currencies: a line is worth what its day's rate says, and nothing is left over when all is settled (L7)."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlmodel import Session

from shared import agreements, ledger, receipts
from shared.ledger import Account
from shared.ledger.exchange import Carried
from shared.ledger.rules import NoExchangeRate
from shared.models import Invoice, Receipt
from shared.money import Money
from shared.receipts import Difference, OtherMoney, Returned, Wanted, refunds
from shared.receipts.rules import OffTheRate, OtherCurrency, TwoAmounts
from shared.words import DifferenceKind, ReturnReason
from tests import factories
from tests.factories import ACTOR, AGREEMENT, TODAY, eur, usd

ISSUED = TODAY - timedelta(days=45)


@pytest.fixture
def dollars(session: Session) -> Session:
    """USD 1.10 for one EUR when invoices are issued, 1.12 when they are paid."""
    factories.rate(session, "1.10", ISSUED)
    factories.rate(session, "1.12", TODAY)
    return session


def _invoice(session: Session, minor: int = 1_100_00, **facts: object) -> Invoice:
    return factories.invoice(session, amount=usd(minor), **facts)


def _receipt(session: Session, amount: Money) -> int:
    taken = replace(factories.money_in(debtor_id=factories.debtor(session)), amount=amount)
    return receipts.record(session, [taken], actor=ACTOR)[0]


def _allocate(session: Session, receipt_id: int, invoice: Invoice, amount: Money, **facts: object) -> int:
    return receipts.allocate(session, [Wanted(receipt_id, invoice.id or 0, amount, **facts)], on=TODAY, actor=ACTOR)[0]


class TestInOneForeignCurrency:
    def test_the_difference_is_realised_when_the_invoice_is_paid(self, dollars: Session) -> None:
        invoice = _invoice(dollars)
        assert factories.books(dollars) == {"1200": 1_000_00, "4000": -1_000_00}
        receipt_id = _receipt(dollars, usd(1_100_00))
        assert factories.books(dollars) == {"1010": 982_14, "1200": 1_000_00, "2100": -982_14, "4000": -1_000_00}

        _allocate(dollars, receipt_id, invoice, usd(1_100_00))

        assert factories.books(dollars) == {"1010": 982_14, "4000": -1_000_00, "7100": 17_86}
        assert factories.outstanding(dollars, invoice) == 0
        assert ledger.verify(dollars) == []

    def test_a_gain_stands_in_7110(self, dollars: Session) -> None:
        factories.rate(dollars, "1.00", TODAY)
        invoice = _invoice(dollars)

        _allocate(dollars, _receipt(dollars, usd(1_100_00)), invoice, usd(1_100_00))

        assert factories.books(dollars) == {"1010": 1_100_00, "4000": -1_000_00, "7110": -100_00}

    def test_only_what_is_paid_is_realised(self, dollars: Session) -> None:
        invoice = _invoice(dollars)

        _allocate(dollars, _receipt(dollars, usd(550_00)), invoice, usd(550_00))

        assert factories.books(dollars) == {"1010": 491_07, "1200": 500_00, "4000": -1_000_00, "7100": 8_93}
        assert factories.outstanding(dollars, invoice) == 550_00

    def test_a_reversal_mirrors_exactly(self, dollars: Session) -> None:
        invoice, receipt_id = _invoice(dollars), _receipt(dollars, usd(1_100_00))
        before = factories.books(dollars)
        made = _allocate(dollars, receipt_id, invoice, usd(333_33))
        factories.rate(dollars, "1.50", TODAY)

        receipts.reverse_allocation(dollars, made, reason="wrong invoice", on=TODAY, actor=ACTOR)

        assert factories.books(dollars) == before
        receipts.reverse(dollars, receipt_id, reason="bank recall", on=TODAY, actor=ACTOR)
        assert factories.books(dollars) == {"1200": 1_000_00, "4000": -1_000_00}
        assert ledger.verify(dollars) == []

    def test_what_is_granted_besides_is_worth_what_the_invoice_is(self, dollars: Session) -> None:
        invoice = _invoice(dollars, tax_minor=100_00, discount_bp=200, discount_until=TODAY)
        granted = Difference(DifferenceKind.DISCOUNT, usd(22_00))

        _allocate(dollars, _receipt(dollars, usd(1_078_00)), invoice, usd(1_078_00), difference=granted)

        expected = {"1010": 962_50, "2300": -89_09, "4000": -909_09, "4100": 18_18, "7100": 17_50}
        assert factories.books(dollars) == expected
        assert ledger.verify(dollars) == []

    def test_tax_and_revenue_are_worth_the_claim_together(self, dollars: Session) -> None:
        _invoice(dollars, 1_11, tax_minor=18)

        assert factories.books(dollars) == {"1200": 1_01, "2300": -16, "4000": -85}

    def test_a_bought_invoice_and_its_commission_balance(self, dollars: Session) -> None:
        factories.agreement(dollars, currency="USD")

        _invoice(dollars, 1_500_01, agreement=AGREEMENT)

        assert factories.books(dollars) == {"1300": 1_363_65, "2400": -1_227_29, "2410": -122_72, "4900": -13_64}
        assert ledger.verify(dollars) == []

    def test_an_advance_leaves_at_the_rate_of_its_day(self, dollars: Session) -> None:
        agreed = factories.agreement(dollars, currency="USD")
        _invoice(dollars, 1_100_00, agreement=AGREEMENT)
        account = factories.bank_account(dollars, factories.FOREIGN_IBAN, "USD")

        agreements.pay_advances(dollars, agreed, account, on=TODAY, actor=ACTOR)

        expected = {"1010": -883_93, "1300": 1_000_00, "2410": -90_00, "4900": -10_00, "7110": -16_07}
        assert factories.books(dollars) == expected
        assert ledger.verify(dollars) == []

    def test_without_a_rate_nothing_is_recorded(self, session: Session) -> None:
        with pytest.raises(NoExchangeRate, match="no exchange rate for USD on or before 2026-03-16"):
            _receipt(session, usd(5_00))


class TestAcrossCurrencies:
    def test_euros_settle_dollars(self, dollars: Session) -> None:
        invoice, receipt_id = _invoice(dollars), _receipt(dollars, eur(990_00))

        _allocate(dollars, receipt_id, invoice, usd(1_100_00), taken=eur(985_00))

        assert factories.books(dollars) == {"1010": 990_00, "2100": -5_00, "4000": -1_000_00, "7100": 15_00}
        assert ledger.verify(dollars) == []

    def test_dollars_settle_euros(self, dollars: Session) -> None:
        invoice, receipt_id = factories.invoice(dollars, 1_000_00), _receipt(dollars, usd(1_120_00))

        _allocate(dollars, receipt_id, invoice, eur(1_000_00), taken=usd(1_120_00))

        assert factories.books(dollars) == {"1010": 1_000_00, "4000": -1_000_00}
        assert ledger.verify(dollars) == []

    def test_two_amounts_far_off_the_rate_are_a_mistake(self, dollars: Session) -> None:
        invoice, receipt_id = _invoice(dollars), _receipt(dollars, eur(990_00))

        with pytest.raises(OffTheRate, match="more than 10 % off the rate of the day"):
            _allocate(dollars, receipt_id, invoice, usd(1_100_00), taken=eur(98_50))

    def test_how_much_is_taken_must_be_said(self, dollars: Session) -> None:
        invoice, receipt_id = _invoice(dollars), _receipt(dollars, eur(990_00))

        with pytest.raises(OtherCurrency):
            _allocate(dollars, receipt_id, invoice, usd(1_100_00))
        with pytest.raises(TwoAmounts):
            _allocate(dollars, _receipt(dollars, usd(5_00)), invoice, usd(5_00), taken=usd(4_00))

    def test_a_move_stays_in_the_invoices_currency(self, dollars: Session) -> None:
        first, second = _invoice(dollars), _invoice(dollars)
        made = _allocate(dollars, _receipt(dollars, eur(990_00)), first, usd(1_100_00), taken=eur(985_00))

        receipts.move(dollars, made, second.id or 0, reason="wrong invoice", on=TODAY, actor=ACTOR)

        assert (factories.outstanding(dollars, first), factories.outstanding(dollars, second)) == (1_100_00, 0)
        other, newest = factories.invoice(dollars, 5_00), factories.allocations(dollars)[-1].id or 0
        with pytest.raises(OtherCurrency):
            receipts.move(dollars, newest, other.id or 0, reason="wrong invoice", on=TODAY, actor=ACTOR)


class TestMoneyThatLeaves:
    def test_a_refund_is_sent_at_the_rate_of_its_day(self, dollars: Session) -> None:
        receipt_id = _receipt(dollars, usd(112_00))
        payee = {"payee_name": "Debtor", "payee_iban": factories.SECOND_IBAN, "reason": "paid twice"}
        refund_id = refunds.propose(dollars, receipt_id, usd(112_00), actor=ACTOR, **payee)
        refunds.approve(dollars, refund_id, on=TODAY, actor="staff:chief")
        factories.rate(dollars, "1.00", TODAY)
        account = factories.bank_account(dollars, factories.FOREIGN_IBAN, "USD")

        refunds.mark_sent(dollars, refund_id, bank_account_id=account.id or 0, on=TODAY, actor=ACTOR)

        assert factories.books(dollars) == {"1010": -12_00, "7100": 12_00}
        assert ledger.verify(dollars) == []

    def test_a_return_leaves_at_the_value_it_came_in_at_and_its_fee_at_todays(self, dollars: Session) -> None:
        receipt_id = _receipt(dollars, usd(112_00))
        factories.rate(dollars, "1.00", TODAY)
        told = Returned(receipt_id, "back:1", usd(112_00), TODAY, TODAY, ReturnReason.BANK_RECALL, fee=usd(3_00))

        receipts.take_back(dollars, told, actor=ACTOR)

        assert factories.books(dollars) == {"1010": -3_00, "6100": 3_00}
        assert ledger.verify(dollars) == []

    def test_other_money_is_worth_the_rate_of_its_day(self, dollars: Session) -> None:
        bank = factories.bank_account(dollars, factories.FOREIGN_IBAN, "USD").id or 0
        interest = OtherMoney("line:1", usd(1_12), Account.INTEREST_INCOME, bank, TODAY, TODAY)

        receipts.book_other(dollars, [interest], actor=ACTOR)

        assert factories.books(dollars) == {"1010": 1_00, "4880": -1_00}


class TestABalanceInBase:
    @given(st.integers(0, 10**9), st.lists(st.integers(1, 10**7), min_size=1, max_size=12))
    def test_is_drawn_down_to_exactly_nothing(self, base_minor: int, parts: list[int]) -> None:
        carried = Carried(sum(parts), base_minor)

        released = [carried.release(each) for each in parts]

        assert (sum(released), carried.left_minor, carried.base_minor) == (base_minor, 0, 0)
        assert min(released) >= 0


RATES = st.sampled_from(["0.0071", "0.85", "1.0825", "1.12", "11.4907", "392.15"])
STEPS = st.lists(st.tuples(st.integers(0, 3), st.integers(1, 100), st.booleans()), max_size=6)


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(total=st.integers(1, 200_000), issued_at=RATES, paid_at=RATES, steps=STEPS)
def test_nothing_is_left_in_base_when_all_is_settled(
    session: Session, total: int, issued_at: str, paid_at: str, steps: list[tuple[int, int, bool]]
) -> None:
    """Paid in parts from several receipts, some taken back, then settled: no cent remains on either side."""
    factories.rate(session, issued_at, ISSUED)
    factories.rate(session, paid_at, TODAY)
    invoice = _invoice(session, total, tax_minor=total // 6)
    held = [_receipt(session, usd(max(1, total))) for _ in range(4)]
    for number, percent, goes_back in steps:
        part = min(total * percent // 100, factories.outstanding(session, invoice), _left(session, held[number]))
        if part:
            made = _allocate(session, held[number], invoice, usd(part))
            if goes_back:
                receipts.reverse_allocation(session, made, reason="wrong invoice", on=TODAY, actor=ACTOR)

    for receipt_id in held:
        if part := min(factories.outstanding(session, invoice), _left(session, receipt_id)):
            _allocate(session, receipt_id, invoice, usd(part))
        if left := _left(session, receipt_id):
            told = Returned(receipt_id, f"back:{receipt_id}", usd(left), TODAY, TODAY, ReturnReason.BANK_RECALL)
            if left == usd(max(1, total)).minor:
                receipts.take_back(session, told, actor=ACTOR)

    session.refresh(invoice)
    assert (invoice.outstanding_minor, invoice.outstanding_base_minor) == (0, 0)
    assert ledger.verify(session) == []
    assert sum(factories.books(session).values()) == 0


def _left(session: Session, receipt_id: int) -> int:
    return session.get_one(Receipt, receipt_id, populate_existing=True).unapplied_minor
