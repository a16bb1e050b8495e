"""Instalments by saved card: announced first, handed out once, retried before any consequence."""

from datetime import datetime, time, timedelta

import pytest
from sqlmodel import Session, select

from shared import clock, ledger, plans
from shared.messaging import service as messages
from shared.models import Debtor, Message, MessageState, PayLink, Plan, PlanCharge, Rail
from shared.plans import DueCharge, Outcome
from shared.words import ChargeState, PlanState
from tests import factories
from tests.shared.plans import agreed
from tests.shared.plans.agreed import BY_STAFF


def deliver(session: Session) -> None:
    for each in session.exec(select(Message).where(Message.state == MessageState.WAITING)):
        messages.keep(session, each.id or 0)


def day_of_first(session: Session, plan: Plan) -> None:
    """Three days before the first instalment its charge is announced; then its day comes."""
    agreed.at(agreed.month(1) - timedelta(days=3))
    assert plans.plan_charges(session, plan.id or 0, clock.today()) == 1
    deliver(session)
    agreed.at(agreed.month(1))


def due(session: Session) -> list[DueCharge]:
    return plans.due_charges(session, clock.now())


def charges(session: Session) -> list[PlanCharge]:
    return list(session.exec(select(PlanCharge).order_by("id")))


def succeed(session: Session, charge: DueCharge) -> int:
    receipt_id = factories.receipt(
        session,
        charge.amount.minor,
        rail=Rail.CARD,
        external_id=f"pi:{charge.key}",
        debtor_id=charge.debtor_id,
        received_on=clock.today(),
        value_date=clock.today(),
    )
    plans.charge_result(session, charge.id, Outcome(ChargeState.SUCCEEDED, receipt_id))
    return receipt_id


@pytest.fixture
def plan(session: Session) -> Plan:
    return agreed.by_card(session)


class TestNotice:
    def test_comes_some_days_before_and_once(self, session: Session, plan: Plan) -> None:
        agreed.at(agreed.month(1) - timedelta(days=4))
        assert plans.plan_charges(session, plan.id or 0, clock.today()) == 0
        agreed.at(agreed.month(1) - timedelta(days=3))
        assert plans.plan_charges(session, plan.id or 0, clock.today()) == 1
        assert plans.plan_charges(session, plan.id or 0, clock.today()) == 0

        [charge] = charges(session)
        notice = session.get_one(Message, charge.notice_id)
        assert notice.subject == "208.33\u00a0EUR will be taken from your card on 1 December 2026"
        assert charge.due_at.astimezone(clock.ZONE) == datetime.combine(agreed.month(1), time(9), clock.ZONE)

    def test_that_has_not_left_holds_the_charge_back(self, session: Session, plan: Plan) -> None:
        agreed.at(agreed.month(1) - timedelta(days=3))
        plans.plan_charges(session, plan.id or 0, clock.today())
        agreed.at(agreed.month(1))
        assert due(session) == []

        deliver(session)

        assert len(due(session)) == 1

    def test_that_never_leaves_stops_the_card_and_consequences_go_on(self, session: Session, plan: Plan) -> None:
        agreed.at(agreed.month(1) - timedelta(days=3))
        plans.follow(session, plan.id or 0)
        [charge] = charges(session)
        messages.failed(session, charge.notice_id or 0, "No such mailbox.")
        agreed.at(agreed.month(1) + timedelta(days=8))

        assert plans.follow(session, plan.id or 0) is PlanState.AT_RISK
        assert charge.state is ChargeState.CALLED_OFF
        assert plan.card_stopped == "The e-mail that announces a charge could not be sent to you."
        assert agreed.states(session, plan)[0] == "missed"
        assert due(session) == []

    def test_without_an_address_nothing_is_charged(self, session: Session, plan: Plan) -> None:
        session.get_one(Debtor, plan.debtor_id).email = ""
        agreed.at(agreed.month(1))

        assert plans.plan_charges(session, plan.id or 0, clock.today()) == 0
        assert plan.card_stopped == "We have no address to announce charges to."

    def test_is_for_plans_by_card_alone(self, session: Session) -> None:
        by_hand = agreed.begun(session)
        agreed.at(agreed.month(1))

        assert plans.plan_charges(session, by_hand.id or 0, clock.today()) == 0


