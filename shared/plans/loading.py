"""Plans read together with all that says what is paid of them: one derivation for pages, jobs and writers alike."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import Select, func, select
from sqlmodel import Session, col

from shared import clock
from shared.db import chunks
from shared.errors import NotFound
from shared.models import Allocation, Fee, Instalment, Invoice, Plan, PlanCharge, PlanInvoice, PlanPolicy, Rail, Receipt
from shared.money import Money
from shared.plans import policy as policies
from shared.plans.allocation import InForce, Standing, standings
from shared.plans.loaded import Covered, Loaded
from shared.plans.policy import Policy
from shared.plans.states import Seen, instalment_state
from shared.plans.waiting import pauses

MONEY = (Rail.BANK, Rail.CARD)
"""The rails of payments; a credit note changes the balance instead and re-plans."""


class Paid(NamedTuple):
    """What an allocation settles of a plan's invoice; negative when it was taken back."""

    invoice_id: int
    instalment_id: int | None
    amount: int
    on: date


def load(session: Session, plan_id: int, *, on: date | None = None) -> Loaded:
    """One plan.

    Raises:
        NotFound: there is none of that id.
    """
    found = load_all(session, [plan_id], on=on)
    if not found:
        raise NotFound("This plan does not exist.")
    return found[plan_id]


def load_all(session: Session, plan_ids: Iterable[int], *, on: date | None = None) -> dict[int, Loaded]:
    """Plans by id, each derived from its allocations and charges."""
    day = on or clock.today()
    found: dict[int, Loaded] = {}
    for some in chunks(sorted(set(plan_ids))):
        found.update(_load_some(session, some, day))
    return found


def last_allocation(session: Session) -> int:
    """The newest allocation's id: what a plan that begins now does not count."""
    return session.scalars(select(func.max(col(Allocation.id)))).one() or 0


def _load_some(session: Session, ids: Sequence[int], on: date) -> dict[int, Loaded]:
    plans = {each.id or 0: each for each in session.scalars(select(Plan).where(col(Plan.id).in_(ids)))}
    used = {each.policy_id for each in plans.values()}
    rules = {
        each.id or 0: policies.read(each.data)
        for each in session.scalars(select(PlanPolicy).where(col(PlanPolicy.id).in_(used)))
    }
    paid, rows, charges = _payments(session, ids), _instalments(session, ids), _charges(session, ids)
    invoices = _invoices(session, ids, paid)
    covered = {id_: [each.row.invoice_id for each in invoices[id_]] for id_ in plans}
    waits = pauses(session, {id_: (each, rules[each.policy_id]) for id_, each in plans.items()}, covered, on)
    return {
        id_: Loaded(
            plan=each,
            policy=rules[each.policy_id],
            invoices=tuple(invoices[id_]),
            rows={row.id or 0: row for row in rows[id_]},
            seen=_seen(each, rules[each.policy_id], rows[id_], paid[id_], charges, on, waits[id_].counts_from),
            disputes=waits[id_].disputes,
            charges={row.id or 0: charges.get(row.id or 0, ()) for row in rows[id_]},
        )
        for id_, each in plans.items()
    }


def payments(ids: Sequence[int], *columns: Any) -> Select[Any]:
    """The money set against each plan's invoices while it runs, and what was taken back of it, the oldest first."""
    counted = func.coalesce(col(Allocation.reverses_id), col(Allocation.id))
    return (
        select(*columns)
        .join_from(PlanInvoice, Plan, col(Plan.id) == PlanInvoice.plan_id)
        .join(Allocation, col(Allocation.invoice_id) == PlanInvoice.invoice_id)
        .join(Receipt, col(Receipt.id) == Allocation.receipt_id)
        .where(col(PlanInvoice.plan_id).in_(ids), col(Plan.began_on).is_not(None))
        .where(
            counted > col(Plan.after_allocation_id), counted <= func.coalesce(col(Plan.until_allocation_id), counted)
        )
        .where(col(Receipt.rail).in_(MONEY))
        .order_by(col(Allocation.id))
    )


SETTLED = col(Allocation.amount_minor) + col(Allocation.difference_minor)
"""What an allocation settles of its invoice, in minor units."""


def _payments(session: Session, ids: Sequence[int]) -> dict[int, list[Paid]]:
    columns = (Allocation.invoice_id, Allocation.instalment_id, SETTLED, Receipt.received_on)
    found: dict[int, list[Paid]] = defaultdict(list)
    for plan_id, *facts in session.execute(payments(ids, PlanInvoice.plan_id, *columns)):
        found[plan_id].append(Paid(*facts))
    return found


