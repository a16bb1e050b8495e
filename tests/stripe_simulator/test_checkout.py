"""Checkout: a session is opened, paid once on the hosted page, or expires."""

import re
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
import stripe

from tests.stripe_simulator.driving import BROWSER, CANCEL_URL, Receiver, paid_session, pay, session_params, settled


def test_a_paid_session_carries_what_was_asked_for(client: Any, receiver: Receiver, simulator: str) -> None:
    session = client.v1.checkout.sessions.create(session_params())
    assert (session.status, session.payment_status, session.payment_intent) == ("open", "unpaid", None)

    answer = pay(session.url, "succeeds")

    assert answer.status_code == 303
    assert answer.headers["location"] == f"http://127.0.0.1:9/paid?session={session.id}"
    paid = client.v1.checkout.sessions.retrieve(session.id, {"expand": ["payment_intent.latest_charge", "line_items"]})
    assert (paid.status, paid.payment_status, paid.amount_total, paid.currency) == ("complete", "paid", 312_40, "eur")
    assert (paid.client_reference_id, paid.metadata.to_dict()) == ("attempt-7", {"payment_attempt_id": "7"})
    assert paid.line_items.data[0].description == "Invoice FL-2026-10418"
    intent = paid.payment_intent
    assert (intent.status, intent.amount_received, intent.currency) == ("succeeded", 312_40, "eur")
    assert intent.metadata.to_dict() == {"payment_attempt_id": "7"}
    assert (intent.latest_charge.status, intent.latest_charge.payment_intent) == ("succeeded", intent.id)
    settled(simulator)
    assert receiver.types == [
        "payment_intent.created",
        "charge.succeeded",
        "payment_intent.succeeded",
        "charge.updated",
        "checkout.session.completed",
    ]


def test_objects_and_events_have_stripes_shape(client: Any, receiver: Receiver, simulator: str) -> None:
    session = paid_session(client)
    settled(simulator)

    by_type = {event.type: event for event in receiver.events}

    completed = by_type["checkout.session.completed"]
    assert re.fullmatch(r"evt_\w{24}", completed.id)
    assert (completed.object, completed.api_version, completed.livemode) == ("event", stripe.api_version, False)
    assert completed.pending_webhooks == 1
    assert completed.request.id.startswith("req_")
    assert (completed.data.object.id, completed.data.object.payment_status) == (session.id, "paid")
    for kind, prefix in [("payment_intent.succeeded", "pi_"), ("charge.succeeded", "ch_")]:
        assert by_type[kind].data.object.id.startswith(prefix)
        assert by_type[kind].data.object.livemode is False
        assert abs(by_type[kind].created - time.time()) < 60


def test_the_balance_transaction_is_told_by_the_update_of_the_charge(
    client: Any, receiver: Receiver, simulator: str
) -> None:
    paid_session(client)
    settled(simulator)

    by_type = {event.type: event for event in receiver.events}

    assert by_type["charge.succeeded"].data.object.balance_transaction is None
    assert by_type["charge.updated"].data.previous_attributes.to_dict() == {"balance_transaction": None}
    transaction = client.v1.balance_transactions.retrieve(by_type["charge.updated"].data.object.balance_transaction)
    assert (transaction.amount, transaction.fee, transaction.net) == (312_40, 4_94, 307_46)


def test_a_declined_card_leaves_the_session_open_and_another_card_pays_it(
    client: Any, receiver: Receiver, simulator: str
) -> None:
    session = client.v1.checkout.sessions.create(session_params())

    declined = BROWSER.post(session.url, data={"card": "declined"}, follow_redirects=True)

    assert "Your card was declined. Nothing was taken." in declined.text
    failed = client.v1.checkout.sessions.retrieve(session.id, {"expand": ["payment_intent"]})
    assert (failed.status, failed.payment_intent.status) == ("open", "requires_payment_method")
    assert failed.payment_intent.last_payment_error.code == "card_declined"
    pay(session.url, "succeeds")
    paid = client.v1.checkout.sessions.retrieve(session.id)
    assert (paid.status, paid.payment_intent) == ("complete", failed.payment_intent.id)
    charges = client.v1.charges.list({"payment_intent": paid.payment_intent}).data
    assert [charge.status for charge in charges] == ["succeeded", "failed"]
    settled(simulator)
    assert receiver.types[:3] == ["payment_intent.created", "charge.failed", "payment_intent.payment_failed"]


