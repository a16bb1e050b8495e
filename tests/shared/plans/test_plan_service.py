"""A plan from the wish to its beginning: decided at once, accepted, approved by another where it has to be."""

from datetime import timedelta

import pytest
from sqlmodel import Session, select

from shared import plans
from shared.models import Message, PlanInvoice, PlanMeans, SavedCard
from shared.payments.saved_cards import CardGone, NotYourCard
from shared.plans import Acceptance, Means, PlanRefused
from shared.plans.holding import Changed
from shared.plans.service import NotPossible
from shared.plans.states import NotNow
from shared.words import Level, PlanState
from tests import factories
from tests.shared.plans import agreed
from tests.shared.plans.agreed import BY_DEBTOR, BY_MANAGER, BY_STAFF

TERMS = Acceptance("plan-terms-1")


class TestPropose:
    def test_what_passes_is_offered_at_once(self, session: Session) -> None:
        plan = agreed.offered(session)

        assert (plan.state, plan.agreed_by) == (PlanState.OFFERED, Level.PORTAL)
        told = "1,250.00 EUR in all: 6 × 208.33 EUR, the last 208.35 EUR, from 1 December 2026."
        assert plan.asked_for.replace("\u00a0", " ") == told
        assert agreed.table(session, plan) == [*[(208_33, 0)] * 5, (208_35, 0)]

    def test_what_does_not_waits_for_a_person_with_the_rules_kept(self, session: Session) -> None:
        plan = agreed.offered(session, agreed.monthly(9))

        assert (plan.state, plan.agreed_by) == (PlanState.PENDING_APPROVAL, Level.STAFF)
        assert [each["code"] for each in plan.rules] == ["instalments", "months"]

    def test_a_refusal_names_the_rule_and_offers_what_passes(self, session: Session) -> None:
        with pytest.raises(PlanRefused, match="up to 6 instalments; this would take 40") as refused:
            agreed.offered(session, agreed.monthly(40))

        assert [len(each.ask.dates) for each in refused.value.offers] == [6, 6]

    def test_another_wish_for_the_same_invoices_withdraws_the_first(self, session: Session) -> None:
        of = agreed.invoices(session)
        first, second = agreed.offered(session, None, of), agreed.offered(session, agreed.monthly(3), of)

        assert (first.state, second.state) == (PlanState.CANCELLED, PlanState.OFFERED)

    def test_what_the_debtor_said_of_their_means_is_kept(self, session: Session) -> None:
        plan = agreed.offered(session, means=Means(1_800_00, 1_200_00), answers={"rent": 700_00, "food": 500_00})

        kept = session.exec(select(PlanMeans).where(PlanMeans.plan_id == plan.id)).one()
        assert (kept.income_minor, kept.spending_minor, kept.answers["rent"]) == (1_800_00, 1_200_00, 700_00)

    def test_disputed_invoices_are_refused(self, session: Session) -> None:
        of = agreed.invoices(session)

        with pytest.raises(PlanRefused, match="disputed"):
            agreed.offered(session, None, of, holds={of[0].id or 0: frozenset({"disputed"})})


class TestAccept:
    def test_begins_the_plan_and_tells_the_debtor(self, session: Session) -> None:
        plan = agreed.by_card(session)

        assert (plan.state, plan.began_on, plan.reference) == (PlanState.ACTIVE, agreed.AGREED, plan.reference)
        assert plan.reference is not None
        assert plan.reference.startswith("RF")
        assert plan.acceptance["terms"] == "plan-terms-1"
        [letter] = session.exec(select(Message)).all()
        assert "1 December 2026: 208.33\u00a0EUR" in letter.body
        assert all(each.is_held for each in session.exec(select(PlanInvoice)))

    def test_by_somebody_elses_card_is_refused(self, session: Session) -> None:
        plan = agreed.offered(session)
        card = agreed.card(session, factories.debtor(session, "D-2"))

        with pytest.raises(NotYourCard):
            plans.accept(session, plan.id or 0, Acceptance("plan-terms-1", card=card), actor=BY_DEBTOR)

        assert (plan.state, plan.card) == (PlanState.OFFERED, "")

    def test_by_a_card_that_was_stopped_is_refused(self, session: Session) -> None:
        plan = agreed.offered(session)
        card = agreed.card(session, plan.debtor_id)
        session.exec(select(SavedCard)).one().stopped = "The card was declined."

        with pytest.raises(CardGone):
            plans.accept(session, plan.id or 0, Acceptance("plan-terms-1", card=card), actor=BY_DEBTOR)

    def test_with_a_down_payment_waits_for_it(self, session: Session) -> None:
        plan = agreed.begun(session, agreed.monthly(3, down=factories.eur(250_00)))
        assert plan.state is PlanState.AWAITING_DOWN_PAYMENT

        agreed.pay(session, plan, 250_00)

        assert plans.follow(session, plan.id or 0) is PlanState.ACTIVE

    def test_is_refused_when_what_is_owed_has_changed(self, session: Session) -> None:
        of = agreed.invoices(session)
        plan = agreed.offered(session, None, of)
        factories.allocation(session, agreed.paid(session, 10_00), of[0].id, 10_00)

        with pytest.raises(Changed):
            plans.accept(session, plan.id or 0, TERMS, actor=BY_DEBTOR)

    def test_is_refused_after_the_offer_has_lapsed(self, session: Session) -> None:
        plan = agreed.offered(session)
        agreed.at(agreed.AGREED + timedelta(days=8))

        with pytest.raises(NotNow):
            plans.accept(session, plan.id or 0, TERMS, actor=BY_DEBTOR)
        assert plans.follow(session, plan.id or 0) is PlanState.EXPIRED

    def test_an_invoice_is_in_one_running_plan_at_most(self, session: Session) -> None:
        of = agreed.invoices(session)
        agreed.begun(session, None, of)

        with pytest.raises(PlanRefused, match="is part of a plan already"):
            agreed.offered(session, None, of)


