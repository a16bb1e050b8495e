"""What changed since a page last looked."""

from sqlalchemy import func
from sqlmodel import Session, col, select

from shared.models import Change

# On PostgreSQL a later number may commit first, so a reader looks back over the last few again.
_OVERLAP = 200


def latest_change(session: Session) -> int:
    return session.exec(select(func.max(Change.id))).one() or 0


def changes_since(session: Session, number: int) -> dict[int, str]:
    """Topics by change number, from a little before `number`; the caller drops those it has seen."""
    query = select(Change.id, Change.topic).where(col(Change.id) > number - _OVERLAP).order_by(col(Change.id))
    return {int(each or 0): topic for each, topic in session.exec(query)}
