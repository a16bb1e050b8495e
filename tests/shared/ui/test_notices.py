"""A notice stays until something else is done, and ends with the page it was told on."""

import pytest

from shared.ui.notice_state import NoticeState
from tests.harness import Browser

pytestmark = pytest.mark.usefixtures("database")


async def test_a_notice_stays_while_its_page_does_and_ends_with_it() -> None:
    async with Browser() as tab:
        await tab.fire(NoticeState.show, path="/invoices/", text="Registered.", tone="good")

        await tab.fire(NoticeState.arrive, path="/invoices")
        assert (await tab.state(NoticeState)).text == "Registered."

        await tab.fire(NoticeState.arrive, path="/receipts")
        assert (await tab.state(NoticeState)).text == ""


async def test_a_notice_ends_when_its_page_comes_up_in_another_language() -> None:
    async with Browser(cookies="language=de") as tab:
        await tab.fire(NoticeState.show, path="/profile", text="Gespeichert.", tone="good")
        await tab.fire(NoticeState.arrive, path="/profile")
        assert (await tab.state(NoticeState)).text == "Gespeichert."

        tab.cookies = "language=sv"
        await tab.fire(NoticeState.arrive, path="/profile")
        assert (await tab.state(NoticeState)).text == ""
