"""What days without payment do to a plan: at risk, breached with a notice, cured or broken; offers that settle."""

from datetime import timedelta

import pytest
from sqlmodel import Session, select

from shared import ledger, plans
from shared.models import Message, Plan, PlanInvoice
from shared.plans import policies, policy, settling
from shared.plans.policies import NotPublishable
from shared.plans.scopes import Crossing, SameDebtors
from shared.plans.settling import NoOffer
from shared.words import DebtorKind, OfferState, PlanState
from tests import factories
from tests.factories import eur
from tests.shared.plans import agreed
from tests.shared.plans.agreed import BY_DEBTOR, BY_MANAGER, BY_STAFF


def on(session: Session, plan: Plan, number: int, after: int = 0) -> PlanState:
    """Where the plan is so many days after an instalment's day, the job having run."""
    agreed.at(agreed.month(number) + timedelta(days=after))
    return plans.follow(session, plan.id or 0)


def letters(session: Session) -> list[str]:
    return list(session.exec(select(Message.template).order_by("id")))


class TestConsequences:
    def test_come_in_their_order(self, session: Session) -> None:
        plan = agreed.begun(session)

        assert [on(session, plan, 1, after) for after in (0, 5, 6, 10, 11)] == [
            PlanState.ACTIVE,
            PlanState.ACTIVE,
            PlanState.AT_RISK,
            PlanState.AT_RISK,
            PlanState.BREACHED,
        ]
        assert letters(session) == ["plan_began", "plan_due", "plan_missed", "plan_breached"]

    def test_paying_what_is_missed_cures_a_breach(self, session: Session) -> None:
        plan = agreed.begun(session)
        on(session, plan, 1, 11)
        agreed.pay(session, plan, 208_33)

        assert on(session, plan, 1, 12) is PlanState.ACTIVE
        assert (plan.cures, plan.cure_until) == (1, None)
        assert agreed.states(session, plan)[0] == "cured"

    def test_otherwise_the_plan_is_broken_and_reminders_may_go_on(self, session: Session) -> None:
        plan = agreed.begun(session)
        on(session, plan, 1, 11)
        assert on(session, plan, 1, 25) is PlanState.BREACHED

        assert on(session, plan, 1, 26) is PlanState.DEFAULTED

        assert not any(each.is_held for each in session.exec(select(PlanInvoice)))
        assert letters(session)[-1] == "plan_broken"
        assert ledger.verify(session) == []

    def test_a_broken_plan_keeps_its_debtor_from_setting_up_another(self, session: Session) -> None:
        of = agreed.invoices(session)
        plan = agreed.begun(session, None, of)
        on(session, plan, 1, 11)
        on(session, plan, 1, 26)
        ask = agreed.schedule.regular(eur(1_250_00), agreed.month(2), agreed.Frequency.MONTHLY, 6)

        again = plans.propose(session, agreed.wish(session, ask, of), level=agreed.Level.PORTAL, actor=BY_DEBTOR)

        assert again.state is PlanState.PENDING_APPROVAL
        assert [each["code"] for each in again.rules] == ["broken"]

    def test_the_first_payment_that_does_not_come_ends_it(self, session: Session) -> None:
        plan = agreed.begun(session, agreed.monthly(3, down=eur(250_00)))

        assert on(session, plan, 1, 6) is PlanState.CANCELLED

    def test_running_twice_changes_nothing_more(self, session: Session) -> None:
        plan = agreed.begun(session)
        on(session, plan, 1, 11)
        before = (letters(session), agreed.history(session, plan))
        on(session, plan, 1, 11)

        assert (letters(session), agreed.history(session, plan)) == before