class TestCharges:
    def test_are_handed_out_once_under_a_key_of_their_own(self, session: Session, plan: Plan) -> None:
        day_of_first(session, plan)
        [charge] = due(session)

        first = agreed.instalment(session, plan, 1).id
        assert (charge.key, charge.card, charge.amount.minor) == (f"plan:{plan.id}:{first}:1", plan.card, 208_33)
        assert [each.amount for each in charge.shares] == [208_33]
        assert due(session) == []
        [open_one] = plans.unsettled_charges(session, clock.now() + timedelta(hours=1))
        assert (open_one.id, open_one.key) == (charge.id, charge.key)

    def test_that_succeed_pay_their_instalment_once(self, session: Session, plan: Plan) -> None:
        day_of_first(session, plan)
        [charge] = due(session)
        receipt_id = succeed(session, charge)
        plans.charge_result(session, charge.id, Outcome(ChargeState.SUCCEEDED, receipt_id))

        assert agreed.states(session, plan)[0] == "paid"
        assert agreed.table(session, plan)[0] == (208_33, 208_33)
        assert ledger.verify(session) == []

    def test_are_not_made_for_what_was_paid_in_the_meantime(self, session: Session, plan: Plan) -> None:
        day_of_first(session, plan)
        agreed.pay(session, plan, 208_33)

        assert due(session) == []
        assert [each.state for each in charges(session)] == [ChargeState.CALLED_OFF]

    def test_take_no_more_than_is_left(self, session: Session, plan: Plan) -> None:
        day_of_first(session, plan)
        agreed.pay(session, plan, 200_00)

        assert [each.amount.minor for each in due(session)] == [8_33]

    def test_stop_while_the_plan_is_paused(self, session: Session, plan: Plan) -> None:
        day_of_first(session, plan)
        plans.pause(session, plan.id or 0, reason="Disputed", actor=BY_STAFF)

        assert due(session) == []


class TestDeclines:
    def test_that_are_soft_are_tried_again_on_their_days_and_announced(self, session: Session, plan: Plan) -> None:
        day_of_first(session, plan)
        for number, after in enumerate((2, 5, 9), start=1):
            [charge] = due(session)
            assert charge.key.endswith(f":{number}")
            plans.charge_result(session, charge.id, Outcome(ChargeState.SOFT_DECLINE, problem="insufficient_funds"))
            assert plans.follow(session, plan.id or 0) is PlanState.AT_RISK
            assert agreed.states(session, plan)[0] == "failed"
            agreed.at(agreed.month(1) + timedelta(days=after))
            deliver(session)
        [last] = due(session)
        plans.charge_result(session, last.id, Outcome(ChargeState.SOFT_DECLINE))

        assert len(charges(session)) == 4
        assert agreed.states(session, plan)[0] == "missed"

    def test_come_before_any_consequence(self, session: Session, plan: Plan) -> None:
        """On the eighth day a plan paid by hand is missed; with a retry to come it is not."""
        day_of_first(session, plan)
        [charge] = due(session)
        plans.charge_result(session, charge.id, Outcome(ChargeState.SOFT_DECLINE))
        agreed.at(agreed.month(1) + timedelta(days=8))

        assert agreed.states(session, plan)[0] == "failed"
        deliver(session)
        [again] = due(session)
        succeed(session, again)
        assert plans.follow(session, plan.id or 0) is PlanState.ACTIVE

    def test_that_are_hard_stop_the_card_and_ask_for_another(self, session: Session, plan: Plan) -> None:
        day_of_first(session, plan)
        [charge] = due(session)
        plans.charge_result(session, charge.id, Outcome(ChargeState.HARD_DECLINE, problem="stolen_card"))

        assert plan.card_stopped == "stolen_card"
        assert len(charges(session)) == 1
        plans.use_card(session, plan.id or 0, agreed.card(session, plan.debtor_id), actor=BY_STAFF)
        assert plan.card_stopped == ""

    def test_that_want_the_debtor_send_them_a_link(self, session: Session, plan: Plan) -> None:
        day_of_first(session, plan)
        [charge] = due(session)
        plans.charge_result(session, charge.id, Outcome(ChargeState.AUTHENTICATION))

        letter = session.exec(select(Message).order_by("id")).all()[-1]
        link = session.exec(select(PayLink).where(PayLink.instalment_id == charge.instalment_id)).one()
        assert (letter.template, letter.secrets_until) == ("plan_consent", link.expires_at)
        assert "[link 1]" in letter.body
        assert plan.card_stopped == ""

    def test_of_which_nobody_knows_are_never_made_anew(self, session: Session, plan: Plan) -> None:
        day_of_first(session, plan)
        [charge] = due(session)
        agreed.at(agreed.month(1) + timedelta(days=30))
        plans.charge_result(session, charge.id, Outcome(ChargeState.PROCESSING))

        assert plans.follow(session, plan.id or 0) is PlanState.ACTIVE
        assert agreed.states(session, plan)[0] == "processing"
        assert [each.id for each in plans.unsettled_charges(session, clock.now())] == [charge.id]
        assert [each.instalment_id for each in charges(session)].count(charge.instalment_id) == 1
