"""A debtor's way in: one link, once, in one browser."""

import asyncio
import re
from datetime import timedelta
from urllib.parse import urlsplit

import httpx
import pytest
from sqlmodel import Session, col, select

from backoffice.jobs.outbox import send_due
from portal.pages.plan.state import PlanState
from portal.pages.sign_in import SignInState
from shared import clock, db, models, plans
from shared.access.queries import people_of
from shared.access.rules import Kind
from shared.access.tokens import csrf_token
from shared.messaging import queries as messages
from shared.messaging.rules import revealed
from shared.plans import Outcome
from shared.settings import settings
from shared.words import ChargeState
from tests.harness import NOWHERE, Browser, cookie_value, debtor_cookie, new_debtor, person_behind, visitor
from tests.shared.plans import agreed
from tests.shared.plans.test_charging import day_of_first, due

pytestmark = pytest.mark.usefixtures("database")


async def asked_for_a_link(browser: httpx.AsyncClient, email: str = "jana@debtor.example", then: str = "") -> str:
    """Ask for a link and read it in the mail; "" when no mail was written."""
    answer = await browser.post("/sign-in/link", data={"email": email, "then": then})
    assert (answer.status_code, answer.headers["location"]) == (303, "/sign-in/sent")
    _work_off_the_outbox()
    written = db.look(mails)
    found = re.search(r"/link/([\w-]+)", written[0]) if written else None
    return found[1] if found else ""


def mails(session: Session) -> list[str]:
    """What went out to anybody, the newest first, with the links that still stand in it."""
    rows = session.exec(select(models.Message).order_by(col(models.Message.id).desc()))
    return [revealed(each.body, each.secrets) for each in rows]


def asked_for_consent(session: Session) -> tuple[int, int]:
    """A debtor and their plan, whose first charge the bank wants them to confirm."""
    plan = agreed.by_card(session)
    day_of_first(session, plan)
    [charge] = due(session)
    plans.charge_result(session, charge.id, Outcome(ChargeState.AUTHENTICATION))
    return plan.debtor_id, plan.id or 0


async def opened(browser: httpx.AsyncClient, token: str) -> httpx.Response:
    return await browser.post("/sign-in/open", data={"token": token})


def is_in(browser: httpx.AsyncClient) -> bool:
    cookie = browser.cookies.get("duebook", "")
    return Kind.DEBTOR in db.look(people_of, {Kind.DEBTOR: cookie})


