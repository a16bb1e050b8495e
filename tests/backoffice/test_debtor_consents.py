"""A clerk records what a debtor says on the telephone; the debtor reads it and takes it back in the portal."""

import pytest
from sqlmodel import Session

from backoffice import routes
from backoffice.pages.debtor.consents import DebtorConsentsState, SpokenLine
from portal import routes as portal_routes
from portal.pages.profile.state import GIVEN, WITHDRAWN, ProfileState
from shared import db
from shared.debtors import consents
from shared.models import Debtor
from shared.ui.notice_state import NoticeState
from tests.harness import NOWHERE, Browser, debtor_cookie, new_debtor, staff_cookie

pytestmark = pytest.mark.usefixtures("database")


def at_home(session: Session, debtor_id: int, country: str = "DE") -> None:
    session.get_one(Debtor, debtor_id).country = country


async def opened(tab: Browser, debtor_id: int) -> DebtorConsentsState:
    await tab.fire(DebtorConsentsState.load, path=f"{NOWHERE}{routes.debtor(debtor_id)}")
    return await tab.state(DebtorConsentsState)


async def answer(tab: Browser, debtor_id: int, line: SpokenLine, *, is_given: bool) -> None:
    where, said = f"{NOWHERE}{routes.debtor(debtor_id)}", (line.channel, line.version, line.address)
    names = dict(zip(("channel", "version", "address"), said, strict=True))
    await tab.fire(DebtorConsentsState.answer, path=where, is_given=is_given, **names)


async def test_what_is_said_on_the_telephone_is_read_and_changed_in_the_portal() -> None:
    debtor = new_debtor()
    db.run(at_home, debtor)
    async with Browser(staff_cookie("agent")) as tab:
        [line] = (await opened(tab, debtor)).spoken
        assert (line.title, line.may_agree, line.may_refuse) == ("E-mail", True, True)
        await answer(tab, debtor, line, is_given=True)
        state = await tab.state(DebtorConsentsState)
        assert [(each.word, each.text) for each in state.history] == [("Yes", line.yes)]
        assert state.history[0].who.endswith(", on the telephone")
        assert (state.spoken[0].may_agree, state.spoken[0].may_refuse) == (False, True)

    async with Browser(debtor_cookie(debtor)) as tab:
        await tab.fire(ProfileState.load, path=f"{NOWHERE}{portal_routes.PROFILE}")
        [row] = (await tab.state(ProfileState)).channels
        assert (row.standing, row.kept) == (GIVEN, line.yes)
        assert row.told.startswith("You agreed to this on the telephone on ")
        said = {"channel": row.channel, "version": row.version, "language": row.language, "address": row.address}
        await tab.fire(ProfileState.refuse, **said)
        [row] = (await tab.state(ProfileState)).channels
        assert (row.standing, row.told.startswith("You said no to this on ")) == (WITHDRAWN, True)


async def test_why_a_yes_is_not_taken_is_said_and_nothing_is_kept() -> None:
    debtor = new_debtor()
    db.run(at_home, debtor, "")
    async with Browser(staff_cookie("agent")) as tab:
        [line] = (await opened(tab, debtor)).spoken
        await answer(tab, debtor, line, is_given=True)
        assert "country is not known" in (await tab.state(NoticeState)).text

    assert db.look(consents.history, debtor) == []


async def test_who_only_reads_records_nothing() -> None:
    debtor = new_debtor()
    async with Browser(staff_cookie("viewer")) as tab:
        [line] = (await opened(tab, debtor)).spoken
        await answer(tab, debtor, line, is_given=False)

    assert db.look(consents.history, debtor) == []
