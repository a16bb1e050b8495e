"""The provider's events: kept once as they came, claimed by one worker at a time, and what became of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, col, select

from shared import audit, clock, outbox
from shared.db import locked
from shared.errors import NotFound, Refused
from shared.models import AuditRecord, EventCursor, EventState, ProviderEvent
from shared.payments import rules
from shared.payments.dispatch import IGNORED_BECAUSE, is_acted_on
from shared.payments.signatures import Notice
from shared.settings import StripeMode, settings

MOST_TRIES: Final = 12
EVENTS: Final = "events"
_FIRST_WAIT: Final = timedelta(minutes=1)
_DUE = (EventState.KEPT, EventState.WAITING)
_FORGERIES_NOTED_EVERY: Final = timedelta(minutes=1)
_ENDPOINT: Final = "webhook:stripe"


class NotFailed(Refused):
    def __init__(self) -> None:
        super().__init__("This event needs no retry: it was handled, or it asks for nothing.")


@dataclass(frozen=True, slots=True)
class Claimed:
    """An event that is ours to handle until its lease lapses."""

    id: int
    type: str
    object_id: str


def keep(session: Session, notices: Iterable[Notice]) -> int:
    """Keep events as they came, each once, however often it is delivered.

    Returns:
        How many were new.
    """
    now = clock.now()
    rows = [_row(each, now) for each in notices]
    if not rows:
        return 0
    table: Table = ProviderEvent.__table__  # type: ignore[attr-defined]
    dialect: Any = sqlite if session.get_bind().dialect.name == "sqlite" else postgresql
    # Rows are handed over apart from the statement, so that it is put together once.
    statement = dialect.insert(table).on_conflict_do_nothing(index_elements=["event_id"]).returning(table.c.id)
    added = len(session.connection().execute(statement, rows).all())
    if added:
        outbox.changed(session, "events")
    return added


def claim(session: Session, event_id: str) -> Claimed | None:
    """Take the event named, if it is due and nobody else is at it."""
    return next(iter(_claim(session, [ProviderEvent.event_id == event_id], 1)), None)


def claim_due(session: Session, limit: int) -> list[Claimed]:
    """Take so many of the events that are due, those that wait longest; none when there is nothing to do."""
    return _claim(session, [], limit)


def act(session: Session, event_numbers: Sequence[int], settle: Callable[[Session], None]) -> None:
    """Let `settle` make our books agree with what the provider said, and mark the events as handled with it.

    Raises:
        Refused: whatever `settle` refuses; also when an event was marked live and we take test payments.
    """
    events = locked(session, ProviderEvent, event_numbers)
    for each in events.values():
        rules.check_mode(is_live=each.is_live, takes_live=settings().stripe_mode is StripeMode.LIVE)
    settle(session)
    for each in events.values():
        each.state, each.handled_at, each.problem = EventState.HANDLED, clock.now(), ""
    outbox.changed(session, "events")


def postpone(session: Session, event_number: int, why: str) -> None:
    """It cannot be handled yet: it is tried again later, and given to staff after twelve tries."""
    event = _event(session, event_number)
    if event.tries >= MOST_TRIES:
        _fail(session, event, why)
    elif event.state in _DUE:
        event.state, event.problem = EventState.WAITING, why[:300]
        outbox.changed(session, "events")


def refuse(session: Session, event_number: int, why: str) -> None:
    """It says what cannot be; a person must look at it."""
    _fail(session, _event(session, event_number), why)


def retry(session: Session, event_number: int, actor: str) -> None:
    """Let a failed or waiting event be tried again at once, as often as a new one.

    Raises:
        NotFound: no such event.
        NotFailed: it was handled, or is of a kind that asks for nothing.
    """
    event = _event(session, event_number)
    if event.state not in (EventState.FAILED, EventState.WAITING):
        raise NotFailed
    event.state, event.tries, event.next_try_at = EventState.KEPT, 0, clock.now()
    audit.note(session, actor, "provider_event.retried", f"provider_event:{event.id}")
    outbox.changed(session, "events")


def forgery_is_news(session: Session) -> bool:
    """Whether no forged webhook was noted within the last minute, so that a flood of them fills nothing."""
    query = select(AuditRecord.at).where(AuditRecord.subject == _ENDPOINT).order_by(col(AuditRecord.id).desc())
    last = session.exec(query.limit(1)).first()
    return last is None or clock.now() - last >= _FORGERIES_NOTED_EVERY


def note_forgery(session: Session) -> None:
    """Leave a trace of a forged webhook."""
    audit.note(session, "nobody", "webhook.refused", _ENDPOINT)


def read_until(session: Session, listing: str = EVENTS) -> datetime | None:
    """How far one of the provider's own lists was read."""
    cursor = session.exec(select(EventCursor).where(EventCursor.listing == listing)).first()
    return cursor.read_until if cursor else None


def have_read(session: Session, until: datetime, listing: str = EVENTS) -> None:
    """The provider's list was read up to there."""
    found = session.exec(select(EventCursor).where(EventCursor.listing == listing).with_for_update()).first()
    cursor = found or EventCursor(listing=listing, read_until=until)
    cursor.read_until = max(cursor.read_until, until)
    session.add(cursor)


def _row(notice: Notice, now: datetime) -> dict[str, object]:
    acted_on = is_acted_on(notice.type)
    return {
        "event_id": notice.event_id,
        "type": notice.type,
        "object_id": notice.object_id,
        "is_live": notice.is_live,
        "api_version": notice.api_version,
        "body": notice.body,
        "created_at": notice.created_at,
        "kept_at": now,
        "state": EventState.KEPT if acted_on else EventState.IGNORED,
        "tries": 0,
        "next_try_at": now,
        "problem": "" if acted_on else IGNORED_BECAUSE,
    }


def _claim(session: Session, which: Sequence[Any], limit: int) -> list[Claimed]:
    """Take events that are due.

    The next try is set at once, twice as late each time, so that a worker that dies gives its events back by lapse.
    """
    now = clock.now()
    query = select(ProviderEvent).where(
        col(ProviderEvent.state).in_(_DUE), col(ProviderEvent.next_try_at) <= now, *which
    )
    query = query.order_by(col(ProviderEvent.next_try_at), col(ProviderEvent.id)).limit(limit)
    claimed = []
    for event in session.exec(query.with_for_update(skip_locked=True)):
        if event.tries >= MOST_TRIES:  # every worker that took it died over it
            _fail(session, event, event.problem or "It could not be handled; the log of the worker says why.")
            continue
        event.tries += 1
        event.next_try_at = now + _FIRST_WAIT * 2 ** (event.tries - 1)
        claimed.append(Claimed(event.id or 0, event.type, event.object_id))
    return claimed


def _event(session: Session, event_number: int) -> ProviderEvent:
    event = session.get(ProviderEvent, event_number, with_for_update=True, populate_existing=True)
    if event is None:
        raise NotFound("This event does not exist.")
    return event


def _fail(session: Session, event: ProviderEvent, why: str) -> None:
    if event.state in _DUE:
        event.state, event.problem = EventState.FAILED, why[:300]
        outbox.changed(session, "events")
