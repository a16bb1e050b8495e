"""One state machine for retries, instalments and plans: a retry always comes before a consequence (domain.md 3.5)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from shared.errors import Refused
from shared.i18n import phrase
from shared.plans.allocation import Standing
from shared.plans.policy import Conduct
from shared.words import ChargeState, InstalmentState, PlanState

_ACTIVE, _RISK, _BREACHED = PlanState.ACTIVE, PlanState.AT_RISK, PlanState.BREACHED
ENDED_BY_HAND = frozenset({PlanState.CANCELLED, PlanState.RENEGOTIATED})
_FROM_RUNNING = frozenset({_ACTIVE, _RISK, _BREACHED, PlanState.DEFAULTED, PlanState.COMPLETED}) | ENDED_BY_HAND
_NEVER_BEGUN = frozenset({PlanState.CANCELLED, PlanState.EXPIRED, PlanState.DECLINED})

NEXT: Mapping[PlanState, frozenset[PlanState]] = {
    PlanState.PENDING_APPROVAL: frozenset({PlanState.OFFERED, PlanState.AWAITING_DOWN_PAYMENT, _ACTIVE}) | _NEVER_BEGUN,
    PlanState.OFFERED: frozenset({PlanState.AWAITING_DOWN_PAYMENT, _ACTIVE}) | _NEVER_BEGUN,
    PlanState.AWAITING_DOWN_PAYMENT: frozenset({_ACTIVE, PlanState.COMPLETED, PlanState.CANCELLED}),
    _ACTIVE: _FROM_RUNNING - {_ACTIVE},
    _RISK: _FROM_RUNNING - {_RISK},
    _BREACHED: _FROM_RUNNING - {_BREACHED},
    PlanState.DEFAULTED: frozenset({PlanState.RENEGOTIATED, PlanState.COMPLETED}),
    PlanState.COMPLETED: frozenset({_ACTIVE}),
    PlanState.RENEGOTIATED: frozenset(),
    PlanState.CANCELLED: frozenset(),
    PlanState.DECLINED: frozenset(),
    PlanState.EXPIRED: frozenset(),
}
"""What may follow on what. A completed plan goes on when money that completed it is taken back."""

RUNNING = frozenset({PlanState.AWAITING_DOWN_PAYMENT, _ACTIVE, _RISK, _BREACHED})
"""Plans that hold off reminders and take payments for their instalments."""
WAITING = frozenset({PlanState.PENDING_APPROVAL, PlanState.OFFERED})
"""Plans nobody is bound by yet."""

TRIED_IN_VAIN = frozenset({ChargeState.SOFT_DECLINE, ChargeState.HARD_DECLINE, ChargeState.AUTHENTICATION})


class NotNow(Refused):
    """What was asked for is not what comes after the state that the plan is in by now."""

    def __init__(self, state: PlanState) -> None:
        super().__init__(_why_not(state))


@dataclass(frozen=True, slots=True)
class Seen:
    """An instalment with its state today, and the day from which its days count."""

    standing: Standing
    state: InstalmentState
    counts_from: date


@dataclass(frozen=True, slots=True)
class Course:
    """What decides where a running plan goes: its instalments, and what happened to it before."""

    state: PlanState
    instalments: Sequence[Seen]
    outstanding: int
    cures: int = 0
    cured_on: date | None = None
    cure_until: date | None = None
    is_paused: bool = False
    other_overdue_days: int = 0


def moved(current: PlanState, to: PlanState) -> PlanState:
    """The new state, if the table allows the step.

    Raises:
        NotNow: it does not.
    """
    if to not in NEXT[current]:
        raise NotNow(current)
    return to


def instalment_state(
    standing: Standing,
    conduct: Conduct,
    on: date,
    *,
    charges: Sequence[ChargeState] = (),
    counts_from: date | None = None,
    settled_on: date | None = None,
    tolerance: int = 0,
) -> InstalmentState:
    """What an instalment is on a day.

    Args:
        standing: the instalment with what is paid of it.
        conduct: grace and retries.
        on: today.
        charges: its card charges, the oldest first; one planned or under way holds off every consequence.
        counts_from: the day its days count from, where that is later than its due date (a plan that was paused).
        settled_on: when it was paid in full.
        tolerance: up to this much short still counts as paid; zero for the last instalment.
    """
    if not standing.amount:
        return InstalmentState.SUPERSEDED
    start = max(standing.due_on, counts_from or standing.due_on)
    missed_after = start + timedelta(days=conduct.grace_days)
    if standing.left <= tolerance:
        was_missed = settled_on is not None and settled_on > missed_after
        return InstalmentState.CURED if was_missed else InstalmentState.PAID
    if ChargeState.PROCESSING in charges:
        return InstalmentState.PROCESSING
    has_failed = any(each in TRIED_IN_VAIN for each in charges)
    if has_failed and ChargeState.PLANNED in charges:
        return InstalmentState.FAILED
    if on > missed_after and ChargeState.PLANNED not in charges:
        return InstalmentState.MISSED
    if has_failed:
        return InstalmentState.FAILED
    if standing.paid:
        return InstalmentState.PARTIAL
    return InstalmentState.DUE if standing.due_on <= on else InstalmentState.SCHEDULED


def where_to(course: Course, conduct: Conduct, on: date) -> PlanState:
    """The state a plan is in on a day; the same as now when nothing has changed."""
    if course.state not in RUNNING and course.state not in (PlanState.COMPLETED, PlanState.DEFAULTED):
        return course.state
    if not course.outstanding:
        return PlanState.COMPLETED
    if course.state is PlanState.COMPLETED:
        return _ACTIVE
    if course.state is PlanState.DEFAULTED or course.is_paused:
        return course.state
    if course.state is PlanState.AWAITING_DOWN_PAYMENT:
        return _after_first(course)
    if course.state is _BREACHED:
        return _after_breach(course, conduct, on)
    if is_breach(course, conduct, on):
        return _BREACHED if course.cures < conduct.max_cures else PlanState.DEFAULTED
    troubled = (InstalmentState.MISSED, InstalmentState.FAILED)
    return _RISK if any(each.state in troubled for each in course.instalments) else _ACTIVE


def is_breach(course: Course, conduct: Conduct, on: date) -> bool:
    """One instalment too long past due, too many missed close together, or other invoices left too long."""
    missed = [each for each in course.instalments if each.state is InstalmentState.MISSED]
    if any((on - each.counts_from).days > conduct.breach_days for each in missed):
        return True
    since = course.cured_on or date.min
    were = [
        each.standing.due_on
        for each in course.instalments
        if each.state in (InstalmentState.MISSED, InstalmentState.CURED) and each.standing.due_on > since
    ]
    window = timedelta(days=conduct.breach_window_days)
    crowded = any(sum(day <= other <= day + window for other in were) >= conduct.breach_missed for day in were)
    return (crowded and bool(missed)) or course.other_overdue_days > conduct.breach_overdue_days


def retry_on(day: date, tries: int, conduct: Conduct) -> date | None:
    """When a charge that was softly declined is tried again; None when it is not.

    Args:
        day: the due date the tries count from.
        tries: how many were made.
        conduct: on which days retries are made.
    """
    return day + timedelta(days=conduct.retry_days[tries - 1]) if 0 < tries <= len(conduct.retry_days) else None


def _after_first(course: Course) -> PlanState:
    first = course.instalments[0]
    if first.state in (InstalmentState.PAID, InstalmentState.CURED):
        return _ACTIVE
    return PlanState.CANCELLED if first.state is InstalmentState.MISSED else course.state


def _after_breach(course: Course, conduct: Conduct, on: date) -> PlanState:
    if any(each.state is InstalmentState.MISSED for each in course.instalments) or is_breach(course, conduct, on):
        is_over = course.cure_until is not None and on > course.cure_until
        waits = any(each.state in (InstalmentState.PROCESSING, InstalmentState.FAILED) for each in course.instalments)
        return PlanState.DEFAULTED if is_over and not waits else _BREACHED
    return _ACTIVE


def _why_not(state: PlanState) -> str:
    if state in WAITING:
        return phrase("That is not possible: the plan has not begun yet.")
    if state in RUNNING:
        return phrase("That is not possible: the plan is running already.")
    if state is PlanState.EXPIRED:
        return phrase("That is not possible any more: the offer of this plan has lapsed.")
    return phrase("That is not possible any more: the plan has ended.")
