"""Plans as staff look for them: the list and its counts, what is owed under plans, the mark of an invoice."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlmodel import Session, col

from shared.models import Debtor, Invoice, Plan, PlanInvoice
from shared.money import Money
from shared.plans.loaded import Loaded
from shared.plans.loading import load_all
from shared.plans.queries import holding
from shared.plans.states import RUNNING, WAITING
from shared.words import InstalmentState, Level, PlanState


class Which(StrEnum):
    """The parts of the list."""

    RUNNING = "running"
    AT_RISK = "at-risk"
    BREACHED = "breached"
    WAITING = "waiting"
    OFFERED = "offered"
    ENDED = "ended"
    ALL = "all"


TROUBLE = (PlanState.AT_RISK, PlanState.BREACHED)
SORTS = ("made", "debtor", "state")


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked for; `sort` is one of `SORTS`, with "-" in front for descending, newest first where it is ""."""

    on: date
    which: Which = Which.ALL
    search: str = ""
    sort: str = ""
    offset: int = 0
    limit: int = 25
    debtor_id: int = 0


@dataclass(frozen=True, slots=True)
class PlanRow:
    """A plan; `next_due` is the day of the oldest instalment that is not paid, `parts_left` how many there are."""

    id: int
    reference: str
    debtor_id: int
    debtor: str
    state: PlanState
    agreed_by: Level | None
    total: Money
    paid: Money
    left: Money
    missed: Money
    parts_left: int
    next_due: date | None
    proposed_at: datetime
    offered_until: date
    cure_until: date | None


@dataclass(frozen=True, slots=True)
class PlanPage:
    rows: tuple[PlanRow, ...]
    counts: Mapping[Which, int]


@dataclass(frozen=True, slots=True)
class Balance:
    """What is owed under plans in one currency: those that are kept, and those with something missed."""

    performing: Money
    missed: Money


@dataclass(frozen=True, slots=True)
class Mark:
    """The plan that holds an invoice: its next instalment, or None where only what it does not plan is left."""

    plan_id: int
    state: PlanState
    number: int
    count: int
    amount: Money
    due_on: date


def page(session: Session, asked: Asked) -> PlanPage:
    """A part of the list with the counts of all parts."""
    query = _found(asked)
    counts = {
        each: session.scalars(select(func.count()).select_from(query.where(_part(each)).subquery())).one()
        for each in Which
    }
    shown = query.where(_part(asked.which)).order_by(*_order(asked.sort)).offset(asked.offset).limit(asked.limit)
    ids = [id_ or 0 for id_ in session.scalars(shown)]
    found, names = load_all(session, ids, on=asked.on), _names(session, ids)
    return PlanPage(tuple(_row(found[id_], names[found[id_].plan.debtor_id]) for id_ in ids), counts)


def balances(session: Session) -> list[Balance]:
    """What is left on invoices under running plans, by currency; a plan never hides what is overdue."""
    query = (
        select(col(Plan.currency), col(Plan.state), func.sum(col(Invoice.outstanding_minor)))
        .join(PlanInvoice, col(PlanInvoice.plan_id) == col(Plan.id))
        .join(Invoice, col(Invoice.id) == col(PlanInvoice.invoice_id))
        .where(col(PlanInvoice.is_held))
        .group_by(col(Plan.currency), col(Plan.state))
    )
    sums: dict[str, list[int]] = {}
    for currency, state, minor in session.execute(query):
        sums.setdefault(currency, [0, 0])[state in TROUBLE] += int(minor)
    return [Balance(Money(kept, each), Money(missed, each)) for each, (kept, missed) in sorted(sums.items())]


def in_need(session: Session, on: date, *, limit: int = 5) -> list[PlanRow]:
    """Plans that need somebody: those in trouble, the breached first, then those that wait for approval."""
    rows: list[PlanRow] = []
    for which in (Which.BREACHED, Which.AT_RISK, Which.WAITING):
        rows += page(session, Asked(on, which, limit=limit)).rows
    return rows[:limit]


def counts(session: Session, on: date) -> Mapping[Which, int]:
    """How many plans each part of the list has."""
    return page(session, Asked(on, limit=0)).counts


def marks(session: Session, invoice_ids: Sequence[int], on: date) -> dict[int, Mark]:
    """Of these invoices those that a running plan holds, each with the plan's next instalment."""
    held = holding(session, invoice_ids)
    found = load_all(session, held.values(), on=on)
    marked = {id_: _mark(found[plan_id]) for id_, plan_id in held.items()}
    return {id_: mark for id_, mark in marked.items() if mark}


def _mark(loaded: Loaded) -> Mark | None:
    stands = loaded.asked
    unpaid = next((place for place, each in enumerate(stands) if each.left), None)
    if unpaid is None:
        return None
    first = stands[unpaid]
    return Mark(
        plan_id=loaded.plan.id or 0,
        state=loaded.plan.state,
        number=unpaid + 1,
        count=len(stands),
        amount=loaded.money(first.left),
        due_on=first.due_on,
    )


def _found(asked: Asked) -> Select[Any]:
    query = select(col(Plan.id)).join(Debtor, col(Debtor.id) == col(Plan.debtor_id))
    if asked.debtor_id:
        query = query.where(col(Plan.debtor_id) == asked.debtor_id)
    if text := asked.search.strip():
        query = query.where(
            or_(
                col(Debtor.name).icontains(text, autoescape=True),
                col(Debtor.number).icontains(text, autoescape=True),
                col(Plan.reference) == text.replace(" ", "").upper(),
            )
        )
    return query


def _order(sort: str) -> list[Any]:
    columns = {"debtor": col(Debtor.name), "state": col(Plan.state)}
    column = columns.get(sort.removeprefix("-"), col(Plan.id))
    falls = sort.startswith("-") or not sort
    return [column.desc() if falls else column, col(Plan.id).desc()]


def _part(which: Which) -> ColumnElement[bool]:
    state = col(Plan.state)
    return {
        Which.RUNNING: state.in_(RUNNING),
        Which.AT_RISK: state == PlanState.AT_RISK,
        Which.BREACHED: state == PlanState.BREACHED,
        Which.WAITING: state == PlanState.PENDING_APPROVAL,
        Which.OFFERED: state == PlanState.OFFERED,
        Which.ENDED: state.not_in(RUNNING | WAITING),
        Which.ALL: col(Plan.id) > 0,
    }[which]


def _names(session: Session, plan_ids: Sequence[int]) -> dict[int, str]:
    query = select(col(Debtor.id), col(Debtor.name)).join(Plan, col(Plan.debtor_id) == col(Debtor.id))
    return {id_ or 0: name for id_, name in session.execute(query.where(col(Plan.id).in_(plan_ids)))}


def _row(loaded: Loaded, debtor: str) -> PlanRow:
    plan_, unpaid = loaded.plan, [each for each in loaded.asked if each.left]
    missed = sum(each.standing.left for each in loaded.seen if each.state is InstalmentState.MISSED)
    return PlanRow(
        id=plan_.id or 0,
        reference=plan_.reference or "",
        debtor_id=plan_.debtor_id,
        debtor=debtor,
        state=plan_.state,
        agreed_by=plan_.agreed_by,
        total=loaded.money(sum(each.amount for each in loaded.asked)),
        paid=loaded.money(sum(each.paid for each in loaded.asked)),
        left=loaded.money(sum(each.left for each in unpaid)),
        missed=loaded.money(missed),
        parts_left=len(unpaid),
        next_due=unpaid[0].due_on if unpaid else None,
        proposed_at=plan_.proposed_at,
        offered_until=plan_.offered_until,
        cure_until=plan_.cure_until,
    )
