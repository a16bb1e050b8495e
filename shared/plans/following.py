"""What time and money do to plans: offers lapse, schedules adapt, missed instalments have consequences, in this order.

A job calls `follow` for every plan that `to_follow` names; it may run at any time and twice.
"""

from collections.abc import Sequence
from datetime import date, timedelta

from sqlalchemy import or_
from sqlmodel import Session, col, select

from shared import clock
from shared.db import one_of
from shared.i18n import phrase
from shared.models import Invoice, Plan, PlanInvoice
from shared.payments.after_capture.queries import disputed_among
from shared.plans import asking, charging, claiming, gathering, holding, replanning, states, telling
from shared.plans.loaded import Loaded
from shared.plans.loading import load
from shared.plans.states import ENDED_BY_HAND, RUNNING, WAITING, Course
from shared.words import FeeKind, InstalmentState, PlanState


def to_follow(session: Session) -> list[int]:
    """The plans that something may happen to: those that wait or run, completed ones with money taken back, and ended
    ones that left interest to a card payment which may never come.
    """
    reopened = (
        select(PlanInvoice.plan_id)
        .join(Invoice, col(Invoice.id) == PlanInvoice.invoice_id)
        .where(Invoice.outstanding_minor > 0)
    )
    back = (col(Plan.state) == PlanState.COMPLETED) & col(Plan.id).in_(reopened)
    late = (col(Plan.state) == PlanState.DEFAULTED) & col(Plan.id).not_in(reopened)
    claimed = reopened.where(Invoice.fee_kind == FeeKind.PLAN_INTEREST, col(Invoice.due_on) > clock.today())
    left = col(Plan.state).in_(ENDED_BY_HAND | {PlanState.DEFAULTED}) & col(Plan.id).in_(claimed)
    query = select(Plan.id).where(or_(col(Plan.state).in_(RUNNING | WAITING), back, late, left))
    return [id_ or 0 for id_ in session.exec(query.order_by(col(Plan.id)))]


def states_of(session: Session, plan_ids: Sequence[int]) -> dict[int, PlanState]:
    """Where each of the plans is in its life."""
    parts = (session.exec(select(Plan).where(among)) for among in one_of(col(Plan.id), plan_ids))
    return {each.id or 0: each.state for part in parts for each in part}


def follow(session: Session, plan_id: int) -> PlanState:
    """Bring one plan to where it is today: lapse, adapt to what is owed, announce what is near, then move on.

    A charge that is planned or under way is waited for before any consequence.
    """
    plan, on = holding.lock(session, plan_id), clock.today()
    if plan.state in WAITING:
        if on > plan.offered_until and plan.state is PlanState.OFFERED:
            _move(session, load(session, plan_id, on=on), PlanState.EXPIRED, on)
        return plan.state
    loaded = load(session, plan_id, on=on)
    if plan.state in ENDED_BY_HAND:
        claiming.take_back(session, loaded, on)
        return plan.state
    if replanning.adapt_loaded(session, loaded):
        loaded = load(session, plan_id, on=on)
    loaded = claiming.by_time(session, loaded, on)
    if charging.give_up_unannounced(session, loaded) or charging.announce_near(session, loaded, on):
        loaded = load(session, plan_id, on=on)
    asking.announce_due(session, loaded, on)
    to = states.where_to(_course(session, loaded, on), loaded.policy.conduct, on)
    if to is not plan.state:
        _move(session, loaded, to, on)
    return plan.state


def _course(session: Session, loaded: Loaded, on: date) -> Course:
    plan = loaded.plan
    return Course(
        state=plan.state,
        instalments=loaded.seen,
        outstanding=loaded.outstanding,
        cures=plan.cures,
        cured_on=plan.cured_on,
        cure_until=plan.cure_until,
        is_paused=loaded.is_paused or _is_disputed_at_bank(session, loaded),
        other_overdue_days=_other_overdue(session, plan, on),
    )


def _is_disputed_at_bank(session: Session, loaded: Loaded) -> bool:
    """A cardholder disputes a payment of it: what the bank withdrew is nobody's fault until it has decided."""
    return bool(disputed_among(session, [each.row.invoice_id for each in loaded.invoices]))


def _other_overdue(session: Session, plan: Plan, on: date) -> int:
    """How long the oldest open invoice that came due since the plan began, and that it does not cover, is overdue."""
    covered = select(PlanInvoice.invoice_id).where(PlanInvoice.plan_id == plan.id)
    query = select(Invoice).where(
        Invoice.debtor_id == plan.debtor_id,
        Invoice.outstanding_minor > 0,
        col(Invoice.due_on) >= (plan.began_on or on),
        col(Invoice.id).not_in(covered),
    )
    oldest = session.exec(query.order_by(col(Invoice.due_on)).limit(1)).first()
    return (on - oldest.due_on).days if oldest is not None else 0


def _move(session: Session, loaded: Loaded, to: PlanState, on: date) -> None:
    plan, was = loaded.plan, loaded.plan.state
    if to is PlanState.ACTIVE and was is PlanState.COMPLETED and not _held_again(session, loaded):
        return
    plan.state = states.moved(was, to)
    missed = [each.standing for each in loaded.seen if each.state is InstalmentState.MISSED]
    match to:
        case PlanState.BREACHED:
            plan.cure_until = on + timedelta(days=loaded.policy.conduct.cure_days)
            asking.ask_for(session, loaded, "plan_breached", missed, until=plan.cure_until)
        case PlanState.ACTIVE if was is PlanState.BREACHED:
            plan.cures, plan.cured_on, plan.cure_until = plan.cures + 1, on, None
        case PlanState.AT_RISK if missed:
            asking.ask_for(session, loaded, "plan_missed", missed)
        case PlanState.DEFAULTED:
            _broken(session, loaded)
        case PlanState.COMPLETED:
            holding.release(session, plan, "The plan is paid.")
            telling.write(session, plan, "plan_completed")
        case PlanState.CANCELLED | PlanState.EXPIRED:
            holding.release(session, plan, _TOLD[to])
    telling.note(session, plan, to.value, _TOLD[to], actor=telling.AUTOMATIC)


def _broken(session: Session, loaded: Loaded) -> None:
    plan = loaded.plan
    holding.release(session, plan, "The plan was not kept.")
    telling.write(session, plan, "plan_broken", left=loaded.money(loaded.outstanding))


def _held_again(session: Session, loaded: Loaded) -> bool:
    """A completed plan that goes on holds its invoices again, unless another plan does meanwhile."""
    if gathering.held(session, [each.row.invoice_id for each in loaded.invoices]):
        return False
    for each in loaded.invoices:
        each.row.is_held = True
    loaded.plan.ended_on = None
    session.flush()
    return True


_TOLD = {
    PlanState.ACTIVE: phrase("The plan is being kept."),
    PlanState.AT_RISK: phrase("An instalment is missing."),
    PlanState.BREACHED: phrase("Instalments are missing; the plan ends unless they are paid in time."),
    PlanState.DEFAULTED: phrase("The plan was not kept; all that is left is due now."),
    PlanState.COMPLETED: phrase("The plan is paid."),
    PlanState.CANCELLED: phrase("The first payment did not come."),
    PlanState.EXPIRED: phrase("The offer was not accepted in time."),
}
