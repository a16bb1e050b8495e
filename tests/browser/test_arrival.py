"""Pages of the portal arrive with their data: readable before any script runs, and taken over without a break."""

import time
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Route, WebSocketRoute, expect

from tests.browser import product
from tests.browser.conftest import PATIENCE_MS, Open
from tests.browser.pages import DANA, PORTAL

pytestmark = pytest.mark.browser


def test_what_is_owed_can_be_read_without_a_script(open_page: Open, env: dict[str, str]) -> None:
    signed_in = open_page()
    product.sign_in_debtor(signed_in, env, DANA)
    plain = open_page(width=390, java_script_enabled=False)
    plain.context.add_cookies(signed_in.context.cookies())

    plain.goto(f"{product.ORIGIN}/invoices/7")

    expect(plain.get_by_role("heading", level=1)).to_have_text("Invoice FL-2026-10418")
    expect(plain.get_by_text("RF83 13FL 2026 1041 8")).to_be_visible()
    expect(plain.locator(".sk")).to_have_count(0)


@pytest.mark.parametrize("email", PORTAL)
def test_every_page_arrives_with_its_data_in_the_reader_s_words(
    open_page: Open, env: dict[str, str], email: str
) -> None:
    page = open_page()
    product.sign_in_debtor(page, env, email)

    arrived = {path: page.request.get(f"{product.ORIGIN}{path}").text() for path in PORTAL[email]}

    assert [path for path, text in arrived.items() if 'id="duebook-data"' not in text] == []
    page.context.add_cookies([{"name": "language", "value": "de", "url": product.ORIGIN}])
    assert "Sie schulden" in page.request.get(f"{product.ORIGIN}/").text()


def test_a_page_shows_its_data_while_no_socket_opens(open_page: Open, env: dict[str, str]) -> None:
    page = open_page(width=390)
    product.sign_in_debtor(page, env, DANA)
    page.route_web_socket("**", lambda socket: socket.close())

    page.goto(f"{product.ORIGIN}/")

    expect(page.get_by_role("link", name="Invoice FL-2026-10418")).to_be_visible()
    expect(page.locator(".sk")).to_have_count(0)


class Line:
    """The line between a page and the server, which holds back that the page has loaded."""

    def __init__(self) -> None:
        self.held: list[Callable[[], None]] = []
        self._asked: list[str] = []
        self._is_held = True
        self._socket: WebSocketRoute | None = None

    def between(self, socket: WebSocketRoute) -> None:
        server = socket.connect_to_server()
        self._socket = socket

        def ask(message: str | bytes) -> None:
            self._asked.append(str(message))
            server.send(message)

        def tell(message: str | bytes) -> None:
            is_news = self._is_held and '"is_hydrated_rx_state_":true' in str(message)
            self.held.append(lambda: socket.send(message)) if is_news else socket.send(message)

        socket.on_message(ask)
        server.on_message(tell)

    def has_asked(self, text: str) -> bool:
        return any(text in each for each in self._asked)

    def cut(self) -> None:
        """Lose the connection; the next one is held back again."""
        assert self._socket
        self._asked, self._is_held = [], True
        self._socket.close()

    def let_go(self) -> None:
        self._is_held = False
        for send in self.held:
            send()
        self.held = []


WATCH = """
globalThis.shown = [];
new MutationObserver(() => shown.push(document.body?.innerText ?? ""))
  .observe(document, {subtree: true, childList: true, characterData: true});
"""
"""Keeps every text that the page ever showed."""


def _wait_until(page: Page, is_so: Callable[[], bool]) -> None:
    """As `expect` waits, for what no locator tells; our content policy does not let `wait_for_function` run."""
    until = time.monotonic() + PATIENCE_MS / 1000
    while not is_so():
        assert time.monotonic() < until
        page.wait_for_timeout(50)


def test_what_is_pressed_before_the_scripts_are_there_is_done_then(open_page: Open) -> None:
    page = open_page(width=390)
    held: list[Route] = []
    is_held = True
    page.route("**/*.js", lambda route: held.append(route) if is_held else route.continue_())
    page.goto(f"{product.ORIGIN}/genuine", wait_until="commit")

    product.ask_whether_genuine(page)
    is_held = False
    for each in held:
        each.continue_()

    expect(page.get_by_text(product.NOT_OURS)).to_be_visible()
    expect(page.get_by_label("Code")).to_have_value("K7QM2-9XR4T")


def test_what_is_pressed_before_the_page_has_loaded_is_done_after_that(open_page: Open) -> None:
    """Or what the page does when it loads would undo it; so too when it loads again after a lost connection."""
    page = open_page(width=390)
    line = Line()
    page.route_web_socket("**", line.between)
    page.goto(f"{product.ORIGIN}/genuine")
    for lost in (False, True):
        if lost:
            line.cut()
        _wait_until(page, lambda: bool(line.held))

        product.ask_whether_genuine(page)
        page.wait_for_timeout(500)
        assert not line.has_asked("K7QM2")
        line.let_go()

        expect(page.get_by_text(product.NOT_OURS)).to_be_visible()


def test_a_page_is_never_overwritten_by_what_its_tab_knew_before(open_page: Open, env: dict[str, str]) -> None:
    page = open_page()
    product.sign_in_debtor(page, env, DANA)
    expect(page.get_by_role("button", name="Pay the overdue")).to_be_visible()
    page.context.add_cookies([{"name": "language", "value": "de", "url": product.ORIGIN}])
    page.add_init_script(WATCH)
    told: list[str] = []
    page.on("websocket", lambda socket: socket.on("framereceived", lambda frame: told.append(str(frame))))

    page.goto(f"{product.ORIGIN}/")
    _wait_until(page, lambda: any("home_state" in each for each in told))
    page.wait_for_timeout(500)  # to draw what the server told

    shown = page.evaluate("shown")
    assert "überfällig" in shown[-1]
    assert [text for text in shown if "Pay the overdue" in text] == []
