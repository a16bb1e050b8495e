"""What a plan waits for: of each of its invoices as many disputes as its policy lets hold it (ADR-0034)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session

from shared import cases
from shared.cases import Objected
from shared.models import Plan
from shared.plans.policy import Policy


@dataclass(frozen=True, slots=True)
class OpenDispute:
    """A dispute that is not answered yet; one that came again `holds` the plan only where staff let it."""

    id: int
    invoice_id: int
    since: date
    holds: bool


@dataclass(frozen=True, slots=True)
class Pause:
    """What of a plan's invoices is disputed now, and the day from which the days of its instalments count."""

    disputes: tuple[OpenDispute, ...]
    counts_from: date | None


def pauses(
    session: Session,
    plans: Mapping[int, tuple[Plan, Policy]],
    covered: Mapping[int, Sequence[int]],
    on: date,
) -> dict[int, Pause]:
    """By plan; its days count anew from when a dispute that held it was closed, or staff went on.

    Args:
        session: to read with.
        plans: the plans with the policies they were agreed under.
        covered: the invoices of each.
        on: today.
    """
    found = cases.objections(session, {each for some in covered.values() for each in some})
    made = {}
    for id_, (plan, policy) in plans.items():
        most = policy.conduct.max_disputes
        marked = [each for invoice in covered[id_] for each in with_hold(found.get(invoice, ()), most)]
        disputes = tuple(
            OpenDispute(each.id, each.invoice_id, each.since, holds) for each, holds in marked if each.until is None
        )
        days = [each.until for each, holds in marked if holds and each.until]
        days += [each for each in (plan.resumed_on, on if any(each.holds for each in disputes) else None) if each]
        made[id_] = Pause(disputes, max(days, default=None))
    return made


def with_hold(disputes: Sequence[Objected], most: int) -> list[tuple[Objected, bool]]:
    """The disputes of one invoice, the oldest first, each with whether it holds a plan."""
    return [(each, at < most or each.is_held) for at, each in enumerate(disputes)]
