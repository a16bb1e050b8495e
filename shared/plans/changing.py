"""A change of a schedule carried out: cuts what is unpaid, brings in what is new, keeps all that was."""

from collections.abc import Mapping

from sqlmodel import Session

from shared.errors import Conflict
from shared.models import Instalment, Plan, PlanInvoice
from shared.plans import charging
from shared.plans.allocation import Added, Change
from shared.plans.loaded import Loaded


class OutOfDate(Conflict):
    def __init__(self) -> None:
        super().__init__("The plan has changed since this was proposed; please look at it again.")


def carry_out(session: Session, loaded: Loaded, change: Change, adjusts: Mapping[int, int]) -> None:
    """Cut and add, under the plan's lock; a cut never reaches what is paid.

    Args:
        session: where the plan is locked.
        loaded: the plan.
        change: what is cut and what comes in.
        adjusts: by how much what the plan counts on changes, by its invoices' rows, in minor units.

    Raises:
        OutOfDate: what would be cut was paid meanwhile.
    """
    plan, left = loaded.plan, {each.id: each.left for each in loaded.stands}
    if any(minor > left.get(id_, 0) for id_, minor in change.cuts):
        raise OutOfDate
    plan.schedule_version += 1
    for id_, minor in change.cuts:
        row = loaded.rows[id_]
        row.cut_minor, row.cut_in_version = row.cut_minor + minor, plan.schedule_version
    for each in change.adds:
        session.add(_instalment(plan, each))
    for plan_invoice_id, minor in adjusts.items():
        session.get_one(PlanInvoice, plan_invoice_id).adjusted_minor += minor
    charging.call_off(session, plan.id or 0, "The schedule changed.", [id_ for id_, _ in change.cuts])
    session.flush()


def give_back(session: Session, loaded: Loaded) -> None:
    """Cut all that is unpaid, and count on nothing more: another plan takes over."""
    change = Change(cuts=tuple((each.id, each.left) for each in loaded.stands if each.left))
    counted = {each.row.id or 0: each.paid - each.row.open_minor - each.row.adjusted_minor for each in loaded.invoices}
    carry_out(session, loaded, change, {id_: minor for id_, minor in counted.items() if minor})


def _instalment(plan: Plan, added: Added) -> Instalment:
    return Instalment(
        plan_id=plan.id or 0,
        number=added.number,
        schedule_version=plan.schedule_version,
        due_on=added.due_on,
        amount_minor=added.amount,
    )
