"""A member of staff's way in: a right password, then a right code, each within its ration."""

import asyncio

import httpx
import pyotp
import pytest
from sqlmodel import Session, select

from shared import clock, db, models
from shared.access import rations, service
from shared.access.queries import people_of, sessions_of
from shared.access.rules import Kind, Permission, Person, UnfitPassword
from shared.access.tokens import csrf_token
from shared.errors import Conflict, NotFound
from tests.harness import PASSWORD, new_debtor, new_staff, visitor

pytestmark = pytest.mark.usefixtures("database")

EMAIL = "ines@firm.example"


def code_now(secret: str, steps: int = 0) -> str:
    return pyotp.TOTP(secret).at(clock.now(), counter_offset=steps)


async def gave_password(browser: httpx.AsyncClient, email: str = EMAIL, password: str = PASSWORD) -> str:
    answer = await browser.post("/staff/sign-in/password", data={"email": email, "password": password})
    return answer.headers.get("location", str(answer.status_code))


async def gave_code(browser: httpx.AsyncClient, code: str) -> str:
    answer = await browser.post("/staff/sign-in/check", data={"code": code})
    return answer.headers.get("location", str(answer.status_code))


def who(browser: httpx.AsyncClient) -> Person | None:
    return db.look(people_of, {Kind.STAFF: browser.cookies.get("duebook-office", "")}).get(Kind.STAFF)


class TestSigningIn:
    async def test_takes_password_and_code(self) -> None:
        _, secret = new_staff("accountant", EMAIL)
        async with visitor() as browser:
            assert await gave_password(browser) == "/staff/sign-in/code"
            assert who(browser) is None, "a password alone opens nothing"
            half = browser.cookies["duebook-office"]

            assert await gave_code(browser, code_now(secret)) == "/staff"
            person = who(browser)
            assert person is not None
            assert person.may(Permission.JOURNALS_POST)
            assert browser.cookies["duebook-office"] != half

    async def test_needs_the_right_password(self) -> None:
        new_staff("accountant", EMAIL)
        async with visitor() as browser:
            assert await gave_password(browser, password="wrong horse battery") == "/staff/sign-in?problem=password"
            assert await gave_password(browser, email="nobody@firm.example") == "/staff/sign-in?problem=password"
            assert await gave_code(browser, "000000") == "/staff/sign-in?problem=again"

    async def test_takes_a_code_once(self) -> None:
        _, secret = new_staff("accountant", EMAIL)
        code = code_now(secret)
        async with visitor() as browser, visitor() as thief:
            await gave_password(browser)
            await gave_password(thief)
            assert await gave_code(browser, code) == "/staff"
            assert await gave_code(thief, code) == "/staff/sign-in/code?problem=code"
            assert await gave_code(thief, code_now(secret, -1)) == "/staff/sign-in/code?problem=code"

    @pytest.mark.parametrize(("steps", "where"), [(-1, "/staff"), (1, "/staff"), (-2, "again"), (2, "again")])
    async def test_forgives_a_clock_half_a_minute_off(self, steps: int, where: str) -> None:
        _, secret = new_staff("accountant", EMAIL)
        async with visitor() as browser:
            await gave_password(browser)
            went = await gave_code(browser, code_now(secret, steps))

        assert went == where or (where == "again" and went.endswith("problem=code"))

    async def test_stops_after_four_codes(self) -> None:
        _, secret = new_staff("accountant", EMAIL)
        async with visitor() as browser:
            await gave_password(browser)
            tries = [await gave_code(browser, "000000") for _ in range(4)]
            right = await gave_code(browser, code_now(secret))

        assert set(tries) == {"/staff/sign-in/code?problem=code"}
        assert right == "429"

    async def test_rations_passwords_for_known_and_unknown_alike(self) -> None:
        new_staff("accountant", EMAIL)
        for email in (EMAIL, "nobody@firm.example"):
            for _ in range(9):
                db.run(rations.spend, password_address=email)
            async with visitor() as browser:
                went = [await gave_password(browser, email, "wrong horse battery") for _ in range(2)]
            assert went == ["/staff/sign-in?problem=password", "429"]

    async def test_refuses_somebody_who_left(self) -> None:
        staff_id, _ = new_staff("accountant", EMAIL)
        db.run(_leave, staff_id)
        async with visitor() as browser:
            assert await gave_password(browser) == "/staff/sign-in?problem=password"

    async def test_of_many_at_once_hashes_two_at_a_time_and_pages_go_on(self) -> None:
        new_staff("accountant", EMAIL)
        async with visitor() as browser:
            floods = [asyncio.create_task(gave_password(browser, f"x{n}@firm.example", "y" * 12)) for n in range(6)]
            await asyncio.sleep(0)
            page = await browser.get("/link/whatever")
            still_hashing = sum(not each.done() for each in floods)
            await asyncio.gather(*floods)

        assert page.status_code == 200
        assert still_hashing > 0

    async def test_wants_strict_cookies(self) -> None:
        new_staff("accountant", EMAIL)
        async with visitor() as browser:
            form = {"email": EMAIL, "password": PASSWORD}
            set_cookie = (await browser.post("/staff/sign-in/password", data=form)).headers["set-cookie"]

        assert "SameSite=strict" in set_cookie
        assert "HttpOnly" in set_cookie

    @pytest.mark.parametrize("path", ["/staff/sign-in/password", "/staff/sign-in/check", "/staff/sign-out"])
    async def test_refuses_another_sites_form(self, path: str) -> None:
        async with visitor(**{"sec-fetch-site": "cross-site"}) as browser:
            assert (await browser.post(path, data={"email": EMAIL})).status_code == 403


