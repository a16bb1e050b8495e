"""Cards and lists in a tab: figures add up on the page, a reversal asks for a reason, and roles are kept to."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import Session

from backoffice.pages.agreement.state import AgreementState
from backoffice.pages.debtor.state import DebtorState
from backoffice.pages.debtors import DebtorsState
from backoffice.pages.find import FindState
from backoffice.pages.invoice.state import InvoiceState
from backoffice.pages.invoices import InvoicesState
from shared import agreements, clock, db
from shared.invoices import card as cards
from shared.ledger import verify
from shared.ui.notice_state import NoticeState
from tests import factories
from tests.factories import ACTOR, AGREEMENT, TODAY
from tests.harness import NOWHERE, Browser, debtor_cookie, new_debtor, staff_cookie

pytestmark = pytest.mark.usefixtures("database")


async def opened(tab: Browser, handler: Any, path: str, **arguments: Any) -> None:
    """Fire what a page fires at this address, but stand elsewhere: the page would go on watching for changes."""
    await tab.fire(handler, path=NOWHERE + path, **arguments)


def made(make: Callable[..., Any], *args: Any) -> Any:
    return db.run(make, *args)


def _bought(session: Session) -> int:
    """2026-1702: 1,500.00 bought at 90 %, 900.00 received."""
    agreed = factories.agreement(session)
    facts = {"debtor_number": "D-2", "debtor_name": "Sørlie Marine AS", "agreement": AGREEMENT}
    invoice = factories.invoice(session, 1_500_00, number="2026-1702", **facts)
    agreements.pay_advances(session, agreed, factories.bank_account(session), on=TODAY, actor=ACTOR)
    receipt = factories.receipt(session, 900_00, debtor_id=factories.debtor(session, "D-2"))
    factories.allocation(session, receipt, invoice.id, 900_00)
    return invoice.id or 0


def _owed(session: Session) -> None:
    today = clock.today()
    factories.invoice(session, 100_00, number="LATE", due_on=today - timedelta(days=12))
    factories.invoice(session, 40_00, number="LATER", due_on=today + timedelta(days=2))


class TestTheInvoiceCard:
    async def test_shows_figures_that_add_up(self) -> None:
        path = f"/staff/invoices/{made(_bought)}"
        async with Browser(cookies=staff_cookie("viewer")) as tab:
            await opened(tab, InvoiceState.load, path)
            state = await tab.state(InvoiceState)

        head = state.head
        assert (head.amount, head.collected, head.outstanding) == ("1,500.00", "900.00", "600.00")
        assert (head.advance, head.advance_note) == ("1,350.00", "450.00 in use, reserve 150.00")
        assert head.credited == ""
        assert [each.amount for each in state.moments if each.money_in] == ["+900.00"]
        assert not state.loading

    async def test_opens_the_entries_that_the_address_names(self) -> None:
        path = f"/staff/invoices/{made(_bought)}?entries=outstanding"
        async with Browser(cookies=staff_cookie("viewer")) as tab:
            await opened(tab, InvoiceState.load, path)
            state = await tab.state(InvoiceState)

        assert state.drawer.title == "Outstanding, 600.00\u00a0EUR"
        assert [(each.change, each.balance) for each in state.entries] == [
            ("+1,500.00", "1,500.00"),
            ("−900.00", "600.00"),
        ]
        assert state.drawer.ties
        assert [(leg.account, leg.debit, leg.credit) for leg in state.entries[-1].legs] == [
            ("2100", "900.00", ""),
            ("1300", "", "900.00"),
        ]

    async def test_takes_an_allocation_back_with_a_reason_and_shows_it_at_once(self) -> None:
        invoice_id = made(_bought)
        async with Browser(cookies=staff_cookie("accountant")) as tab:
            path = f"/staff/invoices/{invoice_id}?entries=collection"
            await opened(tab, InvoiceState.load, path)
            allocation = (await tab.state(InvoiceState)).entries[-1].allocation
            await opened(tab, InvoiceState.ask, path, allocation_id=allocation)
            await opened(tab, InvoiceState.take_back, path, form={"reason": "meant for 2026-1720"})
            state, notice = await tab.state(InvoiceState), await tab.state(NoticeState)

        assert (state.head.collected, state.head.outstanding) == ("0.00", "1,500.00")
        assert state.moments[0].detail == "meant for 2026-1720"
        assert notice.tone == "good"
        assert [each.allocation for each in state.entries] == [0, 0], "nothing is left that could be taken back"
        assert db.look(verify) == []

    @pytest.mark.parametrize("reason", ["", "  no ", None, ["x"]])
    async def test_takes_nothing_back_without_a_reason(self, reason: Any) -> None:
        invoice_id = made(_bought)
        async with Browser(cookies=staff_cookie("accountant")) as tab:
            path = f"/staff/invoices/{invoice_id}"
            await opened(tab, InvoiceState.ask, path, allocation_id=1)
            await opened(tab, InvoiceState.take_back, path, form={"reason": reason})

        assert db.look(cards.card, invoice_id).collected == factories.eur(900_00)

    async def test_takes_nothing_back_from_another_invoice(self) -> None:
        invoice_id = made(_bought)
        other = made(lambda session: factories.invoice(session, 5_00).id)
        async with Browser(cookies=staff_cookie("accountant")) as tab:
            path = f"/staff/invoices/{other}"
            await opened(tab, InvoiceState.ask, path, allocation_id=1)
            await opened(tab, InvoiceState.take_back, path, form={"reason": "a good reason"})
            assert (await tab.state(NoticeState)).text == "That is no allocation of this invoice."

        assert db.look(cards.card, invoice_id).collected == factories.eur(900_00)

    async def test_lets_only_those_take_back_who_may(self) -> None:
        invoice_id = made(_bought)
        for cookie in (staff_cookie("agent"), debtor_cookie(new_debtor()), ""):
            async with Browser(cookies=cookie) as tab:
                path = f"/staff/invoices/{invoice_id}"
                await opened(tab, InvoiceState.ask, path, allocation_id=1)
                await opened(tab, InvoiceState.take_back, path, form={"reason": "a good reason"})

        assert db.look(cards.card, invoice_id).collected == factories.eur(900_00)

    @pytest.mark.parametrize("path", ["/staff/invoices/404", "/staff/invoices/x", "/staff/invoices/-1"])
    async def test_of_nothing_shows_nothing_and_says_so(self, path: str) -> None:
        async with Browser(cookies=staff_cookie("viewer")) as tab:
            await opened(tab, InvoiceState.load, path)
            assert (await tab.state(NoticeState)).tone == "warn"
            assert (await tab.state(InvoiceState)).head.number == ""


class TestTheAgreement:
    async def test_shows_totals_and_its_open_invoices(self) -> None:
        made(_bought)
        made(_owed)
        async with Browser(cookies=staff_cookie("viewer")) as tab:
            await opened(tab, AgreementState.load, f"/staff/agreements/{AGREEMENT}")
            state = await tab.state(AgreementState)

        assert (state.head.invoiced, state.head.collected, state.head.outstanding) == ("1,500.00", "900.00", "600.00")
        assert (state.head.advance, state.head.repaid, state.head.in_use) == ("1,350.00", "900.00", "450.00")
        assert [(each.number, each.outstanding) for each in state.rows] == [("2026-1702", "600.00")]
        assert state.sums.outstanding == state.head.outstanding
        assert (state.sums.advance, state.sums.reserve) == (state.head.advance, state.head.reserve)

    async def test_a_paid_invoice_leaves_the_open_list(self) -> None:
        invoice_id = made(_bought)
        made(_pay_rest, invoice_id)
        async with Browser(cookies=staff_cookie("viewer")) as tab:
            await opened(tab, AgreementState.load, f"/staff/agreements/{AGREEMENT}")
            assert (await tab.state(AgreementState)).rows == []
            await opened(tab, AgreementState.load, f"/staff/agreements/{AGREEMENT}?filter=paid")
            assert [each.label for each in (await tab.state(AgreementState)).rows] == ["Paid"]


class TestLists:
    async def test_of_invoices_restore_what_the_address_says(self) -> None:
        made(_owed)
        async with Browser(cookies=staff_cookie("viewer")) as tab:
            await opened(tab, InvoicesState.load, "/staff/invoices?filter=overdue&sort=-amount&page=1")
            state = await tab.state(InvoicesState)
            assert [(each.number, each.label) for each in state.rows] == [("LATE", "12 days overdue")]
            assert [(chip.label, chip.count) for chip in state.view.chips] == [
                ("Open", "2"),
                ("Overdue", "1"),
                ("Due later", "1"),
                ("Paid", "0"),
                ("All", "2"),
            ]
            await opened(tab, InvoicesState.load, "/staff/invoices?filter=%27%3B&sort=number;drop&page=-7")
            assert len((await tab.state(InvoicesState)).rows) == 2

    async def test_of_debtors_lead_to_cards_with_the_same_sums(self) -> None:
        made(_bought)
        async with Browser(cookies=staff_cookie("viewer")) as tab:
            await opened(tab, DebtorsState.load, "/staff/debtors?q=marine")
            [row] = (await tab.state(DebtorsState)).rows
            await opened(tab, DebtorState.load, row.href)
            state = await tab.state(DebtorState)

        assert (
            (state.head.name, state.head.outstanding) == (row.name, row.outstanding) == ("Sørlie Marine AS", "600.00")
        )
        assert [part.invoice for each in state.receipts for part in each.parts] == ["2026-1702"]

    @pytest.mark.parametrize("state", [InvoicesState, InvoiceState, AgreementState, DebtorsState, DebtorState])
    async def test_say_nothing_to_a_debtor_or_a_stranger(self, state: Any) -> None:
        made(_bought)
        for cookie in (debtor_cookie(new_debtor()), ""):
            async with Browser(cookies=cookie) as tab:
                await opened(tab, state.load, "/staff/invoices/1")
                assert "600.00" not in tab.sent
                assert "Marine" not in tab.sent


class TestFind:
    @pytest.mark.parametrize("text", ["2026-1702", "1500.00"])
    async def test_goes_straight_to_the_only_thing_found(self, text: str) -> None:
        invoice_id = made(_bought)
        async with Browser(cookies=staff_cookie("viewer")) as tab:
            await opened(tab, FindState.load, f"/staff/find?q={text}")

        assert tab.went_to == [f"/staff/invoices/{invoice_id}"]

    async def test_shows_invoices_and_debtors_side_by_side(self) -> None:
        made(_bought)
        async with Browser(cookies=staff_cookie("viewer")) as tab:
            await opened(tab, FindState.load, "/staff/find?q=marine")
            state = await tab.state(FindState)

        assert [each.number for each in state.invoices] == ["2026-1702"]
        assert [each.name for each in state.debtors] == ["Sørlie Marine AS"]

    async def test_finds_nothing_quietly(self) -> None:
        async with Browser(cookies=staff_cookie("viewer")) as tab:
            await opened(tab, FindState.load, "/staff/find?q=%25")
            assert not (await tab.state(FindState)).has_any


def _pay_rest(session: Session, invoice_id: int) -> None:
    receipt = factories.receipt(session, 600_00, debtor_id=factories.debtor(session, "D-2"))
    factories.allocation(session, receipt, invoice_id, 600_00)
