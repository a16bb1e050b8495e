"""A debtor pays by card: form, provider's page, signed webhooks, books. Nothing is faked but the provider itself."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import httpx
import pytest

from shared import clock, db, payments
from shared.access.tokens import csrf_token
from shared.models import AttemptState, EventState
from shared.payments import queries
from stripe_simulator.testing import running
from tests.harness import debtor_cookie, person_behind
from tests.shared.payments import cards
from tests.shared.payments.cards import (
    attempts,
    books,
    event,
    events,
    fault,
    log_of,
    outstanding,
    owing,
    pay_page,
    until,
)

SALE = {"1200": 120_00, "4000": -120_00}
SALE_PAID_BY_CARD = {"1050": 120_00, "4000": -120_00}


@dataclass(frozen=True)
class Place:
    """The portal and the provider, each on a port of its own, who know one another."""

    portal: str
    simulator: str

    def pay(self, debtor_id: int, *invoices: int, **fields: Any) -> httpx.Response:
        """Send the form as the debtor's browser does."""
        cookie = debtor_cookie(debtor_id)
        person = person_behind(cookie)
        form = {"csrf": csrf_token(person.session_id), "invoice": [str(each) for each in invoices], **fields}
        headers = {"cookie": cookie, "origin": self.portal}
        return cards.post(f"{self.portal}/pay", data=form, headers=headers)

    def page(self, debtor_id: int, *invoices: int) -> str:
        """Where the form leads: the provider's page."""
        return str(self.pay(debtor_id, *invoices).headers["location"])

    def deliver(self, body: bytes) -> int:
        headers = {"stripe-signature": cards.signature(body)}
        return cards.post(f"{self.portal}/webhooks/stripe", content=body, headers=headers, timeout=30).status_code


@pytest.fixture
def place(database: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Place]:
    with cards.portal() as portal, running(f"{portal}/webhooks/stripe", cards.SECRET) as simulator:
        cards.pays_at(monkeypatch, simulator, origin=portal)
        yield Place(portal, simulator)
        until(nothing_is_under_way)


def nothing_is_under_way() -> bool:
    return all(each.state is not EventState.KEPT for each in events())


def is_paid(debtor_id: int) -> bool:
    return db.look(queries.attempts_of, debtor_id)[0].state == "paid"


def test_a_card_payment_pays_the_invoices_once(place: Place) -> None:
    debtor, [one, two] = owing(100_00, 20_00)
    page = place.page(debtor, one, two)
    assert place.page(debtor, one, two) == page
    assert captured() == SALE

    back = pay_page(page).headers["location"]
    until(lambda: is_paid(debtor))
    log_of(place.simulator)
    until(nothing_is_under_way)

    [view] = db.look(queries.attempts_of, debtor)
    assert cards.get(back).headers["location"] == f"/payments/{view.key}"
    assert view.receipt_id is not None
    assert (outstanding(one), outstanding(two)) == (0, 0)
    assert captured() == SALE_PAID_BY_CARD
    assert {each.type for each in events() if each.state is EventState.HANDLED} == {
        "payment_intent.succeeded",
        "checkout.session.completed",
        "charge.succeeded",
        "charge.updated",
    }
    assert place.pay(debtor, one).status_code == 400


def test_the_success_page_opened_by_hand_pays_nothing(place: Place) -> None:
    debtor, [one] = owing(120_00)
    place.page(debtor, one)
    [attempt] = attempts()

    cards.get(f"{place.portal}/pay/return", params={"attempt": attempt.key})

    assert db.look(queries.attempt_for, debtor, attempt.key).state == "processing"
    assert captured() == SALE


def test_a_declined_card_pays_nothing_and_another_card_pays(place: Place) -> None:
    debtor, [one] = owing(120_00)
    page = place.page(debtor, one)

    pay_page(page, "declined")
    until(lambda: attempts()[0].problem != "")
    assert captured() == SALE

    pay_page(page, "succeeds")
    until(lambda: is_paid(debtor))
    assert captured() == SALE_PAID_BY_CARD


@pytest.mark.parametrize(
    "webhook",
    [
        {"duplicate": 9, "reorder": True, "concurrent": True},
        {"drop": 0.3},
        {"drop": 1.0},
        {"two_signatures": True},
        {"tampered_amount": True},
        {"foreign_currency": True},
        {"wrong_secret": True},
        {"altered_after_signing": True},
        {"timestamp_shift_s": -600},
        {"timestamp_shift_s": 600},
        {"livemode_mismatch": True, "types": ["payment_intent.succeeded"]},
        {"unknown_payment_intent": True},
    ],
    ids=lambda each: next(iter(each)),
)
def test_whatever_becomes_of_the_webhooks_the_books_are_the_same_after_a_poll(
    place: Place, webhook: dict[str, Any]
) -> None:
    debtor, [one] = owing(120_00)
    page = place.page(debtor, one)
    fault(place.simulator, seed=7, webhook=webhook)

    pay_page(page, "declined")
    pay_page(page)
    log_of(place.simulator)
    until(nothing_is_under_way)
    payments.poll(timedelta())

    assert captured() == SALE_PAID_BY_CARD
    assert len(cards.receipts()) == 1


def test_an_answer_lost_after_the_provider_had_opened_the_page_leads_to_one_payment(place: Place) -> None:
    debtor, [one] = owing(120_00)
    fault(place.simulator, drop_response_after_commit=2)
    assert place.pay(debtor, one).headers["location"].endswith("?problem=provider")

    pay_page(place.page(debtor, one))
    until(lambda: is_paid(debtor))

    assert len(attempts()) == 1
    assert captured() == SALE_PAID_BY_CARD


def test_one_event_delivered_a_hundred_times_by_sixteen_threads_is_booked_once(place: Place) -> None:
    debtor, [one] = owing(120_00)
    page = place.page(debtor, one)
    fault(place.simulator, webhook={"drop": 1.0})
    pay_page(page)
    payment = next(each for each in listed(place.simulator) if each["type"] == "payment_intent.succeeded")
    body = event("payment_intent.succeeded", payment["data"]["object"], payment["id"])

    with ThreadPoolExecutor(16) as threads:
        answers = list(threads.map(lambda _: place.deliver(body), range(100)))

    assert answers == [200] * 100
    until(lambda: is_paid(debtor))
    assert len(events()) == 1
    assert captured() == SALE_PAID_BY_CARD


def test_a_page_left_alone_gives_its_invoice_free(place: Place) -> None:
    debtor, [one] = owing(120_00)
    place.page(debtor, one)

    clock.move(timedelta(hours=3))
    cards.post(f"{place.simulator}/_clock", json={"advance_s": 3 * 3600}).raise_for_status()

    until(lambda: attempts()[0].state is AttemptState.RELEASED)
    assert captured() == SALE


def listed(simulator: str) -> list[dict[str, Any]]:
    """What happened at the provider, as it tells whoever asks."""
    headers = {"authorization": "Bearer sk_test_fake_x"}
    return list(cards.get(f"{simulator}/v1/events?limit=100", headers=headers).json()["data"])


def captured() -> dict[str, int]:
    """The books as they were at capture: the provider tells its fee, which leaves card clearing, a moment later."""
    found = books()
    fees = found.pop("6110", 0)
    return {**found, "1050": found.get("1050", 0) + fees} if fees else found
