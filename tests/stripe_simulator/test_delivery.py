"""Webhooks: signed, retried, written down, and wrong in every way a fault asks for."""

import re
import time
from collections.abc import Callable
from typing import Any

import pytest
import stripe

from stripe_simulator.testing import running
from tests.stripe_simulator.driving import BROWSER, SECRET, Receiver, connect, paid_session, settled

Fault = Callable[..., None]


def make_customer(client: Any) -> str:
    return str(client.v1.customers.create({"name": "Jo"}).id)


class TestDelivery:
    def test_every_event_is_signed_and_delivered_once(self, client: Any, receiver: Receiver, simulator: str) -> None:
        paid_session(client)

        log = settled(simulator)

        assert receiver.forged == []
        assert [each["event"] for each in log] == [event.id for event in receiver.events]
        assert {(each["attempt"], each["status"]) for each in log} == {(1, 200)}
        assert all(re.fullmatch(r"t=\d{10},v1=[0-9a-f]{64}", each) for each in receiver.signatures)

    def test_a_refused_event_is_tried_again_until_it_is_taken(
        self, client: Any, receiver: Receiver, simulator: str
    ) -> None:
        receiver.statuses = [500, 302]
        make_customer(client)

        log = settled(simulator)

        assert [(each["attempt"], each["status"]) for each in log] == [(1, 500), (2, 302), (3, 200)]
        assert receiver.types == ["customer.created"]

    def test_tries_end_and_a_redelivery_begins_anew(self, client: Any, receiver: Receiver, simulator: str) -> None:
        receiver.statuses = [500] * 4
        make_customer(client)
        assert [each["attempt"] for each in settled(simulator)] == [1, 2, 3, 4]
        assert receiver.events == []
        [event] = client.v1.events.list().data

        BROWSER.post(f"{simulator}/_redeliver", json={"event_id": event.id})

        assert settled(simulator)[-1]["status"] == 200
        assert [each.id for each in receiver.events] == [event.id]

    def test_a_receiver_that_is_not_there_is_written_down(self) -> None:
        with running("http://127.0.0.1:9/webhooks/stripe", SECRET, backoff_s=(0.01,)) as url:
            make_customer(connect(url))
            log = settled(url)

        assert [(each["attempt"], each["status"]) for each in log] == [(1, None), (2, None)]
        assert all("ConnectError" in each["error"] for each in log)

    def test_an_event_that_does_not_exist_cannot_be_redelivered(self, simulator: str) -> None:
        assert BROWSER.post(f"{simulator}/_redeliver", json={"event_id": "evt_nobody"}).status_code == 404
        assert BROWSER.post(f"{simulator}/_redeliver", content=b"nonsense").status_code == 404

    def test_a_reset_forgets_everything(self, client: Any, simulator: str, fault: Fault) -> None:
        fault(webhook={"wrong_secret": True})
        make_customer(client)

        BROWSER.post(f"{simulator}/_reset")

        assert client.v1.customers.list().data == []
        assert settled(simulator) == []
        assert BROWSER.get(f"{simulator}/_fault").json()["webhook"]["wrong_secret"] is False


