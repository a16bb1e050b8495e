"""The pay links on a debtor's card: all that are out to them, whatever they pay, and nobody else's."""

import pytest

from backoffice import routes
from backoffice.components.pay_link_lines import LinkLine
from backoffice.pages.debtor.pay_links import DebtorLinksState
from backoffice.pages.invoice.pay_links import PayLinksState
from shared import db
from shared.access import pay_links
from tests.harness import NOWHERE, Browser, new_staff, staff_cookie
from tests.shared.payments.cards import owing

pytestmark = pytest.mark.usefixtures("database")


async def lines_of(tab: Browser, debtor: int) -> list[LinkLine]:
    await tab.fire(DebtorLinksState.load, path=f"{NOWHERE}{routes.debtor(debtor)}")
    return (await tab.state(DebtorLinksState)).lines


async def test_links_of_every_kind_stand_there_and_are_ended_one_by_one() -> None:
    debtor, [invoice] = owing(80_00)
    maker, _ = new_staff()
    db.run(pay_links.make_for_invoices, debtor, [invoice], actor=f"staff:{maker}")
    db.run(pay_links.make_for_overdue, debtor, actor=f"staff:{maker}")
    async with Browser(staff_cookie("accountant")) as office:
        overdue, single = await lines_of(office, debtor)
        assert overdue.pays == "Everything that is overdue"
        assert single.pays == "Invoice FL-1"
        assert overdue.made.endswith(" by Accountant Calloway")
        assert overdue.opened.startswith("Not opened yet. Works until ")

        where = f"{NOWHERE}{routes.debtor(debtor)}"
        await office.fire(DebtorLinksState.end, path=where, link_id=overdue.id)
        assert [each.id for each in await lines_of(office, debtor)] == [single.id]

        await office.fire(PayLinksState.load, path=f"{NOWHERE}{routes.invoice(invoice)}")
        assert [each.id for each in (await office.state(PayLinksState)).lines] == [single.id]


async def test_a_link_of_somebody_else_is_not_ended_from_here() -> None:
    debtor, [_] = owing(80_00)
    other, [_] = owing(90_00, debtor="D-2")
    link = db.run(pay_links.make_for_overdue, other, actor="staff:1")
    async with Browser(staff_cookie("accountant")) as office:
        await office.fire(DebtorLinksState.end, path=f"{NOWHERE}{routes.debtor(debtor)}", link_id=link.id)

        assert "This link does not exist." in office.sent
        assert [each.id for each in await lines_of(office, other)] == [link.id]


async def test_who_only_reads_sees_them_and_ends_none() -> None:
    debtor, [_] = owing(80_00)
    link = db.run(pay_links.make_for_overdue, debtor, actor="staff:1")
    async with Browser(staff_cookie("viewer")) as office:
        await office.fire(DebtorLinksState.end, path=f"{NOWHERE}{routes.debtor(debtor)}", link_id=link.id)

        assert [each.id for each in await lines_of(office, debtor)] == [link.id]