class TestApprove:
    def test_by_somebody_else_begins_what_the_debtor_has_accepted(self, session: Session) -> None:
        plan = agreed.offered(session, agreed.monthly(9))
        plans.accept(session, plan.id or 0, TERMS, actor=BY_DEBTOR)
        assert plan.state is PlanState.PENDING_APPROVAL

        plans.approve(session, plan.id or 0, level=Level.STAFF, actor=BY_STAFF)

        assert plan.state is PlanState.ACTIVE
        assert agreed.history(session, plan) == ["proposed", "accepted", "approved", "began"]

    def test_offers_it_where_they_have_not(self, session: Session) -> None:
        plan = agreed.offered(session, agreed.monthly(9))

        plans.approve(session, plan.id or 0, level=Level.STAFF, actor=BY_STAFF)

        assert plan.state is PlanState.OFFERED
        with pytest.raises(NotNow):
            plans.approve(session, plan.id or 0, level=Level.STAFF, actor=BY_STAFF)

    def test_takes_four_eyes_and_the_right_level(self, session: Session) -> None:
        plan = agreed.offered(session, agreed.monthly(24), level=Level.STAFF, actor=BY_STAFF)
        assert plan.agreed_by is Level.MANAGER

        with pytest.raises(NotPossible, match="other than who proposed"):
            plans.approve(session, plan.id or 0, level=Level.MANAGER, actor=BY_STAFF)
        with pytest.raises(NotPossible, match="beyond"):
            plans.approve(session, plan.id or 0, level=Level.STAFF, actor=BY_MANAGER)
        plans.approve(session, plan.id or 0, level=Level.MANAGER, actor=BY_MANAGER)

        assert plan.state is PlanState.OFFERED

    def test_or_turns_it_down_with_a_reason(self, session: Session) -> None:
        plan = agreed.offered(session, agreed.monthly(9))

        plans.decline(session, plan.id or 0, reason="Please call us.", actor=BY_STAFF)

        assert (plan.state, plan.end_reason) == (PlanState.DECLINED, "Please call us.")


class TestEnd:
    def test_a_debtor_may_cancel_until_they_have_paid(self, session: Session) -> None:
        plan = agreed.begun(session)
        agreed.pay(session, plan, 208_33)

        with pytest.raises(NotPossible, match="begun to pay"):
            plans.cancel(session, plan.id or 0, reason="I changed my mind", actor=BY_DEBTOR, by_debtor=True)
        plans.cancel(session, plan.id or 0, reason="Asked for by phone", actor=BY_STAFF)

        assert plan.state is PlanState.CANCELLED
        assert agreed.table(session, plan)[0] == (208_33, 208_33)
        assert not any(each.is_held for each in session.exec(select(PlanInvoice)))

    def test_only_a_running_plan_is_paid_another_way(self, session: Session) -> None:
        plan = agreed.begun(session)
        plans.cancel(session, plan.id or 0, reason="Asked for by phone", actor=BY_STAFF)

        with pytest.raises(NotPossible):
            plans.use_card(session, plan.id or 0, agreed.card(session, plan.debtor_id), actor=BY_DEBTOR)

    def test_paused_days_do_not_count(self, session: Session) -> None:
        plan = agreed.begun(session)
        agreed.at(agreed.month(1))
        plans.pause(session, plan.id or 0, reason="Disputed", actor=BY_STAFF)
        agreed.at(agreed.month(1) + timedelta(days=40))
        assert plans.follow(session, plan.id or 0) is PlanState.ACTIVE

        plans.resume(session, plan.id or 0, actor=BY_STAFF)

        assert plans.follow(session, plan.id or 0) is PlanState.ACTIVE
        assert agreed.states(session, plan)[:2] == ["due", "due"]
