"""Instalments charged to saved cards by the worker, at the real simulator: once each, whatever gets lost on the way."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlmodel import Session, select

from backoffice.jobs import outbox as effects
from backoffice.jobs.charges import Charged, charge_plans, settle_charges
from shared import clock, db, plans
from shared.models import Chargeback, ChargeState, Plan, Receipt
from shared.payments import saved_cards
from shared.plans import autopay
from shared.words import ChargebackState, PlanState
from tests.backoffice.killing import kill_charging
from tests.shared.payments import saving
from tests.shared.payments.cards import books, fault, receipts
from tests.shared.payments.saving import charges, letters, on_the_day, paid_at, plan_by_card, plan_charges, plan_of
from tests.shared.plans import agreed

INSTALMENT = 208_33


@pytest.fixture(autouse=True)
def clock_goes_back() -> Iterator[None]:
    yield
    clock.move(timedelta())


def _plan(card: str = "succeeds") -> int:
    return plan_by_card(card).id or 0


def _chargeback(session: Session) -> int:
    """The cardholder disputes the only payment there is."""
    [receipt] = session.exec(select(Receipt)).all()
    made = Chargeback(
        provider_id="dp_1",
        receipt_id=receipt.id or 0,
        currency="EUR",
        amount_minor=INSTALMENT,
        state=ChargebackState.INQUIRY,
        opened_at=clock.now(),
    )
    session.add(made)
    session.flush()
    return made.id or 0


def _won(session: Session, chargeback_id: int) -> None:
    session.get_one(Chargeback, chargeback_id).state = ChargebackState.WON


def _day(plan_id: int, day: int) -> None:
    """So many days after the first instalment: what was announced has left."""
    agreed.at(agreed.month(1) + timedelta(days=day))
    saving.deliver()


class TestACharge:
    def test_pays_its_instalment_once(self, simulator: str) -> None:
        plan_id = _plan()
        on_the_day(plan_id)

        assert charge_plans() == Charged(1, 0)
        assert charge_plans() == settle_charges(timedelta()) == Charged(0, 0)

        [charge], [told] = charges(), plan_charges()
        assert charge.key == f"plan:{plan_id}:{told.instalment_id}:1"
        assert (charge.state, told.state) == (ChargeState.SUCCEEDED, ChargeState.SUCCEEDED)
        assert saving.table(plan_id)[0] == (INSTALMENT, INSTALMENT)
        assert [each.amount_minor for each in receipts()] == [INSTALMENT]
        assert [each["amount"] for each in paid_at(simulator)] == [INSTALMENT]
        assert books()["1050"] == INSTALMENT

    def test_is_announced_by_one_mail_and_confirmed_by_another(self, simulator: str) -> None:
        on_the_day(_plan())
        charge_plans()
        while effects.send_due():
            pass
        settle_charges(timedelta())

        assert letters() == ["plan_began", "plan_charge_notice", "card_paid"]
        assert effects.send_due() == 0

    def test_stands_on_the_words_its_debtor_agreed_to(self, simulator: str) -> None:
        on_the_day(_plan())
        charge_plans()

        [charge], [mandate] = charges(), saving.mandates()
        assert charge.mandate_id == mandate.id
        assert (mandate.version, mandate.language, mandate.address) == (saved_cards.VERSION, "en", "192.0.2.7")
        assert mandate.text == saved_cards.words("en")

    def test_is_not_made_while_one_before_it_is_disputed_by_its_cardholder(self, simulator: str) -> None:
        plan_id = _plan()
        on_the_day(plan_id)
        charge_plans()
        dispute = db.run(_chargeback)
        on_the_day(plan_id, 2)

        assert charge_plans() == Charged(0, 0)
        assert len(paid_at(simulator)) == 1
        db.run(_won, dispute)
        clock.move(clock._shift + timedelta(hours=2))
        assert charge_plans() == Charged(1, 0)

    def test_waits_while_the_debtor_pays_on_the_providers_page(self, simulator: str) -> None:
        plan_id = _plan()
        on_the_day(plan_id)
        db.run(saving.begin_to_pay, plan_of(plan_id).debtor_id)

        assert charge_plans() == Charged(0, 0)
        assert paid_at(simulator) == []


class TestWhatGetsLost:
    def test_an_answer_is_asked_for_again_under_the_same_key(self, simulator: str) -> None:
        on_the_day(_plan())
        fault(simulator, path="/v1/payment_intents", drop_response_after_commit=2)

        assert charge_plans() == Charged(1, 1)
        assert [each.state for each in charges()] == [ChargeState.PROCESSING]
        assert settle_charges(timedelta()) == Charged(1, 0)

        assert len(paid_at(simulator)) == len(receipts()) == 1
        assert books()["1050"] == INSTALMENT

    def test_a_fault_of_the_provider_after_it_has_charged_is_looked_up(self, simulator: str) -> None:
        on_the_day(_plan())
        fault(simulator, path="/v1/payment_intents", status=500, after_commit=True, times=1)

        charge_plans()
        settle_charges(timedelta())

        assert len(paid_at(simulator)) == len(receipts()) == 1

    @pytest.mark.parametrize("status", [429, 500])
    def test_a_refusal_to_answer_takes_nothing_and_is_asked_again(self, simulator: str, status: int) -> None:
        on_the_day(_plan())
        fault(simulator, path="/v1/payment_intents", status=status, times=4)

        assert charge_plans() == Charged(1, 1)
        fault(simulator)
        assert (paid_at(simulator), receipts()) == ([], [])
        assert settle_charges(timedelta()) == Charged(1, 0)

        assert len(paid_at(simulator)) == len(receipts()) == 1

    def test_a_worker_killed_after_the_provider_took_the_money_leaves_one_charge(self, simulator: str) -> None:
        on_the_day(_plan())
        kill_charging(ahead_s=clock._shift.total_seconds())
        assert (len(paid_at(simulator)), receipts()) == (1, [])

        assert charge_plans() == Charged(0, 0)
        assert settle_charges(timedelta()) == Charged(1, 0)

        assert len(paid_at(simulator)) == len(receipts()) == 1
        assert books()["1050"] == INSTALMENT

    def test_a_charge_taken_but_never_asked_for_is_made_late_under_its_key(self, simulator: str) -> None:
        on_the_day(_plan())
        db.run(autopay.take, clock.now(), 10)

        assert settle_charges(timedelta()) == Charged(1, 0)
        assert len(paid_at(simulator)) == len(receipts()) == 1

    def test_a_charge_made_but_not_written_down_is_found_by_its_key_a_day_later(self, simulator: str) -> None:
        plan_id = _plan()
        on_the_day(plan_id)
        fault(simulator, path="/v1/payment_intents", drop_response_after_commit=2)
        charge_plans()
        _day(plan_id, 2)

        assert settle_charges(timedelta()) == Charged(1, 0)
        assert len(paid_at(simulator)) == len(receipts()) == 1
        assert [each.state for each in plan_charges()] == [ChargeState.SUCCEEDED]

    def test_a_charge_never_made_is_not_made_a_day_later_but_tried_as_another(self, simulator: str) -> None:
        plan_id = _plan()
        on_the_day(plan_id)
        db.run(autopay.take, clock.now(), 10)
        _day(plan_id, 2)
        settle_charges(timedelta())

        assert paid_at(simulator) == []
        assert [(each.try_number, each.state) for each in plan_charges()] == [
            (1, ChargeState.SOFT_DECLINE),
            (2, ChargeState.PLANNED),
        ]


class TestDeclines:
    def test_for_now_are_tried_again_on_their_days_before_anything_follows(self, simulator: str) -> None:
        plan_id = _plan("no_funds")
        on_the_day(plan_id)
        for after in (0, 2, 5, 9):
            _day(plan_id, after)
            assert charge_plans() == Charged(1, 0), after
            assert db.run(plans.follow, plan_id) is PlanState.AT_RISK
        _day(plan_id, 12)

        assert charge_plans() == Charged(0, 0)
        assert db.run(plans.follow, plan_id) is PlanState.BREACHED
        assert {each.code for each in charges()} == {"insufficient_funds"}
        assert len(charges()) == 4
        assert receipts() == []
        assert plan_of(plan_id).card_stopped == ""

    def test_for_now_end_when_the_bank_pays_again(self, simulator: str) -> None:
        plan_id = _plan("no_funds")
        on_the_day(plan_id)
        charge_plans()
        saving.bank_says(simulator, saving.all_cards()[0].method_id, declines="")
        _day(plan_id, 2)
        charge_plans()

        assert db.run(plans.follow, plan_id) is PlanState.ACTIVE
        assert [each.key[-1] for each in charges()] == ["1", "2"]
        assert saving.table(plan_id)[0] == (INSTALMENT, INSTALMENT)

    def test_for_good_stop_the_card_and_are_told(self, simulator: str) -> None:
        plan_id = _plan("lost")
        on_the_day(plan_id)
        charge_plans()
        while effects.send_due():
            pass
        for after in (2, 5, 9):
            _day(plan_id, after)
            assert charge_plans() == Charged(0, 0)

        [card] = db.look(saved_cards.of_debtor, plan_of(plan_id).debtor_id)
        assert (card.problem, card.is_usable) == ("Your card was declined.", False)
        assert plan_of(plan_id).card_stopped == "Your card was declined."
        assert letters().count("plan_card_stopped") == 1

    def test_that_want_the_debtor_write_to_them(self, simulator: str) -> None:
        plan_id = _plan("always_authenticates")
        on_the_day(plan_id)
        charge_plans()

        assert [each.state for each in plan_charges()] == [ChargeState.AUTHENTICATION]
        assert letters()[-1] == "plan_consent"
        assert plan_of(plan_id).card_stopped == ""

    def test_another_card_after_a_lost_one_is_charged_for_what_failed(self, simulator: str) -> None:
        plan_id = _plan("lost")
        on_the_day(plan_id)
        charge_plans()
        [lost] = saving.all_cards()
        saving.saved(lost.debtor_id, "mastercard", replaces=lost.id)
        while effects.send_due():
            pass
        assert plan_of(plan_id).card_stopped == ""
        db.run(plans.follow, plan_id)
        _day(plan_id, 3)

        assert charge_plans() == Charged(1, 0)
        assert [each.key[-1] for each in charges()] == ["1", "2"]
        assert saving.table(plan_id)[0] == (INSTALMENT, INSTALMENT)


def test_a_plan_is_paid_by_card_from_the_first_instalment_to_the_last(simulator: str) -> None:
    plan: Plan = plan_by_card()
    for number in range(1, 7):
        on_the_day(plan.id or 0, number)
        assert charge_plans() == Charged(1, 0)

    assert db.run(plans.follow, plan.id or 0) is PlanState.COMPLETED
    assert [each.amount_minor for each in receipts()] == [INSTALMENT] * 5 + [208_35]
    assert letters().count("plan_charge_notice") == 6
    assert letters()[-1] == "plan_completed"
    assert books()["1050"] == 1_250_00
