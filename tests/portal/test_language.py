"""Choosing a language: for this browser, and for the debtor who is signed in."""

from datetime import date

import httpx
import pytest
from sqlmodel import Session

from shared import db, messaging
from shared.debtors.queries import language_of
from shared.debtors.service import prefer_language
from shared.i18n import refusal
from shared.messaging import queries
from shared.money import Money
from shared.payments.rules import NotPayableByCard
from tests.harness import debtor_cookie, new_debtor, visitor

pytestmark = pytest.mark.usefixtures("database")


async def choose(browser: httpx.AsyncClient, language: str, referer: str = "") -> httpx.Response:
    return await browser.post("/language", data={"language": language}, headers={"referer": referer})


class TestChoosing:
    async def test_is_kept_by_the_browser_and_leads_back(self) -> None:
        async with visitor() as browser:
            answer = await choose(browser, "sv", "http://localhost:8000/sign-in?problem=link")

        assert (answer.status_code, answer.headers["location"]) == (303, "/sign-in?problem=link")
        assert answer.cookies["language"] == "sv"

    async def test_never_leads_to_another_site(self) -> None:
        async with visitor() as browser:
            answer = await choose(browser, "sv", "http://localhost:8000//evil.example")

        assert answer.headers["location"] == "/"

    async def test_a_language_we_do_not_have_is_english(self) -> None:
        async with visitor() as browser:
            assert (await choose(browser, "tlh")).cookies["language"] == "en"

    async def test_is_the_debtors_own_from_then_on(self) -> None:
        debtor = new_debtor()
        async with visitor(cookie=debtor_cookie(debtor)) as browser:
            await choose(browser, "fr")

        assert db.look(language_of, debtor) == "fr"


async def test_a_refusal_is_read_in_the_language_chosen() -> None:
    async with visitor(cookie="language=de") as browser:
        answer = await browser.post("/sign-out", data={})

    assert '<html lang="de">' in answer.text
    assert "Dieses Formular kam nicht von dieser Seite." in answer.text


def test_a_refusal_has_its_values_in_the_forms_of_the_language() -> None:
    refused = NotPayableByCard("JPY")

    assert str(refused) == "Amounts in JPY cannot be paid by card. Please pay by bank transfer."
    assert refusal(refused, "sv") == "Belopp i JPY kan inte betalas med kort. Betala med banköverföring."


def test_mails_are_in_the_debtors_language() -> None:
    debtor = new_debtor()

    def write(session: Session) -> None:
        prefer_language(session, debtor, "de")
        facts = {"firm": "Halden", "name": "Jana", "amount": Money.parse("1208.33", "EUR"), "where": "http://here"}
        facts |= {"link": messaging.Secret("http://link"), "links_until": date(2026, 12, 22)}
        messaging.write(session, debtor, "plan_consent", address="jana@debtor.example", facts=facts)

    db.run(write)
    [letter] = db.look(lambda session: queries.told_to(session, debtor, limit=9))

    assert letter.subject == "Ihre Bank bittet um Ihre Zustimmung zu 1.208,33\u00a0EUR"
    assert letter.body.startswith("Guten Tag Jana,\n\nIhre Bank möchte, dass Sie")
