"""Plans as the debtor and as staff see them; everything is derived on the day it is asked for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlmodel import Session, col

from shared.errors import NotFound
from shared.models import Debtor, Invoice, Plan, PlanInvoice
from shared.money import Money
from shared.plans.loading import Loaded, load, load_all
from shared.plans.shown import DueNow, PlanView, due_of, view
from shared.plans.states import RUNNING
from shared.words import InstalmentState, PlanState


class Which(StrEnum):
    """The parts of the staff's list."""

    WAITING = "waiting"
    RUNNING = "running"
    TROUBLE = "trouble"
    ENDED = "ended"
    ALL = "all"


TROUBLE = (PlanState.AT_RISK, PlanState.BREACHED)


@dataclass(frozen=True, slots=True)
class PlanRow:
    id: int
    debtor_id: int
    debtor: str
    state: PlanState
    total: Money
    left: Money
    missed: Money
    next_due: date | None
    proposed_at: datetime


@dataclass(frozen=True, slots=True)
class PlanPage:
    rows: tuple[PlanRow, ...]
    counts: Mapping[Which, int]


@dataclass(frozen=True, slots=True)
class Balance:
    """What is owed under plans in one currency: those that are kept, and those with something missed."""

    performing: Money
    missed: Money


def plan(session: Session, plan_id: int, on: date, *, debtor_id: int | None = None) -> PlanView:
    """One plan; for a debtor only their own.

    Raises:
        NotFound: there is none of that id, or it is somebody else's.
    """
    loaded = load(session, plan_id, on=on)
    if debtor_id is not None and loaded.plan.debtor_id != debtor_id:
        raise NotFound("This plan does not exist.")
    return view(session, loaded, on)


def of_debtor(session: Session, debtor_id: int, on: date) -> list[PlanView]:
    """The debtor's plans, the newest first."""
    ids = select(col(Plan.id)).where(col(Plan.debtor_id) == debtor_id)
    found = load_all(session, _ids(session, ids), on=on)
    return [view(session, found[id_], on) for id_ in sorted(found, reverse=True)]


def due_now(session: Session, debtor_id: int, on: date) -> list[DueNow]:
    """What the debtor's running plans ask for now, the earliest due first."""
    ids = select(col(Plan.id)).where(col(Plan.debtor_id) == debtor_id, col(Plan.state).in_(RUNNING))
    found = (due_of(each, on) for each in load_all(session, _ids(session, ids), on=on).values())
    return sorted((each for each in found if each), key=lambda each: each.due_on)


def holding(session: Session, invoice_ids: Sequence[int]) -> dict[int, int]:
    """Of these invoices those that a running plan holds, each with its plan: no reminder, no fee, no hand-over."""
    query = select(PlanInvoice).where(col(PlanInvoice.is_held), col(PlanInvoice.invoice_id).in_(invoice_ids))
    return {each.invoice_id: each.plan_id for each in session.scalars(query)}


def page(session: Session, which: Which, on: date, *, search: str = "", offset: int = 0, limit: int = 25) -> PlanPage:
    """A part of the staff's list, the newest first, with the counts of all parts."""
    query = select(col(Plan.id)).join(Debtor, col(Debtor.id) == col(Plan.debtor_id))
    if text := search.strip():
        query = query.where(
            or_(
                col(Debtor.name).icontains(text, autoescape=True),
                col(Debtor.number).icontains(text, autoescape=True),
                col(Plan.reference) == text.replace(" ", "").upper(),
            )
        )
    counts = {
        each: session.scalars(select(func.count()).select_from(query.where(_part(each)).subquery())).one()
        for each in Which
    }
    ids = _ids(session, query.where(_part(which)).order_by(col(Plan.id).desc()).offset(offset).limit(limit))
    found, names = load_all(session, ids, on=on), _names(session, ids)
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


def _part(which: Which) -> ColumnElement[bool]:
    state = col(Plan.state)
    return {
        Which.WAITING: state == PlanState.PENDING_APPROVAL,
        Which.RUNNING: state.in_(RUNNING | {PlanState.OFFERED}),
        Which.TROUBLE: state.in_(TROUBLE),
        Which.ENDED: state.not_in(RUNNING | {PlanState.OFFERED, PlanState.PENDING_APPROVAL}),
        Which.ALL: col(Plan.id) > 0,
    }[which]


def _ids(session: Session, query: Select[Any]) -> list[int]:
    return [id_ or 0 for id_ in session.scalars(query)]


def _names(session: Session, plan_ids: Sequence[int]) -> dict[int, str]:
    query = select(col(Debtor.id), col(Debtor.name)).join(Plan, col(Plan.debtor_id) == col(Debtor.id))
    return {id_ or 0: name for id_, name in session.execute(query.where(col(Plan.id).in_(plan_ids)))}


def _row(loaded: Loaded, debtor: str) -> PlanRow:
    plan_, unpaid = loaded.plan, [each for each in loaded.stands if each.left]
    missed = sum(each.standing.left for each in loaded.seen if each.state is InstalmentState.MISSED)
    return PlanRow(
        id=plan_.id or 0,
        debtor_id=plan_.debtor_id,
        debtor=debtor,
        state=plan_.state,
        total=loaded.money(sum(each.amount for each in loaded.stands)),
        left=loaded.money(sum(each.left for each in unpaid)),
        missed=loaded.money(missed),
        next_due=unpaid[0].due_on if unpaid else None,
        proposed_at=plan_.proposed_at,
    )
