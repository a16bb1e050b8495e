"""Every page, at both widths, light and dark: axe finds nothing, and nothing scrolls sideways."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.browser import product
from tests.browser.conftest import Open
from tests.browser.pages import OPEN_TO_ALL, PORTAL, STAFF

pytestmark = pytest.mark.browser

SIZES = ((1440, 900), (390, 844))

# What is dark differs from what is light in its colours alone.
_ASKED = {"light": {}, "dark": {"runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}}}
_VIOLATIONS = "asked => axe.run(document, {resultTypes: ['violations'], ...asked}).then(told => told.violations)"
MISSING = re.compile("is not here|no such|does not exist")


def findings(page: Page, path: str) -> list[str]:
    """What is wrong with a page of the story in each of its four looks, each as a sentence."""
    page.goto(f"{product.ORIGIN}{path}")
    found = looked_at(page)
    expect(page.get_by_role("main").get_by_text(MISSING)).to_have_count(0)
    return found


def looked_at(page: Page) -> list[str]:
    """The same for the page that is open."""
    expect(page.locator("h1").first).to_be_visible()
    expect(page.locator(".sk")).to_have_count(0)
    path = page.url.removeprefix(product.ORIGIN)
    page.evaluate(Axe().axe_script)
    found = []
    for width, height in SIZES:
        for scheme, asked in _ASKED.items():
            page.set_viewport_size({"width": width, "height": height})
            page.emulate_media(color_scheme=scheme, reduced_motion="reduce")  # type: ignore[arg-type]
            look = f"{path} at {width} {scheme}"
            found += [f"{look}: {each['id']}: {each['help']}" for each in page.evaluate(_VIOLATIONS, asked)]
            if page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
                found.append(f"{look}: scrolls sideways")
    return found


def test_signing_in_is_open_to_everybody(open_page: Open, env: dict[str, str]) -> None:
    page = open_page()
    found = [each for path in OPEN_TO_ALL for each in findings(page, path)]
    product.give_password(page)

    assert found + looked_at(page) == []


@pytest.mark.parametrize("email", PORTAL)
def test_the_portal_is_open_to_everybody(open_page: Open, env: dict[str, str], email: str) -> None:
    page = open_page()
    product.sign_in_debtor(page, env, email)

    assert [each for path in PORTAL[email] for each in findings(page, path)] == []


def test_a_saved_card_and_a_payment_are_open_to_everybody(open_page: Open, env: dict[str, str]) -> None:
    page = open_page()
    product.sign_in_debtor(page, env, "verwaltung@praxis-amsel.example.com")
    product.save_a_card(page)
    found = looked_at(page)
    page.goto(f"{product.ORIGIN}/pay")
    page.get_by_role("button", name=re.compile("^Pay ")).first.click()
    product.pay_with_the_card(page)

    assert found + looked_at(page) == []


def test_paying_from_a_link_is_open_to_everybody(open_page: Open, env: dict[str, str]) -> None:
    page = open_page()
    page.goto(product.pay_link(open_page(), env, "H-26-0434"))
    page.get_by_role("button").first.click()
    page.wait_for_url(re.compile("/pay/now/?$"))
    found = looked_at(page)
    page.get_by_role("button", name=re.compile("^Pay ")).first.click()
    product.pay_with_the_card(page)

    assert found + looked_at(page) == []


def test_the_back_office_is_open_to_everybody(open_page: Open, env: dict[str, str]) -> None:
    page = open_page()
    product.sign_in_staff(page, env)

    assert [each for path in STAFF for each in findings(page, path)] == []
