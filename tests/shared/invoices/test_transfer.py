from dataclasses import replace
from urllib.parse import unquote

import pytest
import segno.helpers
from sqlmodel import Session

from shared.invoices.transfer import Account, Transfer, account_for, payment_code, together
from shared.money import Money
from tests.factories import HOUSE, IBAN, bank_account

REFERENCE = "RF18539007547034"
TRANSFER = Transfer(Account(HOUSE, IBAN, ""), REFERENCE, Money(312_40, "EUR"))


def drawn(**purpose: str) -> str:
    code = segno.helpers.make_epc_qr(HOUSE, IBAN, 312.40, **purpose)
    return code.svg_data_uri(scale=4, border=4, dark="#1c2024", light="#ffffff")


def test_a_creditor_reference_goes_where_banks_look_for_it() -> None:
    assert payment_code(TRANSFER) == drawn(reference=REFERENCE)


@pytest.mark.parametrize("text", ["RF00539007547034", "INV-00042", f"{REFERENCE} RF712348231"])
def test_any_other_reference_is_free_text(text: str) -> None:
    assert payment_code(replace(TRANSFER, reference=text)) == drawn(text=text)


def test_the_code_is_a_picture_the_content_policy_lets_in() -> None:
    assert unquote(payment_code(TRANSFER)).startswith("data:image/svg+xml")


@pytest.mark.parametrize(
    "unfit",
    [
        replace(TRANSFER, account=Account(HOUSE, "DE00370400440532013000", "")),
        replace(TRANSFER, amount=Money(312_40, "CHF")),
        replace(TRANSFER, amount=Money(0, "EUR")),
        replace(TRANSFER, amount=Money(100_000_000_000, "EUR")),
        replace(TRANSFER, reference=""),
        replace(TRANSFER, reference="x" * 141),
    ],
    ids=["mistyped IBAN", "not in EUR", "nothing", "too much", "no reference", "too long a text"],
)
def test_no_code_is_drawn_that_a_bank_would_refuse_or_send_astray(unfit: Transfer) -> None:
    assert payment_code(unfit) == ""


def test_references_are_put_together_as_long_as_a_bank_takes_the_text() -> None:
    assert together(["RF1", "RF2"]) == "RF1 RF2"
    assert together([REFERENCE] * 8) != ""
    assert together([REFERENCE] * 9) == ""


def test_money_goes_to_the_account_opened_first_in_its_currency(session: Session) -> None:
    bank_account(session)
    bank_account(session, iban="DE02120300000000202051")

    assert account_for(session, "EUR") == Account(HOUSE, IBAN, "")
    assert account_for(session, "CHF") is None
