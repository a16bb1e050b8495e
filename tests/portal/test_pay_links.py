"""What a pay link can do and cannot: in the right hands, in the wrong ones, after its time, and in two tabs."""

import logging
from datetime import timedelta
from urllib.parse import urlsplit

import httpx
import pytest
from sqlmodel import Session, col, select

from portal.pages.links import LinksState
from portal.pages.pay_link.state import PayLinkState
from shared import clock, db, receipts
from shared.access import pay_links
from shared.access.queries import people_of
from shared.access.redaction import redacted
from shared.access.rules import PAY_LINK_LIFETIME, Kind
from shared.access.tokens import csrf_token
from shared.errors import NotFound
from shared.models import AuditRecord, Instalment, PayLink
from shared.models import Session as SessionRow
from shared.money import Money
from shared.plans import by_link
from shared.ui.cookies import session_cookies
from tests import factories
from tests.harness import WAY_IN, Browser, debtor_cookie, person_behind, visitor
from tests.shared.payments import cards
from tests.shared.payments.cards import attempts, owing
from tests.shared.plans import agreed

pytestmark = pytest.mark.usefixtures("database")


def link_to(debtor_id: int, *invoice_ids: int) -> str:
    """A link's token."""
    return db.run(pay_links.make_for_invoices, debtor_id, invoice_ids, actor="staff:1").token


async def opened(browser: httpx.AsyncClient, token: str) -> httpx.Response:
    return await browser.post("/pay/link", data={"token": token})


def cookies(browser: httpx.AsyncClient) -> str:
    return "; ".join(f"{name}={value}" for name, value in browser.cookies.items())


def csrf(browser: httpx.AsyncClient) -> str:
    payer = person_behind(cookies(browser), Kind.PAYER)
    return csrf_token(payer.session_id)


async def pay(browser: httpx.AsyncClient, *invoice_ids: int, with_csrf: str = "") -> httpx.Response:
    form = {"csrf": with_csrf or csrf(browser), "invoice": [str(each) for each in invoice_ids]}
    return await browser.post("/pay/now", data=form)


async def shown(browser: httpx.AsyncClient) -> tuple[list[str], str]:
    """The invoices that the page shows, and all that went to the browser."""
    async with Browser(cookies(browser)) as tab:
        await tab.fire(PayLinkState.load)
        bills = (await tab.state(PayLinkState)).bills
        return [row.number for bill in bills for row in bill.invoices], tab.sent


class TestOpening:
    async def test_a_scanner_that_follows_the_link_does_nothing(self) -> None:
        debtor, [one] = owing(80_00)
        token = link_to(debtor, one)
        async with visitor() as browser:
            answers = [await browser.get(f"/pay/link/{token}"), await browser.head(f"/pay/link/{token}")]

        assert answers[0].status_code == 200
        assert "set-cookie" not in answers[0].headers
        assert db.look(_links)[0].opened == 0

    async def test_the_page_is_the_same_for_every_token_and_lends_it_to_nobody(self) -> None:
        debtor, [one] = owing(80_00)
        token = link_to(debtor, one)
        async with visitor() as browser:
            real, false = await browser.get(f"/pay/link/{token}"), await browser.get(f"/pay/link/{'x' * len(token)}")

        assert real.text.replace(token, "…") == false.text.replace("x" * len(token), "…")
        assert real.headers["referrer-policy"] == "strict-origin"
        assert real.headers["cache-control"] == "no-store"

    async def test_a_press_trades_it_for_a_cookie_and_the_token_leaves_the_address(self) -> None:
        debtor, [one] = owing(80_00)
        token = link_to(debtor, one)
        async with visitor() as browser:
            answer = await opened(browser, token)

        assert (answer.status_code, answer.headers["location"]) == (303, "/pay/now")
        assert "httponly" in answer.headers["set-cookie"].lower()
        assert token not in repr(answer.headers)

    async def test_it_may_be_opened_again_and_each_opening_is_counted_and_noted(self) -> None:
        debtor, [one] = owing(80_00)
        token = link_to(debtor, one)
        async with visitor() as first, visitor() as second:
            await opened(first, token)
            await opened(second, token)

        assert db.look(_links)[0].opened == 2
        assert db.look(_audited).count("pay_link.opened") == 2

    async def test_neither_logs_nor_audit_nor_database_hold_the_token(self, caplog: pytest.LogCaptureFixture) -> None:
        debtor, [one] = owing(80_00)
        token = link_to(debtor, one)
        with caplog.at_level(logging.DEBUG):
            async with visitor() as browser:
                await browser.get(f"/pay/link/{token}")
                await opened(browser, token)
                cookie = cookies(browser)

        assert token not in caplog.text
        assert token not in repr([each.model_dump() for each in db.look(_rows)])
        assert token not in redacted(f"GET /pay/link/{token} cookie: {cookie}")
        assert cookie.partition("=")[2] not in redacted(f"cookie: {cookie}")

    async def test_a_form_of_another_site_opens_nothing(self) -> None:
        debtor, [one] = owing(80_00)
        async with visitor(**{"sec-fetch-site": "cross-site", "origin": "http://evil.example"}) as browser:
            answer = await opened(browser, link_to(debtor, one))
        assert answer.status_code == 403

    async def test_guessing_is_rationed(self) -> None:
        async with visitor() as browser:
            answers = [await opened(browser, f"guess-{number}") for number in range(21)]

        assert {each.headers.get("location") for each in answers[:20]} == {"/sign-in?problem=pay-link"}
        assert answers[20].status_code == 429


