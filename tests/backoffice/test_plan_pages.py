"""Plans in a tab: the list by part, the card and what may be done with it, one set up for a debtor, the marks of it."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlmodel import Session, select

from backoffice.pages.daily_actions import DailyActionsState
from backoffice.pages.debtor.state import DebtorState
from backoffice.pages.invoice.state import InvoiceState
from backoffice.pages.plan.state import PlanCardState
from backoffice.pages.plan_new.state import NewPlanState
from backoffice.pages.plans import PlansState
from shared import cases, clock, db, plans
from shared.cases import Objection
from shared.models import Message, Plan
from shared.plans import Acceptance, queries
from shared.ui.notice_state import NoticeState
from shared.words import DisputeReason, Level, PlanState
from tests.factories import eur
from tests.harness import NOWHERE, Browser, debtor_cookie, new_debtor, staff_cookie
from tests.shared.plans import agreed

pytestmark = pytest.mark.usefixtures("database")


def running(session: Session) -> int:
    """A plan of 1,250.00 over six months, of which the first instalment is paid."""
    plan = agreed.begun(session)
    agreed.pay(session, plan, 208_33)
    return plan.id or 0


def waiting(session: Session) -> int:
    """A debtor's wish for nine months, which staff may agree to."""
    return agreed.offered(session, agreed.monthly(9)).id or 0


def beyond_staff(session: Session) -> int:
    """Twenty months that a member of staff proposed."""
    return agreed.offered(session, agreed.monthly(20), level=Level.STAFF, actor="staff:77").id or 0


def missed(session: Session) -> None:
    """The days pass, and nothing is paid."""
    agreed.at(agreed.month(1) + timedelta(days=6))
    for plan_id in plans.to_follow(session):
        plans.follow(session, plan_id)


async def listed(tab: Browser, asked: str = "") -> PlansState:
    await tab.fire(PlansState.load, path=f"{NOWHERE}/staff/plans{asked}")
    return await tab.state(PlansState)


async def card(tab: Browser, plan_id: int) -> PlanCardState:
    await tab.fire(PlanCardState.load, path=f"{NOWHERE}/staff/plans/{plan_id}")
    return await tab.state(PlanCardState)


async def begun(tab: Browser, asked: str) -> NewPlanState:
    await tab.fire(NewPlanState.load, path=f"{NOWHERE}/staff/plans/new?{asked}")
    return await tab.state(NewPlanState)


def state_of(plan_id: int) -> PlanState:
    return db.look(lambda session: session.get_one(Plan, plan_id).state)


class TestTheList:
    async def test_shows_what_runs_with_what_is_owed_under_it(self) -> None:
        plan_id = db.run(running)
        async with Browser(staff_cookie("viewer")) as tab:
            state = await listed(tab)

        [row] = state.rows
        assert (row.href, row.left, row.label) == (f"/staff/plans/{plan_id}", "1,041.67", "Being kept")
        assert (row.upcoming, row.upcoming_note) == ("1 Jan", "5 payments left")
        assert [(each.performing, each.missed) for each in state.owed] == [("1,041.67", "0.00")]
        assert {each.label: each.count for each in state.view.chips} == {
            "Running": "1",
            "At risk": "0",
            "Breached": "0",
            "Waiting for approval": "0",
            "Offered": "0",
            "Ended": "0",
            "All": "1",
        }

    async def test_what_is_missed_is_never_hidden_by_a_plan(self) -> None:
        agreed.at(agreed.AGREED)
        db.run(agreed.begun)
        db.run(missed)
        async with Browser(staff_cookie("viewer")) as tab:
            [row] = (await listed(tab, "?filter=at-risk")).rows
            owed = (await tab.state(PlansState)).owed
            await tab.fire(DailyActionsState.load)
            daily = (await tab.state(DailyActionsState)).plans

        assert (row.label, row.missed) == ("At risk", "208.33")
        assert [(each.performing, each.missed) for each in owed] == [("0.00", "1,250.00")]
        assert (daily.count, daily.note) == ("1", "1 at risk")
        assert [(each.value, each.note) for each in daily.rows] == [("At risk", "208.33\u00a0EUR missed")]

    async def test_a_debtor_is_told_nothing(self) -> None:
        db.run(running)
        async with Browser(debtor_cookie(new_debtor())) as tab:
            await tab.fire(PlansState.load, path=f"{NOWHERE}/staff/plans")

            assert "1,041.67" not in tab.sent


