"""Receipts and refunds in a tab: what waits comes first, every change asks for a reason, and roles are kept to."""

from datetime import timedelta

import pytest
from sqlmodel import Session

from backoffice.pages.daily_actions import DailyActionsState
from backoffice.pages.receipt.doing import ReceiptDoing
from backoffice.pages.receipt.state import ReceiptState
from backoffice.pages.receipts import ReceiptsState
from backoffice.pages.refunds.state import RefundsState
from shared import clock, db
from shared.ui.notice_state import NoticeState
from tests import factories as make
from tests.harness import NOWHERE, Browser, debtor_cookie, new_debtor, staff_cookie

pytestmark = pytest.mark.usefixtures("database")


def held(session: Session) -> tuple[int, int]:
    """60.00 left of 100.00 of a known payer, and 77.00 that nobody knows, for forty days."""
    today = clock.today()
    invoice = make.invoice(session, 40_00)
    left = make.receipt(session, 100_00, payer_name="Halden Bau", received_on=today - timedelta(days=2))
    make.allocation(session, left, invoice.id, 40_00)
    return left, make.receipt(session, 77_00, debtor_id=None, received_on=today - timedelta(days=40))


async def listed(tab: Browser, asked: str = "") -> ReceiptsState:
    await tab.fire(ReceiptsState.load, path=f"{NOWHERE}/staff/receipts{asked}")
    return await tab.state(ReceiptsState)


class TestTheList:
    async def test_shows_what_is_not_used_with_its_age_and_sum(self) -> None:
        left, nobody = db.run(held)
        async with Browser(staff_cookie("viewer")) as tab:
            state = await listed(tab)

        assert [(each.href, each.unapplied, each.label) for each in state.rows] == [
            (f"/staff/receipts/{nobody}", "77.00", "Unidentified"),
            (f"/staff/receipts/{left}", "60.00", "Partly applied"),
        ]
        assert [(each.age, each.is_old) for each in state.rows] == [("40 days", True), ("2 days", False)]
        assert state.note == "137.00\u00a0EUR not used yet."
        assert {each.label: each.count for each in state.view.chips} == {
            "Unapplied": "2",
            "Unidentified": "1",
            "Over 30 days": "1",
            "All": "2",
        }

    async def test_filter_and_search_are_in_the_address(self) -> None:
        _, nobody = db.run(held)
        async with Browser(staff_cookie("viewer")) as tab:
            assert [each.href for each in (await listed(tab, "?filter=unidentified")).rows] == [
                f"/staff/receipts/{nobody}"
            ]
            assert (await listed(tab, "?q=nothing+like+it")).rows == []

    async def test_a_house_without_receipts_says_so(self) -> None:
        async with Browser(staff_cookie("viewer")) as tab:
            state = await listed(tab)

        assert (state.rows, state.has_any, state.loading) == ([], False, False)

    async def test_a_debtor_is_told_nothing(self) -> None:
        db.run(held)
        async with Browser(debtor_cookie(new_debtor())) as tab:
            await tab.fire(ReceiptsState.load, path=f"{NOWHERE}/staff/receipts")

            assert "77.00" not in tab.sent


async def test_daily_actions_leads_to_money_that_is_not_used() -> None:
    db.run(held)
    async with Browser(staff_cookie("viewer")) as tab:
        await tab.fire(DailyActionsState.load)
        told = (await tab.state(DailyActionsState)).money

    assert (told.count, told.note) == ("2", "137.00\u00a0EUR, the oldest 40 days")
    assert [(each.text, each.value, each.href) for each in told.rows] == [
        ("Payer not known", "1", "/staff/receipts?filter=unidentified"),
        ("Waiting over 30 days", "1", "/staff/receipts?filter=old"),
    ]


def card_of(receipt_id: int) -> str:
    return f"{NOWHERE}/staff/receipts/{receipt_id}"


async def opened(tab: Browser, receipt_id: int) -> ReceiptDoing:
    await tab.fire(ReceiptState.load, path=card_of(receipt_id))
    return await tab.state(ReceiptDoing)


async def told(tab: Browser) -> str:
    return (await tab.state(NoticeState)).text