class TestWhatItShows:
    async def test_only_the_invoices_it_names_and_a_masked_name(self) -> None:
        debtor, [_one, two] = owing(80_00, 50_00)
        async with visitor() as browser:
            await opened(browser, link_to(debtor, two))
            numbers, sent = await shown(browser)

        assert numbers == [db.look(_number, two)]
        assert "50.00" in sent
        assert "80.00" not in sent
        assert "Debtor D-1" not in sent
        assert "D… D…" in sent

    async def test_everything_overdue_and_nothing_that_is_due_later(self) -> None:
        debtor, [one, two] = owing(80_00, 50_00)
        _move_due_day(two)
        token = db.run(pay_links.make_for_overdue, debtor, actor="staff:1").token
        async with visitor() as browser:
            await opened(browser, token)
            numbers, _ = await shown(browser)
        assert numbers == [db.look(_number, one)]

    async def test_one_instalment_of_a_plan(self, simulator: str) -> None:
        instalment_id, amount = db.run(_running_plan)
        clock.move(timedelta())  # the provider keeps its own time
        token = db.run(pay_links.make_for_instalment, instalment_id, actor="staff:1").token
        async with visitor() as browser:
            await opened(browser, token)
            numbers, sent = await shown(browser)
            answer = await pay(browser, *db.look(_ids_of, numbers))

        assert "Instalment 1 of your plan" in sent
        assert answer.headers["location"].startswith(f"{simulator}/pay/")
        assert [each.amount_minor for each in attempts()] == [amount]

    async def test_what_is_paid_is_not_asked_for_again(self) -> None:
        debtor, [one] = owing(80_00)
        token = link_to(debtor, one)
        db.run(_settle, debtor, one)
        async with visitor() as browser:
            await opened(browser, token)
            assert (await shown(browser))[0] == []
            assert (await pay(browser, one)).status_code == 400

    async def test_a_debtors_pages_stay_shut(self) -> None:
        debtor, [one] = owing(80_00)
        async with visitor() as browser:
            await opened(browser, link_to(debtor, one))
            async with Browser(cookies(browser)) as tab:
                await tab.fire(LinksState.load)
                assert (await tab.state(LinksState)).links == []
                assert tab.went_to == [WAY_IN]
            assert (await browser.post("/pay", data={"csrf": csrf(browser), "invoice": str(one)})).status_code == 403


