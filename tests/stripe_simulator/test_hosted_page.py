"""The hosted page in a real browser: without script, accessible, on a phone and in the dark."""

from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from playwright.sync_api import Browser, Page, expect

from tests.stripe_simulator.driving import connect, pay, session_params

pytestmark = pytest.mark.browser


def open_page(browser: Browser, *, scheme: Any = "light", width: int = 390) -> Page:
    context = browser.new_context(
        viewport={"width": width, "height": 844}, color_scheme=scheme, reduced_motion="reduce"
    )
    return context.new_page()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 390, 1440])
def test_axe_finds_nothing_on_any_page(client: Any, browser: Browser, scheme: str, width: int) -> None:
    page = open_page(browser, scheme=scheme, width=width)
    opened, declined, asked, paid, expired = (client.v1.checkout.sessions.create(session_params()) for _ in range(5))
    pay(declined.url, "declined")
    pay(asked.url, "3ds_ok")
    pay(paid.url, "succeeds")
    client.v1.checkout.sessions.expire(expired.id)
    addresses = [opened.url, declined.url, f"{asked.url}/authenticate", paid.url, expired.url, opened.url[:-4]]

    for address in addresses:
        page.goto(address)
        assert Axe().run(page).response["violations"] == [], address
        assert page.evaluate("document.documentElement.scrollWidth") <= width, address


def test_paying_by_keyboard_alone_and_without_script(simulator: str, browser: Browser) -> None:
    context = browser.new_context(java_script_enabled=False, viewport={"width": 390, "height": 844})
    page = context.new_page()
    elsewhere = simulator.replace("127.0.0.1", "localhost")  # another origin, as the product is
    landing = f"{elsewhere}/pay/landed?session={{CHECKOUT_SESSION_ID}}"
    session = connect(simulator).v1.checkout.sessions.create(session_params(success_url=landing))
    page.goto(session.url)

    page.keyboard.press("Tab")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Pay 312.40 EUR")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("Your card was declined.")
    page.get_by_label("3-D Secure, then it succeeds").check()
    page.get_by_role("button", name="Pay 312.40 EUR").click()
    page.get_by_role("button", name="Complete authentication").click()

    expect(page).to_have_url(f"{elsewhere}/pay/landed?session={session.id}")
    page.goto(session.url)
    expect(page.get_by_role("heading", name="This is paid")).to_be_visible()


def test_the_way_back_leads_to_the_product(simulator: str, browser: Browser) -> None:
    page = open_page(browser)
    session = connect(simulator).v1.checkout.sessions.create(session_params(cancel_url=f"{simulator}/pay/back"))
    page.goto(session.url)

    page.get_by_role("link", name="Cancel and go back").click()

    expect(page).to_have_url(f"{simulator}/pay/back")
    assert connect(simulator).v1.checkout.sessions.retrieve(session.id).status == "open"
