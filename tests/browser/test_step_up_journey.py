"""A browser that was left open: saving a card asks for the code from the mail, and goes on with what was agreed."""

import re
import sqlite3

import pytest
from playwright.sync_api import expect

from tests.browser import product
from tests.browser.conftest import Open
from tests.browser.test_accessibility import looked_at

pytestmark = pytest.mark.browser

EMAIL = "maren.hoffbauer@example.com"  # who has chosen no other language in another test


def test_a_card_is_saved_after_the_code_from_the_mail(open_page: Open, env: dict[str, str]) -> None:
    phone = open_page(width=390, height=844)
    product.sign_in_debtor(phone, env, EMAIL)
    age_sessions(env)
    phone.goto(f"{product.ORIGIN}/cards")
    phone.get_by_label("I agree to this").check()
    phone.get_by_role("button", name="Go on to enter the card").click()

    digits = phone.get_by_label("The six digits")
    expect(digits).to_be_focused()
    assert looked_at(phone) == []
    digits.fill("12 34")
    phone.get_by_role("button", name="Go on", exact=True).click()
    expect(phone.get_by_text("That is not the code, or it is too old.")).to_be_visible()

    code = re.search(r"asks for: (\d{6})", product.duebook(env, "sign-in", EMAIL))
    digits.fill(code[1] if code else "")
    phone.get_by_role("button", name="Go on", exact=True).click()
    phone.wait_for_url(product.CARD_PAGE)


def age_sessions(env: dict[str, str]) -> None:
    """As if everybody had signed in a quarter of an hour ago."""
    with sqlite3.connect(env["DUEBOOK_DATABASE_URL"].removeprefix("sqlite:///"), timeout=30) as database:
        database.execute("UPDATE session SET created_at = datetime(created_at, '-15 minutes')")
