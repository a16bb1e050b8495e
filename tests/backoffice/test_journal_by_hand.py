"""What a clerk says of a line by hand: short by what may be granted, split, on account, no customer's money."""

import pytest
from sqlmodel import Session, select

from backoffice import routes
from backoffice.pages.journal.editing import EditingState
from backoffice.pages.journal.elsewhere import ElsewhereState
from backoffice.pages.journal.state import JournalState
from backoffice.pages.journal.working import WorkingState
from shared import db
from shared.models import JournalLine, LinePurpose, LineShare, LineState
from shared.statements import Direction
from shared.ui.notice_state import NoticeState
from tests import factories as make
from tests.harness import NOWHERE, Browser, staff_cookie

pytestmark = pytest.mark.usefixtures("database")


def taken_in(session: Session) -> tuple[str, list[int]]:
    """A payment ten short of what is open, one that is nobody's, and a bank fee; two debtors owe something."""
    journal = make.journal(session)
    make.invoice(session, 100_00, number="A-1")
    make.invoice(session, 40_00, number="B-1", debtor_number="D-2", debtor_name="Debtor D-2")
    fee = make.entry(12_50, "Kontofuehrung", direction=Direction.DEBIT)
    make.take_in(session, journal, make.statement(make.entry(90_00, "thanks"), make.entry(33_00, "hello"), fee))
    return routes.journal(journal.id or 0), [each.id or 0 for each in make.lines_of(session, journal)]


def line_of(line_id: int) -> JournalLine:
    return db.look(lambda session: session.get_one(JournalLine, line_id))


def shares_of(line_id: int) -> list[LineShare]:
    return db.look(lambda session: list(session.exec(select(LineShare).where(LineShare.line_id == line_id))))


class Clerk:
    """A tab on one line of the journal."""

    def __init__(self, tab: Browser, path: str, line_id: int) -> None:
        self.tab, self.line, self.path = tab, line_id, f"{NOWHERE}{path}?line={line_id}"

    async def does(self, handler: object, **arguments: object) -> None:
        await self.tab.fire(handler, path=self.path, **arguments)

    async def told(self) -> str:
        return (await self.tab.state(NoticeState)).text


async def at(tab: Browser, line: int) -> Clerk:
    path, lines = db.run(taken_in)
    clerk = Clerk(tab, path, lines[line])
    await clerk.does(JournalState.load)
    return clerk


class TestInvoices:
    async def put_in(self, clerk: Clerk, number: str) -> int:
        state = await clerk.tab.state(EditingState)
        await clerk.does(EditingState.search, words=number)
        [found] = state.found
        await clerk.does(EditingState.put_in, invoice_id=found.invoice_id)
        return found.invoice_id

    async def test_what_is_short_is_offered_only_as_what_may_be_granted(self) -> None:
        async with Browser(staff_cookie()) as tab:
            clerk = await at(tab, 0)
            await clerk.does(EditingState.edit)
            invoice = await self.put_in(clerk, "A-1")
            state = await tab.state(EditingState)
            assert [(each.value, each.label) for each in state.draft[0].offers] == [
                ("", "10.00\u00a0EUR stays open"),
                ("bank_charge", "10.00\u00a0EUR is what banks took"),
            ]

            await clerk.does(EditingState.choose_besides, invoice_id=invoice, kind="bank_charge")
            form = {f"pays-{invoice}": "90.00", f"besides-{invoice}": "bank_charge"}
            await clerk.does(EditingState.decide, form=form)

            assert "90.00\u00a0EUR as corrected" in await clerk.told()
        [share] = shares_of(clerk.line)
        assert (share.amount_minor, share.difference_kind, share.difference_minor) == (90_00, "bank_charge", 10_00)

    async def test_a_discount_that_was_not_agreed_cannot_be_slipped_in(self) -> None:
        async with Browser(staff_cookie()) as tab:
            clerk = await at(tab, 0)
            await clerk.does(EditingState.edit)
            invoice = await self.put_in(clerk, "A-1")
            await clerk.does(EditingState.choose_besides, invoice_id=invoice, kind="discount")
            assert (await tab.state(EditingState)).draft[0].besides == ""
            form = {f"pays-{invoice}": "90.00", f"besides-{invoice}": "discount"}
            await clerk.does(EditingState.decide, form=form)

        [share] = shares_of(clerk.line)
        assert share.difference_minor == 0

    async def test_one_payment_is_split_over_two_debtors(self) -> None:
        async with Browser(staff_cookie()) as tab:
            clerk = await at(tab, 0)
            await clerk.does(EditingState.split)
            first, second = await self.put_in(clerk, "A-1"), await self.put_in(clerk, "B-1")
            form = {f"pays-{first}": "55.00", f"pays-{second}": "35.00"}
            await clerk.does(EditingState.decide, form=form)
            await clerk.does(JournalState.choose, line_id=clerk.line)
            panel = (await tab.state(JournalState)).panel

        assert [(each.number, each.pays, each.debtor) for each in panel.shares] == [
            ("A-1", "55.00", "Debtor D-1"),
            ("B-1", "35.00", "Debtor D-2"),
        ]
        assert panel.several_debtors


