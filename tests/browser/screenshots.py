"""`make screenshots`: draw docs/screenshots anew from the demo story and one walk of each kind."""

import re
import tempfile
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests import chromium
from tests.browser import product
from tests.browser.pages import JETTE
from tests.browser.test_bank_journey import import_statement
from tests.browser.test_unknown_csv import upload

TO = product.ROOT / "docs" / "screenshots"
_SETTLED_MS = 600


def main() -> None:
    TO.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, product.running(Path(folder)) as env, sync_playwright() as playwright:
        browser = chromium.launch(playwright)
        _staff(_window(browser, 1440), env)
        _portal(_window(browser, 390, device_scale_factor=2), env)
        _portal_of_plans(_window(browser, 390), env)
        browser.close()


def _window(browser: Browser, width: int, **more: Any) -> Page:
    height = 844 if width == 390 else 900
    page = browser.new_context(viewport={"width": width, "height": height}, **more).new_page()
    page.set_default_timeout(30_000)
    return page


def _staff(page: Page, env: dict[str, str]) -> None:
    page.goto(f"{product.ORIGIN}/staff/sign-in")
    _draw(page, "staff-sign-in-1440")
    product.sign_in_staff(page, env)
    import_statement(page)
    page.get_by_role("button", name="Apply automatically").click()
    expect(page.get_by_text(re.compile(r"16 lines: \d+ ready"))).to_be_visible()
    page.get_by_role("button", name="Meridian Bau GmbH").first.click()
    _draw(page, "journal-1440")
    page.emulate_media(color_scheme="dark")
    _draw(page, "journal-1440-dark")
    page.emulate_media(color_scheme="light")
    for name, path in (
        ("daily-actions-1440", "/staff"),
        ("journals-1440", "/staff/journals"),
        ("agreement-1440", "/staff/agreements/FA-0031"),
        ("invoices-1440", "/staff/invoices"),
        ("debtor-1440", "/staff/debtors/2"),
        ("receipts-1440", "/staff/receipts?filter=all"),
        ("receipt-1440", "/staff/receipts/2"),
        ("refunds-1440", "/staff/refunds"),
        ("payers-1440", "/staff/payers?payer=1"),
        ("text-rules-1440", "/staff/text-rules"),
        ("what-came-in-1440", "/staff/journals/1/imported"),
        ("events-1440", "/staff/events"),
        ("plan-1440", "/staff/plans/3"),
        ("plan-new-1440", "/staff/plans/new?debtor=3"),
        ("plan-policy-1440", "/staff/plan-policies/2"),
        ("settlements-1440", "/staff/settlements"),
        ("dispute-1440", "/staff/disputes?dispute=1"),
    ):
        page.goto(f"{product.ORIGIN}{path}")
        _draw(page, name)
    upload(page, "6")
    page.wait_for_url(re.compile(r"/staff/bank-files/\d+"))
    _draw(page, "csv-columns-1440")
    page.goto(f"{product.ORIGIN}/staff/invoices?q=2026-1702")
    page.get_by_role("link", name="2026-1702").first.click()
    page.get_by_role("button", name=re.compile("600.00")).or_(page.get_by_role("link", name="600.00")).first.click()
    _draw(page, "invoice-card-1440")


def _portal(page: Page, env: dict[str, str]) -> None:
    page.goto(f"{product.ORIGIN}/sign-in")
    _draw(page, "portal-sign-in-390")
    product.sign_in_debtor(page, env)
    _draw(page, "portal-home-390")
    page.emulate_media(color_scheme="dark")
    _draw(page, "portal-home-390-dark")
    page.emulate_media(color_scheme="light")
    page.set_viewport_size({"width": 1440, "height": 900})
    _draw(page, "portal-home-1440")
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"{product.ORIGIN}/pay")
    _draw(page, "portal-pay-390")
    page.goto(f"{product.ORIGIN}/plans/new/amount?invoice=7")
    _draw(page, "portal-plan-new-390")
    page.goto(f"{product.ORIGIN}/")
    page.get_by_role("button", name=re.compile("^Pay the overdue")).click()
    page.wait_for_url(product.CARD_PAGE)
    _draw(page, "card-page-390")
    page.get_by_role("button", name=re.compile("Pay")).first.click()
    page.wait_for_url(re.compile("/payments/"))
    expect(page.get_by_text(re.compile(r"R-20\d\d-\d+")).first).to_be_visible()
    _draw(page, "portal-paid-390")


def _portal_of_plans(page: Page, env: dict[str, str]) -> None:
    """Somebody who pays in instalments, has a dispute and an offer, and writes to us."""
    product.sign_in_debtor(page, env, JETTE)
    for name, path in (
        ("portal-plan-390", "/plans/3"),
        ("portal-dispute-390", "/invoices/32#wrong"),
        ("portal-offer-390", "/offers/1"),
        ("portal-messages-390", "/messages"),
    ):
        page.goto(f"{product.ORIGIN}{path}")
        _draw(page, name)
    product.save_a_card(page)
    page.goto(f"{product.ORIGIN}/cards")
    _draw(page, "portal-cards-390")
    page.get_by_role("button", name="Deutsch", exact=True).click()
    expect(page.locator("html")).to_have_attribute("lang", "de")
    page.goto(f"{product.ORIGIN}/")
    _draw(page, "portal-home-390-de")


def _draw(page: Page, name: str) -> None:
    expect(page.locator(".sk")).to_have_count(0)
    page.wait_for_timeout(_SETTLED_MS)
    page.screenshot(path=TO / f"{name}.png", animations="disabled")


if __name__ == "__main__":
    main()
