"""A letter's link as a debtor lives it on a phone: three taps to the receipt, no sign-in; and whether it is genuine."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser import product
from tests.browser.conftest import Open

pytestmark = pytest.mark.browser

NUMBER = "FL-2026-11020"


def test_three_taps_lead_from_the_link_to_the_receipt(open_page: Open, env: dict[str, str]) -> None:
    clerk, phone = open_page(), open_page(width=390, height=844)
    address = product.pay_link(clerk, env, NUMBER)
    phone.goto(address)

    phone.get_by_role("button", name="See what is to be paid").click()
    phone.wait_for_url(re.compile("/pay/now/?$"))
    expect(phone.get_by_text(f"Invoice {NUMBER}")).to_be_visible()
    assert address.rpartition("/")[2] not in phone.content()
    phone.get_by_role("button", name=re.compile(r"^Pay 286\.15.EUR by card$")).click()
    phone.wait_for_url(product.CARD_PAGE)
    phone.get_by_role("button", name=re.compile("Pay")).first.click()

    phone.wait_for_url(re.compile(r"/pay/now/payments/"))
    expect(phone.get_by_role("heading", name="You paid")).to_be_visible()
    expect(phone.get_by_text(re.compile(r"R-20\d\d-\d+"))).to_be_visible()
    expect(clerk.get_by_text(re.compile("Opened once"))).to_be_visible()


def test_a_mail_says_how_to_check_it_and_the_page_answers(open_page: Open, env: dict[str, str]) -> None:
    anybody = open_page(width=390, height=844)
    anybody.goto(f"{product.ORIGIN}/genuine")
    product.ask_whether_genuine(anybody)
    expect(anybody.get_by_text(product.NOT_OURS)).to_be_visible()
