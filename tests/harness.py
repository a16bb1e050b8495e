"""A browser tab without browser and front end: the real event processor, the real guard, the real handlers.

    async with Browser(cookies=debtor_cookie(7)) as tab:
        await tab.fire(InvoicesState.load)
        assert (await tab.state(InvoicesState)).rows == [...]

There is no public way to do this in Reflex; what is used of its inside holds for the version that is pinned.
"""

import asyncio
import contextlib
import dataclasses
import functools
import os
import uuid
from collections.abc import Mapping
from typing import Any, Self, TypeVar

import httpx
import reflex as rx
from reflex.event import Event
from reflex.istate.manager.memory import StateManagerMemory
from reflex.istate.manager.token import BaseStateToken
from reflex_base.event.processor import BaseStateEventProcessor
from reflex_base.event.processor.future import EventFuture
from reflex_base.utils.format import format_event_handler, json_dumps

from app import app
from shared import db, models
from shared.access import service
from shared.access.queries import people_of
from shared.access.rules import Kind, Person, cookie_name
from shared.settings import settings
from shared.ui.cookies import session_cookies

State = TypeVar("State", bound=rx.State)

PASSWORD = "correct horse battery staple"


# A path without a page: what a page's own `on_load` does is fired by the tests that mean it.
NOWHERE = "/no-page"
WAY_IN = "/sign-in?then=%2Fno-page"
"""Where a debtor who is not signed in is led from there."""


class Browser:
    """One tab: its state token, its cookies, and all that it was sent."""

    def __init__(self, cookies: str = "", *, token: str = "", states: StateManagerMemory | None = None) -> None:
        self.cookies = cookies
        self.token = token or str(uuid.uuid4())
        self.deltas: list[Mapping[str, Mapping[str, Any]]] = []
        self.events: list[Event] = []
        self.states = states or StateManagerMemory()
        self._processor = BaseStateEventProcessor(
            middleware=app, backend_exception_handler=app.backend_exception_handler
        )

    async def __aenter__(self) -> Self:
        self._processor.configure(state_manager=self.states)
        root = self._processor._root_context
        self._processor._root_context = dataclasses.replace(
            root, emit_delta_impl=self._take_delta, emit_event_impl=self._take_events
        )
        await self._processor.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._processor.stop()

    async def fire(self, handler: Any, **arguments: Any) -> None:
        """Fire an event as the page would, and wait until it and all it chained are done and told."""
        future = await self.begin(handler, **arguments)
        _, unfinished = await asyncio.wait([asyncio.ensure_future(self._settle(future))], timeout=20)
        assert not unfinished, f"{handler} goes on and on; a handler that runs while the page is open is for `begin`"

    async def begin(self, handler: Any, path: str = NOWHERE, **arguments: Any) -> EventFuture:
        """Fire an event and do not wait: for handlers that run while the page is open."""
        name = handler if isinstance(handler, str) else format_event_handler(handler)
        where = {
            "headers": {"cookie": self.cookies},
            "pathname": path,
            "asPath": path,
            "query": {},
            "token": self.token,
        }
        return await self._processor.enqueue(self.token, Event(name=name, payload=arguments, router_data=where))

    def disconnect(self) -> None:
        self._processor._on_disconnect(self.token)

    async def state(self, kind: type[State]) -> State:
        root = await self.states.get_state(BaseStateToken(ident=self.token, cls=rx.State))
        return await root.get_state(kind)

    @property
    def sent(self) -> str:
        """Everything that went to the browser, as Reflex writes it."""
        return json_dumps([self.deltas, [[event.name, event.payload] for event in self.events]])

    @property
    def went_to(self) -> list[str]:
        """Where it was led, by redirects."""
        return [str(event.payload["path"]) for event in self.events if event.name == "_redirect"]

    async def _settle(self, future: EventFuture) -> None:
        with contextlib.suppress(Exception):  # told to the person by the exception handler, as in the product
            await future.wait_all()
        while self._processor._tasks:
            await asyncio.sleep(0.005)

    async def _take_delta(self, _token: str, delta: Mapping[str, Mapping[str, Any]]) -> None:
        self.deltas.append(delta)

    async def _take_events(self, _token: str, *events: Event) -> None:
        self.events.extend(events)


def visitor(**headers: str) -> httpx.AsyncClient:
    """A browser for plain HTTP, on the whole app as it is served; it keeps cookies and follows no redirect."""
    ours = {"origin": settings().origin, "sec-fetch-site": "same-origin"}
    transport = httpx.ASGITransport(app=_served(), raise_app_exceptions=False)
    return httpx.AsyncClient(transport=transport, base_url=settings().origin, headers=ours | headers)


@functools.cache
def _served() -> Any:
    os.environ["__REFLEX_SKIP_COMPILE"] = "true"  # the server side needs no built front end
    return app()


def new_debtor(name: str = "Jana Vestergaard", email: str = "jana@debtor.example") -> int:
    """A debtor of this name; returns the id."""

    def add(session: Any) -> int:
        debtor = models.Debtor(number=uuid.uuid4().hex[:12], name=name, email=email)
        session.add(debtor)
        session.flush()
        return debtor.id or 0

    return db.run(add)


def new_staff(role: str = "accountant", email: str = "") -> tuple[int, str]:
    """A member of staff with PASSWORD; returns the id and the authenticator's secret."""
    address = email or f"{role}-{uuid.uuid4().hex[:6]}@firm.example"
    secret = db.run(service.add_staff, address, f"{role.title()} Calloway", models.Role(role), PASSWORD)

    def find(session: Any) -> int:
        return session.exec(models.Staff.__table__.select().where(models.Staff.email == address)).one().id

    return db.look(find), secret


def debtor_cookie(debtor_id: int) -> str:
    """The Cookie header of a browser in which this debtor is signed in."""
    return _header(Kind.DEBTOR, db.run(service.open_debtor_session, debtor_id))


def staff_cookie(role: str = "accountant") -> str:
    """The Cookie header of a browser in which somebody new with this role is signed in."""
    return _header(Kind.STAFF, db.run(service.open_staff_session, new_staff(role)[0]))


def person_behind(cookies: str, kind: Kind = Kind.DEBTOR) -> Person:
    """Who is signed in with this Cookie header, as guard and routes see them."""
    return db.look(people_of, session_cookies(cookies))[kind]


def cookie_value(header: str) -> str:
    return header.partition("=")[2]


def _header(kind: Kind, cookie: str) -> str:
    return f"{cookie_name(kind, secure=settings().secure_cookies)}={cookie}"