class TestTheCard:
    async def test_tells_the_schedule_with_the_receipts_of_each_instalment(self) -> None:
        plan_id = db.run(running)
        async with Browser(staff_cookie("viewer")) as tab:
            state = await card(tab, plan_id)

        assert (state.head.total, state.head.paid, state.head.left) == ("1,250.00", "208.33", "1,041.67")
        assert [each.amount for each in state.parts] == ["208.33"] * 5 + ["208.35"]
        assert [each.label for each in state.parts] == ["Paid"] + ["To come"] * 5
        assert [[each.amount for each in one.paid] for one in state.parts[:2]] == [["208.33"], []]
        assert [each.left for each in state.invoices] == ["124.77", "416.90", "500.00"]
        assert state.head.policy == "Usual plans, version 1"
        assert state.head.upcoming == "208.33\u00a0EUR is due on 1 January 2027."
        assert [each.text for each in state.happened][-1].startswith("1,250.00\u00a0EUR in all")

    async def test_staff_approve_what_a_debtor_asked_for(self) -> None:
        plan_id = db.run(waiting)
        async with Browser(staff_cookie("agent")) as tab:
            state = await card(tab, plan_id)
            assert state.may_approve
            assert "up to 6 instalments; this would take 9" in state.head.upcoming
            await tab.fire(PlanCardState.approve)

        assert state_of(plan_id) is PlanState.OFFERED

    async def test_what_is_beyond_staff_takes_an_approver(self) -> None:
        plan_id = db.run(beyond_staff)
        async with Browser(staff_cookie("agent")) as tab:
            assert not (await card(tab, plan_id)).may_approve
            await tab.fire(PlanCardState.approve)
            assert "beyond what you may agree to" in (await tab.state(NoticeState)).text
        assert state_of(plan_id) is PlanState.PENDING_APPROVAL

        async with Browser(staff_cookie("approver")) as tab:
            assert (await card(tab, plan_id)).may_approve
            await tab.fire(PlanCardState.approve)
        assert state_of(plan_id) is PlanState.OFFERED

    async def test_declining_pausing_and_cancelling_ask_for_a_reason(self) -> None:
        plan_id = db.run(running)
        async with Browser(staff_cookie("agent")) as tab:
            await card(tab, plan_id)
            await tab.fire(PlanCardState.cancel, form={"reason": " "})
            assert state_of(plan_id) is PlanState.ACTIVE
            await tab.fire(PlanCardState.pause, form={"reason": "Hardship"}, path=f"{NOWHERE}/staff/plans/{plan_id}")
            assert (await tab.state(PlanCardState)).head.label == "Paused"
            await tab.fire(PlanCardState.resume)
            await tab.fire(PlanCardState.cancel, form={"reason": "They pay at once"})

        assert state_of(plan_id) is PlanState.CANCELLED

    async def test_a_dispute_is_told_and_staff_let_the_plan_wait_for_one_that_came_again(self) -> None:
        plan_id = db.run(running)
        dispute = db.run(disputed, plan_id)
        async with Browser(staff_cookie("agent")) as tab:
            state = await card(tab, plan_id)
            assert (state.head.label, [each.id for each in state.disputes]) == ("Waits for a dispute", [0])
            db.run(cases.decide, dispute, is_upheld=False, answer="It was whole.", actor=agreed.BY_STAFF)
            again = db.run(disputed, plan_id)
            state = await card(tab, plan_id)
            assert (state.head.label, [each.id for each in state.disputes]) == ("Being kept", [again])
            await tab.fire(PlanCardState.wait_for, dispute_id=again)
            state = await card(tab, plan_id)

        assert (state.head.label, [each.id for each in state.disputes]) == ("Waits for a dispute", [0])
        assert state.happened[0].text.startswith("The plan waits until the dispute of invoice ")

    async def test_who_only_looks_does_nothing(self) -> None:
        plan_id = db.run(running)
        async with Browser(staff_cookie("viewer")) as tab:
            await card(tab, plan_id)
            await tab.fire(PlanCardState.cancel, form={"reason": "No"})

        assert state_of(plan_id) is PlanState.ACTIVE


