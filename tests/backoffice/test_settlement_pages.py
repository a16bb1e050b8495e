"""Settlement offers in a tab: proposed by one within the policy, approved by another, seen by the debtor then."""

import pytest
from sqlmodel import Session

from backoffice.pages.settlements.state import SettlementsState
from shared import clock, db
from shared.plans import offers, policies, policy
from shared.ui.notice_state import NoticeState
from tests.harness import NOWHERE, Browser, staff_cookie
from tests.shared.plans import agreed

pytestmark = pytest.mark.usefixtures("database")


def forgiving(session: Session) -> int:
    """A policy by which a fifth may be forgiven, and somebody who owes 1,250.00; their id."""
    agreed.at(agreed.AGREED)
    usual = policy.usual("EUR")
    wanted = usual.model_copy(update={"settlement": policy.Settlement(max_discount_bp=2_000)})
    draft = policies.write(session, "usual-EUR", wanted.model_dump(mode="json"), actor="staff:98")
    policies.publish(session, draft.id or 0, clock.today(), actor="staff:99")
    return agreed.invoices(session)[0].debtor_id


async def opened(tab: Browser, asked: str) -> SettlementsState:
    await tab.fire(SettlementsState.load, path=f"{NOWHERE}/staff/settlements{asked}")
    return await tab.state(SettlementsState)


def form(state: SettlementsState, pay: str) -> dict[str, str]:
    ticked = {each.name: "on" for each in state.owing}
    return {**ticked, "pay": pay, "until": "2026-12-10", "reason": "They can pay at once"}


async def test_is_proposed_by_one_and_approved_by_another() -> None:
    debtor_id = db.run(forgiving)
    async with Browser(staff_cookie("agent")) as tab:
        state = await opened(tab, f"?debtor={debtor_id}")
        assert (state.total, len(state.owing)) == ("1,250.00", 3)
        await tab.fire(SettlementsState.propose, form=form(state, "1,000.00"))
        [row] = (await opened(tab, "")).rows
        assert (row.owed, row.pay, row.label, row.may_approve) == ("1,250.00", "1,000.00", "Waits for approval", False)
        await tab.fire(SettlementsState.approve, offer_id=row.id)
    assert db.look(offers.of_debtor, debtor_id, clock.today()) == []

    async with Browser(staff_cookie("approver")) as tab:
        [row] = (await opened(tab, "")).rows
        assert row.may_approve
        await tab.fire(SettlementsState.approve, offer_id=row.id)
        [row] = (await opened(tab, "?filter=open")).rows
        assert (row.label, row.until) == ("Offered", "until 10 Dec")
    [seen] = db.look(offers.of_debtor, debtor_id, clock.today())
    assert str(seen.pay) == "1,000.00 EUR"


async def test_more_than_the_policy_allows_is_refused_with_the_limit() -> None:
    debtor_id = db.run(forgiving)
    async with Browser(staff_cookie("agent")) as tab:
        state = await opened(tab, f"?debtor={debtor_id}")
        await tab.fire(SettlementsState.propose, form=form(state, "500.00"))
        assert "At most 250.00\u00a0EUR of 1,250.00\u00a0EUR may be forgiven." in (await tab.state(NoticeState)).text
        await tab.fire(SettlementsState.propose, form=form(state, "1,000,50"))
        assert (await tab.state(SettlementsState)).typed_error

        assert (await opened(tab, "")).rows == []
