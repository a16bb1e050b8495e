"""Agreeing to what was drawn: decided anew, once, and never to anything that was not shown."""

from dataclasses import replace

import pytest
from sqlmodel import Session, select

from shared import clock
from shared.errors import NotFound
from shared.models import Plan
from shared.plans import Acceptance, PlanRefused, Wish, agreeing, policies, wizard
from shared.plans.agreeing import LookAgain
from shared.words import PlanState
from tests import factories
from tests.shared.plans import agreed
from tests.shared.plans.agreed import AGREED, BY_DEBTOR

HOW = Acceptance(wizard.TERMS)


@pytest.fixture
def wish(session: Session) -> Wish:
    agreed.at(AGREED)
    return agreed.wish(session)


def seen(session: Session, wish: Wish) -> str:
    return wizard.draw(session, wish.debtor_id, wish.invoice_ids, wish.ask, clock.today(), means=wish.means).seen


def agree(session: Session, wish: Wish, mark: str | None = None) -> Plan:
    return agreeing.agree(session, wish, HOW, seen=mark or seen(session, wish), actor=BY_DEBTOR)


def test_what_was_shown_begins_at_once(session: Session, wish: Wish) -> None:
    plan = agree(session, wish)

    assert plan.state is PlanState.ACTIVE
    assert plan.acceptance["terms"] == wizard.TERMS
    assert [amount for amount, _ in agreed.table(session, plan)] == [208_33] * 5 + [208_35]


def test_the_same_again_is_the_same_plan(session: Session, wish: Wish) -> None:
    mark = seen(session, wish)

    assert agree(session, wish, mark).id == agree(session, wish, mark).id
    assert len(session.exec(select(Plan)).all()) == 1


def test_the_same_again_is_the_same_plan_while_it_waits_for_approval(session: Session, wish: Wish) -> None:
    long = replace(wish, ask=agreed.monthly(9))
    mark = seen(session, long)
    first = agree(session, long, mark)

    assert first.state is PlanState.PENDING_APPROVAL
    assert agree(session, long, mark).id == first.id


def test_another_plan_for_the_same_invoices_is_refused(session: Session, wish: Wish) -> None:
    agree(session, wish)
    other = replace(wish, ask=agreed.monthly(5))

    with pytest.raises(PlanRefused):
        agree(session, other)


def test_rules_that_changed_meanwhile_are_shown_first(session: Session, wish: Wish) -> None:
    mark = seen(session, wish)
    data = policies.in_force(session, "EUR", "DE", "business", clock.today()).policy.model_dump(mode="json")  # type: ignore[arg-type]
    draft = policies.write(session, "usual-EUR", data, actor="staff:1")
    policies.publish(session, draft.id or 0, clock.today(), actor="staff:2")
    data["conduct"]["grace_days"] = 3
    draft = policies.write(session, "usual-EUR", data, actor="staff:1")
    policies.publish(session, draft.id or 0, clock.today(), actor="staff:2")

    with pytest.raises(LookAgain):
        agree(session, wish, mark)
    assert agree(session, wish).state is PlanState.ACTIVE


def test_an_invoice_paid_meanwhile_is_not_planned(session: Session, wish: Wish) -> None:
    mark = seen(session, wish)
    factories.allocation(session, agreed.paid(session, 333_10), wish.invoice_ids[0], 333_10)

    with pytest.raises((LookAgain, PlanRefused)):
        agree(session, wish, mark)
    assert session.exec(select(Plan)).all() == []


def test_nobody_plans_what_is_somebody_elses(session: Session, wish: Wish) -> None:
    theirs = factories.invoice(session, 50_00, debtor_number="D-2", debtor_name="Debtor D-2")
    taken = replace(wish, invoice_ids=(*wish.invoice_ids, theirs.id or 0))

    with pytest.raises(NotFound):
        agree(session, taken, "whatever")
