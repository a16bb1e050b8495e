"""What a plan is decided on, read from the books: the debtor, their invoices, and the plans they had."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from sqlalchemy import case, func, select
from sqlmodel import Session, col

from shared import cases
from shared.db import one_of
from shared.errors import NotFound
from shared.models import Debtor, Invoice, Plan, PlanInvoice
from shared.money import Money
from shared.plans.deciding import Covered, Facts, Means
from shared.plans.states import RUNNING
from shared.words import PlanState

ON_PLAN = "plan"
"""The hold of an invoice that a running plan covers already."""
_REMEMBERED = timedelta(days=365)

Holds = Mapping[int, frozenset[str]]


@dataclass(frozen=True, slots=True)
class Known:
    """What the caller knows beside the books and the disputes.

    `rating` counts instead of the debtor's stored one; `instead_of` is a plan that this one would take the place of.
    """

    holds: Holds = field(default_factory=dict)
    rating: str = ""
    means: Means | None = None
    instead_of: int = 0


def facts_for(
    session: Session, debtor_id: int, invoice_ids: Iterable[int], on: date, known: Known | None = None
) -> Facts:
    """Everything a decision needs.

    Raises:
        NotFound: no such debtor or invoice.
    """
    debtor, known = session.get(Debtor, debtor_id), known or Known()
    if debtor is None:
        raise NotFound("This debtor does not exist.")
    wanted = sorted(set(invoice_ids))
    rows = session.scalars(
        select(Invoice).where(col(Invoice.id).in_(wanted)).order_by(col(Invoice.due_on), col(Invoice.id))
    ).all()
    if len(rows) < len(wanted):
        raise NotFound("One of these invoices does not exist.")
    standing = history(session, [debtor_id], on, but=known.instead_of)
    broken, active = standing.get(debtor_id, (0, 0))
    return Facts(
        on=on,
        debtor_id=debtor_id,
        kind=debtor.kind,
        country=debtor.country,
        invoices=covered(session, rows, known.holds, but=known.instead_of),
        rating=known.rating or debtor.rating,
        broken=broken,
        active=active,
        means=known.means,
        left_out=left_out(session, debtor_id, wanted, on),
    )


def left_out(session: Session, debtor_id: int, wanted: Collection[int], on: date) -> tuple[str, ...]:
    """The numbers of what the debtor owes that is due, beside what is wanted."""
    owed = due(session, [debtor_id], on).get(debtor_id, {})
    return tuple(number for id_, number in owed.items() if id_ not in wanted)


def due(session: Session, debtor_ids: Sequence[int], on: date) -> dict[int, dict[int, str]]:
    """What each debtor owes that is due, in whatever currency and whatever stands against it: numbers by id."""
    found: dict[int, dict[int, str]] = defaultdict(dict)
    query = (
        select(col(Invoice.debtor_id), col(Invoice.id), col(Invoice.number))
        .where(col(Invoice.outstanding_minor) > 0, col(Invoice.due_on) <= on)
        .order_by(col(Invoice.due_on), col(Invoice.id))
    )
    for among in one_of(col(Invoice.debtor_id), debtor_ids):
        for debtor_id, id_, number in session.execute(query.where(among)):
            found[debtor_id][id_] = number
    return found


def covered(session: Session, rows: Sequence[Invoice], holds: Holds, *, but: int = 0) -> tuple[Covered, ...]:
    """The invoices as a decision sees them; one that is disputed, or in a running plan (other than `but`), is held."""
    ids = [each.id or 0 for each in rows]
    on_plan, disputed = held(session, ids, but=but), cases.holds(session, ids)
    return tuple(
        Covered(
            each.id or 0,
            each.number,
            each.debtor_id,
            Money(each.outstanding_minor, each.currency),
            each.due_on,
            holds.get(each.id or 0, frozenset())
            | disputed.get(each.id or 0, frozenset())
            | ({ON_PLAN} if each.id in on_plan else frozenset()),
        )
        for each in rows
        if each.outstanding_minor
    )


def held(session: Session, invoice_ids: Sequence[int], *, but: int = 0) -> set[int]:
    """Which of the invoices a running plan other than `but` covers."""
    query = select(col(PlanInvoice.invoice_id)).where(col(PlanInvoice.is_held), col(PlanInvoice.plan_id) != but)
    return {
        id_ for among in one_of(col(PlanInvoice.invoice_id), invoice_ids) for id_ in session.scalars(query.where(among))
    }


def history(session: Session, debtor_ids: Sequence[int], on: date, *, but: int = 0) -> dict[int, tuple[int, int]]:
    """Plans broken in the last twelve months, and plans running other than `but`, by debtor."""
    found: dict[int, tuple[int, int]] = {}
    counted = select(col(Plan.debtor_id), *_counts(on, but)).group_by(col(Plan.debtor_id))
    for among in one_of(col(Plan.debtor_id), debtor_ids):
        for debtor_id, broken, active in session.execute(counted.where(among)):
            found[debtor_id] = (int(broken), int(active))
    return found


def _counts(on: date, but: int) -> list[Any]:
    is_broken = (col(Plan.state) == PlanState.DEFAULTED) & (col(Plan.ended_on) > on - _REMEMBERED)
    is_active = col(Plan.state).in_(RUNNING) & (col(Plan.id) != but)
    return [func.sum(case((each, 1), else_=0)) for each in (is_broken, is_active)]
