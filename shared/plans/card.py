"""A plan as staff see it: its payments, its card charges, who agreed to it, and under which version of a policy."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlmodel import Session, col

from shared.models import Allocation, ChargeState, Instalment, Invoice, Plan, PlanCharge, PlanPolicy, Receipt
from shared.money import Money
from shared.plans.loading import SETTLED, load, payments
from shared.plans.shown import PlanView, view
from shared.plans.states import RUNNING, WAITING
from shared.receipts.rules import receipt_number


@dataclass(frozen=True, slots=True)
class Payment:
    """Money for an invoice of the plan; `number` is the instalment it names, None where it names none."""

    receipt_id: int
    receipt: str
    received_on: date
    invoice_id: int
    invoice: str
    number: int | None
    amount: Money


@dataclass(frozen=True, slots=True)
class Charge:
    """A try to take an instalment from the debtor's card."""

    number: int
    try_number: int
    due_at: datetime
    amount: Money
    state: ChargeState
    problem: str


@dataclass(frozen=True, slots=True)
class PlanCard:
    """What `view` has, and what only staff are shown. `successor_id` is the plan that took this one's place."""

    view: PlanView
    payments: tuple[Payment, ...]
    charges: tuple[Charge, ...]
    policy_id: int
    policy: str
    proposed_by: str
    proposed_at: datetime
    approved_by: str
    approved_at: datetime | None
    accepted_at: datetime | None
    schedule_version: int
    renegotiations: int
    successor_id: int | None

    @property
    def is_running(self) -> bool:
        return self.view.state in RUNNING

    @property
    def is_waiting(self) -> bool:
        return self.view.state in WAITING


def card(session: Session, plan_id: int, on: date) -> PlanCard:
    """Everything about one plan.

    Raises:
        NotFound: there is none of that id.
    """
    loaded = load(session, plan_id, on=on)
    plan, version = loaded.plan, session.get_one(PlanPolicy, loaded.plan.policy_id)
    return PlanCard(
        view=view(session, loaded, on),
        payments=_payments(session, plan),
        charges=_charges(session, plan),
        policy_id=plan.policy_id,
        policy=f"{loaded.policy.name}, version {version.version}",
        proposed_by=plan.proposed_by,
        proposed_at=plan.proposed_at,
        approved_by=plan.approved_by,
        approved_at=plan.approved_at,
        accepted_at=plan.accepted_at,
        schedule_version=plan.schedule_version,
        renegotiations=plan.renegotiations,
        successor_id=session.scalars(select(col(Plan.id)).where(col(Plan.predecessor_id) == plan_id)).first(),
    )


def _payments(session: Session, plan: Plan) -> tuple[Payment, ...]:
    columns = (Receipt.id, Receipt.received_on, Invoice.id, Invoice.number, Instalment.number, SETTLED)
    query = (
        payments([plan.id or 0], *columns)
        .join(Invoice, col(Invoice.id) == Allocation.invoice_id)
        .outerjoin(Instalment, col(Instalment.id) == Allocation.instalment_id)
    )
    return tuple(
        Payment(
            receipt_id=receipt_id,
            receipt=receipt_number(receipt_id, received_on),
            received_on=received_on,
            invoice_id=invoice_id,
            invoice=invoice,
            number=number,
            amount=Money(minor, plan.currency),
        )
        for receipt_id, received_on, invoice_id, invoice, number, minor in session.execute(query)
    )


def _charges(session: Session, plan: Plan) -> tuple[Charge, ...]:
    query = (
        select(PlanCharge, col(Instalment.number))
        .join(Instalment, col(Instalment.id) == PlanCharge.instalment_id)
        .where(col(Instalment.plan_id) == plan.id)
        .order_by(col(PlanCharge.due_at), col(PlanCharge.id))
    )
    return tuple(
        Charge(number, each.try_number, each.due_at, Money(each.amount_minor, plan.currency), each.state, each.problem)
        for each, number in session.execute(query)
    )
