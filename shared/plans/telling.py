"""What happened to a plan is kept in its history, and told to the debtor where they have to know."""

from datetime import date
from typing import Any

from sqlmodel import Session

from shared import audit, clock, messaging, outbox
from shared.models import Debtor, Message, Plan, PlanEvent
from shared.settings import settings

CHANGED = "plans"
"""The topic that pages with plans on them watch."""
AUTOMATIC = "duebook"
"""How history names what nobody but the product did."""


def note(session: Session, plan: Plan, kind: str, told: str, *, actor: str) -> None:
    """Add to the plan's history; `told` is a sentence that the debtor may read."""
    event = PlanEvent(plan_id=plan.id or 0, at=clock.now(), actor=actor[:80], kind=kind, told=told[:300])
    session.add(event)
    audit.note(session, actor, f"plan.{kind}", f"plan:{plan.id}")
    outbox.changed(session, CHANGED)


def write(session: Session, plan: Plan, template: str, **facts: Any) -> Message | None:
    """Write to the debtor of the plan; None where we have no address to write to."""
    debtor = session.get_one(Debtor, plan.debtor_id)
    if not debtor.email:
        return None
    known = {
        "firm": settings().firm_name,
        "name": debtor.name,
        "reference": plan.reference or "",
        "where": f"{settings().origin}/plans/{plan.id}",
    }
    return messaging.write(session, plan.debtor_id, template, address=debtor.email, facts={**known, **facts})


def day(on: date) -> str:
    """A day in words: 1 December 2026."""
    return f"{on.day} {on:%B %Y}"
