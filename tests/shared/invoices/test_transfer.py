from base64 import b64decode
from dataclasses import replace

from sqlmodel import Session

from shared.invoices import payment_qr
from shared.invoices.transfer import Account, Transfer, account_for, payment_code, together
from shared.money import Money
from tests.factories import HOUSE, IBAN, bank_account

REFERENCE = "RF18539007547034"
TRANSFER = Transfer(Account(HOUSE, IBAN), REFERENCE, Money(312_40, "EUR"))


def test_the_code_is_a_picture_the_content_policy_lets_in() -> None:
    kind, _, picture = payment_code(TRANSFER).partition(",")
    assert kind == "data:image/svg+xml;base64"
    assert b64decode(picture).decode() == payment_qr.payment_code(TRANSFER).svg


def test_where_no_code_can_be_made_none_is_drawn() -> None:
    assert payment_code(replace(TRANSFER, amount=Money(312_40, "CHF"))) == ""


def test_references_are_put_together_as_long_as_a_bank_takes_the_text() -> None:
    assert together(["RF1", "RF2"]) == "RF1 RF2"
    assert together([REFERENCE] * 8) != ""
    assert together([REFERENCE] * 9) == ""


def test_money_goes_to_the_account_opened_first_in_its_currency(session: Session) -> None:
    bank_account(session)
    bank_account(session, iban="DE02120300000000202051")

    found = account_for(session, "EUR")
    assert found is not None
    assert (found.holder, found.iban, found.address.country) == (HOUSE, IBAN, "DE")
    assert account_for(session, "CHF") is None
