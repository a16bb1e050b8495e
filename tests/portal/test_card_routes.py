from urllib.parse import urlencode

import httpx
import pytest
from sqlmodel import select

from shared import db
from shared.access.tokens import csrf_token
from shared.models import AttemptState, AuditRecord
from shared.payments import queries
from shared.settings import settings
from tests.harness import debtor_cookie, person_behind
from tests.shared.payments import cards
from tests.shared.payments.cards import OLD_SECRET, SECRET, attempts, event, events, fault, owing, signature


class Debtor:
    """A browser in which a debtor is signed in, and that sends forms as one of our pages does."""

    def __init__(self, portal: httpx.AsyncClient, debtor_id: int) -> None:
        cookie = debtor_cookie(debtor_id)
        person = person_behind(cookie)
        self._portal, self.csrf = portal, csrf_token(person.session_id)
        self.headers = {
            "cookie": cookie,
            "origin": settings().origin,
            "content-type": "application/x-www-form-urlencoded",
        }

    async def pay(self, *fields: tuple[str, object], csrf: str | None = None) -> httpx.Response:
        form = urlencode([("csrf", self.csrf if csrf is None else csrf), *fields])
        return await self._portal.post("/pay", content=form, headers=self.headers)


class TestPay:
    async def test_leads_to_the_providers_page(self, portal: httpx.AsyncClient, simulator: str) -> None:
        debtor, [one] = owing(80_00)

        answer = await Debtor(portal, debtor).pay(("invoice", one))

        assert answer.status_code == 303
        assert answer.headers["location"].startswith(f"{simulator}/pay/")

    async def test_two_clicks_lead_to_one_page(self, portal: httpx.AsyncClient, simulator: str) -> None:
        debtor, [one] = owing(80_00)
        person = Debtor(portal, debtor)

        first, second = await person.pay(("invoice", one)), await person.pay(("invoice", one))

        assert first.headers["location"] == second.headers["location"]
        assert len(attempts()) == 1

    @pytest.mark.parametrize("amount", ["999.00", "80.00", "80"])
    async def test_a_raised_amount_is_cut_to_what_is_owed(
        self, portal: httpx.AsyncClient, simulator: str, amount: str
    ) -> None:
        debtor, [one] = owing(80_00)

        await Debtor(portal, debtor).pay(("invoice", one), (f"amount_{one}", amount))

        assert [each.amount_minor for each in attempts()] == [80_00]

    async def test_one_amount_is_spread_the_earliest_due_first(self, portal: httpx.AsyncClient, simulator: str) -> None:
        debtor, [one, two] = owing(80_00, 50_00)

        await Debtor(portal, debtor).pay(("invoice", two), ("invoice", one), ("amount", "90.00"))

        [view] = db.look(queries.attempts_of, debtor)
        assert [(each.invoice_id, each.amount.minor) for each in view.shares] == [(one, 80_00), (two, 10_00)]

    @pytest.mark.parametrize("amount", ["-5", "0", "1e3", "12,505", "1.00,5", "0.001", "lots"])
    async def test_what_is_no_amount_begins_nothing(
        self, portal: httpx.AsyncClient, simulator: str, amount: str
    ) -> None:
        debtor, [one] = owing(80_00)

        answer = await Debtor(portal, debtor).pay(("invoice", one), (f"amount_{one}", amount))

        assert answer.status_code == 400
        assert attempts() == []

    async def test_another_debtors_invoice_begins_nothing(self, portal: httpx.AsyncClient, simulator: str) -> None:
        debtor, [one] = owing(80_00)
        _, [theirs] = owing(80_00, debtor="D-2")

        answer = await Debtor(portal, debtor).pay(("invoice", one), ("invoice", theirs))

        assert answer.status_code == 404
        assert attempts() == []

    async def test_without_the_sessions_token_or_a_session_nothing_begins(
        self, portal: httpx.AsyncClient, simulator: str
    ) -> None:
        debtor, [one] = owing(80_00)
        person = Debtor(portal, debtor)

        assert (await person.pay(("invoice", one), csrf="0" * 64)).status_code == 403
        person.headers.pop("cookie")
        assert (await person.pay(("invoice", one))).status_code == 403
        assert attempts() == []

    async def test_a_provider_that_is_down_keeps_the_attempt_and_says_so(
        self, portal: httpx.AsyncClient, simulator: str
    ) -> None:
        debtor, [one] = owing(80_00)
        fault(simulator, status=503, times=2)

        answer = await Debtor(portal, debtor).pay(("invoice", one))

        [attempt] = attempts()
        assert answer.status_code == 303
        assert answer.headers["location"] == f"/payments/{attempt.key}?problem=provider"
        assert attempt.state is AttemptState.CREATED

    async def test_a_provider_that_hangs_holds_nobody_up_and_its_page_is_there_afterwards(
        self, portal: httpx.AsyncClient, simulator: str
    ) -> None:
        debtor, [one] = owing(80_00)
        person = Debtor(portal, debtor)
        fault(simulator, latency_ms=4_000)

        answer = await person.pay(("invoice", one))

        assert answer.headers["location"].endswith("?problem=provider")
        cards.until(lambda: attempts()[0].state is AttemptState.STARTED)
        fault(simulator)
        assert (await person.pay(("invoice", one))).headers["location"] == attempts()[0].url


