"""What a purchase under an agreement is worth, and what of it is still in use (the worked figures of the rules)."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlmodel import Session, select

from shared import agreements, ledger
from shared.agreements import rules
from shared.agreements.queries import card
from shared.models import Agreement, AuditRecord
from shared.money import Money
from tests import factories
from tests.factories import ACTOR, AGREEMENT, TODAY, eur


class TestPrice:
    def test_of_1_500_at_90_and_1_percent(self) -> None:
        bought = rules.price(eur(1_500_00), advance_bp=9000, commission_bp=100)

        assert bought == rules.Purchase(eur(1_350_00), eur(150_00), eur(15_00))

    @given(st.integers(1, 10**12), st.integers(0, 10_000), st.integers(0, 10_000))
    def test_loses_and_invents_nothing(self, minor: int, advance_bp: int, commission_bp: int) -> None:
        bought = rules.price(eur(minor), advance_bp=advance_bp, commission_bp=commission_bp)

        assert bought.advance + bought.reserve == eur(minor)
        assert eur(0) <= bought.advance <= eur(minor)


class TestFundsInUse:
    @pytest.mark.parametrize(("collected", "in_use"), [(0, 1_350_00), (900_00, 450_00), (1_350_00, 0), (1_500_00, 0)])
    def test_are_what_collections_have_not_repaid(self, collected: int, in_use: int) -> None:
        assert rules.funds_in_use(eur(1_350_00), eur(collected)) == eur(in_use)


class TestTheWorkedExample:
    def test_walks_from_purchase_over_a_part_payment_to_the_end(self, session: Session) -> None:
        agreed, account = factories.agreement(session), factories.bank_account(session)
        invoice = factories.invoice(session, 1_500_00, agreement=AGREEMENT)
        agreements.pay_advances(session, agreed, account, on=TODAY, actor=ACTOR)
        first = factories.receipt(session, 900_00, bank_account_id=account.id)
        factories.allocation(session, first, invoice.id, 900_00)

        totals = card(session, AGREEMENT).totals
        assert (totals.collected, totals.outstanding) == (eur(900_00), eur(600_00))
        assert (totals.advance_paid, totals.in_use, totals.reserve) == (eur(1_350_00), eur(450_00), eur(150_00))
        assert factories.books(session) == {"1010": -450_00, "1300": 600_00, "2410": -135_00, "4900": -15_00}

        second = factories.receipt(session, 600_00, bank_account_id=account.id)
        factories.allocation(session, second, invoice.id, 600_00)

        assert card(session, AGREEMENT).totals.in_use == eur(0)
        assert factories.books(session) == {"1010": 150_00, "2410": -135_00, "4900": -15_00}
        assert ledger.verify(session) == []


class TestPayAdvances:
    def test_pays_each_invoice_once(self, session: Session) -> None:
        agreed, account = factories.agreement(session), factories.bank_account(session)
        factories.invoice(session, 1_000_00, agreement=AGREEMENT)
        assert len(agreements.pay_advances(session, agreed, account, on=TODAY, actor=ACTOR)) == 1
        factories.invoice(session, 500_00, agreement=AGREEMENT)

        assert len(agreements.pay_advances(session, agreed, account, on=TODAY, actor=ACTOR)) == 1
        assert agreements.pay_advances(session, agreed, account, on=TODAY, actor=ACTOR) == []
        assert factories.books(session)["1010"] == -1_350_00

    def test_of_an_open_item_pays_for_what_was_open(self, session: Session) -> None:
        agreed, account = factories.agreement(session), factories.bank_account(session)
        factories.invoice(session, 1_000_00, agreement=AGREEMENT, open_amount=eur(100_00))

        agreements.pay_advances(session, agreed, account, on=TODAY, actor=ACTOR)

        assert factories.books(session) == {"1010": -90_00, "1300": 100_00, "2410": -9_00, "4900": -1_00}

    def test_is_not_held_up_by_an_advance_of_nothing(self, session: Session) -> None:
        agreed, account = factories.agreement(session, advance_bp=4000), factories.bank_account(session)
        factories.invoice(session, 1, agreement=AGREEMENT)
        factories.invoice(session, 100_00, agreement=AGREEMENT)

        agreements.pay_advances(session, agreed, account, on=TODAY, actor=ACTOR)

        assert factories.books(session)["1010"] == -40_00


class TestSign:
    def test_of_the_same_number_again_changes_nothing(self, session: Session) -> None:
        first = factories.agreement(session)

        again = factories.agreement(session, advance_bp=1, starts_on=TODAY + timedelta(days=1))

        assert again == first
        assert [each.advance_bp for each in session.exec(select(Agreement))] == [9000]
        assert len(session.exec(select(AuditRecord).where(AuditRecord.action == "agreement.signed")).all()) == 1

    def test_in_another_currency_than_an_invoice_does_not_buy_it(self, session: Session) -> None:
        with pytest.raises(rules.OtherCurrencyThanAgreement, match="in EUR, this invoice in SEK"):
            agreements.check_buys(factories.agreement(session), Money(1, "SEK"))
