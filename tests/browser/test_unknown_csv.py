"""A CSV of a bank nobody knows: its columns are explained once, and the next file is read by itself."""

import json
import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser import product
from tests.browser.conftest import Open
from tests.browser.test_accessibility import findings

pytestmark = pytest.mark.browser

FILE = product.ROOT / "examples" / "statement-2026-11-21.csv"


def upload(page: Page, journal: str) -> None:
    page.goto(f"{product.ORIGIN}/staff/journals/{journal}")
    page.get_by_role("button", name="Import bank transactions").first.click()
    page.locator("input[type=file]").first.set_input_files(FILE)
    page.locator("form[enctype] button").first.click()


def test_its_columns_are_explained_once_and_remembered_for_the_account(open_page: Open, env: dict[str, str]) -> None:
    told = json.loads(product.duebook(env, "journal", "new", "--account", "DE89370400440532013000", "--json"))
    journal = str(told["id"])
    clerk = open_page()
    product.sign_in_staff(clerk, env)

    upload(clerk, journal)
    clerk.wait_for_url(re.compile(r"/staff/bank-files/\d+"))
    preview = clerk.get_by_role("table", name="The first entries, as they would be read")
    expect(preview.get_by_text("Rechnung H-26-0431")).to_be_visible()

    # Saying something else shows at once what would come of it.
    payer = clerk.get_by_label("What column 3, Auftraggeber, means")
    expect(payer).to_have_value("name")
    payer.select_option("text")
    expect(preview.get_by_text("Elif Karaca Rechnung H-26-0431")).to_be_visible()
    clerk.get_by_label("What column 6, Betrag, means").select_option("")
    expect(clerk.get_by_text("Say which column holds the amount")).to_be_visible()
    clerk.get_by_label("What column 6, Betrag, means").select_option("amount")
    payer.select_option("name")

    clerk.get_by_role("button", name="Import 3 entries").click()
    expect(clerk.get_by_text("2 lines added, 1 set aside.")).to_be_visible()

    # From now on nobody is asked, neither here nor on the command line.
    upload(clerk, journal)
    expect(clerk.get_by_text("0 lines added, 3 were known.")).to_be_visible()
    again = json.loads(product.duebook(env, "journal", "import", journal, str(FILE), "--json"))
    assert (again["added"], again["repeated"]) == (0, 3)

    clerk.goto(f"{product.ORIGIN}/staff/bank-files")
    clerk.get_by_role("button", name="Forget how statement-2026-11-21.csv is read").click()
    expect(clerk.get_by_text("Nothing is remembered")).to_be_visible()


def test_it_works_on_a_phone_and_what_cannot_be_read_is_named(
    open_page: Open, env: dict[str, str], tmp_path_factory: pytest.TempPathFactory
) -> None:
    told = json.loads(product.duebook(env, "journal", "new", "--account", "DE89370400440532013000", "--json"))
    bad = tmp_path_factory.mktemp("bank") / "bank.csv"
    bad.write_text("Day;Who;For;Sum\n03/02/2026;Anna Berg;Invoice 17;1.450\n31/02/2026;Lars;Bill 8;2.000\n", "utf-8")
    clerk = open_page(width=390)
    product.sign_in_staff(clerk, env)

    clerk.goto(f"{product.ORIGIN}/staff/journals/{told['id']}")
    clerk.get_by_role("button", name="Import bank transactions").first.click()
    clerk.locator("input[type=file]").first.set_input_files(bad)
    clerk.locator("form[enctype] button").first.click()
    clerk.wait_for_url(re.compile(r"/staff/bank-files/\d+"))
    assert findings(clerk, clerk.url.removeprefix(product.ORIGIN)) == []
    clerk.set_viewport_size({"width": 390, "height": 844})
    clerk.get_by_label("Decimals after").select_option(",")

    expect(clerk.get_by_text("Line 3: “31/02/2026” is not a day like 24/11/2026.")).to_be_visible()
    clerk.get_by_role("button", name="Discard the file").click()
    clerk.wait_for_url(re.compile(r"/staff/journals/\d+$"))
