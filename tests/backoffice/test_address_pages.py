"""Addresses as staff enter them: a debtor's on their card, a creditor's on the page of who is owed."""

import pytest

from backoffice import routes
from backoffice.pages.creditors import CreditorsState
from backoffice.pages.debtor.residing import DebtorAddressState
from shared import creditors, db
from shared.debtors.queries import address_of
from shared.postal import Address
from shared.ui.notice_state import NoticeState
from tests import factories
from tests.harness import NOWHERE, Browser, staff_cookie

pytestmark = pytest.mark.usefixtures("database")

TYPED = {"street": "Graben", "house_number": "5", "postcode": "1010", "town": "Wien", "country": "at"}
VIENNA = Address("Graben", "5", "1010", "Wien", "AT")


async def test_a_debtors_address_is_typed_once_and_shown() -> None:
    debtor_id = db.run(factories.debtor)
    async with Browser(staff_cookie("agent")) as tab:
        path = f"{NOWHERE}{routes.debtor(debtor_id)}"
        await tab.fire(DebtorAddressState.move, path=path, form=TYPED)
        state = await tab.state(DebtorAddressState)

        assert state.lines == ["Graben 5", "1010 Wien", "Austria"]
        await tab.fire(DebtorAddressState.move, path=path, form=TYPED | {"town": ""})
        assert "in which town" in (await tab.state(NoticeState)).text

    assert db.look(address_of, debtor_id) == VIENNA


async def test_the_firm_says_where_it_is() -> None:
    house = db.run(lambda session: factories.house(session).id or 0)
    async with Browser(staff_cookie("accountant")) as tab:
        form = TYPED | {"phone": "+43 1 1", "email": "post@halden.example"}
        await tab.fire(CreditorsState.describe, creditor_id=house, form=form)
        [row] = (await tab.state(CreditorsState)).rows

    assert row.lines == ["Graben 5", "1010 Wien", "Austria", "post@halden.example", "+43 1 1"]
    assert db.look(creditors.house).address == VIENNA
