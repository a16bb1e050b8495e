"""Fees of a plan claimed: the set-up fee when it begins, interest when its instalment is due or paid, never before.

Whoever pays all that is left before its day pays the interest of the days gone by; what is still to come is not owed.
A card payment is begun with the interest it will make owed; if it never comes, that is taken back (ADR-0037).
"""

from collections.abc import Sequence
from datetime import date

from sqlmodel import Session, col, select

from shared import fees, payments
from shared.db import locked
from shared.models import Allocation, Creditor, Instalment, Invoice, PlanInvoice
from shared.plans import interest, telling
from shared.plans.allocation import Standing
from shared.plans.loaded import Covered, Loaded
from shared.plans.loading import load
from shared.plans.states import RUNNING
from shared.words import FeeKind

_NEVER_CAME = "The payment that it was asked with never came."


def fee_of_beginning(session: Session, loaded: Loaded, on: date) -> None:
    """Claim the set-up fee with the first payment of a plan that begins."""
    if loaded.plan.fee_minor:
        _claim(session, loaded, FeeKind.SET_UP_FEE, loaded.stands[0], loaded.plan.fee_minor, on)


def by_time(session: Session, loaded: Loaded, on: date) -> Loaded:
    """Claim the interest of every instalment that is due; the plan as it is then. The caller holds its lock.

    What was claimed before its day for a payment that never came is taken back first.
    """
    loaded = take_back(session, loaded, on)
    to_come = loaded.to_come if _may(loaded) else {}
    due = interest.reached(loaded.stands, to_come, on)
    for each in due:
        _claim(session, loaded, FeeKind.PLAN_INTEREST, each, to_come[each.id], on)
    return load(session, loaded.plan.id or 0, on=on) if due else loaded


def before_charge(session: Session, loaded: Loaded, on: date) -> Loaded:
    """See `by_time`; for a plan that nobody holds yet. One without interest is left as it is."""
    if not loaded.plan.interest_bp:
        return loaded
    locked(session, Invoice, [each.row.invoice_id for each in loaded.invoices])
    return by_time(session, load(session, loaded.plan.id or 0, on=on), on)


def for_payment(session: Session, loaded: Loaded, amount: int, on: date) -> Loaded:
    """Claim what a payment of so many minor units makes owed; the plan as it is then. The caller holds its locks."""
    loaded = by_time(session, loaded, on)
    found = called_by(loaded, amount, on)
    if found is None:
        return loaded
    _claim(session, loaded, FeeKind.PLAN_INTEREST, *found, on)
    return load(session, loaded.plan.id or 0, on=on)


def take_back(session: Session, loaded: Loaded, on: date) -> Loaded:
    """Give up interest that nobody owes yet: not due, never paid of, and no card payment under way for it."""
    early = _early(loaded, on)
    ids = [each.row.invoice_id for each, _ in early]
    kept = payments.being_paid(session, ids) | _ever_paid(session, ids) if ids else set()
    given_up = [(each, stand) for each, stand in early if each.row.invoice_id not in kept]
    for each, stand in given_up:
        fees.waive(session, each.fee_id or 0, reason=_NEVER_CAME, on=on, actor=telling.AUTOMATIC)
        loaded.rows[stand.id].amount_minor -= each.outstanding
        session.delete(each.row)
    session.flush()
    return load(session, loaded.plan.id or 0, on=on) if given_up else loaded


def as_if_paid(loaded: Loaded, amount: int, on: date) -> Loaded:
    """The plan as it would be with what a payment of so many minor units makes owed; nothing is changed."""
    to_come = loaded.to_come if _may(loaded) else {}
    for each in interest.reached(loaded.stands, to_come, on):
        loaded = loaded.with_claimed(each, FeeKind.PLAN_INTEREST, to_come[each.id])
    found = called_by(loaded, amount, on)
    return loaded.with_claimed(found[0], FeeKind.PLAN_INTEREST, found[1]) if found else loaded


def called_by(loaded: Loaded, amount: int, on: date) -> tuple[Standing, int] | None:
    """The next instalment and the interest that paying so much makes owed; None when it reaches none.

    An instalment whose period has not begun bears nothing yet: what is paid of it early only makes its interest less.
    """
    to_come = loaded.to_come if _may(loaded) else {}
    after = next((each for each in loaded.stands if each.id in to_come), None)
    if after is None:
        return None
    before = sum(each.left for each in loaded.stands if each.id not in to_come)
    since = interest.accrued(to_come[after.id], after.due_on, loaded.plan.frequency, on)
    if amount <= before or not since:
        return None
    pays_all = amount >= sum(each.left for each in loaded.stands) + since
    return after, since if pays_all else to_come[after.id]


def payoff(loaded: Loaded, on: date) -> int:
    """What all that is left comes to today: what is open, and interest to the day, none of what is to come."""
    open_ = sum(each.left for each in loaded.stands)
    to_come = loaded.to_come
    due = sum(to_come[each.id] for each in interest.reached(loaded.stands, to_come, on))
    after = next((each for each in loaded.stands if each.id in to_come and each.due_on > on), None)
    if after is None:
        return open_ + due
    return open_ + due + interest.accrued(to_come[after.id], after.due_on, loaded.plan.frequency, on)


def _early(loaded: Loaded, on: date) -> list[tuple[Covered, Standing]]:
    """Interest of instalments to come of which nothing was paid or waived, with the instalment that carries it."""
    carries = {each.number: each for each in loaded.stands if each.due_on > on}
    return [
        (each, stand)
        for each in loaded.invoices
        if each.is_interest and (stand := carries.get(each.carried_by or 0))
        if each.outstanding == each.row.open_minor <= stand.left
    ]


def _ever_paid(session: Session, invoice_ids: Sequence[int]) -> set[int]:
    """What was paid and taken back stays an item of the plan: the allocations of both name its instalments."""
    return set(session.exec(select(Allocation.invoice_id).where(col(Allocation.invoice_id).in_(invoice_ids))))


def _may(loaded: Loaded) -> bool:
    """Nothing is claimed before a plan begins, after it has ended, or while it is paused (domain.md 3.6)."""
    plan = loaded.plan
    return bool(plan.interest_bp) and plan.began_on is not None and plan.state in RUNNING and not loaded.is_paused


def _claim(session: Session, loaded: Loaded, kind: FeeKind, stand: Standing, minor: int, on: date) -> None:
    """An item beside the plan's invoices, that the plan covers, and by which the instalment is larger."""
    plan = loaded.plan
    asked = fees.Claim(
        kind=kind,
        creditor_id=_creditor(session, loaded),
        debtor_id=plan.debtor_id,
        plan_id=plan.id or 0,
        number=stand.number,
        amount=loaded.money(minor),
        due_on=stand.due_on,
        basis=f"Payment plan {plan.reference}, accepted by {plan.accepted_by} on {plan.began_on}",
    )
    item = fees.claim(session, asked, on=on, actor=telling.AUTOMATIC)
    session.add(PlanInvoice(plan_id=plan.id or 0, invoice_id=item.id or 0, open_minor=minor, is_held=True))
    session.get_one(Instalment, stand.id).amount_minor += minor
    session.flush()


def _creditor(session: Session, loaded: Loaded) -> int:
    """Whose the fee is: the creditor's of the invoices; of invoices we bought it is ours."""
    first = session.get_one(Invoice, loaded.invoices[0].row.invoice_id)
    if first.agreement_id is None:
        return first.creditor_id
    return session.exec(select(Creditor.id).where(col(Creditor.is_house)).limit(1)).one() or 0
