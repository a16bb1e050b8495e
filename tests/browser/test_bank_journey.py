"""The bank walk as a clerk lives it: import, apply, review, post, and both faces show it without reloading."""

import json
import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser import product
from tests.browser.conftest import Open

pytestmark = pytest.mark.browser

STATEMENT = product.ROOT / "examples" / "statement-2026-11-20.xml"


def import_statement(page: Page) -> None:
    page.goto(f"{product.ORIGIN}/staff/journals")
    page.get_by_role("button", name="New journal").click()
    page.get_by_role("button", name="Open the journal").click()
    page.wait_for_url(re.compile(r"/journals/\d+"))
    page.get_by_role("button", name="Import bank transactions").first.click()
    page.locator("input[type=file]").first.set_input_files(STATEMENT)
    page.locator("form[enctype] button").first.click()
    expect(page.get_by_text("16 lines added, 2 set aside")).to_be_visible()


def test_a_statement_becomes_posted_receipts_and_every_open_page_shows_it(open_page: Open, env: dict[str, str]) -> None:
    clerk, manager, debtor = open_page(), open_page(), open_page(width=390)
    product.sign_in_staff(clerk, env)
    product.sign_in_staff(manager, env, "petra.lind@example.com")
    manager.goto(f"{product.ORIGIN}/staff/agreements/FA-0031")
    expect(manager.get_by_text("20,582.09").first).to_be_visible()
    product.sign_in_debtor(debtor, env, "laskut@ledwork.example.com")
    expect(debtor.get_by_text("3,000.00").first).to_be_visible()

    import_statement(clerk)
    clerk.get_by_role("button", name="Apply automatically").click()
    expect(clerk.get_by_text(re.compile(r"16 lines: \d+ ready"))).to_be_visible()
    expect(clerk.get_by_text("RF reference of invoice 2026-1733")).to_be_visible()

    # Nothing is in the ledger before Post.
    assert json.loads(product.duebook(env, "verify", "--json"))["ok"]
    expect(manager.get_by_text("20,582.09").first).to_be_visible()

    clerk.keyboard.press("a")
    expect(clerk.get_by_role("link", name=re.compile(r"Accepted\s*1"))).to_be_visible()
    clerk.get_by_role("button", name=re.compile(r"^Accept \d+ lines")).click()
    post = clerk.get_by_role("button", name=re.compile(r"^Post \d+ lines"))
    expect(post).to_be_visible()
    post.click()
    clerk.locator("#post-now").click()
    expect(clerk.get_by_text(re.compile(r"Posted \d+ lines"))).to_be_visible()

    # Without reloading: the agreement's Debtor Collection is up, the debtor owes nothing any more.
    expect(manager.get_by_text("20,582.09")).to_have_count(0)
    expect(debtor.get_by_text("You owe nothing")).to_be_visible()
    assert json.loads(product.duebook(env, "verify", "--json"))["ok"]
