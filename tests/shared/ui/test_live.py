"""Pages that show what happens: woken by their topics alone, ended with their page, never a leak."""

import asyncio
import gc
from collections.abc import AsyncIterator, Callable
from datetime import timedelta
from typing import Any

import pytest
import reflex as rx

from app import app
from portal.session import PortalSession
from shared import clock, db, outbox
from shared.access import service
from shared.ui import live
from shared.ui.marks import allow
from tests.harness import WAY_IN, Browser, cookie_value, debtor_cookie, new_debtor

pytestmark = pytest.mark.usefixtures("database")


class WatchedState(PortalSession):
    """A page that counts how often it was loaded."""

    loads: int = 0

    @rx.event
    @allow("debtor")
    def load(self) -> None:
        self.loads += 1

    @rx.event(background=True)
    @allow("debtor")
    async def watch(self) -> AsyncIterator[Any]:
        async for _ in live.changes(self, "receipts", "invoices"):
            yield WatchedState.load


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live, "EVERY_S", 0.02)
    monkeypatch.setattr(live, "_CHECK_S", 0.05)


@pytest.fixture
def page() -> str:
    """A page that loads and watches as pages do, by `on_load`."""
    if "watched" not in app._unevaluated_pages:
        app.add_page(rx.fragment, route="/watched", on_load=[WatchedState.load, WatchedState.watch])
    return "/watched"


async def until(true: Callable[[], Any]) -> None:
    async with asyncio.timeout(10):
        while not true():
            await asyncio.sleep(0.01)


async def test_a_change_of_its_topic_loads_the_page_again() -> None:
    async with Browser(debtor_cookie(new_debtor())) as tab:
        await tab.begin(WatchedState.watch)
        await until(lambda: live.watching() == 1)
        state = await tab.state(WatchedState)
        before = state.loads
        db.run(outbox.changed, "receipts")

        await until(lambda: state.loads > before)


async def test_another_topic_leaves_it_alone() -> None:
    async with Browser(debtor_cookie(new_debtor())) as tab:
        await tab.begin(WatchedState.watch)
        await until(lambda: live.watching() == 1)
        state = await tab.state(WatchedState)
        db.run(outbox.changed, "journals")
        db.run(outbox.changed, "invoices")
        await until(lambda: state.loads == 1)
        db.run(outbox.changed, "journals")
        await asyncio.sleep(0.2)

        assert state.loads == 1


async def test_nobody_watches_without_signing_in() -> None:
    async with Browser() as tab:
        await tab.fire(WatchedState.watch)

        assert live.watching() == 0
        assert tab.went_to == [WAY_IN]


async def test_it_ends_with_the_session_and_leads_to_sign_in() -> None:
    cookie = debtor_cookie(new_debtor())
    async with Browser(cookie) as tab:
        await tab.begin(WatchedState.watch)
        await until(lambda: live.watching() == 1)
        db.run(service.sign_out, cookie_value(cookie))

        await until(lambda: live.watching() == 0)
        await until(lambda: tab.went_to)
        assert tab.went_to == [WAY_IN]


async def test_watching_alone_does_not_keep_a_session_alive() -> None:
    async with Browser(debtor_cookie(new_debtor())) as tab:
        await tab.begin(WatchedState.watch)
        await until(lambda: live.watching() == 1)
        for minutes in (5, 10, 14):
            clock.move(timedelta(minutes=minutes))
            db.run(outbox.changed, "receipts")
            await asyncio.sleep(0.05)
        clock.move(timedelta(minutes=16))

        await until(lambda: tab.went_to)
        assert tab.went_to == [WAY_IN]


async def test_a_tab_watches_a_page_once() -> None:
    async with Browser(debtor_cookie(new_debtor())) as tab:
        for _ in range(20):
            await tab.begin(WatchedState.watch)
        await until(lambda: live.watching() == 1)
        await until(lambda: len(tab._processor._tasks) == 1)


@pytest.mark.parametrize("way", ["left", "disconnected"])
async def test_it_ends_when_the_page_is_left(way: str, page: str) -> None:
    async with Browser(debtor_cookie(new_debtor())) as tab:
        await tab.begin(_on_load(), path=page)
        await until(lambda: live.watching() == 1)
        if way == "left":
            await tab.begin(_on_load(), path="/elsewhere")
        else:
            tab.disconnect()

        await until(lambda: not tab._processor._tasks)
        gc.collect()
        await until(lambda: live.watching() == 0)


async def test_the_counter_is_read_only_while_somebody_watches() -> None:
    async with Browser(debtor_cookie(new_debtor())) as tab:
        await tab.begin(WatchedState.watch)
        await until(lambda: live.watching() == 1)
    gc.collect()
    await until(lambda: live._watcher is None or live._watcher.done())


def _on_load() -> str:
    return "reflex___state____state.reflex___state____on_load_internal_state.on_load_internal"
