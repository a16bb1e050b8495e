"""What a page's `on_load` would find, found while the page is on its way.

The same handlers run, for the same people and behind the same marks, on a state that nobody keeps.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from inspect import iscoroutinefunction
from typing import Any, Final, TypeGuard

import reflex as rx
from reflex.event import EventHandler
from reflex_base.constants import RouteVar
from reflex_base.utils.format import json_dumps
from starlette.datastructures import Headers, QueryParams
from starlette.types import Scope

from shared import db
from shared.access.queries import people_of
from shared.access.rules import Kind, Person
from shared.ui.cookies import session_cookies
from shared.ui.guard import Face
from shared.ui.marks import words_of
from shared.ui.page_words import SEALS
from shared.ui.reader import COOKIE, PARAMETER, reader_language

_NEW_STATE: Any = rx.State
_SEALS: Final = dict.fromkeys(map(ord, SEALS))
Found = Mapping[str, Mapping[str, Any]]
"""Values of vars by the full name of their state."""


class PageData:
    """What the pages of some faces show first, to those who are signed in there."""

    def __init__(self, app: rx.App, faces: Collection[Face]) -> None:
        self._app = app
        self._faces = {face.kind: face for face in faces}

    async def of(self, scope: Scope) -> str:
        """JSON for the page of a request; "" where there is nobody, nothing to load, or more to do than to load."""
        people = await self._people(scope)
        loads = [each for each in self._app.get_load_events(scope["path"]) if people and _only_loads(each)]
        if not loads or not all(_may(people, each) for each in loads):
            return ""
        found = await self._found(scope, people, loads)
        return _json(found) if found else ""

    async def _people(self, scope: Scope) -> dict[Kind, Person]:
        cookies = session_cookies(Headers(scope=scope).get("cookie", ""))
        ours = {kind: cookie for kind, cookie in cookies.items() if kind in self._faces}
        return await db.ask(people_of, ours) if ours else {}

    async def _found(self, scope: Scope, people: Mapping[Kind, Person], loads: Sequence[EventHandler]) -> Found:
        """What the handlers filled; nothing if one of them leads elsewhere."""
        root: Any = _NEW_STATE(_reflex_internal_init=True)
        root.router_data = root._update_router_vars(self._router_data(scope), {})
        root._clean()
        for kind, face in self._faces.items():
            (await root.get_state(face.session))._bind(people.get(kind))
        for load in loads:
            if await load.fn(await root.get_state(load.state)) is not None:
                return {}
        return await root._get_resolved_delta()

    def _router_data(self, scope: Scope) -> dict[str, Any]:
        """The request as an event over its page's socket would tell it."""
        query, headers = scope["query_string"].decode("latin-1"), dict(Headers(scope=scope))
        if PARAMETER in QueryParams(query):
            # The answer to this request sets the cookie that the socket then comes with.
            chosen = reader_language(headers, path=scope["path"], query=query)
            headers["cookie"] = f"{headers.get('cookie', '')}; {COOKIE}={chosen}"
        return {
            RouteVar.HEADERS: headers,
            RouteVar.PATH: self._app.router(scope["path"]) or "",
            RouteVar.ORIGIN: f"{scope['path']}?{query}" if query else scope["path"],
            RouteVar.QUERY: dict(QueryParams(query)),
        }


def _only_loads(handler: Any) -> TypeGuard[EventHandler]:
    """Whether it fills its state once and is done; what goes step by step, or on and on, waits for the socket."""
    return isinstance(handler, EventHandler) and iscoroutinefunction(handler.fn)


def _may(people: Mapping[Kind, Person], load: EventHandler) -> bool:
    return any(person.may(word) for person in people.values() for word in words_of(load.fn))


def _json(found: Found) -> str:
    """Nothing in it can end the element it stands in, or be taken for a text of ours (`shared/ui/page_words.py`)."""
    return json_dumps(found).replace("<", "\\u003c").translate(_SEALS)
