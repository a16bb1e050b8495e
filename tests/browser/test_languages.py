"""The portal in other languages, as a debtor's browser shows it."""

import pytest
from playwright.sync_api import Page, expect

from shared.i18n.catalogues import catalogue
from tests.browser import product
from tests.browser.conftest import Open
from tests.browser.pages import PORTAL

pytestmark = pytest.mark.browser

ENGLISH = {
    message.id
    for message in catalogue("de")
    if message.id and isinstance(message.id, str) and message.id != message.string and "{" not in message.id
}


SENT = {each.read_text().partition("\n")[0] for each in (product.ROOT / "shared/messaging/templates").glob("*.txt")}
"""Subjects of mails; one that was sent is told of as it was sent, whatever language is read now."""


def choose(page: Page, name: str, language: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()
    expect(page.locator("html")).to_have_attribute("lang", language)


def english_on(page: Page, path: str) -> list[str]:
    """The English texts of the catalogue on a German page, which arrives as it is to be read."""
    page.goto(f"{product.ORIGIN}{path}")
    expect(page.locator("html")).to_have_attribute("lang", "de")
    expect(page.locator("h1").first).to_be_visible()
    expect(page.locator(".sk")).to_have_count(0)
    return [f"{path}: {each}" for each in english_shown(page)]


def english_shown(page: Page) -> set[str]:
    """Lines, labels and title that are word for word an English text of the catalogue."""
    lines = {each.strip() for each in page.locator("body").inner_text().splitlines()}
    labels = set(page.locator("[aria-label]").evaluate_all("all => all.map(each => each.ariaLabel)"))
    # The framework's own live region, which is empty, has an English name.
    return (lines | labels | {page.title().partition(":")[0]}) & ENGLISH - SENT


def test_a_stranger_reads_what_their_browser_speaks_until_they_choose(open_page: Open, env: dict[str, str]) -> None:
    page = open_page(locale="de-DE")
    assert english_on(page, "/sign-in") == []

    choose(page, "Svenska", "sv")

    page.goto(f"{product.ORIGIN}/sign-in/sent")
    expect(page.locator("html")).to_have_attribute("lang", "sv")


@pytest.mark.parametrize("email", PORTAL)
def test_every_page_is_german_for_who_chose_german(open_page: Open, env: dict[str, str], email: str) -> None:
    page = open_page()
    product.sign_in_debtor(page, env, email)
    choose(page, "Deutsch", "de")

    assert [found for path in PORTAL[email] for found in english_on(page, path)] == []


def test_the_back_office_stays_english(open_page: Open, env: dict[str, str]) -> None:
    page = open_page(locale="de-DE")
    page.goto(f"{product.ORIGIN}/staff/sign-in")

    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.get_by_role("button", name="Continue")).to_be_visible()
