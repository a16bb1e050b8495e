"""Before a debtor binds themselves in a browser that was left open: a code, and then on with what was wanted."""

import re
from collections.abc import AsyncIterator
from datetime import timedelta
from urllib.parse import urlencode

import httpx
import pytest
from sqlmodel import Session, select

from portal import routes
from portal.pages.plan.state import PlanState
from portal.pages.profile.state import ProfileState
from shared import clock, db
from shared.access.tokens import csrf_token
from shared.models import CardSetup, Debtor, Message
from tests.harness import Browser, debtor_cookie, new_debtor, person_behind, visitor

pytestmark = pytest.mark.usefixtures("database")


class Left:
    """A browser in which somebody signed in ten minutes ago."""

    def __init__(self, client: httpx.AsyncClient) -> None:
        self.debtor = new_debtor()
        self.cookie = debtor_cookie(self.debtor)
        self.person = person_behind(self.cookie)
        self._client = client
        clock.move(timedelta(minutes=10))

    async def post(self, path: str, *fields: tuple[str, str]) -> httpx.Response:
        form = urlencode([("csrf", csrf_token(self.person.session_id)), *fields])
        headers = {"cookie": self.cookie, "content-type": "application/x-www-form-urlencoded"}
        return await self._client.post(path, content=form, headers=headers)


@pytest.fixture
async def left(database: str) -> AsyncIterator[Left]:
    async with visitor() as client:
        yield Left(client)


def code() -> str:
    [mail] = db.look(_codes)
    [found] = mail.secrets.values()
    return found


def _codes(session: Session) -> list[Message]:
    return list(session.exec(select(Message).where(Message.template == "code")).all())


async def test_saving_a_card_waits_for_the_code_and_then_goes_on(left: Left, simulator: str) -> None:
    wish = [("language", "en"), ("agree", "card-1")]

    asked = await left.post(routes.CARDS_ADD, *wish)

    assert asked.status_code == 200
    assert 'autocomplete="one-time-code"' in asked.text
    assert '<input type="hidden" name="agree" value="card-1">' in asked.text
    assert db.look(lambda session: session.exec(select(CardSetup)).all()) == []

    again = await left.post(routes.CARDS_ADD, *wish, ("code", "no"))
    assert "That is not the code" in again.text

    done = await left.post(routes.CARDS_ADD, *wish, ("code", code()))
    assert "one-time-code" not in done.text


async def test_agreeing_to_a_plan_waits_for_the_code(left: Left) -> None:
    asked = await left.post(routes.PLAN_AGREE, ("invoice", "1"), ("note", '"><script>'))

    assert "For your safety" in asked.text
    assert "<script>" not in asked.text
    assert re.search(r'name="note" value="&#34;&gt;&lt;script&gt;"', asked.text)

    assert (await left.post(routes.PLAN_AGREE, ("invoice", "1"), ("code", code()))).status_code == 404


async def test_what_happens_on_a_page_is_done_after_the_code(left: Left) -> None:
    async with Browser(left.cookie) as tab:
        await tab.fire(ProfileState.ask_address, form={"address": "new@debtor.example"})
        await tab.fire(ProfileState.save_phone, form={"phone": "+49 30 901820"})
        await tab.fire(PlanState.accept, path="/no-page/7")
        assert tab.went_to == ["/prove?then=%2Fprofile"] * 2 + ["/prove?then=%2Fplans%2F7"]
    assert db.look(lambda session: session.get_one(Debtor, left.debtor)).phone == ""
    assert db.look(lambda session: session.exec(select(Message)).all()) == []

    await left.post(routes.PROVE, ("then", "/profile"))
    back = await left.post(routes.PROVE, ("then", "/profile"), ("code", code()))

    assert (back.status_code, back.headers["location"]) == (303, "/profile")
    async with Browser(left.cookie) as tab:
        await tab.fire(ProfileState.save_phone, form={"phone": "+49 30 901820"})
    assert db.look(lambda session: session.get_one(Debtor, left.debtor)).phone


async def test_the_way_back_never_leaves_the_site(left: Left) -> None:
    await left.post(routes.PROVE, ("then", "//evil.example"))

    back = await left.post(routes.PROVE, ("then", "//evil.example"), ("code", code()))

    assert back.headers["location"] == "/"


async def test_looking_at_the_page_sends_nothing(left: Left) -> None:
    async with visitor(cookie=left.cookie) as client:
        page = await client.get("/prove?then=/profile")

    assert "Send me a code" in page.text
    assert db.look(_codes) == []
