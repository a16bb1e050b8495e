"""Events and lists: found by kind, by time, by delivery, and page by page."""

import time
from typing import Any

import pytest
import stripe

from tests.stripe_simulator.driving import BROWSER, Receiver, paid_session, settled


def make_customers(client: Any, count: int) -> list[str]:
    """Ids of new customers, the newest first, as Stripe lists them."""
    return [client.v1.customers.create({"name": f"Customer {place}"}).id for place in range(count)][::-1]


def test_events_are_found_by_their_types(client: Any) -> None:
    paid_session(client)

    several = client.v1.events.list({"types": ["payment_intent.succeeded", "charge.succeeded"]}).data
    wildcard = client.v1.events.list({"type": "payment_intent.*"}).data

    assert [event.type for event in several] == ["payment_intent.succeeded", "charge.succeeded"]
    assert [event.type for event in wildcard] == ["payment_intent.succeeded", "payment_intent.created"]
    assert client.v1.events.retrieve(several[0].id).data.object.object == "payment_intent"


def test_type_and_types_exclude_each_other(client: Any) -> None:
    with pytest.raises(stripe.InvalidRequestError, match="type, types"):
        client.v1.events.list({"type": "charge.succeeded", "types": ["charge.succeeded"]})


def test_events_are_found_by_time(client: Any, simulator: str) -> None:
    make_customers(client, 2)
    BROWSER.post(f"{simulator}/_clock", json={"advance_s": 1000})
    [late] = make_customers(client, 1)

    since = client.v1.events.list({"created": {"gte": int(time.time()) + 900}}).data

    assert [event.data.object.id for event in since] == [late]
    assert len(client.v1.events.list({"created": {"lt": int(time.time()) + 900}}).data) == 2


def test_events_that_were_not_delivered_are_found(client: Any, receiver: Receiver, simulator: str) -> None:
    receiver.statuses = [500, 500, 500, 500]
    make_customers(client, 1)
    settled(simulator)
    make_customers(client, 1)
    settled(simulator)

    [missed] = client.v1.events.list({"delivery_success": False}).data
    [delivered] = client.v1.events.list({"delivery_success": True}).data

    assert (missed.data.object.name, missed.pending_webhooks) == ("Customer 0", 1)
    assert [event.id for event in receiver.events] == [delivered.id]
    assert delivered.pending_webhooks == 0


def test_pages_follow_one_another_in_both_directions(client: Any) -> None:
    made = make_customers(client, 7)

    first = client.v1.customers.list({"limit": 3})
    second = client.v1.customers.list({"limit": 3, "starting_after": first.data[-1].id})
    before = client.v1.customers.list({"limit": 2, "ending_before": second.data[1].id})

    assert ([each.id for each in first], first.has_more) == (made[:3], True)
    assert ([each.id for each in second], second.has_more) == (made[3:6], True)
    assert ([each.id for each in before], before.has_more) == (made[2:4], True)
    assert [each.id for each in client.v1.customers.list({"limit": 2}).auto_paging_iter()] == made


def test_what_came_since_an_event_is_read_page_by_page(client: Any) -> None:
    make_customers(client, 1)
    [seen] = client.v1.events.list().data
    later = make_customers(client, 5)

    since = client.v1.events.list({"ending_before": seen.id, "limit": 2}).auto_paging_iter()

    assert [event.data.object.id for event in since] == later[::-1]


def test_a_list_has_ten_unless_told_and_a_hundred_at_most(client: Any) -> None:
    make_customers(client, 11)

    assert len(client.v1.customers.list().data) == 10
    assert client.v1.customers.list({"limit": 100}).has_more is False
    with pytest.raises(stripe.InvalidRequestError, match="less than or equal to 100"):
        client.v1.customers.list({"limit": 101})


def test_a_cursor_that_names_nothing_is_refused(client: Any) -> None:
    with pytest.raises(stripe.InvalidRequestError, match="No such event: 'evt_nobody'") as refusal:
        client.v1.events.list({"starting_after": "evt_nobody"})

    assert (refusal.value.http_status, refusal.value.param) == (400, "starting_after")