class TestPaying:
    async def test_leads_to_the_providers_page_for_what_the_link_names(self, simulator: str) -> None:
        debtor, [one, two] = owing(80_00, 50_00)
        async with visitor() as browser:
            await opened(browser, link_to(debtor, one, two))
            answer = await pay(browser, one, two)

        assert answer.headers["location"].startswith(f"{simulator}/pay/")
        assert [each.amount_minor for each in attempts()] == [130_00]

    @pytest.mark.parametrize("owner", ["D-1", "D-2"])
    async def test_an_invoice_that_it_does_not_name_is_not_there(self, simulator: str, owner: str) -> None:
        debtor, [one] = owing(80_00)
        _, [other] = owing(50_00, debtor=owner)
        async with visitor() as browser:
            await opened(browser, link_to(debtor, one))
            answers = [await pay(browser, other), await pay(browser, one, other), await pay(browser)]

        assert [each.status_code for each in answers] == [404, 404, 404]
        assert attempts() == []

    async def test_nobody_makes_a_link_for_another_debtors_invoice(self) -> None:
        debtor, _ = owing(80_00)
        _, [theirs] = owing(50_00, debtor="D-2")
        with pytest.raises(NotFound):
            link_to(debtor, theirs)

    async def test_the_way_back_leads_to_the_page_of_the_link(self, simulator: str) -> None:
        debtor, [one] = owing(80_00)
        async with visitor() as browser:
            await opened(browser, link_to(debtor, one))
            await pay(browser, one)
            [attempt] = attempts()
            answer = await browser.get("/pay/return", params={"attempt": attempt.key})
            payer = person_behind(cookies(browser), Kind.PAYER)

        assert answer.headers["location"] == f"/pay/now/payments/{attempt.key}"
        assert db.look(by_link.attempt, payer, attempt.key).amount == Money(80_00, "EUR")

    async def test_a_payment_for_more_than_it_names_is_not_there(self, simulator: str) -> None:
        debtor, [one, two] = owing(80_00, 50_00)
        async with visitor() as both, visitor() as only_one:
            await opened(both, link_to(debtor, one, two))
            await pay(both, one, two)
            [attempt] = attempts()
            await opened(only_one, link_to(debtor, one))
            answer = await only_one.get("/pay/return", params={"attempt": attempt.key})
            payer = person_behind(cookies(only_one), Kind.PAYER)
            numbers, sent = await shown(only_one)

        assert answer.headers["location"] == f"/payments/{attempt.key}"
        with pytest.raises(NotFound):
            db.look(by_link.attempt, payer, attempt.key)
        assert numbers == [db.look(_number, one)]
        assert "130.00" not in sent

    async def test_the_form_of_another_link_in_another_tab_is_refused(self, simulator: str) -> None:
        debtor, [one] = owing(80_00)
        other, [two] = owing(50_00, debtor="D-2")
        async with visitor() as browser:
            await opened(browser, link_to(debtor, one))
            stale = csrf(browser)
            await opened(browser, link_to(other, two))
            answer = await pay(browser, one, with_csrf=stale)

            assert answer.status_code == 403
            assert (await shown(browser))[0] == [db.look(_number, two)]
        assert attempts() == []


class TestItsEnd:
    async def test_it_lapses(self) -> None:
        debtor, [one] = owing(80_00)
        token = link_to(debtor, one)
        clock.move(PAY_LINK_LIFETIME)
        async with visitor() as browser:
            answer = await opened(browser, token)
        assert answer.headers["location"] == "/sign-in?problem=pay-link"

    async def test_once_revoked_it_and_what_it_opened_are_over_at_once(self, simulator: str) -> None:
        debtor, [one] = owing(80_00)
        token = link_to(debtor, one)
        async with visitor() as browser:
            await opened(browser, token)
            told = csrf(browser)
            db.run(pay_links.revoke, db.look(_links)[0].id or 0, actor="staff:1")

            assert (await pay(browser, one, with_csrf=told)).status_code == 403
            assert (await opened(browser, token)).headers["location"] == "/sign-in?problem=pay-link"
            async with Browser(cookies(browser)) as tab:
                await tab.fire(PayLinkState.load)
                assert tab.went_to == ["/sign-in?problem=pay-link"]
        assert attempts() == []

    async def test_whoever_it_is_not_for_closes_it_in_their_browser(self) -> None:
        debtor, [one] = owing(80_00)
        async with visitor() as browser:
            await opened(browser, link_to(debtor, one))
            answer = await browser.post("/pay/now/leave", data={"csrf": csrf(browser)})

            assert urlsplit(answer.headers["location"]).path == "/sign-in"
            assert Kind.PAYER not in db.look(people_of, session_cookies(cookies(browser)))
        assert db.look(_links)[0].revoked_at is None


