"""The guard against everything a client can do with a socket and no page (reflex.md 5)."""

import logging
from datetime import timedelta
from typing import Any

import pytest
import reflex as rx
from reflex.istate.manager.memory import StateManagerMemory
from sqlmodel import Session, select

from backoffice.session import StaffSession
from portal.session import PortalSession
from shared import clock, db, models
from shared.access import service
from shared.access.redaction import redact_logs
from shared.errors import Refused
from shared.ui.arguments import whole
from shared.ui.marks import allow
from shared.ui.notice_state import NoticeState
from tests.harness import WAY_IN, Browser, cookie_value, debtor_cookie, new_debtor, new_staff, staff_cookie

pytestmark = pytest.mark.usefixtures("database")


class DebtsState(PortalSession):
    """What a debtor's page might hold."""

    debts: list[str] = []
    picked: int = 0
    _secret: str = ""

    @rx.event
    @allow("debtor")
    def load(self) -> None:
        self.debts = [f"debt of debtor {self._debtor_id()}"]
        self._secret = "not for the browser"

    @rx.event
    @allow("debtor")
    def pick(self, number: int) -> None:
        self.picked = whole(number, most=1000)

    @rx.event
    @allow("debtor")
    def set_picked(self, value: int) -> None:
        self.picked = value

    @rx.event(background=True)
    @allow("debtor")
    async def work_long(self) -> None:
        async with self:
            self.debts = ["worked"]

    @rx.event(background=True)
    @allow("debtor")
    async def refuse_long(self) -> None:
        raise Refused("The plan has lapsed.")

    @rx.event
    @allow("public")
    def break_down(self) -> None:
        raise ZeroDivisionError("details of our inside")

    @rx.event
    @allow("public")
    def pass_on(self) -> Any:
        return LinesState.accept

    def plain_method(self) -> None:
        self.debts = ["a public method is a handler, marked or not"]


class LinesState(StaffSession):
    """What a page of the staff might hold."""

    lines: list[str] = []

    @rx.event
    @allow("journals.work")
    def accept(self) -> None:
        self.lines = ["accepted"]

    @rx.event
    @allow("journals.post")
    def post(self) -> None:
        self.lines = ["posted"]

    @rx.event(background=True)
    @allow("journals.work")
    async def accept_long(self) -> None:
        async with self:
            self.lines = ["accepted"]


class TestWhoMay:
    async def test_a_signed_in_debtor_gets_their_own(self) -> None:
        debtor = new_debtor()
        async with Browser(debtor_cookie(debtor)) as tab:
            await tab.fire(DebtsState.load)

            assert (await tab.state(DebtsState)).debts == [f"debt of debtor {debtor}"]
            assert (await tab.state(PortalSession)).name == "Jana Vestergaard"

    @pytest.mark.parametrize("handler", [DebtsState.load, DebtsState.work_long])
    async def test_nobody_is_led_to_sign_in(self, handler: Any) -> None:
        async with Browser() as tab:
            await tab.fire(handler)

            assert tab.went_to == [WAY_IN]
            assert (await tab.state(DebtsState)).debts == []

    @pytest.mark.parametrize("handler", [LinesState.accept, LinesState.accept_long, DebtsState.pass_on])
    async def test_a_debtor_reaches_nothing_of_the_staff(self, handler: Any) -> None:
        async with Browser(debtor_cookie(new_debtor())) as tab:
            await tab.fire(handler)

            assert tab.went_to == ["/staff/sign-in"]
            assert (await tab.state(LinesState)).lines == []

    async def test_staff_reach_nothing_of_the_debtors(self) -> None:
        async with Browser(staff_cookie("admin")) as tab:
            await tab.fire(DebtsState.load)

            assert tab.went_to == [WAY_IN]

    async def test_the_role_decides(self) -> None:
        async with Browser(staff_cookie("agent")) as tab:
            await tab.fire(LinesState.accept)
            assert (await tab.state(LinesState)).lines == ["accepted"]

            await tab.fire(LinesState.post)
            assert (await tab.state(LinesState)).lines == ["accepted"]
            assert (await tab.state(NoticeState)).text == "You may not do this. Nothing was changed."

    async def test_an_administrator_does_not_post(self) -> None:
        async with Browser(staff_cookie("admin")) as tab:
            await tab.fire(LinesState.post)

            assert (await tab.state(LinesState)).lines == []

    async def test_a_method_without_a_mark_is_nobodys(self) -> None:
        async with Browser(debtor_cookie(new_debtor())) as tab:
            await tab.fire(DebtsState.plain_method)

            assert (await tab.state(DebtsState)).debts == []

    async def test_setvar_is_nobodys_even_for_a_setter_they_may_use(self) -> None:
        async with Browser(debtor_cookie(new_debtor())) as tab:
            setvar = f"{DebtsState.get_full_name()}.setvar"
            await tab.fire(setvar, var_name="picked", value=3)

            assert (await tab.state(DebtsState)).picked == 0

    async def test_a_cookie_of_one_kind_is_worth_nothing_under_the_name_of_the_other(self) -> None:
        stolen = cookie_value(debtor_cookie(new_debtor()))
        async with Browser(f"duebook-office={stolen}") as tab:
            await tab.fire(LinesState.accept)

            assert tab.went_to == ["/staff/sign-in"]