class TestTheLink:
    async def test_signs_in_the_browser_that_asked_for_it(self) -> None:
        new_debtor()
        async with visitor() as browser:
            token = await asked_for_a_link(browser)
            answer = await opened(browser, token)

            assert (answer.status_code, answer.headers["location"]) == (303, "/")
            assert is_in(browser)

    async def test_leads_to_the_page_that_was_wanted_before_signing_in(self) -> None:
        """From a mail to sign-in, and then to the plan, with the button that pays what the bank asks for."""
        debtor, plan_id = db.run(asked_for_consent)
        mail = db.look(lambda session: messages.told_to(session, debtor, limit=1))[0]
        assert mail.subject.startswith("Your bank asks for your consent")
        assert f"/plans/{plan_id}\n" in mail.body

        async with Browser() as tab:
            await tab.fire(PlanState.load, path=f"{NOWHERE}/plans/{plan_id}")
            [way_in] = tab.went_to
            await tab.fire(SignInState.load, path=f"{NOWHERE}?{urlsplit(way_in).query}")
            wanted = (await tab.state(SignInState)).wanted
        assert (urlsplit(way_in).path, wanted) == ("/sign-in", f"{NOWHERE}/plans/{plan_id}")

        async with visitor() as browser:
            token = await asked_for_a_link(browser, "d1@example.com", then=wanted)
            assert (await opened(browser, token)).headers["location"] == wanted
            cookie = "; ".join(f"{name}={value}" for name, value in browser.cookies.items())
            token = await asked_for_a_link(browser, "d1@example.com")
            assert (await opened(browser, token)).headers["location"] == "/"

        async with Browser(cookies=cookie) as tab:
            await tab.fire(PlanState.load, path=wanted)
            page = await tab.state(PlanState)
        assert page.card.notice.startswith("Your bank asks for your consent to 208.33")
        assert page.by_card

    @pytest.mark.parametrize("elsewhere", ["https://evil.example/", "//evil.example", "/\\evil.example", "plans/1"])
    async def test_leads_to_no_other_site(self, elsewhere: str) -> None:
        new_debtor()
        async with visitor() as browser:
            token = await asked_for_a_link(browser, then=elsewhere)
            assert (await opened(browser, token)).headers["location"] == "/"

    async def test_opening_its_page_consumes_nothing(self) -> None:
        new_debtor()
        async with visitor() as browser:
            token = await asked_for_a_link(browser)
            for method in ("GET", "HEAD", "GET"):
                assert (await browser.request(method, f"/link/{token}")).status_code == 200
            assert not is_in(browser)

            await opened(browser, token)
            assert is_in(browser)

    async def test_works_once(self) -> None:
        new_debtor()
        async with visitor() as browser:
            token = await asked_for_a_link(browser)
            await opened(browser, token)
            browser.cookies.delete("duebook")
            again = await opened(browser, token)

            assert again.headers["location"] == "/sign-in?problem=link"
            assert not is_in(browser)

    async def test_of_two_at_once_one_gets_in(self) -> None:
        new_debtor()
        async with visitor() as browser:
            token = await asked_for_a_link(browser)
            answers = await asyncio.gather(*(opened(browser, token) for _ in range(2)))

            assert sorted(each.headers["location"] for each in answers) == ["/", "/sign-in?problem=link"]

    async def test_lapses_after_ten_minutes(self) -> None:
        new_debtor()
        async with visitor() as browser:
            token = await asked_for_a_link(browser)
            clock.move(timedelta(minutes=10, seconds=1))

            assert (await opened(browser, token)).headers["location"] == "/sign-in?problem=link"

    async def test_does_not_work_in_another_browser(self) -> None:
        new_debtor()
        async with visitor() as browser, visitor() as other:
            token = await asked_for_a_link(browser)

            assert (await opened(other, token)).headers["location"] == "/sign-in?problem=link"
            assert not is_in(other)
            await opened(browser, token)
            assert is_in(browser)

    async def test_a_newer_one_ends_it(self) -> None:
        new_debtor()
        async with visitor() as browser:
            older = await asked_for_a_link(browser)
            newer = await asked_for_a_link(browser)

            assert (await opened(browser, older)).headers["location"] == "/sign-in?problem=link"
            assert (await opened(browser, newer)).headers["location"] == "/"

    async def test_is_nowhere_in_the_database(self) -> None:
        new_debtor()
        async with visitor() as browser:
            token = await asked_for_a_link(browser)
            await opened(browser, token)
        clock.move(timedelta(minutes=11))

        assert token not in db.look(_everything_about_links)
        assert "[link 1]" in db.look(lambda session: session.exec(select(models.Message.body)).one())

    async def test_one_mail_lists_a_link_for_each_debtor_of_a_shared_address(self) -> None:
        for name in ("Vestergaard Bau", "Vestergaard Transport"):
            new_debtor(name, "office@vestergaard.example")
        async with visitor() as browser:
            await asked_for_a_link(browser, "Office@Vestergaard.example ")

        [mail] = db.look(mails)
        assert "Vestergaard Bau:" in mail
        assert "Vestergaard Transport:" in mail
        assert mail.count("/link/") == 2


class TestAnUnknownAddress:
    async def test_gets_the_very_same_answer_and_no_mail(self) -> None:
        new_debtor()
        async with visitor() as browser, visitor() as stranger:
            known = await browser.post("/sign-in/link", data={"email": "jana@debtor.example"})
            unknown = await stranger.post("/sign-in/link", data={"email": "nobody@debtor.example"})
        _work_off_the_outbox()

        assert _likeness(known) == _likeness(unknown)
        assert len(db.look(mails)) == 1

    async def test_is_rationed_like_a_known_one(self) -> None:
        new_debtor()
        last = []
        for email in ("jana@debtor.example", "nobody@debtor.example"):
            async with visitor() as browser:
                answers = [await browser.post("/sign-in/link", data={"email": email}) for _ in range(4)]
            assert [each.status_code for each in answers] == [303, 303, 303, 429]
            last.append(_likeness(answers[-1]))

        assert last[0] == last[1]


async def test_a_flood_to_one_address_writes_at_most_ten_mails_a_day() -> None:
    new_debtor()
    accepted = 0
    for hour in range(20):
        clock.move(timedelta(hours=hour))
        for host in range(3):
            async with visitor() as browser:
                browser._transport.client = (f"10.0.{hour}.{host}", 1)  # type: ignore[attr-defined]
                answer = await browser.post("/sign-in/link", data={"email": "jana@debtor.example"})
            accepted += answer.status_code == 303

    assert accepted == 10