class TestSessions:
    async def test_end_by_signing_out(self) -> None:
        _, secret = new_staff("accountant", EMAIL)
        async with visitor() as browser:
            await gave_password(browser)
            await gave_code(browser, code_now(secret))
            person = who(browser)
            assert person is not None
            answer = await browser.post("/staff/sign-out", data={"csrf": csrf_token(person.session_id)})

            assert answer.headers["location"] == "/staff/sign-in"
            assert db.look(sessions_of, person) == []

    def test_are_listed_and_ended_by_their_owner_alone(self) -> None:
        cookies = [db.run(service.open_debtor_session, debtor) for debtor in (new_debtor(), new_debtor("Mallory"))]
        mine, other = (db.look(people_of, {Kind.DEBTOR: cookie})[Kind.DEBTOR] for cookie in cookies)

        with pytest.raises(NotFound):
            db.run(service.revoke, other, mine.session_id)
        assert [each.id for each in db.look(sessions_of, mine)] == [mine.session_id]

        db.run(service.revoke, mine, mine.session_id)
        assert db.look(sessions_of, mine) == []

    def test_all_end_when_somebody_is_locked_out(self) -> None:
        staff_id, _ = new_staff("accountant")
        admin_id, _ = new_staff("admin")
        cookie, by = (db.run(service.open_staff_session, each) for each in (staff_id, admin_id))
        admin = db.look(people_of, {Kind.STAFF: by})[Kind.STAFF]

        db.run(service.deactivate_staff, staff_id, by=admin)

        assert db.look(people_of, {Kind.STAFF: cookie}) == {}


class TestAddingStaff:
    @pytest.mark.parametrize("password", ["short", "x" * 129, "aaaaaaaaaaaaaaa", "password1234", EMAIL])
    def test_refuses_a_password_that_would_be_guessed(self, password: str) -> None:
        with pytest.raises(UnfitPassword):
            db.run(service.add_staff, EMAIL, "Ines Calloway", models.Role.AGENT, password)

    def test_refuses_an_address_twice(self) -> None:
        new_staff("agent", EMAIL)

        with pytest.raises(Conflict, match="already belongs"):
            db.run(service.add_staff, EMAIL.upper(), "Somebody Else", models.Role.ADMIN, PASSWORD)

    def test_keeps_no_password(self) -> None:
        new_staff("agent", EMAIL)

        kept = db.look(_kept_hash)
        assert kept.startswith("$argon2id$v=19$m=47104,t=1,p=1$")


def _leave(session: Session, staff_id: int) -> None:
    session.get_one(models.Staff, staff_id).is_active = False


def _kept_hash(session: Session) -> str:
    return session.exec(select(models.Staff.password_hash)).one()