class TestWhoseState:
    async def test_a_token_in_another_browser_finds_an_empty_state(self) -> None:
        states, token = StateManagerMemory(), "11111111-1111-4111-8111-111111111111"
        async with Browser(debtor_cookie(new_debtor()), token=token, states=states) as victim:
            await victim.fire(DebtsState.load)
        thief_is = new_debtor("Mallory", "mallory@debtor.example")
        async with Browser(debtor_cookie(thief_is), token=token, states=states) as thief:
            await thief.fire(f"{rx.State.get_full_name()}.hydrate")

            assert (await thief.state(DebtsState)).debts == []
            assert (await thief.state(DebtsState))._secret == ""
            assert "Jana" not in thief.sent
            assert "Mallory" in thief.sent

    async def test_signing_out_empties_what_the_tab_shows(self) -> None:
        cookie = debtor_cookie(new_debtor())
        async with Browser(cookie) as tab:
            await tab.fire(DebtsState.load)
            db.run(service.sign_out, cookie_value(cookie))
            await tab.fire(DebtsState.pick, number=1)

            assert tab.went_to == [WAY_IN]
            assert (await tab.state(DebtsState)).debts == []
            name = f"debts{_suffix(tab, DebtsState)}"
            assert tab.deltas[-1][DebtsState.get_full_name()][name] == []

    async def test_a_page_stays_hydrated_when_its_state_is_emptied(self) -> None:
        cookie = debtor_cookie(new_debtor())
        async with Browser(cookie) as tab:
            await tab.fire(DebtsState.load)
            await tab.fire(f"{rx.State.get_full_name()}.set_is_hydrated", value=True)
            db.run(service.sign_out, cookie_value(cookie))
            await tab.fire(DebtsState.load)

            assert (await tab.state(rx.State)).is_hydrated is True

    async def test_no_cookie_ever_reaches_the_browser(self) -> None:
        cookie = debtor_cookie(new_debtor())
        async with Browser(cookie) as tab:
            await tab.fire(f"{rx.State.get_full_name()}.hydrate")
            await tab.fire(DebtsState.load)

            assert "debt of debtor" in tab.sent
            assert cookie_value(cookie) not in tab.sent
            assert "not for the browser" not in tab.sent

    async def test_storage_vars_cannot_write_identity(self) -> None:
        async with Browser() as tab:
            name = PortalSession.get_full_name()
            await tab.fire(
                f"{rx.State.get_full_name()}.hydrate_and_load", vars={f"{name}._person": 1, f"{name}.name": "X"}
            )

            assert (await tab.state(PortalSession))._person is None
            assert (await tab.state(PortalSession)).name == ""


