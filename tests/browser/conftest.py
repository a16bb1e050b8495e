"""One product for all journeys; a fresh context, and no errors on its console, for each."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, expect

from shared.ui import frontend
from tests.browser import product

Open = Callable[..., Page]

# Bounded, and long enough for a machine that builds and tests other things meanwhile.
PATIENCE_MS = 60_000
expect.set_options(timeout=PATIENCE_MS)


@pytest.fixture(scope="session")
def env(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    frontend.build()
    with product.running(tmp_path_factory.mktemp("product")) as known:
        yield known


@pytest.fixture
def open_page(browser: Browser, env: dict[str, str]) -> Iterator[Open]:
    """Open a window: `open_page(width=390)`; all of them are closed after the test, none may have complained."""
    contexts, complaints = [], []

    def complain(message: ConsoleMessage) -> None:
        # A page that answers 4xx on purpose is logged by the browser as an error too.
        if message.type == "error" and "status of 4" not in message.text:
            complaints.append(message.text)

    def make(width: int = 1440, height: int = 900, **more: Any) -> Page:
        context = browser.new_context(viewport={"width": width, "height": height}, **more)
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(PATIENCE_MS)
        page.on("console", complain)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        return page

    yield make
    for context in contexts:
        context.close()
    assert complaints == []