def _instalments(session: Session, ids: Sequence[int]) -> dict[int, list[Instalment]]:
    found: dict[int, list[Instalment]] = defaultdict(list)
    query = select(Instalment).where(col(Instalment.plan_id).in_(ids)).order_by(col(Instalment.id))
    for each in session.scalars(query):
        found[each.plan_id].append(each)
    return found


def _charges(session: Session, ids: Sequence[int]) -> dict[int, list[PlanCharge]]:
    found: dict[int, list[PlanCharge]] = defaultdict(list)
    query = (
        select(PlanCharge)
        .join(Instalment, col(Instalment.id) == PlanCharge.instalment_id)
        .where(col(Instalment.plan_id).in_(ids))
        .order_by(col(PlanCharge.try_number))
    )
    for each in session.scalars(query):
        found[each.instalment_id].append(each)
    return found


_OF_INVOICE: Any = (Invoice.number, Invoice.due_on, Invoice.outstanding_minor, Invoice.fee_kind)


def _invoices(session: Session, ids: Sequence[int], paid: Mapping[int, list[Paid]]) -> dict[int, list[Covered]]:
    query = (
        select(PlanInvoice, *_OF_INVOICE, Fee)
        .join(Invoice, col(Invoice.id) == PlanInvoice.invoice_id)
        .outerjoin(Fee, col(Fee.invoice_id) == col(Invoice.id))
        .where(col(PlanInvoice.plan_id).in_(ids))
        .order_by(col(Invoice.due_on), col(Invoice.id))
    )
    found: dict[int, list[Covered]] = defaultdict(list)
    for row, number, due_on, outstanding, kind, fee in session.execute(query):
        settled = sum(each.amount for each in paid.get(row.plan_id, ()) if each.invoice_id == row.invoice_id)
        carried_by = fee.number if fee and fee.plan_id == row.plan_id else None
        item = Covered(row, number, due_on, outstanding, settled, kind, carried_by, fee.id if fee else None)
        found[row.plan_id].append(item)
    return found


def _seen(
    plan: Plan,
    policy: Policy,
    rows: Sequence[Instalment],
    paid: Sequence[Paid],
    charges: Mapping[int, Sequence[PlanCharge]],
    on: date,
    counts_from: date | None,
) -> tuple[Seen, ...]:
    in_force = [
        InForce(each.id or 0, each.number, each.due_on, each.amount_minor - each.cut_minor)
        for each in rows
        if each.cut_minor < each.amount_minor
    ]
    mine = {each.id for each in in_force}
    named: dict[int, int] = defaultdict(int)
    for each in paid:
        if each.instalment_id in mine:
            named[each.instalment_id or 0] += each.amount
    stands = standings(in_force, named, sum(each.amount for each in paid) - sum(named.values()))
    days = _settled_days(stands, named, paid)
    last = stands[-1].id if stands else 0
    return tuple(
        Seen(
            each,
            instalment_state(
                each,
                policy.conduct,
                on,
                charges=[charge.state for charge in charges.get(each.id, ())],
                counts_from=counts_from,
                settled_on=days.get(each.id),
                tolerance=0 if each.id == last else _tolerance(plan.currency),
            ),
            max(each.due_on, counts_from or each.due_on),
        )
        for each in stands
    )


def _settled_days(stands: Sequence[Standing], named: Mapping[int, int], paid: Sequence[Paid]) -> dict[int, date]:
    """When each instalment had all that is paid of it, by the days the money was received."""
    found, filled = {}, 0
    pool = [each for each in paid if each.instalment_id not in named]
    for each in stands:
        own = min(named.get(each.id, 0), each.amount)
        mine = [one for one in paid if one.instalment_id == each.id]
        days = [_reached(mine, own)] if own else []
        if each.paid > own:
            filled += each.paid - own
            days.append(_reached(pool, filled))
        if known := [day for day in days if day]:
            found[each.id] = max(known)
    return found


def _reached(payments: Sequence[Paid], target: int) -> date | None:
    """The day from which on the payments were never below the target again."""
    total, day = 0, None
    for each in payments:
        before, total = total, total + each.amount
        if before < target <= total:
            day = each.on
    return day


def _tolerance(currency: str) -> int:
    """L6: so little short still counts as paid."""
    unit: int = 10 ** Money.zero(currency).decimals
    return unit // 20