class TestComeBack:
    async def test_the_way_back_books_nothing_and_says_nothing(self, portal: httpx.AsyncClient, simulator: str) -> None:
        debtor, [one] = owing(80_00)
        await Debtor(portal, debtor).pay(("invoice", one))
        [attempt] = attempts()

        answer = await portal.get("/pay/return", params={"attempt": attempt.key})

        assert answer.headers["location"] == f"/payments/{attempt.key}"
        assert db.look(queries.attempt_for, debtor, attempt.key).state == "processing"
        assert cards.books() == {"1200": 80_00, "4000": -80_00}

    @pytest.mark.parametrize("attempt", ["", "x", "//evil.example", "https://evil.example/"])
    async def test_it_leads_nowhere_else(self, portal: httpx.AsyncClient, attempt: str) -> None:
        answer = await portal.get("/pay/return", params={"attempt": attempt})

        assert answer.headers["location"] == "/"


class TestTakeEvent:
    BODY = event("customer.created", {"id": "cus_1"})

    async def send(self, portal: httpx.AsyncClient, body: bytes, header: str) -> int:
        return (await portal.post("/webhooks/stripe", content=body, headers={"stripe-signature": header})).status_code

    async def test_a_signed_event_is_kept(self, portal: httpx.AsyncClient, simulator: str) -> None:
        assert await self.send(portal, self.BODY, signature(self.BODY)) == 200
        assert await self.send(portal, self.BODY, signature(self.BODY)) == 200

        assert [each.event_id for each in events()] == ["evt_1"]

    async def test_the_old_secret_is_good_until_its_rotation_ends(
        self, portal: httpx.AsyncClient, simulator: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        cards.pays_at(monkeypatch, simulator, secrets=[SECRET, OLD_SECRET])
        assert await self.send(portal, self.BODY, signature(self.BODY, OLD_SECRET)) == 200

        cards.pays_at(monkeypatch, simulator, secrets=[SECRET])
        assert await self.send(portal, self.BODY, signature(self.BODY, OLD_SECRET)) == 400

    async def test_forgeries_change_nothing_but_one_line_of_the_audit(
        self, portal: httpx.AsyncClient, simulator: str
    ) -> None:
        forged = [
            (self.BODY, ""),
            (self.BODY, signature(self.BODY, "whsec_of_somebody_else")),
            (self.BODY, signature(self.BODY, age_s=301)),
            (self.BODY, signature(self.BODY, age_s=-400)),
            (self.BODY + b" ", signature(self.BODY)),
            (b"[]", signature(b"[]")),
            (b"x" * (256 * 1024 + 1), signature(b"x" * (256 * 1024 + 1))),
        ]

        assert [await self.send(portal, body, header) for body, header in forged] == [400] * len(forged)

        assert events() == []
        noted = db.look(lambda session: session.exec(select(AuditRecord.action)).all())
        assert noted == ["webhook.refused"]

    async def test_while_the_database_is_away_the_provider_is_asked_to_send_it_again(
        self, portal: httpx.AsyncClient, simulator: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        with monkeypatch.context() as away:
            away.setenv("DUEBOOK_DATABASE_URL", "postgresql://nobody@127.0.0.1:9/nothing")
            settings.cache_clear()
            db.engine.cache_clear()
            assert await self.send(portal, self.BODY, signature(self.BODY)) == 503
            assert await self.send(portal, self.BODY, "") == 400
        settings.cache_clear()
        db.engine.cache_clear()

        assert await self.send(portal, self.BODY, signature(self.BODY)) == 200
        assert len(events()) == 1
