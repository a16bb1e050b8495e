"""Every page, at both widths, light and dark: axe finds nothing, and nothing scrolls sideways."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.browser import product
from tests.browser.conftest import Open

pytestmark = pytest.mark.browser

OPEN_TO_ALL = ("/sign-in", "/genuine", "/staff/sign-in")
PORTAL = (
    "/",
    "/messages",
    "/invoices/7/dispute",
    "/plans/new",
    "/plans/new/amount?invoice=7",
    "/invoices",
    "/invoices/7",
    "/pay",
    "/receipts",
    "/receipts/1",
    "/links",
    "/account",
    "/cards",
)
STAFF = (
    "/staff",
    "/staff/journals",
    "/staff/journals/1",
    "/staff/bank-files",
    "/staff/journals/1/imported",
    "/staff/receipts",
    "/staff/receipts?filter=all",
    "/staff/receipts/1",
    "/staff/refunds",
    "/staff/payers",
    "/staff/payers?payer=1",
    "/staff/text-rules",
    "/staff/events",
    "/staff/agreements",
    "/staff/agreements/FA-0031",
    "/staff/invoices",
    "/staff/invoices/5",
    "/staff/invoices/import",
    "/staff/debtors",
    "/staff/disputes",
    "/staff/debtors/2",
    "/staff/plans",
    "/staff/plans/3",
    "/staff/plans/new?debtor=1",
    "/staff/settlements",
    "/staff/settlements?debtor=1",
    "/staff/plan-policies",
    "/staff/plan-policies/0",
)
SIZES = ((1440, 900), (390, 844))


def findings(page: Page, path: str) -> list[str]:
    """What is wrong with a page in each of its four looks, each as a sentence."""
    page.goto(f"{product.ORIGIN}{path}")
    expect(page.locator("h1").first).to_be_visible()
    expect(page.locator(".sk")).to_have_count(0)
    found = []
    for width, height in SIZES:
        for scheme in ("light", "dark"):
            page.set_viewport_size({"width": width, "height": height})
            page.emulate_media(color_scheme=scheme, reduced_motion="reduce")  # type: ignore[arg-type]
            look = f"{path} at {width} {scheme}"
            found += [f"{look}: {each['id']}: {each['help']}" for each in Axe().run(page).response["violations"]]
            if page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
                found.append(f"{look}: scrolls sideways")
    return found


def test_signing_in_is_open_to_everybody(open_page: Open, env: dict[str, str]) -> None:
    page = open_page()

    assert [each for path in OPEN_TO_ALL for each in findings(page, path)] == []


def test_the_portal_is_open_to_everybody(open_page: Open, env: dict[str, str]) -> None:
    page = open_page()
    product.sign_in_debtor(page, env)

    assert [each for path in PORTAL for each in findings(page, path)] == []


def test_paying_from_a_link_is_open_to_everybody(open_page: Open, env: dict[str, str]) -> None:
    page = open_page()
    page.goto(product.pay_link(open_page(), env, "H-26-0434"))
    page.get_by_role("button").first.click()
    page.wait_for_url(re.compile("/pay/now/?$"))

    assert findings(page, "/pay/now") == []


def test_the_back_office_is_open_to_everybody(open_page: Open, env: dict[str, str]) -> None:
    page = open_page()
    product.sign_in_staff(page, env)

    assert [each for path in STAFF for each in findings(page, path)] == []