class TestElsewhere:
    async def test_on_a_debtors_account(self) -> None:
        async with Browser(staff_cookie()) as tab:
            clerk = await at(tab, 1)
            await clerk.does(ElsewhereState.elsewhere)
            await clerk.does(ElsewhereState.search_debtor, words="D-2")
            [found] = (await tab.state(ElsewhereState)).debtors_found
            await clerk.does(ElsewhereState.put_on_account, debtor_id=found.id)

            assert "on account of Debtor D-2" in await clerk.told()
        line = line_of(clerk.line)
        assert (line.state, line.debtor_id) == (LineState.ACCEPTED, found.id)

    async def test_as_nobodys_yet(self) -> None:
        async with Browser(staff_cookie()) as tab:
            clerk = await at(tab, 1)
            await clerk.does(ElsewhereState.elsewhere)
            await clerk.does(ElsewhereState.leave_unidentified)
            rows = (await tab.state(JournalState)).rows

        assert [each.proposal for each in rows if each.id == clerk.line] == ["Not known whose"]
        assert (line_of(clerk.line).state, line_of(clerk.line).debtor_id) == (LineState.ACCEPTED, None)

    async def test_a_bank_fee_goes_to_its_account(self) -> None:
        async with Browser(staff_cookie()) as tab:
            clerk = await at(tab, 2)
            await clerk.does(ElsewhereState.elsewhere)
            assert (await tab.state(ElsewhereState)).way == "return"
            assert (await tab.state(JournalState)).panel.paid == "\u221212.50"
            await clerk.does(ElsewhereState.choose_way, way="other")
            await clerk.does(ElsewhereState.book_to_account, form={"book-to": "6100"})

            assert "to 6100 Bank charges" in await clerk.told()
        line = line_of(clerk.line)
        assert (line.state, line.purpose, line.account) == (LineState.ACCEPTED, LinePurpose.OTHER, "6100")

    async def test_money_out_takes_back_a_receipt(self) -> None:
        async with Browser(staff_cookie()) as tab:
            clerk = await at(tab, 2)
            receipt = db.run(make.receipt, 10_00, payer_name="Halden Bau")
            await clerk.does(ElsewhereState.elsewhere)
            await clerk.does(ElsewhereState.search_receipt, words="Halden")
            [found] = (await tab.state(ElsewhereState)).receipts_found
            assert found.id == receipt
            await clerk.does(ElsewhereState.mark_return, receipt_id=receipt)
            await clerk.does(JournalState.choose, line_id=clerk.line)
            panel = (await tab.state(JournalState)).panel

        assert panel.instead == f"Takes back {found.number}"
        assert "2.50\u00a0EUR of bank fee" in panel.instead_detail
        assert panel.instead_href == f"/staff/receipts/{receipt}"

    async def test_an_account_that_invoices_live_on_is_refused(self) -> None:
        async with Browser(staff_cookie()) as tab:
            clerk = await at(tab, 2)
            await clerk.does(ElsewhereState.elsewhere)
            await clerk.does(ElsewhereState.book_to_account, form={"book-to": "1200"})

            assert "cannot be chosen" in await clerk.told()
        assert line_of(clerk.line).state is not LineState.ACCEPTED

    @pytest.mark.parametrize("role", ["viewer", "approver", "admin"])
    async def test_who_may_not_work_journals_says_nothing_of_a_line(self, role: str) -> None:
        async with Browser(staff_cookie(role)) as tab:
            clerk = await at(tab, 1)
            await clerk.does(ElsewhereState.elsewhere)
            await clerk.does(ElsewhereState.leave_unidentified)

        assert line_of(clerk.line).state is LineState.NEW

    async def test_escape_gives_up(self) -> None:
        async with Browser(staff_cookie()) as tab:
            clerk = await at(tab, 1)
            await clerk.does(ElsewhereState.elsewhere)
            await clerk.does(WorkingState.escape)

            assert (await tab.state(EditingState)).editing_line == 0
