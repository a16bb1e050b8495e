"""A whole review without the mouse: accept, undo, part, bank charge, split, unidentified, fee, test report, post."""

import json
import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser import product
from tests.browser.conftest import Open

pytestmark = pytest.mark.browser

STATEMENT = product.ROOT / "tests" / "files" / "statements" / "review.camt053.xml"


def press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def told(page: Page, words: str) -> None:
    """The page says what was done; only then the next key means the next line."""
    expect(page.get_by_role("status").filter(has_text=re.compile(words)).first).to_be_visible()


def put_in(page: Page, number: str) -> None:
    """Find an invoice by its number and put it in, from the search field on."""
    expect(page.locator("#find-invoice")).to_be_focused()
    page.keyboard.type(number, delay=30)
    expect(page.get_by_role("button", name=re.compile("^Put in "))).to_have_count(1)
    press(page, "Tab", "Enter")
    expect(page.get_by_role("button", name=f"Put in {number}")).to_have_count(0)


def import_and_apply(page: Page) -> None:
    page.goto(f"{product.ORIGIN}/staff/journals")
    page.get_by_role("button", name="New journal").click()
    page.get_by_role("button", name="Open the journal").click()
    page.wait_for_url(re.compile(r"/journals/\d+"))
    page.get_by_role("button", name="Import bank transactions").first.click()
    page.locator("input[type=file]").first.set_input_files(STATEMENT)
    page.locator("form[enctype] button").first.click()
    told(page, "5 lines added, 1 set aside")
    page.get_by_role("button", name="Apply automatically").click()
    told(page, "Applied to 5 lines")


def test_a_clerk_reviews_and_posts_a_journal_by_keyboard_alone(open_page: Open, env: dict[str, str]) -> None:
    page = open_page()
    product.sign_in_staff(page, env)
    import_and_apply(page)
    panel = page.get_by_role("complementary", name="Why this proposal")

    # 1: exact. Accepted, taken back, accepted again.
    expect(panel).to_contain_text("Line 1,")
    press(page, "j")
    expect(panel).to_contain_text("Line 2,")
    press(page, "k")
    expect(panel).to_contain_text("Line 1,")
    press(page, "a")
    told(page, "Accepted line 1: 600.00")
    press(page, "u")
    told(page, "Line 1 waits for review again")
    press(page, "a")
    told(page, "Accepted line 1: 600.00")

    # 2: a part of a larger invoice.
    expect(panel).to_contain_text("Line 2,")
    expect(panel).to_contain_text("stays open")
    press(page, "a")
    told(page, "Accepted line 2: 412.10")

    # 3: ten short of the invoice, which is what banks took.
    expect(panel).to_contain_text("Line 3,")
    press(page, "s")
    put_in(page, "2026-1720")
    rest = page.get_by_label("The rest of it")
    expect(rest).to_be_visible()
    press(page, "Tab", "Tab")
    expect(rest).to_be_focused()
    page.keyboard.type("10.00 EUR is what")
    expect(rest).to_have_value("bank_charge")
    press(page, "Shift+Tab", "Shift+Tab", "Enter")
    told(page, "Accepted line 3: 590.00")

    # 4: split over two invoices.
    expect(panel).to_contain_text("Line 4,")
    press(page, "s")
    put_in(page, "H-26-0412")
    press(page, *["Tab"] * 4)
    put_in(page, "H-26-0420")
    press(page, "Enter")
    told(page, "Accepted line 4: 500.00")

    # 5: nobody knows whose it is.
    expect(panel).to_contain_text("Line 5,")
    press(page, "o")
    expect(page.locator("#find-debtor")).to_be_focused()
    press(page, "Shift+Tab", "Shift+Tab", "Enter")
    expect(page.locator("#leave-unidentified")).to_be_focused()
    press(page, "Enter")
    told(page, "Accepted line 5: 1,452.50")

    # 6: the bank's own fee goes to its account.
    expect(panel).to_contain_text("Line 6,")
    press(page, "o")
    expect(page.locator("#find-receipt")).to_be_focused()
    press(page, "Shift+Tab", "Enter")
    expect(page.locator("#book-to")).to_be_focused()
    page.keyboard.type("6100")
    expect(page.locator("#book-to")).to_have_value("6100")
    press(page, "Tab", "Enter")
    told(page, "Accepted line 6: 12.50")

    # The test report keeps nothing; Post keeps all.
    press(page, "p")
    expect(page.locator("#post-now")).to_be_focused()
    press(page, "Tab", "Enter")
    expect(page.get_by_text("6 lines would be posted")).to_be_visible()
    expect(page.get_by_role("table", name="What would be posted, by account")).to_contain_text("Bank charges")
    press(page, "Shift+Tab", "Enter")
    told(page, "Posted 6 lines")
    assert json.loads(product.duebook(env, "verify", "--json"))["ok"]
