from datetime import timedelta
from typing import Any

import pytest
import stripe

from shared import clock, db, payments
from shared.models import EventState
from shared.payments import checkout, inbox, queries
from shared.payments.signatures import read
from shared.payments.stripe_gateway import ProviderUnreachable
from tests.shared.payments import cards
from tests.shared.payments.cards import attempts, books, event, events, fault, outstanding, owing, pay_page

NEVER = timedelta(days=1)  # for polls that ask for events only


def shown(debtor: int, *invoices: int) -> tuple[str, str]:
    """An attempt whose page is open: its key and the page's address."""
    key = checkout.reserve(debtor, dict.fromkeys(invoices))
    return key, checkout.open_page(key)


def deliver(kind: str, subject: dict[str, Any], event_id: str = "evt_1", **more: Any) -> EventState:
    """Hand an event over as the webhook does; returns what became of it."""
    db.run(payments.keep, [read(event(kind, subject, event_id, **more).decode())])
    payments.handle(event_id)
    return next(each.state for each in events() if each.event_id == event_id)


def intent_of(key: str) -> str:
    """The payment made on the attempt's page, as the provider names it."""
    client = stripe.StripeClient("sk_test_fake_x", base_addresses={"api": cards.settings().stripe_base})
    page = next(each.session_id for each in attempts() if each.key == key)
    return str(client.v1.checkout.sessions.retrieve(page or "").payment_intent)


class TestHandle:
    def test_three_events_for_one_payment_book_it_once(self, simulator: str) -> None:
        debtor, [one] = owing(100_00)
        key, url = shown(debtor, one)
        pay_page(url)
        paid = {"id": intent_of(key)}

        assert deliver("payment_intent.succeeded", paid, "evt_1") is EventState.HANDLED
        assert deliver("checkout.session.completed", {"id": attempts()[0].session_id}, "evt_2") is EventState.HANDLED
        assert deliver("payment_intent.succeeded", paid, "evt_3") is EventState.HANDLED

        assert books() == {"1050": 100_00, "4000": -100_00}

    def test_what_the_event_claims_is_not_believed(self, simulator: str) -> None:
        debtor, [one] = owing(100_00)
        key, url = shown(debtor, one)
        pay_page(url, "declined")
        lie = {"id": intent_of(key), "status": "succeeded", "amount_received": 100_00, "currency": "eur"}

        assert deliver("payment_intent.succeeded", lie) is EventState.HANDLED

        assert outstanding(one) == 100_00
        assert "declined" in db.look(queries.attempt_for, debtor, key).problem

    def test_a_refusal_that_comes_after_the_success_changes_nothing(self, simulator: str) -> None:
        debtor, [one] = owing(100_00)
        key, url = shown(debtor, one)
        pay_page(url, "declined")
        pay_page(url)
        deliver("payment_intent.succeeded", {"id": intent_of(key)})

        assert deliver("payment_intent.payment_failed", {"id": intent_of(key)}, "evt_2") is EventState.HANDLED

        assert db.look(queries.attempt_for, debtor, key).state == "paid"
        assert books() == {"1050": 100_00, "4000": -100_00}

    def test_an_expired_page_gives_the_invoices_free(self, simulator: str) -> None:
        debtor, [one] = owing(100_00)
        key, _ = shown(debtor, one)
        cards.post(f"{simulator}/_clock", json={"advance_s": 3 * 3600}).raise_for_status()

        assert deliver("checkout.session.expired", {"id": attempts()[0].session_id}) is EventState.HANDLED

        assert db.look(queries.attempt_for, debtor, key).state == "released"

    @pytest.mark.parametrize(
        ("subject", "more", "sentence"),
        [
            ({"id": "pi_of_nobody"}, {}, "knows nothing of pi_of_nobody"),
            ({}, {}, "without an id"),
            ({"id": "FOREIGN"}, {}, "not begun by this installation"),
            ({"id": "OURS"}, {"livemode": True}, "live payment"),
        ],
    )
    def test_what_cannot_be_is_kept_for_staff_with_a_sentence(
        self, simulator: str, subject: dict[str, str], more: dict[str, Any], sentence: str
    ) -> None:
        debtor, [one] = owing(100_00)
        key, url = shown(debtor, one)
        pay_page(url)
        named = {"FOREIGN": _payment({}), "OURS": intent_of(key)}
        told = {name: named.get(value, value) for name, value in subject.items()}

        assert deliver("payment_intent.succeeded", told, **more) is EventState.FAILED

        [row], _ = db.look(queries.events_needing_attention)
        assert sentence in row.problem
        assert outstanding(one) == 100_00

    def test_another_amount_than_asked_for_is_never_booked(self, simulator: str) -> None:
        debtor, [one] = owing(100_00)
        key, _ = shown(debtor, one)
        forged = _payment({"payment_attempt": key}, amount=1_00)

        assert deliver("payment_intent.succeeded", {"id": forged}) is EventState.FAILED

        assert "100.00 EUR was asked for, but the provider took 1.00 EUR" in events()[0].problem
        assert outstanding(one) == 100_00

    def test_a_payment_of_an_attempt_not_known_yet_waits_for_it(self, simulator: str) -> None:
        owing(100_00)

        assert deliver("payment_intent.succeeded", {"id": _payment({"payment_attempt": "later"})}) is EventState.WAITING

    def test_while_the_provider_is_down_the_event_waits_and_is_then_booked(self, simulator: str) -> None:
        debtor, [one] = owing(100_00)
        key, url = shown(debtor, one)
        pay_page(url)
        paid = {"id": intent_of(key)}
        fault(simulator, status=503, times=2)

        assert deliver("payment_intent.succeeded", paid) is EventState.WAITING
        assert payments.replay_due() == 0

        clock.move(timedelta(minutes=2))
        assert payments.replay_due() == 1
        assert outstanding(one) == 0

    def test_many_at_once_are_booked_together_and_one_that_cannot_be_holds_up_no_other(self, simulator: str) -> None:
        debtor, ids = owing(100_00, 200_00, 300_00)
        keys = []
        for one in ids:
            key, url = shown(debtor, one)
            pay_page(url)
            keys.append(intent_of(key))
        told = [*keys, keys[0], _payment({"payment_attempt": "later"}), "pi_nobody_knows"]
        bodies = [event("payment_intent.succeeded", {"id": each}, f"evt_{at}") for at, each in enumerate(told)]
        db.run(payments.keep, [read(each.decode()) for each in bodies])

        assert payments.replay_due() == 6

        assert [each.state.value for each in events()] == [*["handled"] * 4, "waiting", "failed"]
        assert [outstanding(one) for one in ids] == [0, 0, 0]
        assert books() == {"1050": 600_00, "4000": -600_00}

    def test_an_event_that_was_handled_needs_no_retry(self, simulator: str) -> None:
        debtor, [one] = owing(100_00)
        key, url = shown(debtor, one)
        pay_page(url)
        paid = {"id": intent_of(key)}
        deliver("payment_intent.succeeded", paid)

        with pytest.raises(inbox.NotFailed):
            db.run(payments.retry, events()[0].id or 0, "staff:1")


