"""Deny by default: before every event, whoever fires it and however, who is asking and whether they may.

Any client can name any handler of any page with any arguments (reflex.md 5), so nothing a page hides is hidden.
The person is read afresh from the database for each event, by the cookie of the socket it came over: a session
that was ended a moment ago ends here.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode, urlsplit

import reflex as rx
from reflex.event import Event, EventSpec
from reflex.state import BaseState, StateUpdate
from reflex_base.event.context import EventContext
from reflex_base.registry import RegistrationContext

from shared import clock, db
from shared.access import service
from shared.access.queries import people_of
from shared.access.rules import PUBLIC, SEEN_EVERY, Kind, Person
from shared.ui.cookies import WANTED, session_cookies
from shared.ui.marks import words_of
from shared.ui.notice_state import tell
from shared.ui.session import SignedIn

log = logging.getLogger(__name__)

# The framework's own handlers a page cannot live without; the only list of exceptions there is.
_FRAMEWORK = frozenset(
    {
        "hydrate",
        "hydrate_and_load",
        "set_is_hydrated",
        "on_load_internal",
        "update_vars_internal",
        "handle_frontend_exception",
    }
)


@dataclass(frozen=True, slots=True)
class Face:
    """One sort of people, the state that knows them, and where they sign in.

    `comes_back`: the sign-in is told which page they wanted, so that a link in a mail ends where it leads to.
    """

    kind: Kind
    session: type[SignedIn]
    sign_in: str
    comes_back: bool = False


class Guard(rx.Middleware):
    """The first middleware of the app."""

    def __init__(self, faces: Sequence[Face]) -> None:
        self._faces = tuple(faces)

    async def preprocess(self, app: rx.App, state: BaseState, event: Event) -> StateUpdate | None:  # noqa: ARG002
        """None lets the event through; an update is all that a refused one gets."""
        people = await db.ask(people_of, session_cookies(_cookie_header(state)))
        await self._bind(state, people)
        allowed = allowed_by(event.name)
        if PUBLIC in allowed or any(person.may(word) for person in people.values() for word in allowed):
            await _note_work(people.values())
            return None
        log.warning("Refused %s to %s", event.name, [person.actor for person in people.values()] or "nobody")
        return await _refusal(state, self._answer(allowed, people, state))

    async def _bind(self, state: BaseState, people: dict[Kind, Person]) -> None:
        """Give the state its people. A state filled for another session is emptied first, all of it."""
        sessions = {face.kind: await state.get_state(face.session) for face in self._faces}
        before = {kind: one._person.session_id for kind, one in sessions.items() if one._person}
        after = {kind: person.session_id for kind, person in people.items() if kind in sessions}
        if before != after:
            await _empty(state)
        for kind, one in sessions.items():
            if one._person != people.get(kind):
                one._bind(people.get(kind))

    def _answer(self, allowed: frozenset[str], people: dict[Kind, Person], state: BaseState) -> EventSpec:
        wanted = next((kind for kind in Kind if kind in allowed), Kind.STAFF)
        for face in self._faces:
            if allowed and face.kind is wanted and wanted not in people:
                return rx.redirect(_way_in(face, state))
        return tell("You may not do this. Nothing was changed.", tone="warn")


def _way_in(face: Face, state: BaseState) -> str:
    here = urlsplit(str(state.router.url))
    if not face.comes_back or here.path in ("", "/"):
        return face.sign_in
    wanted = f"{here.path}?{here.query}" if here.query else here.path
    return f"{face.sign_in}?{urlencode({WANTED: wanted})}"


def _cookie_header(state: BaseState) -> str:
    # The server writes the headers at connect, over whatever the client may have sent under this name.
    header: str = state.router_data.get("headers", {}).get("cookie", "")
    return header


def allowed_by(name: str) -> frozenset[str]:
    """The words that let an event through, by its full name; none is nobody."""
    registered = RegistrationContext.get().event_handlers[name]
    owner: Any = registered.states[0]
    if owner.__module__.startswith("reflex.") and name.rsplit(".", 1)[-1] in _FRAMEWORK:
        return frozenset({PUBLIC})
    return words_of(registered.handler.fn)


async def _note_work(people: Iterable[Person]) -> None:
    """A person's own doing keeps a session alive; what a page does by itself (chained events) does not."""
    if EventContext.get().parent_txid is not None:
        return
    for person in people:
        if person.seen_at and clock.now() - person.seen_at >= SEEN_EVERY:
            await db.call(service.touch, person)


async def _empty(state: BaseState) -> None:
    root: Any = state._get_root_state()
    for each in _every_state(rx.State):
        await root.get_state(each)  # a state kept elsewhere is fetched, so that it is emptied too
    is_hydrated = root.is_hydrated
    root.reset()
    root.is_hydrated = is_hydrated


def _every_state(state: type[BaseState]) -> Iterable[type[BaseState]]:
    yield state
    for each in state.get_substates():
        yield from _every_state(each)


async def _refusal(state: BaseState, answer: EventSpec) -> StateUpdate:
    root: Any = state._get_root_state()
    delta = await root._get_resolved_delta()
    root._clean()
    return StateUpdate(delta=delta, events=Event.from_event_type([answer]))