class TestForms:
    @pytest.mark.parametrize("path", ["/sign-in/link", "/sign-in/open", "/sign-out"])
    @pytest.mark.parametrize(
        "headers",
        [
            {"sec-fetch-site": "cross-site"},
            {"sec-fetch-site": "same-site"},
            {"sec-fetch-site": "", "origin": "http://evil.example"},
            {"sec-fetch-site": "", "origin": "null"},
            {"sec-fetch-site": "", "origin": ""},
        ],
    )
    async def test_of_another_site_are_refused(self, path: str, headers: dict[str, str]) -> None:
        async with visitor(**headers, cookie=debtor_cookie(new_debtor())) as browser:
            answer = await browser.post(path, data={"email": "jana@debtor.example", "token": "x"})

        assert answer.status_code == 403

    async def test_sent_as_plain_text_are_refused(self) -> None:
        async with visitor(**{"content-type": "text/plain"}) as browser:
            answer = await browser.post("/sign-in/link", content="email=jana@debtor.example")

        assert answer.status_code == 403

    async def test_signing_out_needs_the_sessions_own_token(self) -> None:
        mine = debtor_cookie(new_debtor())
        other = debtor_cookie(new_debtor("Mallory"))
        async with visitor(cookie=mine) as browser:
            for token in ("", "guess", _token_of(other)):
                assert (await browser.post("/sign-out", data={"csrf": token})).status_code == 403
            answer = await browser.post("/sign-out", data={"csrf": _token_of(mine)})

        assert answer.headers["location"] == "/sign-in"
        assert db.look(people_of, {Kind.DEBTOR: cookie_value(mine)}) == {}
        assert Kind.DEBTOR in db.look(people_of, {Kind.DEBTOR: cookie_value(other)})

    async def test_of_unbelievable_length_are_refused(self) -> None:
        async def chunks() -> object:
            for _ in range(20):
                yield b"email=" + b"x" * 8192

        async with visitor(**{"content-type": "application/x-www-form-urlencoded"}) as browser:
            declared = await browser.post("/sign-in/link", content=b"x" * 70_000)
            counted = await browser.post("/sign-in/link", content=chunks())  # type: ignore[arg-type]

            referer = {"referer": "http://localhost/sign-in?x=1", "accept-language": "de"}
            told = await browser.post("/sign-in/link", content=b"x" * 70_000, headers=referer)

        assert (declared.status_code, counted.status_code, told.status_code) == (413, 413, 413)
        assert 'href="/sign-in"' in told.text
        assert "Das ist zu groß" in told.text


class TestCookies:
    async def test_are_out_of_reach_of_scripts_and_other_sites(self) -> None:
        new_debtor()
        async with visitor() as browser:
            token = await asked_for_a_link(browser)
            set_cookie = (await opened(browser, token)).headers["set-cookie"]

        assert "HttpOnly" in set_cookie
        assert "SameSite=lax" in set_cookie
        assert "Path=/" in set_cookie
        assert "Domain" not in set_cookie

    async def test_insist_on_https_where_there_is_https(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("DUEBOOK_ORIGIN", "https://pay.halden.example")
        settings.cache_clear()
        async with visitor() as browser:
            answer = await browser.post("/sign-in/link", data={"email": "jana@debtor.example"})

        assert answer.headers["set-cookie"].startswith("__Host-duebook-request=")
        assert "Secure" in answer.headers["set-cookie"]
        assert answer.headers["strict-transport-security"].startswith("max-age=31536000")


def _work_off_the_outbox() -> None:
    while send_due():
        pass


def _likeness(answer: httpx.Response) -> tuple[int, str, list[str]]:
    """All that a stranger could tell apart, but for the random cookie."""
    headers = [f"{name}: {re.sub('=[^;]{43}', '=…', value)}" for name, value in answer.headers.items()]
    return answer.status_code, answer.text, headers


def _everything_about_links(session: Session) -> str:
    rows = [
        *session.exec(select(models.SignInLink)).all(),
        *session.exec(select(models.Session)).all(),
        *session.exec(select(models.OutboxMessage)).all(),
        *session.exec(select(models.Message.body)).all(),
    ]
    return repr(rows)


def _token_of(cookie: str) -> str:
    person = person_behind(cookie)
    return csrf_token(person.session_id)