class TestWebhookFaults:
    def test_duplicates_carry_the_same_event(
        self, client: Any, receiver: Receiver, simulator: str, fault: Fault
    ) -> None:
        fault(webhook={"duplicate": 2})
        make_customer(client)
        settled(simulator)

        assert receiver.types == ["customer.created"] * 3
        assert len({event.id for event in receiver.events}) == 1

    def test_a_fan_out_sends_all_copies_at_once(
        self, client: Any, receiver: Receiver, simulator: str, fault: Fault
    ) -> None:
        fault(webhook={"duplicate": 9, "concurrent": True})
        make_customer(client)

        assert len(settled(simulator)) == 10
        assert len({event.id for event in receiver.events}) == 1

    def test_a_delay_comes_before_the_first_try(
        self, client: Any, receiver: Receiver, simulator: str, fault: Fault
    ) -> None:
        fault(webhook={"delay_s": 600})

        make_customer(client)

        assert BROWSER.get(f"{simulator}/_log").json() == {"deliveries": [], "under_way": 1}
        assert receiver.events == []

    def test_a_short_delay_still_delivers(self, client: Any, receiver: Receiver, simulator: str, fault: Fault) -> None:
        fault(webhook={"delay_s": 0.05})
        make_customer(client)
        settled(simulator)

        assert receiver.types == ["customer.created"]

    def test_reordering_is_another_order_and_the_same_for_the_same_seed(
        self, client: Any, receiver: Receiver, simulator: str, fault: Fault
    ) -> None:
        orders = []
        for _ in range(2):
            fault(seed=7, webhook={"reorder": True})
            paid_session(client)
            settled(simulator)
            orders.append(receiver.types)
            receiver.events.clear()
        made = [event.type for event in client.v1.events.list({"limit": 5})][::-1]

        assert orders[0] == orders[1] != made
        assert sorted(orders[0]) == sorted(made)

    def test_a_number_of_events_is_lost_for_good(
        self, client: Any, receiver: Receiver, simulator: str, fault: Fault
    ) -> None:
        fault(webhook={"drop": 2})
        made = [make_customer(client) for _ in range(3)]

        log = settled(simulator)

        assert [event.data.object.id for event in receiver.events] == made[2:]
        assert [each["faults"] for each in log] == [["drop"], ["drop"], []]
        assert len(client.v1.events.list({"delivery_success": False}).data) == 2

    def test_a_share_of_events_is_lost_the_same_for_the_same_seed(
        self, client: Any, receiver: Receiver, simulator: str, fault: Fault
    ) -> None:
        patterns = []
        for _ in range(2):
            fault(seed=3, webhook={"drop": 0.3})
            before = len(settled(simulator))
            for _ in range(20):
                make_customer(client)
            patterns.append([each["faults"] for each in settled(simulator)[before:]])

        assert patterns[0] == patterns[1]
        assert 0 < patterns[0].count(["drop"]) < 20

    def test_a_fault_can_be_for_some_types_only(
        self, client: Any, receiver: Receiver, simulator: str, fault: Fault
    ) -> None:
        fault(webhook={"types": ["payment_intent.succeeded"], "drop": 1.0})
        paid_session(client)
        settled(simulator)

        assert "payment_intent.succeeded" not in receiver.types
        assert len(receiver.types) == 4

    @pytest.mark.parametrize(
        ("knobs", "reason"),
        [
            ({"wrong_secret": True}, "No signatures found matching"),
            ({"altered_after_signing": True}, "No signatures found matching"),
            ({"timestamp_shift_s": -301}, "Timestamp outside the tolerance"),
        ],
    )
    def test_forged_and_stale_deliveries_do_not_verify_and_the_honest_retry_does(
        self,
        client: Any,
        receiver: Receiver,
        simulator: str,
        fault: Fault,
        knobs: dict[str, Any],
        reason: str,
    ) -> None:
        fault(webhook={**knobs, "times": 1})
        make_customer(client)

        log = settled(simulator)

        [refused] = receiver.forged
        assert refused.startswith(reason)
        assert [(each["status"], each["faults"]) for each in log] == [(400, list(knobs)), (200, [])]
        assert receiver.types == ["customer.created"]

    def test_a_timestamp_in_the_future_is_as_asked(
        self, client: Any, receiver: Receiver, simulator: str, fault: Fault
    ) -> None:
        fault(webhook={"timestamp_shift_s": 3600})
        make_customer(client)
        settled(simulator)

        [signature] = receiver.signatures
        assert int(signature[2:12]) > time.time() + 3500

    def test_while_a_secret_is_rotated_one_of_two_signatures_is_right(
        self, client: Any, receiver: Receiver, simulator: str, fault: Fault
    ) -> None:
        fault(webhook={"two_signatures": True})
        make_customer(client)
        settled(simulator)

        assert receiver.types == ["customer.created"]
        assert receiver.signatures[0].count("v1=") == 2

    def test_a_payload_may_lie_under_a_good_signature(
        self, client: Any, receiver: Receiver, simulator: str, fault: Fault
    ) -> None:
        fault(
            webhook={
                "types": ["payment_intent.succeeded"],
                "tampered_amount": True,
                "foreign_currency": True,
                "livemode_mismatch": True,
                "unknown_payment_intent": True,
            }
        )
        session = paid_session(client, 312_40)
        log = settled(simulator)

        [event] = [event for event in receiver.events if event.type == "payment_intent.succeeded"]

        told = event.data.object
        assert (told.amount, told.amount_received, told.currency) == (412_40, 412_40, "usd")
        assert (event.livemode, told.livemode) == (True, True)
        assert told.id != session.payment_intent
        [true] = client.v1.events.list({"type": "payment_intent.succeeded"}).data
        assert (true.data.object.amount, true.data.object.id) == (312_40, session.payment_intent)
        [sending] = [each for each in log if each["event"] == event.id]
        assert sending["faults"] == [
            "tampered_amount",
            "foreign_currency",
            "livemode_mismatch",
            "unknown_payment_intent",
        ]


class TestKnobs:
    def test_an_unknown_or_impossible_knob_is_refused(self, simulator: str) -> None:
        for knobs in ({"colour": "red"}, {"status": 418}, {"webhook": {"drop": 1.5}}, {"latency_ms": "1"}):
            assert BROWSER.post(f"{simulator}/_fault", json=knobs).status_code == 400

    def test_clearing_makes_all_harmless_again(self, client: Any, simulator: str, fault: Fault) -> None:
        fault(status=500, times=99)

        BROWSER.delete(f"{simulator}/_fault")

        assert make_customer(client)

    def test_latency_outlasts_an_impatient_caller(self, simulator: str, fault: Fault) -> None:
        fault(latency_ms=60_000)
        hasty = connect(simulator, http_client=stripe.RequestsClient(timeout=0.2))

        with pytest.raises(stripe.APIConnectionError, match="Read timed out"):
            hasty.v1.customers.list()

    def test_a_clock_goes_forward_only(self, simulator: str) -> None:
        assert BROWSER.post(f"{simulator}/_clock", json={"advance_s": -1}).status_code == 400
