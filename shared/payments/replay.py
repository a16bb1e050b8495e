"""Handling the provider's events: right after they came, by the worker for what that left, and by asking the provider.

Plain functions for edges (webhook, jobs, command line); each opens its own short transactions and none around a call.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from shared import clock, db
from shared.errors import Refused
from shared.models import AttemptState
from shared.payments import dispatch, inbox, queries, service, signatures, stripe_gateway
from shared.payments.after_capture import asking as after_capture
from shared.payments.inbox import Claimed
from shared.payments.rules import MissingAttempt
from shared.payments.stripe_gateway import ProviderUnreachable, UnknownToProvider

log = logging.getLogger(__name__)

_OVERLAP: Final = timedelta(minutes=15)
_FIRST_LOOK_BACK: Final = timedelta(days=3)  # as long as the provider itself tries to deliver
_ASK_AFTER: Final = timedelta(minutes=3)


@dataclass(frozen=True, slots=True)
class Polled:
    """What asking the provider brought: events not delivered before, attempts asked for, events handled."""

    kept: int
    asked: int
    handled: int


def handle(event_id: str) -> None:
    """Act on the event if it is due and nobody else is at it."""
    claimed = db.run(inbox.claim, event_id)
    if claimed:
        _carry_out(claimed)


def replay_due(limit: int = 500) -> int:
    """Act on every event that is due, the longest waiting first; returns how many were taken."""
    for count in range(limit):
        claimed = db.run(inbox.claim)
        if claimed is None:
            return count
        _carry_out(claimed)
    return limit


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


def _carry_out(event: Claimed) -> None:
    """Look at the event's object, act in one transaction; a refusal is written on the event, never lost.

    The event's own words are only a reason to look: what is true is asked from the provider.
    """
    handler = dispatch.HANDLERS[event.type]
    try:
        if not event.object_id:
            raise UnknownToProvider("an object without an id")
        looked = handler.look(event.object_id)
        db.run(inbox.act, event.id, lambda session: handler.settle(session, looked))
    except (ProviderUnreachable, MissingAttempt) as not_yet:
        db.run(inbox.postpone, event.id, str(not_yet))
    except Refused as refused:
        db.run(inbox.refuse, event.id, str(refused))


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