def disputed(session: Session, plan_id: int) -> int:
    plan, invoice_id = session.get_one(Plan, plan_id), plans_invoice(session, plan_id)
    said = Objection(plan.debtor_id, invoice_id, DisputeReason.FAULTY, "Two of three were broken.")
    return cases.dispute(session, said, actor=agreed.BY_DEBTOR).id or 0


class TestSettingOneUp:
    async def test_draws_the_schedule_at_once_and_says_who_may_agree(self) -> None:
        agreed.at(agreed.AGREED)
        debtor_id = db.run(lambda session: agreed.invoices(session)[0].debtor_id)
        async with Browser(staff_cookie("agent")) as tab:
            state = await begun(tab, f"debtor={debtor_id}")
            assert [each.is_chosen for each in state.invoices] == [True, True, True]
            assert [each.amount for each in state.shown.rows] == ["208.33"] * 5 + ["208.35"]
            assert (state.shown.tone, state.shown.total) == ("good", "1,250.00")
            await tab.fire(NewPlanState.say, what="count", value="20")
            shown = (await tab.state(NewPlanState)).shown
            assert (shown.tone, shown.action) == ("warn", "Send it for approval")
            assert [each.said for each in shown.nearby]
            await tab.fire(NewPlanState.say, what="first", value="soon")
            assert (await tab.state(NewPlanState)).shown.problem == "Say the day of the first payment."

    async def test_interest_and_a_fee_are_part_of_it_and_told(self) -> None:
        agreed.at(agreed.AGREED)
        debtor_id = db.run(lambda session: agreed.invoices(session, 1_200_00)[0].debtor_id)
        async with Browser(staff_cookie("agent")) as tab:
            await begun(tab, f"debtor={debtor_id}")
            await tab.fire(NewPlanState.say, what="interest", value="12")
            shown = (await tab.state(NewPlanState)).shown
            assert (shown.tone, shown.action) == ("bad", "")
            assert "first instalment is due on 21 December 2026 or later" in shown.verdict
            await tab.fire(NewPlanState.say, what="first", value="2026-12-28")
            await tab.fire(NewPlanState.say, what="fee", value="15")
            shown = (await tab.state(NewPlanState)).shown
            assert [each.amount for each in shown.rows] == ["222.06", *["207.06"] * 4, "207.05"]
            assert shown.cost.replace("\u00a0", " ") == (
                "This plan costs 57.35 EUR: 42.35 EUR interest at 12.00 % a year, and a fee of 15.00 EUR for setting it"
                " up. You pay 1,257.35 EUR in all."
            )
            await tab.fire(NewPlanState.say, what="interest", value="a little")
            assert (await tab.state(NewPlanState)).shown.problem == "Type a percentage up to 100, such as 9.5."
            await tab.fire(NewPlanState.say, what="interest", value="12")
            await tab.fire(NewPlanState.propose)
            [path] = tab.went_to

        plan_id = int(path.partition("?")[0].rsplit("/", 1)[-1])
        async with Browser(staff_cookie("viewer")) as tab:
            head = (await card(tab, plan_id)).head
        told = "42.35 EUR interest at 12.00 % a year, 15.00 EUR set-up fee"
        assert (head.total, head.cost.replace("\u00a0", " ")) == ("1,257.35", told)

    async def test_is_offered_to_the_debtor_who_is_told(self) -> None:
        agreed.at(agreed.AGREED)
        debtor_id = db.run(lambda session: agreed.invoices(session)[0].debtor_id)
        async with Browser(staff_cookie("agent")) as tab:
            state = await begun(tab, f"debtor={debtor_id}")
            await tab.fire(NewPlanState.toggle, invoice_id=state.invoices[0].id)
            await tab.fire(NewPlanState.propose)
            [path] = tab.went_to

        plan_id = int(path.partition("?")[0].rsplit("/", 1)[-1])
        assert state_of(plan_id) is PlanState.OFFERED
        assert db.look(lambda session: session.exec(select(Message.template)).all()) == ["plan_offered"]
        async with Browser(staff_cookie("viewer")) as tab:
            assert (await card(tab, plan_id)).head.total == "916.90"

    async def test_another_plan_takes_the_place_of_one_when_it_is_accepted(self) -> None:
        plan_id = db.run(running)
        async with Browser(staff_cookie("agent")) as tab:
            state = await begun(tab, f"instead={plan_id}")
            assert state.shown.total == "1,041.67"
            await tab.fire(NewPlanState.say, what="count", value="10")
            await tab.fire(NewPlanState.propose)
            [path] = tab.went_to

        new_id = int(path.partition("?")[0].rsplit("/", 1)[-1])
        assert (state_of(plan_id), state_of(new_id)) == (PlanState.ACTIVE, PlanState.OFFERED)
        db.run(plans.accept, new_id, plans.Acceptance("plan-terms-1"), actor=agreed.BY_DEBTOR)
        assert (state_of(plan_id), state_of(new_id)) == (PlanState.RENEGOTIATED, PlanState.ACTIVE)


