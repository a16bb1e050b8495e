"""Write promises beside their cause; a worker claims, carries out and completes them."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from sqlalchemy import delete
from sqlmodel import Session, col, select

from shared import clock
from shared.models import Change, OutboxMessage

_FIRST_WAIT = timedelta(seconds=30)
_MOST_TRIES = 12
_LEASE = timedelta(minutes=5)
_KEEP_CHANGES = timedelta(hours=1)


def promise(session: Session, topic: str, key: str, payload: dict[str, Any]) -> None:
    """Promise an effect on the outside once this transaction commits; the same key promises it once."""
    promise_all(session, topic, {key: payload})


def promise_all(session: Session, topic: str, wanted: Mapping[str, dict[str, Any]]) -> None:
    """The same for several effects of one kind, by their keys."""
    known = set(session.exec(select(OutboxMessage.key).where(col(OutboxMessage.key).in_(wanted))))
    now = clock.now()
    session.add_all(
        OutboxMessage(topic=topic, key=key, payload=payload, created_at=now, due_at=now)
        for key, payload in wanted.items()
        if key not in known
    )


def changed(session: Session, topic: str) -> None:
    """Tell live pages that something they may show has changed."""
    session.add(Change(topic=topic, at=clock.now()))


def claim(session: Session, limit: int = 20) -> list[OutboxMessage]:
    """Take due promises for five minutes; a worker that dies gives them back by the lapse of its lease."""
    now = clock.now()
    due = (
        select(OutboxMessage)
        .where(
            col(OutboxMessage.done_at).is_(None), col(OutboxMessage.due_at) <= now, OutboxMessage.tries < _MOST_TRIES
        )
        .order_by(col(OutboxMessage.id))
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    taken = list(session.exec(due))
    for each in taken:
        each.tries += 1
        each.due_at = now + _LEASE
    return taken


def complete(session: Session, message_id: int) -> None:
    """The effect happened; what it needed is forgotten, because it may hold a sign-in link."""
    message = session.get_one(OutboxMessage, message_id)
    message.done_at, message.payload, message.problem = clock.now(), {}, ""


def fail(session: Session, message_id: int, problem: str) -> None:
    """It did not; try again later, twice as late each time."""
    message = session.get_one(OutboxMessage, message_id)
    message.problem = problem[:300]
    message.due_at = clock.now() + _FIRST_WAIT * 2 ** min(message.tries - 1, 10)


def prune(session: Session) -> None:
    """Forget changes that every open page has long seen."""
    session.execute(delete(Change).where(col(Change.at) < clock.now() - _KEEP_CHANGES))
