"""Where a creditor is: told in letters, and in payment codes, which Swiss banks refuse without a town."""

import pytest
from sqlmodel import Session, select

from shared import creditors
from shared.creditors import Details
from shared.creditors.service import UnfitDetails
from shared.errors import NotFound
from shared.invoices.transfer import Transfer, account_for, payment_code
from shared.models import AuditRecord
from shared.money import Money
from shared.postal import Address, NotAnAddress
from tests import factories

ZURICH = Address("Bahnhofstrasse", "1", "8001", "Zürich", "CH")
SWISS_IBAN = "CH9300762011623852957"


def test_a_swiss_payment_code_can_be_made_once_the_town_is_known(session: Session) -> None:
    factories.bank_account(session, iban=SWISS_IBAN, currency="CHF")
    house = creditors.house(session)

    assert _code(session) == ""
    creditors.describe(session, house.id or 0, Details(ZURICH, "+41 44 1", "post@halden.example"), actor="staff:1")

    assert _code(session).startswith("data:image/")
    assert session.exec(select(AuditRecord.actor).where(AuditRecord.action == "creditor.described")).all() == [
        "staff:1"
    ]


def test_the_firm_stands_first_with_its_details(session: Session) -> None:
    client, house = factories.client(session), factories.house(session)
    creditors.describe(session, house.id or 0, Details(ZURICH, " +41 44 1 "), actor="staff:1")

    first, second = creditors.every(session)
    assert (first.id, first.address, first.phone, first.email) == (house.id, ZURICH, "+41 44 1", "")
    assert second.name == client.name


@pytest.mark.parametrize("details", [Details(ZURICH, email="nobody"), Details(ZURICH, phone="1" * 41)])
def test_ways_to_reach_nobody_are_refused(session: Session, details: Details) -> None:
    house = factories.house(session)

    with pytest.raises(UnfitDetails):
        creditors.describe(session, house.id or 0, details, actor="staff:1")


def test_what_is_no_address_changes_nothing(session: Session) -> None:
    house = factories.house(session)

    with pytest.raises(NotAnAddress):
        creditors.describe(session, house.id or 0, Details(Address("Graben")), actor="staff:1")
    with pytest.raises(NotFound):
        creditors.describe(session, 77, Details(ZURICH), actor="staff:1")

    assert not creditors.house(session).address.is_known


def _code(session: Session) -> str:
    account = account_for(session, "CHF")
    assert account is not None
    return payment_code(Transfer(account, "RF18539007547034", Money(100_00, "CHF")))