async def test_an_approver_waives_a_fee_of_the_plan_with_a_reason() -> None:
    plan_id = db.run(with_a_fee)
    async with Browser(staff_cookie("agent")) as tab:
        [fee] = [each for each in (await card(tab, plan_id)).invoices if each.fee_id]
        await tab.fire(PlanCardState.ask_waiver, fee_id=fee.fee_id)
        await tab.fire(PlanCardState.waive, form={"reason": "Goodwill"})
    assert fee.left == "15.00"
    assert fee_left(plan_id) == "15.00"

    async with Browser(staff_cookie("approver")) as tab:
        await card(tab, plan_id)
        await tab.fire(PlanCardState.ask_waiver, fee_id=fee.fee_id)
        assert (await tab.state(PlanCardState)).doing == "waive"
        await tab.fire(PlanCardState.waive, path=f"{NOWHERE}/staff/plans/{plan_id}", form={"reason": "Goodwill"})
        state, said = await tab.state(PlanCardState), await tab.state(NoticeState)

    assert said.text.startswith("15.00\u00a0EUR is waived.")
    assert [each.left for each in state.invoices if each.number == fee.number] == ["0.00"]
    assert [each for each in state.invoices if each.fee_id] == []


def with_a_fee(session: Session) -> int:
    """A plan that staff offered with a set-up fee of 15.00, and that the debtor took."""
    ask = replace(agreed.monthly(6), fee=eur(15_00))
    offered = agreed.offered(session, ask, level=Level.STAFF, actor="staff:77")
    taken = plans.accept(session, offered.id or 0, Acceptance("plan-terms-1"), actor=agreed.BY_DEBTOR)
    return taken.id or 0


def fee_left(plan_id: int) -> str:
    view = db.look(queries.plan, plan_id, clock.today())
    return next(str(each.left) for each in view.invoices if each.fee_id).split()[0]


async def test_the_cards_of_debtor_and_invoice_show_the_plan() -> None:
    plan_id = db.run(running)
    view = db.look(lambda session: session.get_one(Plan, plan_id).debtor_id)
    invoice_id = db.look(lambda session: plans_invoice(session, plan_id))
    async with Browser(staff_cookie("viewer")) as tab:
        await tab.fire(DebtorState.load, path=f"{NOWHERE}/staff/debtors/{view}")
        assert [each.left for each in (await tab.state(DebtorState)).plans] == ["1,041.67"]
        await tab.fire(InvoiceState.load, path=f"{NOWHERE}/staff/invoices/{invoice_id}")
        head = (await tab.state(InvoiceState)).head

    assert head.plan == "On a plan: instalment 2 of 6, 208.33 due 1 Jan"
    assert head.plan_href == f"/staff/plans/{plan_id}"


def plans_invoice(session: Session, plan_id: int) -> int:
    return queries.plan(session, plan_id, clock.today()).invoices[0].invoice_id
