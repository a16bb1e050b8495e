"""While an invoice is disputed it is not planned, and a plan that covers it waits: no charge, no consequence."""

from datetime import timedelta

import pytest
from sqlmodel import Session

from shared import cases, clock, plans
from shared.cases import Objection
from shared.models import Dispute, Invoice, Plan
from shared.plans import gathering
from shared.words import DisputeReason, PlanState
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


def _after(session: Session, plan: Plan, days: int) -> PlanState:
    """Where the plan is so many days after its first instalment was due, the job having run."""
    agreed.at(agreed.month(1) + timedelta(days=days))
    return plans.follow(session, plan.id or 0)