class TestTheCard:
    async def test_its_figures_add_up_and_its_history_says_who(self) -> None:
        left, _ = db.run(held)
        async with Browser(staff_cookie("viewer")) as tab:
            state = await opened(tab, left)

        head = state.head
        assert (head.amount, head.applied, head.given_back, head.unapplied) == ("100.00", "40.00", "", "60.00")
        assert [(each.amount, each.left) for each in state.parts] == [("40.00", "0.00")]
        assert [(each.text, each.amount) for each in state.moments] == [
            ("Set against", "−40.00"),
            ("Received", "+100.00"),
        ]
        assert head.label == "Partly applied"

    async def test_one_that_is_not_there_shows_nothing_of_the_one_before(self) -> None:
        left, _ = db.run(held)
        async with Browser(staff_cookie("viewer")) as tab:
            await opened(tab, left)
            state = await opened(tab, 4711)

            assert (state.head.number, state.loading) == ("", True)
            assert "no such receipt" in await told(tab)

    async def test_the_rest_is_applied_to_an_invoice_that_is_suggested(self) -> None:
        left, _ = db.run(held)
        other = db.run(make.invoice, 25_00, number="B-7").id or 0
        async with Browser(staff_cookie()) as tab:
            state = await opened(tab, left)
            await tab.fire(ReceiptDoing.ask, path=card_of(left), what="apply", allocation_id=0)
            assert [each.number for each in state.found] == ["B-7"]
            await tab.fire(ReceiptDoing.choose, path=card_of(left), invoice_id=other)
            assert state.typed == "25.00"
            await tab.fire(ReceiptDoing.apply, path=card_of(left), form={"amount": "12,5"})
            assert "after a point" in state.typed_error
            await tab.fire(ReceiptDoing.apply, path=card_of(left), form={"amount": "25.00"})

            assert (state.doing, state.head.unapplied) == ("", "35.00")
            assert await told(tab) == "25.00\u00a0EUR set against invoice B-7."

    async def test_a_part_is_taken_back_for_a_reason_and_moved_for_one(self) -> None:
        left, _ = db.run(held)
        other = db.run(make.invoice, 90_00, number="B-8").id or 0
        async with Browser(staff_cookie()) as tab:
            state = await opened(tab, left)
            part = state.parts[0].allocation_id
            await tab.fire(ReceiptDoing.ask, path=card_of(left), what="move", allocation_id=part)
            await tab.fire(ReceiptDoing.choose, path=card_of(left), invoice_id=other)
            await tab.fire(ReceiptDoing.move, path=card_of(left), form={"reason": "no"})
            assert [each.invoice for each in state.parts] != ["B-8"]
            await tab.fire(ReceiptDoing.move, path=card_of(left), form={"reason": "meant for the other one"})
            assert [(each.invoice, each.amount) for each in state.parts] == [("B-8", "40.00")]

            part = state.parts[0].allocation_id
            await tab.fire(ReceiptDoing.ask, path=card_of(left), what="undo", allocation_id=part)
            await tab.fire(ReceiptDoing.take_back, path=card_of(left), form={"reason": "not theirs at all"})
            assert (state.parts, state.head.unapplied) == ([], "100.00")

    async def test_who_paid_is_said_once_and_then_it_can_be_applied(self) -> None:
        _, nobody = db.run(held)
        debtor = db.run(make.debtor)
        async with Browser(staff_cookie()) as tab:
            state = await opened(tab, nobody)
            assert state.head.label == "Unidentified"
            await tab.fire(ReceiptDoing.ask, path=card_of(nobody), what="identify", allocation_id=0)
            await tab.fire(ReceiptDoing.search_debtor, path=card_of(nobody), words="D-1")
            assert [each.id for each in state.debtors_found] == [debtor]
            await tab.fire(ReceiptDoing.identify, path=card_of(nobody), debtor_id=debtor)

            assert (state.head.label, state.head.debtor) == ("Unapplied", "Debtor D-1")

    async def test_reversing_needs_a_reason_and_opens_what_it_paid(self) -> None:
        left, _ = db.run(held)
        async with Browser(staff_cookie()) as tab:
            state = await opened(tab, left)
            await tab.fire(ReceiptDoing.reverse, path=card_of(left), form={"reason": "x"})
            assert not state.head.is_reversed
            await tab.fire(ReceiptDoing.reverse, path=card_of(left), form={"reason": "the bank recalled it"})

            assert (state.head.is_reversed, state.parts, state.head.given_back) == (True, [], "100.00")

    @pytest.mark.parametrize("role", ["viewer", "agent", "auditor", "admin"])
    async def test_who_may_not_changes_nothing(self, role: str) -> None:
        left, nobody = db.run(held)
        debtor = db.run(make.debtor)
        async with Browser(staff_cookie(role)) as tab:
            state = await opened(tab, left)
            part = state.parts[0].allocation_id
            await tab.fire(ReceiptDoing.ask, path=card_of(left), what="undo", allocation_id=part)
            await tab.fire(ReceiptDoing.take_back, path=card_of(left), form={"reason": "because I can"})
            await tab.fire(ReceiptDoing.reverse, path=card_of(left), form={"reason": "because I can"})
            assert (await opened(tab, left)).head.applied == "40.00"
            await opened(tab, nobody)
            await tab.fire(ReceiptDoing.identify, path=card_of(nobody), debtor_id=debtor)
            assert (await opened(tab, nobody)).head.debtor == ""