@pytest.mark.parametrize(
    ("card", "outcome", "status", "session_status"),
    [
        ("3ds_ok", "complete", "succeeded", "complete"),
        ("3ds_ok", "fail", "requires_payment_method", "open"),
        ("3ds_failed", "complete", "requires_payment_method", "open"),
    ],
)
def test_3d_secure_asks_the_debtor_before_the_money_is_taken(
    client: Any, simulator: str, card: str, outcome: str, status: str, session_status: str
) -> None:
    session = client.v1.checkout.sessions.create(session_params())

    asked = pay(session.url, card)

    bank = simulator + asked.headers["location"]
    waiting = client.v1.checkout.sessions.retrieve(session.id, {"expand": ["payment_intent"]})
    assert (waiting.status, waiting.payment_intent.status) == ("open", "requires_action")
    assert "Complete authentication" in BROWSER.get(bank).text
    assert BROWSER.post(bank, data={"outcome": outcome}).status_code == 303
    after = client.v1.checkout.sessions.retrieve(session.id, {"expand": ["payment_intent"]})
    assert (after.status, after.payment_intent.status) == (session_status, status)


def test_paying_twice_at_once_takes_the_money_once(client: Any) -> None:
    session = client.v1.checkout.sessions.create(session_params())

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: pay(session.url, "succeeds"), range(16)))

    assert {answer.status_code for answer in answers} == {303}
    assert len(client.v1.charges.list().data) == 1
    assert len(client.v1.events.list({"type": "checkout.session.completed"}).data) == 1
    assert "This is paid" in BROWSER.get(session.url).text


def test_an_expired_session_cannot_be_paid(client: Any, receiver: Receiver, simulator: str) -> None:
    session = client.v1.checkout.sessions.create(session_params())
    pay(session.url, "declined")

    expired = client.v1.checkout.sessions.expire(session.id)

    assert (expired.status, expired.payment_status) == ("expired", "unpaid")
    pay(session.url, "succeeds")
    assert client.v1.checkout.sessions.retrieve(session.id).status == "expired"
    assert "has expired" in BROWSER.get(session.url).text
    with pytest.raises(stripe.InvalidRequestError, match="status of expired"):
        client.v1.checkout.sessions.expire(session.id)
    settled(simulator)
    assert receiver.types[-2:] == ["payment_intent.canceled", "checkout.session.expired"]


def test_a_session_expires_by_itself_when_its_time_has_passed(client: Any, simulator: str) -> None:
    session = client.v1.checkout.sessions.create(session_params(expires_at=int(time.time()) + 3600))

    BROWSER.post(f"{simulator}/_clock", json={"advance_s": 3601})

    assert client.v1.checkout.sessions.retrieve(session.id).status == "expired"
    assert [event.type for event in client.v1.events.list().data] == ["checkout.session.expired"]


@pytest.mark.parametrize("seconds", [60, 25 * 3600])
def test_an_expiry_outside_stripes_limits_is_refused(client: Any, seconds: int) -> None:
    with pytest.raises(stripe.InvalidRequestError, match="between 30 minutes and 24 hours"):
        client.v1.checkout.sessions.create(session_params(expires_at=int(time.time()) + seconds))


def test_the_page_offers_the_way_back(client: Any) -> None:
    session = client.v1.checkout.sessions.create(session_params())

    page = BROWSER.get(session.url).text

    assert f'<a class="btn btn--quiet" href="{CANCEL_URL}">Cancel and go back</a>' in page
    assert "Test payment page, no real money" in page


def test_the_page_shows_text_as_text(client: Any) -> None:
    item = {"currency": "eur", "unit_amount": 100, "product_data": {"name": "<script>alert(1)</script>"}}
    session = client.v1.checkout.sessions.create(session_params(line_items=[{"price_data": item, "quantity": 3}]))

    page = BROWSER.get(session.url).text

    assert "<script" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt; × 3" in page


def test_a_card_that_is_not_offered_is_asked_for_again(client: Any) -> None:
    session = client.v1.checkout.sessions.create(session_params())

    answer = pay(session.url, "4242424242424242")

    assert answer.status_code == 422
    assert "Choose a test card." in answer.text


def test_an_unknown_session_is_not_found(simulator: str) -> None:
    assert BROWSER.get(f"{simulator}/pay/cs_test_nobody").status_code == 404
    assert pay(f"{simulator}/pay/cs_test_nobody", "succeeds").status_code == 404


@pytest.mark.parametrize(("currency", "shown"), [("eur", "1,234.50"), ("jpy", "123,450"), ("kwd", "123.450")])
def test_the_amount_is_shown_in_the_decimals_of_its_currency(client: Any, currency: str, shown: str) -> None:
    item = {"currency": currency, "unit_amount": 123_450, "product_data": {"name": "Invoice"}}
    session = client.v1.checkout.sessions.create(session_params(line_items=[{"price_data": item}]))

    assert f'amt--hero">{shown}&nbsp;<abbr>{currency.upper()}</abbr>' in BROWSER.get(session.url).text


def test_a_payment_intent_of_a_session_is_closed_through_the_session(client: Any) -> None:
    session = client.v1.checkout.sessions.create(session_params())
    pay(session.url, "declined")
    intent = client.v1.checkout.sessions.retrieve(session.id).payment_intent

    with pytest.raises(stripe.InvalidRequestError, match="created by a Checkout Session"):
        client.v1.payment_intents.cancel(str(intent))
