"""One plan, or one debtor's; everything is derived on the day it is asked for."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import Select, select
from sqlmodel import Session, col

from shared.errors import NotFound
from shared.models import Plan, PlanInvoice
from shared.plans.loading import load, load_all
from shared.plans.shown import PlanView, view


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


def held_of(session: Session, debtor_id: int) -> dict[int, int]:
    """The debtor's invoices that a running plan holds, each with its plan: they are paid by instalments."""
    held = select(col(PlanInvoice.invoice_id), col(PlanInvoice.plan_id)).where(col(PlanInvoice.is_held))
    theirs = held.join(Plan, col(Plan.id) == col(PlanInvoice.plan_id)).where(col(Plan.debtor_id) == debtor_id)
    return {row[0]: row[1] for row in session.execute(theirs)}


def holding(session: Session, invoice_ids: Sequence[int]) -> dict[int, int]:
    """Of these invoices those that a running plan holds, each with its plan: no reminder, no fee, no hand-over."""
    query = select(PlanInvoice).where(col(PlanInvoice.is_held), col(PlanInvoice.invoice_id).in_(invoice_ids))
    return {each.invoice_id: each.plan_id for each in session.scalars(query)}


def _ids(session: Session, query: Select[Any]) -> list[int]:
    return [id_ or 0 for id_ in session.scalars(query)]
