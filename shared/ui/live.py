"""Pages that show what happens while they are open.

    @rx.event(background=True)
    @allow("debtor")
    async def watch(self):
        async for _ in live.changes(self, "invoices", "receipts"):
            yield InvoicesState.load

    app.add_page(..., on_load=[InvoicesState.load, InvoicesState.watch])

One task a process reads the change counter about once a second while any page watches, and wakes those concerned.
A watch ends when the page is left or the socket closes (Reflex cancels what `on_load` began), when the same tab
watches the same state again, and when the session ends: it then wakes a last time, and the guard leads to sign-in.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from typing import Any

from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import Session

from shared import db, outbox
from shared.access.queries import is_live

log = logging.getLogger(__name__)

EVERY_S = 1.0
_CHECK_S = 30.0
"""How often a page that nothing wakes looks whether its session still lives."""

_REMEMBERED = 1000


class _Page:
    """One open page that waits for its topics."""

    def __init__(self, topics: frozenset[str]) -> None:
        self.topics = topics
        self.is_over = False
        self._woken = asyncio.Event()

    def wake(self) -> None:
        self._woken.set()

    def end(self) -> None:
        self.is_over = True
        self._woken.set()

    async def is_woken(self) -> bool:
        """Wait for the next change; False if nothing happened for a while."""
        try:
            await asyncio.wait_for(self._woken.wait(), _CHECK_S)
        except TimeoutError:
            return False
        self._woken.clear()
        return True


_pages: dict[tuple[str, str], _Page] = {}
_watcher: asyncio.Task[None] | None = None


async def changes(state: Any, *topics: str) -> AsyncIterator[None]:
    """Yield whenever one of the topics of `outbox.changed` has changed; `state` is the handler's own `self`."""
    async with state:
        person = state._signed_in()
        tab = (state.router.session.client_token, state.get_full_name())
    page = _open(tab, frozenset(topics))
    try:
        while not page.is_over:
            woken = await page.is_woken()
            if not await db.ask(is_live, person.kind, person.session_id):
                page.end()
                yield
            elif woken and not page.is_over:
                yield
    finally:
        if _pages.get(tab) is page:
            del _pages[tab]


def watching() -> int:
    """How many pages wait in this process."""
    return len(_pages)


def _open(tab: tuple[str, str], topics: frozenset[str]) -> _Page:
    global _watcher
    if earlier := _pages.get(tab):
        earlier.end()
    page = _pages[tab] = _Page(topics)
    if _watcher is None or _watcher.done():
        _watcher = asyncio.create_task(_watch(), name="duebook-live")
    return page


async def _watch() -> None:
    """Read the counter while anybody waits."""
    seen: set[int] = set()
    while _pages:
        try:
            found = await db.ask(_changes_after, seen)
        except SQLAlchemyError:
            log.exception("The change counter cannot be read; live pages wait")
        else:
            # The first reading finds old changes too: a page that opened just before it looks once more.
            fresh = {topic for number, topic in found.items() if number not in seen}
            seen = set(sorted(seen | found.keys())[-_REMEMBERED:])
            for page in list(_pages.values()):
                if page.topics & fresh:
                    page.wake()
        await asyncio.sleep(EVERY_S)


def _changes_after(session: Session, seen: set[int]) -> dict[int, str]:
    return outbox.changes_since(session, max(seen, default=outbox.latest_change(session)))
