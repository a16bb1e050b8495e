"""The portal in other languages, as a debtor's browser shows it."""

import pytest
from playwright.sync_api import expect

from tests.browser import product
from tests.browser.conftest import Open

pytestmark = pytest.mark.browser


def test_the_language_of_a_stranger_is_their_browsers_until_they_choose_another(
    open_page: Open, env: dict[str, str]
) -> None:
    page = open_page(locale="de-DE")
    page.goto(f"{product.ORIGIN}/sign-in")
    expect(page.locator("html")).to_have_attribute("lang", "de")
    expect(page.locator("h1")).to_have_text("Sehen, was Sie schulden")

    page.get_by_role("button", name="Svenska").click()

    expect(page.locator("html")).to_have_attribute("lang", "sv")
    page.goto(f"{product.ORIGIN}/sign-in/sent")
    expect(page.locator("html")).to_have_attribute("lang", "sv")
