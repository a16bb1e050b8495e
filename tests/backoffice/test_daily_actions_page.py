"""Daily Actions, Journals and events that failed: the numbers agree with the work behind them."""

from datetime import timedelta

import pytest
from sqlmodel import Session

from backoffice import routes
from backoffice.pages.daily_actions import DailyActionsState
from backoffice.pages.events import EventsState
from backoffice.pages.journals import JournalsState
from shared import clock, db
from shared.models import EventState, ProviderEvent
from shared.ui.notice_state import NoticeState
from tests import factories as make
from tests.backoffice.journal_at_work import journal_at_work
from tests.harness import NOWHERE, Browser, staff_cookie

pytestmark = pytest.mark.usefixtures("database")


async def day() -> DailyActionsState:
    async with Browser(staff_cookie("viewer")) as tab:
        await tab.fire(DailyActionsState.load)
        return await tab.state(DailyActionsState)


def keep_failed_event(session: Session, *, waits: bool = False) -> int:
    now = clock.now()
    event = ProviderEvent(
        event_id=f"evt_{waits}",
        type="payment_intent.succeeded",
        object_id="pi_1",
        body="{}",
        created_at=now,
        kept_at=now,
        state=EventState.WAITING if waits else EventState.FAILED,
        tries=3,
        next_try_at=now + timedelta(hours=1),
        problem="It belongs to attempt 7, which is not known here.",
    )
    session.add(event)
    session.flush()
    return event.id or 0


class TestDailyActions:
    async def test_an_empty_house_has_zeros_and_says_what_comes(self) -> None:
        state = await day()

        assert (state.cash.amount, state.journals.count, state.lines.count, state.events.count) == (
            "0.00",
            "0",
            "0",
            "0",
        )
        assert "bank payments after import" in state.cash.note
        assert state.ages == []

    async def test_lines_to_review_break_down_into_what_the_journal_shows(self) -> None:
        work = journal_at_work()

        state = await day()

        assert (state.journals.count, state.journals.rows[0].href) == ("1", routes.journal(work.journal))
        assert state.lines.count == "3"
        assert [(each.value, each.href.partition("?filter=")[2]) for each in state.lines.rows] == [
            ("1", "review"),
            ("1", "difference"),
            ("1", "unmatched"),
        ]
        assert state.lines.note == "555.00\u00a0EUR"

    async def test_ages_add_up_to_what_is_open(self) -> None:
        today = clock.today()
        for late in (-3, 12, 95):
            due = today - timedelta(days=late)
            db.run(make.invoice, 100_00, due_on=due, issued_on=today - timedelta(days=120))

        [one] = (await day()).ages

        assert [each.amount for each in one.ages] == ["100.00", "100.00", "0.00", "0.00", "100.00"]
        assert (one.overdue, one.overdue_note) == ("200.00", "66.7\u00a0% of what is open")

    async def test_events_that_failed_stand_there_with_their_reason(self) -> None:
        db.run(keep_failed_event)

        [row] = (await day()).events.rows

        assert (row.text, row.value) == ("It belongs to attempt 7, which is not known here.", "3 tries")

    async def test_nothing_is_sent_to_somebody_who_is_not_signed_in(self) -> None:
        journal_at_work()
        async with Browser() as tab:
            await tab.fire(DailyActionsState.load)

            assert "J-2026" not in tab.sent


class TestJournals:
    async def test_each_is_listed_with_counts_and_sum(self) -> None:
        journal_at_work()
        async with Browser(staff_cookie()) as tab:
            await tab.fire(JournalsState.load, path=f"{NOWHERE}?filter=open")
            state = await tab.state(JournalsState)

        [row] = state.rows
        assert (row.line_count, row.ready, row.review, row.unmatched, row.total) == ("5", "1", "2", "1", "732.00")
        assert {each.label: each.count for each in state.view.chips} == {"All": "1", "Open": "1", "Posted": "0"}

    async def test_a_new_one_asks_for_the_account_and_opens_at_once(self) -> None:
        account = db.run(make.bank_account).id
        async with Browser(staff_cookie("agent")) as tab:
            await tab.fire(JournalsState.ask)
            assert [each.value for each in (await tab.state(JournalsState)).accounts] == [str(account)]

            await tab.fire(JournalsState.open_new, form={"account": str(account)})

            assert tab.went_to == [routes.journal(1)]

    @pytest.mark.parametrize("form", [{}, {"account": ""}, {"account": "4711"}, {"account": ["1"]}])
    async def test_none_is_opened_without_an_account(self, form: dict[str, object]) -> None:
        async with Browser(staff_cookie("agent")) as tab:
            await tab.fire(JournalsState.open_new, form=form)

            assert tab.went_to == []
            assert (await tab.state(NoticeState)).text

    async def test_a_viewer_opens_none(self) -> None:
        account = db.run(make.bank_account).id
        async with Browser(staff_cookie("viewer")) as tab:
            await tab.fire(JournalsState.open_new, form={"account": str(account)})
            await tab.fire(JournalsState.load)

            assert (await tab.state(JournalsState)).rows == []


class TestEvents:
    async def test_what_failed_and_what_waits_with_the_next_try(self) -> None:
        db.run(keep_failed_event)
        db.run(keep_failed_event, waits=True)
        async with Browser(staff_cookie("viewer")) as tab:
            await tab.fire(EventsState.load)
            state = await tab.state(EventsState)

        assert [(each.what, each.label) for each in state.rows] == [
            ("Card payment succeeded", "Waiting"),
            ("Card payment succeeded", "Failed"),
        ]
        assert state.rows[1].next_try == "none by itself"

    @pytest.mark.parametrize("role", ["viewer", "agent", "auditor"])
    async def test_who_may_not_retry_changes_nothing(self, role: str) -> None:
        number = db.run(keep_failed_event)
        async with Browser(staff_cookie(role)) as tab:
            await tab.fire(EventsState.retry, number=number, event_id="evt_False")

        assert db.look(lambda session: session.get_one(ProviderEvent, number).tries) == 3

    async def test_trying_again_asks_the_provider_and_tells_what_came_of_it(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("DUEBOOK_STRIPE_API_BASE", "http://127.0.0.1:9")
        number = db.run(keep_failed_event)
        async with Browser(staff_cookie()) as tab:
            await tab.fire(EventsState.retry, number=number, event_id="evt_False")

            assert (await tab.state(NoticeState)).text.startswith("Not yet: ")
        assert db.look(lambda session: session.get_one(ProviderEvent, number).tries) == 1

    async def test_an_event_that_was_handled_meanwhile_is_refused(self) -> None:
        number = db.run(keep_failed_event)

        def handled(session: Session) -> None:
            session.get_one(ProviderEvent, number).state = EventState.HANDLED

        db.run(handled)
        async with Browser(staff_cookie()) as tab:
            await tab.fire(EventsState.retry, number=number, event_id="evt_False")

            assert "needs no retry" in (await tab.state(NoticeState)).text
