"""The list of receipts in a tab: what waits is shown first, and nothing is sent to who may not see it."""

from datetime import timedelta

import pytest
from sqlmodel import Session

from backoffice.pages.daily_actions import DailyActionsState
from backoffice.pages.receipts import ReceiptsState
from shared import clock, db
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
