"""What a plan is decided on, read from the books: the debtor, their invoices, and the plans they had."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from sqlalchemy import case, func, select
from sqlmodel import Session, col

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


def facts_for(
    session: Session,
    debtor_id: int,
    invoice_ids: Iterable[int],
    on: date,
    *,
    holds: Holds | None = None,
    rating: str = "",
    means: Means | None = None,
) -> Facts:
    """Everything a decision needs. What nouns above plans know (disputes, the rating) the caller passes in.

    Raises:
        NotFound: no such debtor or invoice.
    """
    debtor = session.get(Debtor, debtor_id)
    if debtor is None:
        raise NotFound("This debtor does not exist.")
    wanted = sorted(set(invoice_ids))
    rows = session.scalars(
        select(Invoice).where(col(Invoice.id).in_(wanted)).order_by(col(Invoice.due_on), col(Invoice.id))
    ).all()
    if len(rows) < len(wanted):
        raise NotFound("One of these invoices does not exist.")
    standing = history(session, [debtor_id], on)
    broken, active = standing.get(debtor_id, (0, 0))
    return Facts(
        on=on,
        debtor_id=debtor_id,
        kind=debtor.kind,
        country=debtor.country,
        invoices=covered(session, rows, holds or {}),
        rating=rating,
        broken=broken,
        active=active,
        means=means,
    )


def covered(session: Session, rows: Sequence[Invoice], holds: Holds) -> tuple[Covered, ...]:
    """The invoices as a decision sees them; one in a running plan is held by it."""
    on_plan = held(session, [each.id or 0 for each in rows])
    return tuple(
        Covered(
            each.id or 0,
            each.number,
            each.debtor_id,
            Money(each.outstanding_minor, each.currency),
            each.due_on,
            holds.get(each.id or 0, frozenset()) | ({ON_PLAN} if each.id in on_plan else frozenset()),
        )
        for each in rows
        if each.outstanding_minor
    )


def held(session: Session, invoice_ids: Sequence[int]) -> set[int]:
    """Which of the invoices a running plan covers."""
    query = select(col(PlanInvoice.invoice_id)).where(col(PlanInvoice.is_held))
    return {
        id_ for among in one_of(col(PlanInvoice.invoice_id), invoice_ids) for id_ in session.scalars(query.where(among))
    }


def history(session: Session, debtor_ids: Sequence[int], on: date) -> dict[int, tuple[int, int]]:
    """Plans broken in the last twelve months, and plans running, by debtor."""
    found: dict[int, tuple[int, int]] = {}
    counted = select(col(Plan.debtor_id), *_counts(on)).group_by(col(Plan.debtor_id))
    for among in one_of(col(Plan.debtor_id), debtor_ids):
        for debtor_id, broken, active in session.execute(counted.where(among)):
            found[debtor_id] = (int(broken), int(active))
    return found


def _counts(on: date) -> list[Any]:
    is_broken = (col(Plan.state) == PlanState.DEFAULTED) & (col(Plan.ended_on) > on - _REMEMBERED)
    return [func.sum(case((each, 1), else_=0)) for each in (is_broken, col(Plan.state).in_(RUNNING))]
