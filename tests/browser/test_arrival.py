"""Pages of the portal arrive with their data: readable before any script runs, and taken over without a break."""

import time

import pytest
from playwright.sync_api import expect

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


WATCH = """
globalThis.shown = [];
new MutationObserver(() => shown.push(document.body?.innerText ?? ""))
  .observe(document, {subtree: true, childList: true, characterData: true});
"""
"""Keeps every text that the page ever showed."""


def test_a_page_is_never_overwritten_by_what_its_tab_knew_before(open_page: Open, env: dict[str, str]) -> None:
    page = open_page()
    product.sign_in_debtor(page, env, DANA)
    expect(page.get_by_role("button", name="Pay the overdue")).to_be_visible()
    page.context.add_cookies([{"name": "language", "value": "de", "url": product.ORIGIN}])
    page.add_init_script(WATCH)
    told: list[str] = []
    page.on("websocket", lambda socket: socket.on("framereceived", lambda frame: told.append(str(frame))))

    page.goto(f"{product.ORIGIN}/")
    until = time.monotonic() + PATIENCE_MS / 1000
    while not any("home_state" in each for each in told) and time.monotonic() < until:
        page.wait_for_timeout(100)
    page.wait_for_timeout(500)  # to draw what the server told

    shown = page.evaluate("shown")
    assert any("home_state" in each for each in told)
    assert "überfällig" in shown[-1]
    assert [text for text in shown if "Pay the overdue" in text] == []
