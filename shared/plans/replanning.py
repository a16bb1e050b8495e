"""A plan that adapts: its schedule changes by versions, with the debtor's consent where it costs them, all kept.

A change cuts what is unpaid and brings in new instalments. What is less to pay is taken off the end at once; what is
more, or on other days, waits for the debtor. Nothing that was agreed is ever overwritten.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlmodel import Session, select

from shared import clock
from shared.db import locked
from shared.errors import NotFound
from shared.i18n import Told, phrase
from shared.models import Plan, PlanChange
from shared.plans import allocation, holding, service, states, telling
from shared.plans.allocation import Change
from shared.plans.changing import OutOfDate, carry_out
from shared.plans.loaded import Loaded
from shared.plans.loading import load
from shared.plans.schedule import dates
from shared.plans.service import NotPossible
from shared.words import ChangeState, Frequency, Level, PlanState

MORE, LESS = "more_to_pay", "less_to_pay"


@dataclass(frozen=True, slots=True)
class Why:
    """What a change of a schedule is called, and the reason as the debtor may read it."""

    kind: str
    reason: Told


def move_date(session: Session, plan_id: int, instalment_id: int, to: date, *, actor: str) -> None:
    """The debtor moves one instalment by a few days, as often as the policy allows.

    Raises:
        NotPossible: too far, too often, or not an instalment to come.
    """
    plan = holding.lock(session, plan_id)
    loaded = _running(session, plan)
    conduct, stand = loaded.policy.conduct, _unpaid(loaded, instalment_id)
    if plan.moves >= conduct.max_moves:
        raise NotPossible("The date of this plan was moved before; please ask us to change it.")
    if abs((to - stand.due_on).days) > conduct.move_days or to < clock.today():
        raise NotPossible("A date can be moved by up to {days} days, and not into the past.", days=conduct.move_days)
    plan.moves += 1
    told = Told("The payment of {day} was moved to {to}.", day=stand.due_on, to=to)
    apply(session, loaded, allocation.moved(loaded.stands, instalment_id, to), {}, Why("moved", told), actor)


def propose(session: Session, plan_id: int, change: Change, why: Why, *, actor: str) -> PlanChange:
    """Staff propose a change of the schedule; it takes effect when the debtor consents.

    Raises:
        NotPossible: the plan is not running, or the change alters what is owed.
    """
    loaded = _running(session, holding.lock(session, plan_id))
    if not change or change.delta:
        raise NotPossible("A change moves what is left to other days; it does not change how much that is.")
    return _ask(session, loaded, change, {}, why, actor)


def consent(session: Session, change_id: int, *, actor: str) -> None:
    """The debtor agrees to a change that was proposed, and it takes effect.

    Raises:
        OutOfDate: it was decided before, or what it would cut was paid meanwhile.
    """
    row = _waiting(session, change_id)
    plan = holding.lock(session, row.plan_id)
    loaded = load(session, row.plan_id)
    if row.based_on_version != plan.schedule_version:
        raise OutOfDate
    adjusts = {int(id_): minor for id_, minor in row.adjusts.items()}
    carry_out(session, loaded, Change.from_data(row.change), adjusts)
    row.state, row.decided_by, row.decided_at = ChangeState.APPLIED, actor, clock.now()
    telling.note(session, plan, "change_agreed", _reason(row), actor=actor)


def refuse(session: Session, change_id: int, *, actor: str) -> None:
    """The debtor turns a change down; the plan stays as it is.

    Raises:
        OutOfDate: it was decided before.
    """
    row = _waiting(session, change_id)
    row.state, row.decided_by, row.decided_at = ChangeState.DECLINED, actor, clock.now()
    telling.note(session, session.get_one(Plan, row.plan_id), "change_refused", _reason(row), actor=actor)


def adapt(session: Session, plan_id: int) -> bool:
    """Bring a plan's schedule back to what is owed: a credit note, a payment taken back, any other change of balance.

    Less than planned is cut from the end at once. More than planned is proposed as instalments at the end.

    Returns:
        Whether the schedule, or a proposal for it, changed.
    """
    holding.lock(session, plan_id)
    return adapt_loaded(session, load(session, plan_id))


def adapt_loaded(session: Session, loaded: Loaded) -> bool:
    """See `adapt`; for a plan that is locked and loaded already, and has to be loaded again if this says yes."""
    plan, plan_id = loaded.plan, loaded.plan.id or 0
    off = {each.row.id or 0: -each.unplanned for each in loaded.invoices if each.unplanned}
    if plan.state not in states.RUNNING or not off:
        _withdraw(session, plan_id, MORE)
        return False
    total = -loaded.unplanned
    if total == 0 and sum(off.values()) > 0:  # more was owed than planned, and paid beside the plan
        _withdraw(session, plan_id, MORE)
        return False
    if total <= 0:
        told = Told("{amount} less is left to pay; the plan is done sooner.", amount=loaded.money(-total))
        apply(session, loaded, allocation.shorter(loaded.stands, -total), off, Why(LESS, told), telling.AUTOMATIC)
        return True
    return _ask_for_more(session, loaded, total, off)


def renegotiate(session: Session, plan_id: int, wish: service.Wish, *, level: Level, actor: str) -> Plan:
    """Staff offer another plan for what is left of a running or broken one, which stays until the debtor accepts.

    Then what was paid stays where it is, what was not passes to the new plan, and the link between them is kept.

    Raises:
        NotPossible: too often.
        PlanRefused: the policy does not allow the new one.
    """
    old = holding.lock(session, plan_id)
    states.moved(old.state, PlanState.RENEGOTIATED)
    if old.renegotiations >= load(session, plan_id).policy.conduct.max_renegotiations:
        raise NotPossible("This plan was renegotiated as often as the policy allows.")
    new = service.propose(session, replace(wish, instead_of=plan_id), level=level, actor=actor)
    new.predecessor_id, new.renegotiations = old.id, old.renegotiations + 1
    session.flush()
    told = phrase("Another plan was offered in the place of this one.")
    telling.note(session, old, "replan_offered", told, actor=actor)
    return new


def _ask_for_more(session: Session, loaded: Loaded, total: int, off: Mapping[int, int]) -> bool:
    planned = sum(off.values())  # with what was paid beside the plan already: it fills the new instalments first
    change = allocation.longer(loaded.stands, planned, _days_after(loaded, 12))
    found = session.exec(_proposed(loaded.plan.id or 0, MORE)).first()
    if found is not None and Change.from_data(found.change).delta == planned:
        return False
    _withdraw(session, loaded.plan.id or 0, MORE)
    told = Told(
        "{amount} more is owed; with your consent it is paid at the end of the plan.", amount=loaded.money(total)
    )
    _ask(session, loaded, change, off, Why(MORE, told), telling.AUTOMATIC)
    return True


def _days_after(loaded: Loaded, count: int) -> Sequence[date]:
    plan, last = loaded.plan, max((each.due_on for each in loaded.stands), default=clock.today())
    frequency = Frequency.MONTHLY if plan.frequency is Frequency.DATES else plan.frequency
    start = max(last, clock.today())
    return dates(start, frequency, count + 1, day=plan.day)[1:]


def _ask(
    session: Session, loaded: Loaded, change: Change, adjusts: Mapping[int, int], why: Why, actor: str
) -> PlanChange:
    row = _row(loaded, change, adjusts, why, actor)
    row.state = ChangeState.PROPOSED
    session.add(row)
    session.flush()
    telling.note(session, loaded.plan, "change_proposed", why.reason, actor=actor)
    telling.write(session, loaded.plan, "plan_change", reason=why.reason)
    return row


def apply(
    session: Session, loaded: Loaded, change: Change, adjusts: Mapping[int, int], why: Why, actor: str
) -> PlanChange:
    """Change the schedule at once, and keep what it was and why. The caller holds the plan."""
    row = _row(loaded, change, adjusts, why, actor)
    row.state, row.decided_by, row.decided_at = ChangeState.APPLIED, actor[:80], clock.now()
    session.add(row)
    carry_out(session, loaded, change, adjusts)
    telling.note(session, loaded.plan, why.kind, why.reason, actor=actor)
    return row


def _row(loaded: Loaded, change: Change, adjusts: Mapping[int, int], why: Why, actor: str) -> PlanChange:
    before = [
        {"id": each.id, "number": each.number, "due_on": str(each.due_on), "amount": each.amount, "paid": each.paid}
        for each in loaded.stands
    ]
    return PlanChange(
        plan_id=loaded.plan.id or 0,
        kind=why.kind,
        state=ChangeState.PROPOSED,
        change=change.as_data,
        before=before,
        adjusts={str(id_): minor for id_, minor in adjusts.items()},
        based_on_version=loaded.plan.schedule_version,
        reason=why.reason.text[:200],
        facts=why.reason.facts,
        proposed_by=actor[:80],
        proposed_at=clock.now(),
    )


def _reason(row: PlanChange) -> Told:
    return Told.read(row.reason, row.facts)


def _waiting(session: Session, change_id: int) -> PlanChange:
    row = locked(session, PlanChange, [change_id])[change_id]
    if row.state is not ChangeState.PROPOSED:
        raise OutOfDate
    return row


def _proposed(plan_id: int, kind: str) -> Any:
    return select(PlanChange).where(
        PlanChange.plan_id == plan_id, PlanChange.kind == kind, PlanChange.state == ChangeState.PROPOSED
    )


def _withdraw(session: Session, plan_id: int, kind: str) -> None:
    for each in session.exec(_proposed(plan_id, kind)):
        each.state, each.decided_by, each.decided_at = ChangeState.WITHDRAWN, telling.AUTOMATIC, clock.now()


def _running(session: Session, plan: Plan) -> Loaded:
    if plan.state not in states.RUNNING:
        raise NotPossible("Only a plan that is running can be changed.")
    return load(session, plan.id or 0)


def _unpaid(loaded: Loaded, instalment_id: int) -> allocation.Standing:
    stand = next((each for each in loaded.stands if each.id == instalment_id and each.left), None)
    if stand is None:
        raise NotFound("There is no such instalment to come.")
    return stand