class TestPolicies:
    def test_are_published_by_another_and_never_changed(self, session: Session) -> None:
        agreed.at(agreed.AGREED)
        data = policy.usual("EUR").model_dump(mode="json")
        draft = policies.write(session, "main", {**data, "name": "Ours"}, actor=BY_STAFF)
        assert policies.in_force(session, "EUR", "DE", DebtorKind.CONSUMER, agreed.AGREED).policy.name == "Usual plans"

        with pytest.raises(NotPublishable, match="other than its author"):
            policies.publish(session, draft.id or 0, agreed.AGREED, actor=BY_STAFF)
        policies.publish(session, draft.id or 0, agreed.AGREED, actor=BY_MANAGER)
        session.flush()

        assert policies.in_force(session, "EUR", "DE", DebtorKind.CONSUMER, agreed.AGREED).policy.name == "Ours"
        with pytest.raises(NotPublishable, match="published before"):
            policies.publish(session, draft.id or 0, agreed.AGREED, actor=BY_MANAGER)

    def test_of_the_narrowest_scope_apply(self, session: Session) -> None:
        agreed.at(agreed.AGREED)
        data = policy.usual("EUR").model_dump(mode="json")
        for code, days, scope in (("all", 0, {}), ("at", 0, {"countries": ["AT"]}), ("all", 30, {})):
            draft = policies.write(session, code, {**data, "name": code, **scope}, actor=BY_STAFF)
            policies.publish(session, draft.id or 0, agreed.AGREED + timedelta(days=days), actor=BY_MANAGER)
        session.flush()

        found = [policies.in_force(session, "EUR", each, DebtorKind.CONSUMER, agreed.AGREED) for each in ("AT", "DE")]
        assert [(each.code, each.number) for each in found] == [("at", 1), ("all", 1)]

    def test_in_each_others_way_are_not_published(self, session: Session) -> None:
        agreed.at(agreed.AGREED)
        data = policy.usual("EUR").model_dump(mode="json")

        def published(code: str, *countries: str) -> None:
            draft = policies.write(session, code, {**data, "name": code, "countries": countries}, actor=BY_STAFF)
            policies.publish(session, draft.id or 0, agreed.AGREED, actor=BY_MANAGER)

        published("south", "DE", "AT")
        with pytest.raises(Crossing, match="Debtors in DE are in “south” too"):
            published("west", "DE", "FR")
        with pytest.raises(SameDebtors):
            published("again", "AT", "DE")
        published("south", "AT")
        published("west", "DE", "FR")

    def test_a_plan_keeps_the_version_it_was_agreed_under(self, session: Session) -> None:
        plan = agreed.begun(session)
        strict = {**policy.usual("EUR").model_dump(mode="json"), "conduct": {"breach_days": 1, "grace_days": 0}}
        draft = policies.write(session, "usual-EUR", strict, actor=BY_STAFF)
        policies.publish(session, draft.id or 0, agreed.AGREED, actor=BY_MANAGER)

        assert on(session, plan, 1, 5) is PlanState.ACTIVE


class TestSettlement:
    def offer(self, session: Session, pay: int = 1_000_00) -> settling.SettlementOffer:
        agreed.at(agreed.AGREED)
        data = {**policy.usual("EUR").model_dump(mode="json"), "settlement": {"max_discount_bp": 2500, "max_days": 30}}
        draft = policies.write(session, "main", data, actor=BY_STAFF)
        policies.publish(session, draft.id or 0, agreed.AGREED, actor=BY_MANAGER)
        of = agreed.invoices(session, tax_minor=0)
        ids = [each.id or 0 for each in of]
        until = agreed.AGREED + timedelta(days=10)
        return settling.propose(session, of[0].debtor_id, ids, eur(pay), until, reason="Pays at once", actor=BY_STAFF)

    def test_that_is_paid_in_time_is_honoured_and_posted(self, session: Session) -> None:
        offer = self.offer(session)
        settling.approve(session, offer.id or 0, actor=BY_MANAGER)
        settling.accept(session, offer.id or 0, actor=BY_DEBTOR)
        receipt_id = agreed.paid(session, 1_000_00)
        for invoice, amount in zip(
            session.exec(select(factories.Invoice).order_by("id")), (333_10, 416_90, 250_00), strict=True
        ):
            factories.allocation(session, receipt_id, invoice.id, amount)

        assert settling.follow(session, offer.id or 0) is OfferState.HONOURED
        assert offer.discount_minor == 250_00
        assert factories.books(session) == {"1010": 1_000_00, "4000": -1_250_00, "4200": 250_00}
        assert ledger.verify(session) == []

    def test_that_is_not_paid_in_time_lapses(self, session: Session) -> None:
        offer = self.offer(session)
        settling.approve(session, offer.id or 0, actor=BY_MANAGER)
        agreed.at(offer.until)
        assert settling.follow(session, offer.id or 0) is OfferState.OFFERED
        agreed.at(offer.until + timedelta(days=1))

        assert settling.follow(session, offer.id or 0) is OfferState.EXPIRED

    def test_takes_four_eyes_and_stays_within_the_policy(self, session: Session) -> None:
        offer = self.offer(session)

        with pytest.raises(NoOffer, match="other than who proposed"):
            settling.approve(session, offer.id or 0, actor=BY_STAFF)
        with pytest.raises(NoOffer, match=r"At most 312\.50 EUR"):
            settling.propose(
                session, offer.debtor_id, [1, 2, 3], eur(900_00), offer.until, reason="Less", actor=BY_STAFF
            )
