"""What was written to whom."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from shared.models import Message, MessageState


@dataclass(frozen=True, slots=True)
class Letter:
    """One message as it is read again, by staff and by the debtor."""

    id: int
    debtor_id: int
    address: str
    subject: str
    body: str
    state: MessageState
    problem: str
    written_at: datetime


def told_to(session: Session, debtor_id: int, *, limit: int) -> list[Letter]:
    """What was written to one debtor as it may be read again, the newest first: links and codes are marks."""
    query = select(Message).where(Message.debtor_id == debtor_id).order_by(col(Message.id).desc()).limit(limit)
    return [_letter(each) for each in session.exec(query)]


def was_told(session: Session, cause: str) -> bool:
    """Whether a message for this cause was written."""
    return session.exec(select(Message.id).where(Message.cause == cause)).first() is not None


def _letter(message: Message) -> Letter:
    return Letter(
        id=message.id or 0,
        debtor_id=message.debtor_id,
        address=message.address,
        subject=message.subject,
        body=message.body,
        state=message.state,
        problem=message.problem,
        written_at=message.created_at,
    )