class TestPoll:
    def test_events_never_delivered_end_in_the_same_books(self, simulator: str) -> None:
        debtor, [one, two] = owing(80_00, 20_00)
        key, url = shown(debtor, one, two)
        pay_page(url, "declined")
        pay_page(url)

        polled = payments.poll(NEVER)

        assert polled.kept == 5  # declined, succeeded, completed, and of the charge: succeeded, told of in the balance
        assert polled.asked == 0
        assert db.look(queries.attempt_for, debtor, key).state == "paid"
        assert books() == {"1050": 98_25, "4000": -100_00, "6110": 1_75}
        assert payments.poll(NEVER).kept == 0

    def test_an_open_attempt_is_asked_for_even_when_the_event_is_lost(self, simulator: str) -> None:
        debtor, [one] = owing(80_00)
        _, url = shown(debtor, one)
        pay_page(url)
        clock.move(timedelta(minutes=4))

        assert payments.poll().asked == 1

        assert outstanding(one) == 0

    def test_a_young_attempt_is_left_alone(self, simulator: str) -> None:
        debtor, [one] = owing(80_00)
        shown(debtor, one)

        assert payments.poll().asked == 0

    def test_an_attempt_without_a_page_is_released_when_its_time_is_over(self, simulator: str) -> None:
        debtor, [one] = owing(80_00)
        key = checkout.reserve(debtor, {one: None})
        clock.move(timedelta(hours=1))
        payments.poll()
        assert db.look(queries.attempt_for, debtor, key).state == "processing"

        clock.move(timedelta(hours=3))
        payments.poll()

        assert db.look(queries.attempt_for, debtor, key).state == "released"

    def test_a_provider_that_forgot_the_page_releases_it_in_time(self, simulator: str) -> None:
        debtor, [one] = owing(80_00)
        key, _ = shown(debtor, one)
        cards.post(f"{simulator}/_reset").raise_for_status()

        clock.move(timedelta(minutes=10))
        payments.poll()
        assert db.look(queries.attempt_for, debtor, key).state == "processing"

        clock.move(timedelta(hours=3))
        payments.poll()
        assert db.look(queries.attempt_for, debtor, key).state == "released"

    def test_a_provider_that_is_down_is_said_and_nothing_is_skipped(self, simulator: str) -> None:
        debtor, [one] = owing(80_00)
        _, url = shown(debtor, one)
        pay_page(url)
        fault(simulator, status=503, times=2)

        with pytest.raises(ProviderUnreachable):
            payments.poll(NEVER)

        assert payments.poll(NEVER).kept == 4
        assert outstanding(one) == 0

    def test_more_events_than_one_page_holds_are_all_read(self, simulator: str) -> None:
        for _ in range(34):
            _payment({})

        assert payments.poll(NEVER).kept == 3 * 34


def _payment(metadata: dict[str, str], amount: int = 100_00) -> str:
    """A payment made at the provider behind our back."""
    client = stripe.StripeClient("sk_test_fake_x", base_addresses={"api": cards.settings().stripe_base})
    made = client.v1.payment_intents.create(
        {"amount": amount, "currency": "eur", "confirm": True, "payment_method": "pm_card_visa", "metadata": metadata}
    )
    return made.id
