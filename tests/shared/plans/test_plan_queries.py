"""What pages are given of plans: the wizard at every move, the debtor's own plan, the staff's list, a policy tried."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlmodel import Session
from stdnum import iso11649

from shared import plans
from shared.errors import NotFound
from shared.i18n import Told, retold
from shared.plans import lists, policy, queries, references, replanning, schedule, trying, wizard
from shared.plans.deciding import Outcome
from shared.plans.lists import Asked, Which
from shared.plans.loading import load
from shared.plans.references import Named
from shared.plans.trying import How
from shared.words import Frequency, Level, PlanState
from tests import factories
from tests.factories import eur
from tests.shared.plans import agreed
from tests.shared.plans.agreed import AGREED, FIRST


class TestWizard:
    def test_begins_with_what_may_be_planned_and_between_which_amounts(self, session: Session) -> None:
        of = agreed.invoices(session)
        far = factories.invoice(session, 10_00, issued_on=AGREED, due_on=date(2027, 3, 1))
        found = wizard.start(session, of[0].debtor_id, "EUR", AGREED)

        assert [each.number for each in found.may] == [each.number for each in of]
        assert [(each.id, retold(why)) for each, why in found.may_not] == [(far.id, "Not due within 30 days.")]
        assert found.choices is not None
        choices = found.choices
        assert (choices.least, choices.most, choices.least_for_longest) == (eur(25_00), eur(625_00), eur(208_35))
        assert (choices.longest, choices.first_until) == (6, date(2026, 12, 5))

    def test_draws_the_schedule_with_bars_terms_and_its_decision(self, session: Session) -> None:
        of = agreed.invoices(session)
        ask = wizard.ask_by_amount(eur(1_250_00), FIRST, Frequency.MONTHLY, eur(210_00))
        drawn = wizard.draw(session, of[0].debtor_id, [each.id or 0 for each in of], ask, AGREED)

        assert drawn.decision.outcome is Outcome.ACCEPTED
        assert [each.left_after.minor for each in drawn.rows] == [1_041_67, 833_34, 625_01, 416_68, 208_35, 0]
        assert drawn.promises() == (
            "No fees and no interest",
            "No reminders while you keep to the plan",
            "Pay early or more whenever you like",
            "Move one date by up to 7 days",
        )
        assert drawn.offers == ()

    def test_offers_the_nearest_where_it_refuses(self, session: Session) -> None:
        of = agreed.invoices(session)
        ask = wizard.ask_by_amount(eur(1_250_00), FIRST, Frequency.MONTHLY, eur(150_00))
        drawn = wizard.draw(session, of[0].debtor_id, [each.id or 0 for each in of], ask, AGREED)

        assert [schedule.build(each.ask)[0].amount.minor for each in drawn.offers] == [208_33, 350_00, 138_88]
        assert [each.decision.outcome.value for each in drawn.offers] == ["accepted", "accepted", "needs_approval"]

    def test_takes_days_one_by_one(self) -> None:
        ask = wizard.ask_by_dates(eur(100_00), [FIRST + timedelta(days=40), FIRST])

        assert [each.due_on for each in schedule.build(ask)] == [FIRST, FIRST + timedelta(days=40)]


class TestViews:
    def test_show_what_is_paid_due_and_left(self, session: Session) -> None:
        plan = agreed.begun(session)
        agreed.pay(session, plan, 300_00)
        agreed.at(agreed.month(2))
        view = queries.plan(session, plan.id or 0, agreed.month(2), debtor_id=plan.debtor_id)

        assert (view.total, view.paid, view.left) == (eur(1_250_00), eur(300_00), eur(950_00))
        assert [each.state.value for each in view.instalments[:3]] == ["paid", "partial", "scheduled"]
        assert view.due is not None
        assert (view.due.amount, view.due.is_due) == (eur(116_66), True)
        assert [each.left.minor for each in view.invoices] == [33_10, 416_90, 500_00]

    def test_are_of_nobody_else(self, session: Session) -> None:
        plan = agreed.begun(session)

        with pytest.raises(NotFound):
            queries.plan(session, plan.id or 0, AGREED, debtor_id=plan.debtor_id + 1)
        assert queries.of_debtor(session, plan.debtor_id + 1, AGREED) == []

    def test_show_a_change_that_waits_as_it_would_be(self, session: Session) -> None:
        plan = agreed.begun(session)
        session.flush()
        view = queries.plan(session, plan.id or 0, AGREED)
        later = [each.due_on + timedelta(days=3) for each in view.instalments]
        change = agreed.on_other_days(load(session, plan.id or 0).stands, later)
        why = replanning.Why("later", Told("Three days later."))
        replanning.propose(session, plan.id or 0, change, why, actor="staff:1")

        [waiting] = queries.plan(session, plan.id or 0, AGREED).changes
        assert [each.due_on for each in waiting.after] == later
        assert queries.plan(session, plan.id or 0, AGREED).instalments == view.instalments

    def test_the_list_counts_its_parts_and_finds_by_name_and_reference(self, session: Session) -> None:
        plan = agreed.begun(session)
        other = factories.invoice(
            session,
            300_00,
            debtor_number="D-9",
            debtor_name="Nine",
            issued_on=date(2026, 9, 1),
            due_on=date(2026, 10, 1),
        )
        asked = plans.propose(
            session, agreed.wish(session, agreed.monthly(9, 300_00), [other]), level=Level.PORTAL, actor="debtor:9"
        )
        session.flush()

        assert asked.state is PlanState.PENDING_APPROVAL
        counts = lists.page(session, Asked(AGREED)).counts
        assert (counts[Which.WAITING], counts[Which.RUNNING], counts[Which.ALL]) == (1, 1, 2)
        assert [each.id for each in lists.page(session, Asked(AGREED, search="nine")).rows] == [asked.id]
        assert [each.id for each in lists.page(session, Asked(AGREED, search=plan.reference or "")).rows] == [plan.id]

    def test_a_plan_never_hides_what_is_overdue(self, session: Session) -> None:
        of = agreed.invoices(session)
        plan = agreed.begun(session, None, of)
        assert lists.balances(session) == [lists.Balance(eur(1_250_00), eur(0))]
        agreed.at(agreed.month(1) + timedelta(days=6))
        plans.follow(session, plan.id or 0)
        session.flush()

        assert lists.balances(session) == [lists.Balance(eur(0), eur(1_250_00))]
        assert queries.holding(session, [of[0].id or 0, 999]) == {of[0].id: plan.id}


class TestTrying:
    def test_a_policy_says_for_whom_it_changes_what(self, session: Session) -> None:
        agreed.invoices(session)
        usual = policy.usual("EUR")
        shorter = usual.model_copy(update={"portal": (usual.portal[0].model_copy(update={"max_instalments": 3}),)})
        trial = trying.try_policy(session, shorter, AGREED)

        assert (trial.debtors, trial.now[How.ALONE], trial.then[How.ALONE]) == (1, 1, 1)
        [changed] = trial.changed
        assert changed.now == trying.Reach(How.ALONE, 6, eur(208_35))
        assert changed.then == trying.Reach(How.ALONE, 3, eur(416_68))
        assert trying.try_policy(session, usual, AGREED).changed == ()


class TestReferences:
    @given(plan_id=st.integers(1, 10**9), number=st.none() | st.integers(0, 120))
    def test_are_read_back_from_text_with_or_without_spaces(self, plan_id: int, number: int | None) -> None:
        made = references.of_plan(plan_id) if number is None else references.of_instalment(plan_id, number)
        spaced = " ".join(made[k : k + 4] for k in range(0, len(made), 4))

        assert iso11649.is_valid(made)
        assert references.read(made) == Named(plan_id, number)
        assert references.find(f"Rate Dezember {spaced} danke") == Named(plan_id, number)

    @pytest.mark.parametrize("text", ["", "RF18539007547034", "RF00P12", "P12", "RF73INV20260042"])
    def test_of_others_are_none_of_ours(self, text: str) -> None:
        assert references.read(text) is None
