"""Interest that a card payment was begun with: owed while it is under way, and given up when it never comes."""

from functools import partial

import httpx
import pytest
from sqlmodel import Session, col, select

from shared import clock, db, ledger, payments, plans, receipts
from shared.ledger import verify
from shared.models import Invoice, Plan
from shared.payments import checkout, service
from shared.payments.checkout import Asked
from shared.plans import card_payments, holding
from shared.words import FeeKind, PlanState
from tests import factories
from tests.shared.payments.cards import attempts, pay_page
from tests.shared.plans import agreed
from tests.shared.plans.agreed import BY_STAFF
from tests.shared.plans.test_plans_that_cost import FIRST, asked, begun, follow, income

HALF_WAY = FIRST.replace(day=13)
PAYOFF = "1206.00"
NOTHING = {"4000": -1_200_00}
FULL = [*[207_06] * 5, 207_05]


def asked_by(session: Session, plan: Plan, amount: str = "") -> Asked:
    """What the portal's form for a plan asks for."""
    card_payments.make_owed(session, plan.debtor_id, plan.id or 0, amount)
    parts = card_payments.for_plan(session, plan.debtor_id, plan.id or 0, amount)
    return Asked(parts.wanted, parts.instalments)


def attempt(session: Session, plan: Plan, amount: str = "") -> str:
    found = asked_by(session, plan, amount)
    return payments.begin(session, plan.debtor_id, found.wanted, found.instalments).key


class TestNeverPaid:
    @pytest.mark.parametrize(("amount", "interest"), [(PAYOFF, 6_00), ("", 12_00)])
    def test_its_interest_is_owed_while_it_is_under_way_and_given_up_afterwards(
        self, session: Session, amount: str, interest: int
    ) -> None:
        plan = begun(session)
        agreed.at(HALF_WAY)
        key = attempt(session, plan, amount)
        follow(session, plan)
        assert income(session) == {**NOTHING, "1240": interest, "4810": -interest}

        service.give_up(session, key, "left")
        follow(session, plan)

        assert income(session) == NOTHING
        assert asked(session, plan) == FULL
        assert ledger.verify(session) == []

    def test_the_interest_is_claimed_in_full_on_its_day(self, session: Session) -> None:
        plan = begun(session)
        agreed.at(HALF_WAY)
        service.give_up(session, attempt(session, plan, PAYOFF), "left")
        follow(session, plan)
        agreed.at(FIRST)
        follow(session, plan)

        assert income(session) == {**NOTHING, "1240": 12_00, "4810": -12_00}
        agreed.pay(session, plan, 207_06)
        assert asked(session, plan) == [0, *FULL[1:]]
        numbers = session.exec(select(Invoice.number).where(col(Invoice.fee_kind) == FeeKind.PLAN_INTEREST)).all()
        assert sorted(numbers) == [f"P{plan.id}-INT1", f"P{plan.id}-INT1-2"]

    def test_on_its_day_it_stays_owed(self, session: Session) -> None:
        plan = begun(session)
        agreed.at(FIRST)
        service.give_up(session, attempt(session, plan), "left")
        follow(session, plan)

        assert income(session) == {**NOTHING, "1240": 12_00, "4810": -12_00}

    def test_interest_of_which_some_was_paid_stays(self, session: Session) -> None:
        plan = begun(session)
        agreed.at(HALF_WAY)
        agreed.pay(session, plan, 5_00)
        follow(session, plan)

        assert income(session) == {**NOTHING, "1240": 7_00, "4810": -12_00}

    def test_a_plan_that_is_cancelled_leaves_none_of_it(self, session: Session) -> None:
        plan = begun(session)
        agreed.at(HALF_WAY)
        service.give_up(session, attempt(session, plan, PAYOFF), "left")
        plans.cancel(session, plan.id or 0, reason="Debtor asked", actor=BY_STAFF)

        assert income(session) == NOTHING
        assert ledger.verify(session) == []

    def test_interest_that_was_paid_and_taken_back_stays_an_item_of_the_plan(self, session: Session) -> None:
        plan = begun(session)
        agreed.at(HALF_WAY)
        receipt_id = agreed.pay(session, plan, 207_06)
        receipts.reverse(session, receipt_id, reason="recall", on=clock.today(), actor=BY_STAFF)
        follow(session, plan)

        assert income(session) == {**NOTHING, "1240": 12_00, "4810": -12_00}
        assert ledger.verify(session) == []

    @pytest.mark.parametrize("ended", [PlanState.CANCELLED, PlanState.DEFAULTED])
    def test_a_plan_that_ends_while_it_is_paid_leaves_none_of_it_once_that_fails(
        self, session: Session, ended: PlanState
    ) -> None:
        plan = begun(session)
        agreed.at(HALF_WAY)
        key = attempt(session, plan, PAYOFF)
        if ended is PlanState.CANCELLED:
            plans.cancel(session, plan.id or 0, reason="Debtor asked", actor=BY_STAFF)
        else:
            plan.state = ended
            holding.release(session, plan, "The plan was not kept.")
        follow(session, plan)
        assert plans.to_follow(session) == [plan.id]
        assert income(session) == {**NOTHING, "1240": 6_00, "4810": -6_00}

        service.give_up(session, key, "left")
        follow(session, plan)

        assert (plan.state, income(session)) == (ended, NOTHING)
        assert plans.to_follow(session) == []
        assert ledger.verify(session) == []


def test_a_payoff_begun_and_left_does_not_make_the_instalment_cheaper(simulator: str) -> None:
    plan = db.run(begun)
    agreed.at(HALF_WAY)
    httpx.post(f"{simulator}/_clock", json={"advance_s": int(clock._shift.total_seconds())}).raise_for_status()
    _page_for(plan, PAYOFF)
    again = _page_for(plan, PAYOFF)
    assert len(attempts()) == 1

    page = _page_for(plan)
    assert page != again
    pay_page(page)
    payments.poll()

    assert [each.amount_minor for each in attempts()] == [1_206_00, 207_06]
    books = db.look(factories.books)
    assert (books["1200"], books["4810"]) == (1_200_00 - 195_06, -12_00)
    assert db.look(verify) == []


def _page_for(plan: Plan, amount: str = "") -> str:
    return checkout.open_page(checkout.reserve_asked(plan.debtor_id, partial(asked_by, plan=plan, amount=amount)))
