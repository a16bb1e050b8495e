"""What was written to whom."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from sqlmodel import Session, col, select

from shared import clock
from shared.messaging import rules
from shared.models import Message, MessageState


@dataclass(frozen=True, slots=True)
class Letter:
    """One message as staff read it; its links work until they lapse and are marks afterwards."""

    id: int
    debtor_id: int
    address: str
    subject: str
    body: str
    state: MessageState
    problem: str
    written_at: datetime


def written_to(session: Session, debtor_id: int) -> list[Letter]:
    """The communication history of one debtor, the newest first."""
    query = select(Message).where(Message.debtor_id == debtor_id).order_by(col(Message.id).desc())
    return [_letter(each) for each in session.exec(query)]


def told_to(session: Session, debtor_id: int, *, limit: int) -> list[Letter]:
    """What was written to one debtor as they may read it again, the newest first: links are marks, live or not."""
    query = select(Message).where(Message.debtor_id == debtor_id).order_by(col(Message.id).desc()).limit(limit)
    return [replace(_letter(each), body=each.body) for each in session.exec(query)]


def latest(session: Session, limit: int = 50) -> list[Letter]:
    """What was written last, to anybody."""
    query = select(Message).order_by(col(Message.id).desc()).limit(limit)
    return [_letter(each) for each in session.exec(query)]


def _letter(message: Message) -> Letter:
    live = message.secrets_until is None or message.secrets_until > clock.now()
    body = rules.revealed(message.body, message.secrets) if live else message.body
    return Letter(
        id=message.id or 0,
        debtor_id=message.debtor_id,
        address=message.address,
        subject=message.subject,
        body=body,
        state=message.state,
        problem=message.problem,
        written_at=message.created_at,
    )
