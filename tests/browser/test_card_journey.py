"""The card walk as a debtor lives it: three taps from what is owed to paid, and the back office sees it at once."""

import json
import re

import pytest
from playwright.sync_api import expect

from tests.browser import product
from tests.browser.conftest import Open

pytestmark = pytest.mark.browser


def test_a_debtor_pays_by_card_and_both_faces_show_it_without_reloading(open_page: Open, env: dict[str, str]) -> None:
    debtor, clerk = open_page(width=390), open_page()
    product.sign_in_staff(clerk, env)
    clerk.goto(f"{product.ORIGIN}/staff/invoices?q=FL-2026-10418")
    clerk.get_by_role("link", name="FL-2026-10418").first.click()
    expect(clerk.get_by_text("312.40").first).to_be_visible()

    product.sign_in_debtor(debtor, env)
    debtor.get_by_role("button", name="Pay the overdue 312.40 EUR").click()
    debtor.wait_for_url(product.CARD_PAGE)
    expect(debtor.get_by_text("312.40").first).to_be_visible()
    debtor.get_by_role("button", name=re.compile("Pay")).first.click()

    debtor.wait_for_url(re.compile(r"/payments/"))
    expect(debtor.get_by_text(re.compile(r"R-20\d\d-\d+")).first).to_be_visible()
    expect(clerk.get_by_text(re.compile("Received by card")).first).to_be_visible()
    assert json.loads(product.duebook(env, "verify", "--json"))["ok"]


def test_a_declined_card_leaves_the_invoice_as_it_was(open_page: Open, env: dict[str, str]) -> None:
    debtor = open_page(width=390)
    product.sign_in_debtor(debtor, env, "maren.hoffbauer@example.com")
    debtor.get_by_role("button", name=re.compile("^Pay the overdue")).click()
    debtor.wait_for_url(product.CARD_PAGE)
    debtor.get_by_label(re.compile("declin", re.I)).first.check()
    debtor.get_by_role("button", name=re.compile("Pay")).first.click()
    expect(debtor.get_by_text(re.compile("declined", re.I)).first).to_be_visible()

    debtor.goto(f"{product.ORIGIN}/")
    expect(debtor.get_by_text("614.20").first).to_be_visible()
