"""Staff set up a plan for a debtor: what may be planned, and any plan drawn at once with who may agree to it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import select
from sqlmodel import Session, col

from shared.errors import NotFound
from shared.models import Debtor, Invoice, Plan, PlanInvoice
from shared.money import Money
from shared.plans import gathering, policies, wizard
from shared.plans.deciding import Covered
from shared.plans.gathering import Known
from shared.plans.policies import Version
from shared.plans.schedule import Ask
from shared.plans.wizard import Drawn
from shared.words import Level


@dataclass(frozen=True, slots=True)
class SettingUp:
    """A debtor with what they owe in one currency; `chosen` are the invoices that a plan begins with."""

    debtor_id: int
    debtor: str
    rating: str
    currency: str
    invoices: tuple[Covered, ...]
    chosen: frozenset[int]
    version: Version
    instead_of: int
    reference: str


def for_debtor(session: Session, debtor_id: int, on: date, *, currency: str, known: Known | None = None) -> SettingUp:
    """What a plan for a debtor begins with: everything that is overdue or soon due, and not held.

    The currency is the one asked for, or the one in which they owe, where that is another.

    Raises:
        NotFound: no such debtor.
    """
    debtor = session.get(Debtor, debtor_id)
    if debtor is None:
        raise NotFound("This debtor does not exist.")
    known = known or Known()
    query = select(Invoice).where(col(Invoice.debtor_id) == debtor_id, col(Invoice.outstanding_minor) > 0)
    owed = session.scalars(query.order_by(col(Invoice.due_on), col(Invoice.id))).all()
    used = currency if any(each.currency == currency for each in owed) or not owed else owed[0].currency
    rows = [each for each in owed if each.currency == used]
    found = gathering.covered(session, rows, known.holds, but=known.instead_of)
    version = policies.in_force(session, used, debtor.country, debtor.kind, on)
    free = {each.id for each in found if not each.holds and (each.due_on - on).days <= version.policy.days_ahead}
    return SettingUp(debtor_id, debtor.name, debtor.rating, used, found, frozenset(free), version, known.instead_of, "")


def instead_of(session: Session, plan_id: int, on: date) -> SettingUp:
    """What a plan in the place of another begins with: the invoices that one holds, with what is left of them.

    Raises:
        NotFound: no such plan.
    """
    plan = session.get(Plan, plan_id)
    if plan is None:
        raise NotFound("This plan does not exist.")
    made = for_debtor(session, plan.debtor_id, on, currency=plan.currency, known=Known(instead_of=plan_id))
    mine = set(session.scalars(select(col(PlanInvoice.invoice_id)).where(col(PlanInvoice.plan_id) == plan_id)))
    kept = frozenset(each.id for each in made.invoices if each.id in mine)
    return replace(made, chosen=kept, reference=plan.reference or "")


def total(made: SettingUp, invoice_ids: Sequence[int]) -> Money:
    """What the chosen invoices owe together."""
    chosen = set(invoice_ids)
    return Money.total((each.outstanding for each in made.invoices if each.id in chosen), made.currency)


def draw(session: Session, made: SettingUp, invoice_ids: Sequence[int], ask: Ask, on: date) -> Drawn:
    """A plan as staff would propose it: its schedule, who may agree to it, the nearest that they may. Writes nothing.

    Raises:
        NotFound: no such debtor or invoice.
        NotASchedule: nothing can be drawn.
    """
    facts = gathering.facts_for(session, made.debtor_id, invoice_ids, on, Known(instead_of=made.instead_of))
    return wizard.drawn(made.version, ask, facts, level=Level.STAFF)