class TestHowLong:
    async def test_a_revoked_session_ends_at_the_very_next_event(self) -> None:
        cookie = staff_cookie()
        async with Browser(cookie) as tab:
            await tab.fire(LinesState.accept)
            db.run(service.sign_out, cookie_value(cookie))
            await tab.fire(LinesState.post)

            assert tab.went_to == ["/staff/sign-in"]
            assert (await tab.state(LinesState)).lines == []

    async def test_somebody_locked_out_is_out_at_once(self) -> None:
        staff_id, _ = new_staff("accountant")
        cookie = db.run(service.open_staff_session, staff_id)
        async with Browser(f"duebook-office={cookie}") as tab:
            await tab.fire(LinesState.accept)
            db.run(_lock_out, staff_id)
            await tab.fire(LinesState.post)

            assert tab.went_to == ["/staff/sign-in"]

    async def test_fifteen_idle_minutes_end_a_debtors_session(self) -> None:
        async with Browser(debtor_cookie(new_debtor())) as tab:
            clock.move(timedelta(minutes=16))
            await tab.fire(DebtsState.load)

            assert tab.went_to == [WAY_IN]

    async def test_work_keeps_a_session_alive_but_not_beyond_eight_hours(self) -> None:
        async with Browser(debtor_cookie(new_debtor())) as tab:
            for minutes in range(0, 8 * 60, 10):
                clock.move(timedelta(minutes=minutes))
                await tab.fire(DebtsState.load)
            assert tab.went_to == []

            clock.move(timedelta(hours=8, minutes=1))
            await tab.fire(DebtsState.load)
            assert tab.went_to == [WAY_IN]

    async def test_somebody_at_work_is_noted_at_most_once_a_minute(self) -> None:
        cookie = debtor_cookie(new_debtor())
        async with Browser(cookie) as tab:
            clock.move(timedelta(minutes=5))
            await tab.fire(DebtsState.load)
            seen = db.look(_seen_at)
            clock.move(timedelta(minutes=5, seconds=30))
            await tab.fire(DebtsState.load)

            assert db.look(_seen_at) == seen, "one write a minute is enough"


class TestFailures:
    async def test_a_refusal_is_told_as_it_is_also_from_the_background(self) -> None:
        async with Browser(debtor_cookie(new_debtor())) as tab:
            await tab.fire(DebtsState.refuse_long)

            assert (await tab.state(NoticeState)).text == "The plan has lapsed."

    async def test_a_bug_is_logged_with_a_code_and_apologised_for(self, caplog: pytest.LogCaptureFixture) -> None:
        async with Browser() as tab:
            await tab.fire(DebtsState.break_down)

            told = (await tab.state(NoticeState)).text
            assert told.startswith("Something went wrong on our side. Nothing was changed. Code to quote: ")
            assert told.rpartition(" ")[2] in caplog.text
            assert "details of our inside" not in tab.sent

    @pytest.mark.parametrize("given", ["x", [1], {"a": 1}, 1.5, True, None, -1, 10**30, "9" * 400])
    async def test_an_argument_of_the_wrong_sort_is_refused(self, given: Any) -> None:
        async with Browser(debtor_cookie(new_debtor())) as tab:
            await tab.fire(DebtsState.pick, number=given)

            assert (await tab.state(DebtsState)).picked == 0
            assert (
                await tab.state(NoticeState)
            ).text == "That is not a whole number from 1 to 1,000. Nothing was changed."

    async def test_digits_count_as_a_number(self) -> None:
        async with Browser(debtor_cookie(new_debtor())) as tab:
            await tab.fire(DebtsState.pick, number="17")

            assert (await tab.state(DebtsState)).picked == 17

    async def test_an_unknown_event_does_not_write_the_cookie_into_the_log(
        self, caplog: pytest.LogCaptureFixture
    ) -> None:
        redact_logs()
        cookie = debtor_cookie(new_debtor())
        async with Browser(cookie) as tab:
            with caplog.at_level(logging.ERROR):
                await tab.begin("no.such.handler")
                await tab.fire(NoticeState.clear)

        assert "no.such.handler" in caplog.text
        assert cookie_value(cookie) not in caplog.text


def _suffix(tab: Browser, state: type[rx.State]) -> str:
    """Reflex marks every var's name in what it sends; the mark is the same for all."""
    sent = next(delta[state.get_full_name()] for delta in tab.deltas if state.get_full_name() in delta)
    return next(name for name in sent if name.startswith("debts")).removeprefix("debts")


def _lock_out(session: Session, staff_id: int) -> None:
    session.get_one(models.Staff, staff_id).is_active = False


def _seen_at(session: Session) -> Any:
    return session.exec(select(models.Session.seen_at).where(models.Session.debtor_id.is_not(None))).one()  # type: ignore[union-attr]
