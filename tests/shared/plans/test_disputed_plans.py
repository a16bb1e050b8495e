"""While an invoice is disputed it is not planned, and a plan that covers it waits once: no charge, no consequence."""

from datetime import timedelta

import pytest
from sqlmodel import Session

from shared import cases, clock, plans
from shared.cases import Objected, Objection
from shared.errors import NotFound
from shared.models import Chargeback, Dispute, Invoice, Plan
from shared.plans import disputes, gathering, queries
from shared.plans.service import NotPossible
from shared.plans.waiting import with_hold
from shared.words import ChargebackState, DisputeReason, PlanState
from tests import factories
from tests.shared.plans import agreed
from tests.shared.plans.agreed import BY_DEBTOR, BY_STAFF
from tests.shared.plans.test_charging import day_of_first, due


def disputed(session: Session, invoice: Invoice) -> Dispute:
    said = Objection(invoice.debtor_id, invoice.id or 0, DisputeReason.FAULTY, "Two of three were broken.")
    return cases.dispute(session, said, actor=BY_DEBTOR)


def decided(session: Session, dispute: Dispute) -> None:
    cases.decide(session, dispute.id or 0, is_upheld=False, answer="It was delivered whole.", actor=BY_STAFF)


def test_a_disputed_invoice_is_not_planned(session: Session) -> None:
    invoices = agreed.invoices(session)
    disputed(session, invoices[0])

    found = gathering.covered(session, invoices, {})
    assert [each.number for each in found if "disputed" in each.holds] == [invoices[0].number]
    with pytest.raises(plans.PlanRefused, match="disputed"):
        agreed.offered(session, None, invoices)


def test_nothing_is_charged_until_the_dispute_is_decided(session: Session) -> None:
    invoices = agreed.invoices(session)
    plan = agreed.by_card(session, None, invoices)
    day_of_first(session, plan)
    dispute = disputed(session, invoices[2])

    assert due(session) == []

    decided(session, dispute)
    assert len(plans.due_charges(session, clock.now() + timedelta(hours=1))) == 1


def test_no_consequence_follows_and_the_days_count_anew_afterwards(session: Session) -> None:
    invoices = agreed.invoices(session)
    plan = agreed.begun(session, None, invoices)
    agreed.at(agreed.month(1))
    dispute = disputed(session, invoices[0])

    assert _after(session, plan, 20) is PlanState.ACTIVE
    assert agreed.states(session, plan)[0] == "due"

    decided(session, dispute)
    assert [_after(session, plan, days) for days in (25, 26, 31)] == [
        PlanState.ACTIVE,
        PlanState.AT_RISK,
        PlanState.BREACHED,
    ]


def test_a_dispute_that_comes_again_holds_nothing_until_staff_let_the_plan_wait(session: Session) -> None:
    invoices = agreed.invoices(session)
    plan = agreed.by_card(session, None, invoices)
    cases.withdraw(session, disputed(session, invoices[0]).id or 0, debtor_id=plan.debtor_id, actor=BY_DEBTOR)
    day_of_first(session, plan)
    again = disputed(session, invoices[0])

    assert shown(session, plan) == [(invoices[0].number, False)]
    disputes.let_wait(session, plan.id or 0, again.id or 0, actor=BY_STAFF)
    assert shown(session, plan) == [(invoices[0].number, True)]
    assert due(session) == []
    with pytest.raises(NotPossible):
        disputes.let_wait(session, plan.id or 0, again.id or 0, actor=BY_STAFF)

    decided(session, again)
    assert shown(session, plan) == []
    assert len(plans.due_charges(session, clock.now() + timedelta(hours=1))) == 1


def test_disputes_raised_again_and_again_put_a_plan_off_once(session: Session) -> None:
    invoices = agreed.invoices(session)
    plan = agreed.begun(session, None, invoices)
    agreed.at(agreed.month(1))
    decided(session, disputed(session, invoices[0]))

    for days in (3, 5):
        agreed.at(agreed.month(1) + timedelta(days=days))
        decided(session, disputed(session, invoices[0]))
    disputed(session, invoices[0])

    assert [_after(session, plan, days) for days in (5, 6, 11)] == [
        PlanState.ACTIVE,
        PlanState.AT_RISK,
        PlanState.BREACHED,
    ]


def test_each_invoice_of_a_plan_holds_it_once_by_itself(session: Session) -> None:
    invoices = agreed.invoices(session)
    plan = agreed.begun(session, None, invoices)
    for each in invoices:
        decided(session, disputed(session, each))
    disputed(session, invoices[1])

    assert shown(session, plan) == [(invoices[1].number, False)]


@pytest.mark.parametrize(("most", "holds"), [(0, [False, False, True]), (2, [True, True, True])])
def test_the_policy_says_how_many_disputes_hold(most: int, holds: list[bool]) -> None:
    day = agreed.AGREED
    said = [Objected(each, 1, day, None, is_held=each == 3) for each in (1, 2, 3)]

    assert [each for _, each in with_hold(said, most)] == holds


def test_nobody_lets_a_plan_wait_for_somebody_elses_dispute(session: Session) -> None:
    plan = agreed.begun(session, None, agreed.invoices(session))
    other = factories.invoice(session, 50_00, debtor_number="D-2", debtor_name="Debtor D-2")

    with pytest.raises(NotFound):
        disputes.let_wait(session, plan.id or 0, disputed(session, other).id or 0, actor=BY_STAFF)


def test_what_a_cardholder_disputes_at_the_bank_is_told_and_holds_the_charge(session: Session) -> None:
    invoices = agreed.invoices(session)
    plan = agreed.by_card(session, None, invoices)
    receipt_id = agreed.pay(session, plan, 100_00)
    day_of_first(session, plan)
    at_bank(session, receipt_id)

    assert due(session) == []
    view = queries.plan(session, plan.id or 0, clock.today())
    assert [(each.id, each.number, each.holds) for each in view.disputes] == [(None, invoices[0].number, True)]
    assert not view.is_disputed


def at_bank(session: Session, receipt_id: int) -> None:
    session.add(
        Chargeback(
            provider_id="dp_1",
            receipt_id=receipt_id,
            currency="EUR",
            amount_minor=100_00,
            state=ChargebackState.INQUIRY,
            opened_at=clock.now(),
        )
    )
    session.flush()


def shown(session: Session, plan: Plan) -> list[tuple[str, bool]]:
    session.flush()
    view = queries.plan(session, plan.id or 0, clock.today())
    return [(each.number, each.holds) for each in view.disputes]


def _after(session: Session, plan: Plan, days: int) -> PlanState:
    """Where the plan is so many days after its first instalment was due, the job having run."""
    agreed.at(agreed.month(1) + timedelta(days=days))
    return plans.follow(session, plan.id or 0)
