"""The invoices a plan holds: locked with it, held while it runs, given free when it ends."""

from collections.abc import Sequence

from sqlmodel import Session, col, select

from shared import clock
from shared.db import locked
from shared.errors import Conflict, NotFound
from shared.i18n import phrase
from shared.messaging import Due
from shared.models import Debtor, Invoice, Plan, PlanInvoice
from shared.plans import claiming, costs, gathering, references, states, telling
from shared.plans.changing import give_back
from shared.plans.charging import call_off
from shared.plans.loaded import Loaded
from shared.plans.loading import last_allocation, load
from shared.words import DebtorKind, PlanState


class Changed(Conflict):
    def __init__(self) -> None:
        super().__init__("What is owed has changed since this plan was made; please make it again.")


def lock(session: Session, plan_id: int) -> Plan:
    """The plan with its invoices held until the transaction ends, the invoices first as everywhere.

    With it are held those of the plan whose place it would take.

    Raises:
        NotFound: there is none of that id.
    """
    both = [plan_id, session.exec(select(Plan.predecessor_id).where(Plan.id == plan_id)).first() or 0]
    covered = session.exec(select(PlanInvoice.invoice_id).where(col(PlanInvoice.plan_id).in_(both)).distinct()).all()
    if not covered:
        raise NotFound("This plan does not exist.")
    locked(session, Invoice, covered)
    return locked(session, Plan, [plan_id])[plan_id]


def begin(session: Session, plan: Plan, *, actor: str) -> None:
    """The plan takes effect, in the place of the one it follows: payments from now on are its own.

    Raises:
        Changed: the invoices do not owe any more what the plan was made for, or another plan holds one.
        Refused: it asks a fee of a consumer that by now the law of their country stands against.
    """
    loaded = load(session, plan.id or 0)
    mine = [each.row.invoice_id for each in loaded.invoices]
    held = gathering.held(session, mine, but=plan.predecessor_id or 0)
    if held or any(each.outstanding != each.row.open_minor for each in loaded.invoices):
        raise Changed
    if plan.fee_minor:
        _look_at_fee(session, loaded, mine)
    if plan.predecessor_id:
        _take_over(session, plan.predecessor_id, actor)
    for each in loaded.invoices:
        each.row.is_held = True
    has_down = any(each.standing.number == 0 for each in loaded.seen)
    plan.state = states.moved(plan.state, PlanState.AWAITING_DOWN_PAYMENT if has_down else PlanState.ACTIVE)
    plan.after_allocation_id, plan.began_on = last_allocation(session), clock.today()
    plan.reference = references.of_plan(plan.id or 0)
    schedule = [Due(each.due_on, loaded.money(each.amount)) for each in loaded.asked]
    claiming.fee_of_beginning(session, loaded, clock.today())
    session.flush()
    telling.note(session, plan, "began", phrase("The plan has begun; no reminders while you keep to it."), actor=actor)
    telling.write(session, plan, "plan_began", schedule=schedule, by_card=bool(plan.card))


def release(session: Session, plan: Plan, why: str) -> None:
    """The plan does not hold its invoices any more: reminders go on where they were."""
    claiming.take_back(session, load(session, plan.id or 0), clock.today())
    for each in session.exec(select(PlanInvoice).where(PlanInvoice.plan_id == plan.id)):
        each.is_held = False
    if plan.began_on is None:
        plan.predecessor_id = None  # it never took the other's place; a later offer may
    call_off(session, plan.id or 0, why)
    plan.ended_on = clock.today()
    session.flush()


def _look_at_fee(session: Session, loaded: Loaded, mine: Sequence[int]) -> None:
    """Something else may have become due since the plan was proposed (domain.md 5.5)."""
    plan = loaded.plan
    debtor = session.get_one(Debtor, plan.debtor_id)
    if debtor.kind is DebtorKind.CONSUMER:
        left_out = gathering.left_out(session, plan.debtor_id, mine, clock.today())
        for _, refused in costs.above_cap(loaded.policy, loaded.money(plan.fee_minor), debtor.country, left_out):
            raise refused


def _take_over(session: Session, plan_id: int, actor: str) -> None:
    """End the plan that another takes the place of; what was paid of it stays its own."""
    old = locked(session, Plan, [plan_id])[plan_id]
    to = states.moved(old.state, PlanState.RENEGOTIATED)
    give_back(session, claiming.take_back(session, load(session, plan_id), clock.today()))
    old.state, old.until_allocation_id = to, last_allocation(session)
    release(session, old, "Another plan takes its place.")
    telling.note(session, old, "renegotiated", phrase("Another plan takes the place of this one."), actor=actor)