class TestADebtorWhoIsSignedIn:
    async def test_opens_anothers_link_and_neither_sees_the_others_things(self) -> None:
        debtor, [one] = owing(80_00)
        other, [_two] = owing(50_00, debtor="D-2")
        async with visitor(cookie=debtor_cookie(other)) as browser:
            await opened(browser, link_to(debtor, one))
            both = f"{browser.headers['cookie']}; {cookies(browser)}"
            async with Browser(both) as tab:
                await tab.fire(PayLinkState.load)
                await tab.fire(LinksState.load)
                bills, links = (await tab.state(PayLinkState)).bills, (await tab.state(LinksState)).links

        assert [row.number for bill in bills for row in bill.invoices] == [db.look(_number, one)]
        assert links == []

    async def test_sees_and_ends_their_own_links_and_sessions_and_no_others(self) -> None:
        debtor, [one] = owing(80_00)
        other, [two] = owing(50_00, debtor="D-2")
        link_to(debtor, one)
        link_to(other, two)
        first, second = debtor_cookie(debtor), debtor_cookie(debtor)
        theirs = next(each.id for each in db.look(_links) if each.debtor_id == other)
        async with Browser(first) as tab:
            await tab.fire(LinksState.load)
            state = await tab.state(LinksState)
            assert [row.pays for row in state.links] == [f"Pays invoice {db.look(_number, one)}"]
            [elsewhere] = [row.id for row in state.sessions if not row.is_this_one]

            await tab.fire(LinksState.end_link, link_id=str(theirs))
            await tab.fire(LinksState.end_link, link_id=state.links[0].id)
            await tab.fire(LinksState.end_session, session_id=elsewhere)

        assert [each.revoked_at is None for each in sorted(db.look(_links), key=lambda each: each.debtor_id)] == [
            False,
            True,
        ]
        assert db.look(people_of, session_cookies(second)) == {}
        assert Kind.DEBTOR in db.look(people_of, session_cookies(first))


def _links(session: Session) -> list[PayLink]:
    return list(session.exec(select(PayLink).order_by(col(PayLink.id))).all())


def _rows(session: Session) -> list[PayLink | SessionRow | AuditRecord]:
    return [each for kind in (PayLink, SessionRow, AuditRecord) for each in session.exec(select(kind)).all()]


def _audited(session: Session) -> list[str]:
    return [each.action for each in session.exec(select(AuditRecord)).all()]


def _number(session: Session, invoice_id: int) -> str:
    return session.get_one(cards.Invoice, invoice_id).number


def _ids_of(session: Session, numbers: list[str]) -> list[int]:
    found = session.exec(select(cards.Invoice.id).where(col(cards.Invoice.number).in_(numbers))).all()
    return [each or 0 for each in found]


def _move_due_day(invoice_id: int) -> None:
    def move(session: Session) -> None:
        session.get_one(cards.Invoice, invoice_id).due_on = clock.today() + timedelta(days=3)

    db.run(move)


def _settle(session: Session, debtor_id: int, invoice_id: int) -> None:
    [receipt] = receipts.record(session, [factories.money_in(80_00, debtor_id=debtor_id)], actor="test")
    factories.allocation(session, receipt, invoice_id, 80_00)


def _running_plan(session: Session) -> tuple[int, int]:
    plan = agreed.begun(session)
    first = session.exec(
        select(Instalment).where(Instalment.plan_id == plan.id).order_by(col(Instalment.number))
    ).first()
    assert first is not None
    return first.id or 0, first.amount_minor
