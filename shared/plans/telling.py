"""What happened to a plan is kept in its history, and told to the debtor where they have to know."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from sqlmodel import Session

from shared import audit, clock, messaging, outbox
from shared.i18n import Told, phrase
from shared.models import Debtor, Message, Plan, PlanEvent
from shared.settings import settings
from shared.words import ChargeState

CHANGED = "plans"
"""The topic that pages with plans on them watch."""
AUTOMATIC = "duebook"
"""How history names what nobody but the product did."""

CHARGED: Final[Mapping[ChargeState, str]] = {
    ChargeState.SUCCEEDED: phrase("{amount} was taken by card."),
    ChargeState.SOFT_DECLINE: phrase("{amount} could not be taken by card."),
    ChargeState.HARD_DECLINE: phrase("{amount} could not be taken by card, and is not tried there again."),
    ChargeState.AUTHENTICATION: phrase("{amount} was not taken by card: the bank asks for a confirmation."),
    ChargeState.CALLED_OFF: phrase("{amount} was not taken by card."),
}
"""What history says of a charge that has ended."""
DECLINED: Final = (
    phrase("Your card was declined."),
    phrase("Your card has expired."),
    phrase("Your card does not support this type of purchase."),
)
"""What the card provider says most; the rest of its sentences stay as they come."""


def note(session: Session, plan: Plan, kind: str, told: Told | str, *, actor: str) -> None:
    """Add to the plan's history; `told` is a sentence that the debtor may read."""
    said = told if isinstance(told, Told) else Told(told)
    event = PlanEvent(
        plan_id=plan.id or 0, at=clock.now(), actor=actor[:80], kind=kind, told=said.text[:300], facts=said.facts
    )
    session.add(event)
    audit.note(session, actor, f"plan.{kind}", f"plan:{plan.id}")
    outbox.changed(session, CHANGED)


def can_write(session: Session, plan: Plan) -> bool:
    """Whether we have an address to write to."""
    return bool(session.get_one(Debtor, plan.debtor_id).email)


def write(
    session: Session, plan: Plan, template: str, *, cause: str = "", secrets_until: datetime | None = None, **facts: Any
) -> Message | None:
    """Write to the debtor of the plan; None where we have no address to write to, or told them for this cause."""
    debtor = session.get_one(Debtor, plan.debtor_id)
    if not debtor.email:
        return None
    known = {
        "firm": settings().firm_name,
        "name": debtor.name,
        "reference": plan.reference or "",
        "where": f"{settings().origin}/plans/{plan.id}",
    }
    how: Any = {"address": debtor.email, "facts": {**known, **facts}, "secrets_until": secrets_until}
    if cause:
        return messaging.write_once(session, plan.debtor_id, template, cause=cause, **how)
    return messaging.write(session, plan.debtor_id, template, **how)