IBAN = "DE02120300000000202051"


class TestRefunds:
    async def proposed(self, receipt: int) -> None:
        async with Browser(staff_cookie()) as tab:
            await opened(tab, receipt)
            await tab.fire(ReceiptDoing.ask, path=card_of(receipt), what="refund", allocation_id=0)
            form = {"amount": "60.00", "payee_name": "Halden Bau", "payee_iban": IBAN, "reason": "paid too much"}
            await tab.fire(ReceiptDoing.propose_refund, path=card_of(receipt), form=form)
            assert [each.label for each in (await opened(tab, receipt)).refunds] == ["Waits for approval"]

            await tab.fire(RefundsState.approve, refund_id=1)
            await tab.fire(RefundsState.load)
            assert [each.label for each in (await tab.state(RefundsState)).rows] == ["Waits for approval"]

    async def test_one_proposes_and_another_approves_and_it_is_sent(self) -> None:
        left, _ = db.run(held)
        account = db.run(make.bank_account).id
        await self.proposed(left)
        async with Browser(staff_cookie("approver")) as tab:
            where = f"{NOWHERE}/staff/refunds?refund=1"
            await tab.fire(RefundsState.load, path=where)
            state = await tab.state(RefundsState)
            assert (state.shown.said, state.is_own) == ("60.00\u00a0EUR", False)
            await tab.fire(RefundsState.approve, path=where, refund_id=1)
            assert (state.shown.label, [each.value for each in state.accounts]) == ("To be sent", [str(account)])
            await tab.fire(RefundsState.sent, path=where, form={"sent-from": str(account)})

            assert state.shown.label == "Sent"
            assert [each.text.split(" by ")[0] for each in state.happened] == ["Sent", "Approved", "Proposed"]
            assert (await opened(tab, left)).head.given_back == "60.00"

    async def test_declined_the_money_stays_with_the_reason(self) -> None:
        left, _ = db.run(held)
        await self.proposed(left)
        async with Browser(staff_cookie("approver")) as tab:
            where = f"{NOWHERE}/staff/refunds?refund=1"
            await tab.fire(RefundsState.load, path=where)
            await tab.fire(RefundsState.decline, path=where, form={"reason": "apply it first"})
            state = await tab.state(RefundsState)

            assert (state.shown.label, state.happened[0].quote) == ("Declined", "apply it first")
            assert (await opened(tab, left)).head.unapplied == "60.00"

    async def test_daily_actions_counts_what_waits(self) -> None:
        left, _ = db.run(held)
        await self.proposed(left)
        async with Browser(staff_cookie("viewer")) as tab:
            await tab.fire(DailyActionsState.load)
            told = (await tab.state(DailyActionsState)).refunds

        assert (told.count, told.note) == ("1", "60.00\u00a0EUR")
