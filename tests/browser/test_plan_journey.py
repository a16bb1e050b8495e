"""A plan as a debtor lives it: refused, the nearest taken, a card saved on the way, the first instalment charged."""

import json
import re
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from shared import clock
from shared.payments.saved_cards.mandates import NOTICE_DAYS
from tests.browser import product
from tests.browser.conftest import Open

pytestmark = pytest.mark.browser

EMAIL = "lina.morgen@example.com"
_HEADINGS = (
    "invoice_number,creditor,debtor_number,debtor_name,currency,amount,issue_date,terms,debtor_email,debtor_type"
)
_DEBTOR = "D-2001,Lina Morgen,EUR"


def owe(env: dict[str, str], folder: Path) -> None:
    """A debtor whom no other journey touches: one invoice overdue and one that is due soon, 208.90 together."""
    days = [(clock.today() - timedelta(days=ago)).isoformat() for ago in (52, 12)]
    rows = [
        f"H-26-0801,Halden Receivables,{_DEBTOR},89.90,{days[0]},NET 14,{EMAIL},consumer",
        f"H-26-0802,Halden Receivables,{_DEBTOR},119.00,{days[1]},NET 30,{EMAIL},consumer",
    ]
    (folder / "owed.csv").write_text("\n".join([_HEADINGS, *rows]))
    product.duebook(env, "invoices", "import", str(folder / "owed.csv"))


def ask_for(page: Page, amount: str) -> None:
    """From what is owed to a schedule of that much a month."""
    page.get_by_role("link", name="I cannot pay this now").click()
    page.get_by_role("link", name="Plan 208.90 EUR").click()
    page.get_by_label("A month I can pay up to").fill(amount)


def save_a_card(page: Page) -> None:
    page.get_by_role("link", name="Save a card to have each instalment charged").click()
    page.get_by_label("I agree to this").check()
    page.get_by_role("button", name="Go on to enter the card").click()
    page.wait_for_url(product.CARD_PAGE)
    page.get_by_role("button", name="Save this card").click()
    expect(page.get_by_text("Your card is saved. Nothing was taken.")).to_be_visible()
    page.get_by_role("link", name="Go on with your plan").click()


def days_until_first(page: Page) -> int:
    """Days to the first payment, as the plan's page dates it."""
    first = page.get_by_role("table", name="The schedule").locator("tbody td").first.inner_text()
    return (clock.day_of(datetime.strptime(first, "%d %B %Y").replace(tzinfo=clock.ZONE)) - clock.today()).days


def test_a_refused_wish_becomes_the_nearest_plan_and_a_saved_card_pays_it(
    open_page: Open, env: dict[str, str], tmp_path: Path
) -> None:
    owe(env, tmp_path)
    phone = open_page(width=390, height=844)
    product.sign_in_debtor(phone, env, EMAIL)

    ask_for(phone, "26")
    expect(phone.get_by_text("26.00 EUR a month would take 9 months")).to_be_visible()
    expect(phone.get_by_role("link", name="Continue with")).to_have_count(0)

    nearest = phone.get_by_role("region", name="Plans closest to yours")
    nearest.get_by_role("link", name=re.compile(r"^Take ")).click()
    phone.get_by_role("link", name="Continue with these terms").click()
    save_a_card(phone)
    phone.get_by_label(re.compile(r"^Charge my Visa ending in 4242")).check()
    phone.get_by_role("button", name=re.compile(r"^Agree to \d payments")).click()
    phone.wait_for_url(re.compile(r"/plans/\d+$"))
    expect(phone.get_by_text("Is being kept")).to_be_visible()

    # Days pass: the charge is announced, and made once its day has come. The open page shows it by itself.
    ahead = days_until_first(phone)
    for told in (("plans", "charge"), ("outbox", "send")):
        product.duebook(env, *told, days_ahead=ahead - NOTICE_DAYS)
    charged = json.loads(product.duebook(env, "plans", "charge", "--json", days_ahead=ahead + 1))
    assert charged["charged"] == 1
    expect(phone.get_by_role("row").filter(has_text="Paid")).to_have_count(1)
    assert json.loads(product.duebook(env, "verify", "--json"))["ok"]
