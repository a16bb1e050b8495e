"""A dispute as both sides live it: said with a photo, read, talked about, decided; and the invoice is due again."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser import product
from tests.browser.conftest import Open

pytestmark = pytest.mark.browser

EMAIL, NAME, INVOICE = "maren.hoffbauer@example.com", "Maren Hoffbauer", "H-26-0408"
PHOTO = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + b"\0" * 40 + b"IEND\xaeB`\x82"
ASKED, TOLD, ANSWER = "Please see the photo.", "Could you send us the order number?", "The photo shows another lamp."


def dispute(phone: Page) -> None:
    """From the invoice: a part of it, why, and a photo."""
    phone.get_by_role("link", name="Tell us what is wrong").click()
    phone.get_by_label("A part of it").check()
    phone.get_by_label("Amount that is wrong").fill("114.20")
    phone.get_by_label("What I received is faulty or incomplete").check()
    phone.get_by_label("Tell us more").fill(ASKED)
    phone.get_by_label("Photos or documents").set_input_files(
        [{"name": "lamp.png", "mimeType": "image/png", "buffer": PHOTO}]
    )
    phone.get_by_role("button", name="Send it").click()
    expect(
        phone.get_by_text(re.compile(r"^You told us on .* 114\.20.EUR of this invoice is not right"))
    ).to_be_visible()


def read(clerk: Page) -> bytes:
    """The dispute beside the list, and the photo that came with it."""
    clerk.goto(f"{product.ORIGIN}/staff/disputes")
    clerk.get_by_role("row").filter(has_text=NAME).get_by_role("link", name=INVOICE).click()
    expect(clerk.get_by_text(ASKED)).to_be_visible()
    with clerk.expect_download() as download:
        clerk.get_by_role("link", name="lamp.png").click()
    return download.value.path().read_bytes()


def finds_held_from_plans(phone: Page, held: int) -> None:
    """How many invoices the wizard only names because they are disputed; a tab first shows what it last knew."""
    phone.goto(f"{product.ORIGIN}/plans/new")
    expect(phone.get_by_text(INVOICE).first).to_be_visible()
    expect(phone.get_by_text("You dispute it.")).to_have_count(held)


def test_a_disputed_part_is_talked_about_and_decided_and_then_due_again(open_page: Open, env: dict[str, str]) -> None:
    phone, clerk = open_page(width=390, height=844), open_page()
    product.sign_in_staff(clerk, env)
    product.sign_in_debtor(phone, env, EMAIL)
    phone.goto(f"{product.ORIGIN}/invoices")
    phone.get_by_role("link", name=INVOICE).click()
    phone.wait_for_url(re.compile(r"/invoices/\d+$"))
    invoice = phone.url
    dispute(phone)
    finds_held_from_plans(phone, 1)

    assert read(clerk) == PHOTO
    clerk.get_by_role("link", name=NAME).last.click()
    clerk.get_by_label("Write to them").fill(TOLD)
    clerk.get_by_role("button", name="Send", exact=True).click()
    expect(clerk.get_by_text("Sent. They read it in the portal.")).to_be_visible()

    phone.goto(invoice)
    phone.get_by_role("button", name="Menu").click()
    phone.get_by_role("link", name="Messages (1)").click()
    expect(phone.get_by_text(TOLD)).to_be_visible()
    phone.goto(invoice)

    clerk.goto(f"{product.ORIGIN}/staff/disputes")
    clerk.get_by_role("row").filter(has_text=NAME).get_by_role("link", name=INVOICE).click()
    clerk.get_by_text("Reject", exact=True).click()
    clerk.get_by_label("Why the amount is owed").fill(ANSWER)
    clerk.get_by_role("button", name="Reject and answer").click()

    expect(phone.get_by_text(re.compile("^We answered on .*we think that the amount is owed"))).to_be_visible()
    expect(phone.get_by_text(ANSWER)).to_be_visible()
    finds_held_from_plans(phone, 0)
