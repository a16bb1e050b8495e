"""Handling the provider's events: right after they came, by the worker for what that left, and by asking the provider.

Plain functions for edges (webhook, jobs, command line); each opens its own short transactions and none around a call.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlmodel import Session

from shared import clock, db
from shared.errors import Refused
from shared.models import AttemptState
from shared.payments import dispatch, inbox, queries, service, signatures, stripe_gateway
from shared.payments.after_capture import asking as after_capture
from shared.payments.dispatch import Handler
from shared.payments.inbox import Claimed
from shared.payments.rules import MissingAttempt
from shared.payments.stripe_gateway import ProviderUnreachable, UnknownToProvider

log = logging.getLogger(__name__)

_OVERLAP: Final = timedelta(minutes=15)
_FIRST_LOOK_BACK: Final = timedelta(days=3)  # as long as the provider itself tries to deliver
_ASK_AFTER: Final = timedelta(minutes=3)
_TOGETHER: Final = 50

_lookers = ThreadPoolExecutor(max_workers=8, thread_name_prefix="duebook-looks")


@dataclass(frozen=True, slots=True)
class _Look:
    """An event with what the provider says of its object."""

    event: Claimed
    handler: Handler[Any]
    looked: Any


@dataclass(frozen=True, slots=True)
class Polled:
    """What asking the provider brought: events not delivered before, attempts asked for, events handled."""

    kept: int
    asked: int
    handled: int


def handle(event_id: str) -> None:
    """Act on the event if it is due and nobody else is at it."""
    if claimed := db.run(inbox.claim, event_id):
        _carry_out([claimed])


def replay_due(limit: int = 500) -> int:
    """Act on every event that is due, the longest waiting first; returns how many were taken.

    Events are taken some at a time: what is true of them is asked side by side, and payments are booked together.
    """
    count = 0
    while count < limit and (claimed := db.run(inbox.claim_due, min(_TOGETHER, limit - count))):
        _carry_out(claimed)
        count += len(claimed)
    return count


def poll(older_than: timedelta = _ASK_AFTER) -> Polled:
    """Ask the provider for events that were never delivered and for open attempts of that age, and act on them.

    Raises:
        ProviderUnreachable: what was not asked is asked next time.
    """
    kept = _list_events()
    asked = _ask_for_attempts(older_than)
    handled = replay_due()
    # What was told is acted on first: then little is left to ask for.
    after_capture.ask(older_than)
    return Polled(kept, asked, handled)


def _carry_out(events: Sequence[Claimed]) -> None:
    """Look at the events' objects, then act; a refusal is written on its event, never lost.

    An event's own words are only a reason to look: what is true is asked from the provider.
    """
    looks = list(_lookers.map(_look, events)) if len(events) > 1 else [_look(each) for each in events]
    for handler in dict.fromkeys(each.handler for each in looks if each):
        _act(handler, [each for each in looks if each and each.handler is handler])


def _look(event: Claimed) -> _Look | None:
    """What is true of the event's object; None where that is not to be had, which is written on the event."""
    handler = dispatch.HANDLERS[event.type]
    with _written_on(event):
        if not event.object_id:
            raise UnknownToProvider("an object without an id")
        return _Look(event, handler, handler.look(event.object_id))
    return None


def _act(handler: Handler[Any], looks: Sequence[_Look]) -> None:
    """All in one transaction where the kind allows it; if that fails, each by itself, so that one holds up no other."""
    if handler.settle_all and len(looks) > 1 and _acted_together(handler.settle_all, looks):
        return
    for each in looks:
        with _written_on(each.event):
            db.run(inbox.act, [each.event.id], _settling(handler, each.looked))


def _settling(handler: Handler[Any], looked: Any) -> Callable[[Session], None]:
    return lambda session: handler.settle(session, looked)


def _acted_together(settle_all: Callable[[Session, Sequence[Any]], None], looks: Sequence[_Look]) -> bool:
    looked = [each.looked for each in looks]
    try:
        db.run(inbox.act, [each.event.id for each in looks], lambda session: settle_all(session, looked))
    except Refused:
        return False
    except Exception:
        log.exception("%s events failed together; each is acted on by itself", len(looks))
        return False
    return True


@contextmanager
def _written_on(event: Claimed) -> Iterator[None]:
    """What the rules or the provider say against acting is written on the event; a bug is logged, and tried again."""
    try:
        yield
    except (ProviderUnreachable, MissingAttempt) as not_yet:
        db.run(inbox.postpone, event.id, str(not_yet))
    except Refused as refused:
        db.run(inbox.refuse, event.id, str(refused))
    except Exception:
        log.exception("event %s failed; it is tried again", event.id)


def _list_events() -> int:
    read_until = db.look(inbox.read_until)
    since = read_until - _OVERLAP if read_until else clock.now() - _FIRST_LOOK_BACK
    kept, newest = 0, since
    for page in stripe_gateway.events_since(since, tuple(dispatch.HANDLERS)):
        kept += db.run(inbox.keep, [signatures.read(each.body) for each in page])
        newest = max(newest, *(each.created_at for each in page))
    # Only when every page was read: the list comes newest first.
    db.run(inbox.have_read, newest)
    return kept


def _ask_for_attempts(older_than: timedelta) -> int:
    attempts = db.look(queries.open_attempts_since, clock.now() - older_than)
    for key, state, ends in attempts:
        _ask_for(key, state, ends)
    return len(attempts)


def _ask_for(key: str, state: AttemptState, ends: datetime) -> None:
    is_over = ends <= clock.now()
    if state is AttemptState.CREATED and not is_over:
        return
    page_id = db.run(service.give_up, key, "The card provider never opened a page for it.")
    if page_id is None:
        return
    try:
        db.run(service.settle, stripe_gateway.look_at_page(page_id))
    except UnknownToProvider as unknown:
        if is_over:
            db.run(service.release, key, str(unknown))
    except ProviderUnreachable:
        raise
    except Refused as refused:
        log.warning("attempt %s: %s", key, refused)
