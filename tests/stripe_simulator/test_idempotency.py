"""Idempotency keys: one effect for one key, whatever goes wrong on the way."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
import stripe

from tests.stripe_simulator.driving import BROWSER, connect


def names(client: Any) -> list[str]:
    return [str(each.name) for each in client.v1.customers.list()]


def test_the_same_key_and_parameters_give_the_stored_answer(client: Any) -> None:
    first = client.v1.customers.create({"name": "Jo"}, {"idempotency_key": "k1"})
    again = client.v1.customers.create({"name": "Jo"}, {"idempotency_key": "k1"})

    assert again.id == first.id
    assert again.last_response.headers["Idempotent-Replayed"] == "true"
    assert names(client) == ["Jo"]


def test_without_a_key_of_ours_each_call_is_a_new_one(client: Any) -> None:
    client.v1.customers.create({"name": "Jo"})
    client.v1.customers.create({"name": "Jo"})

    assert names(client) == ["Jo", "Jo"]


def test_other_parameters_under_the_same_key_are_refused(client: Any) -> None:
    client.v1.customers.create({"name": "Jo"}, {"idempotency_key": "k1"})

    with pytest.raises(stripe.IdempotencyError, match="same parameters") as refusal:
        client.v1.customers.create({"name": "Ida"}, {"idempotency_key": "k1"})

    assert refusal.value.http_status == 400
    assert names(client) == ["Jo"]


def test_another_endpoint_under_the_same_key_is_refused(client: Any) -> None:
    client.v1.customers.create({}, {"idempotency_key": "k1"})

    with pytest.raises(stripe.IdempotencyError, match="same endpoint"):
        client.v1.refunds.create({}, {"idempotency_key": "k1"})


def test_a_decline_is_stored_as_well(client: Any) -> None:
    intent = client.v1.payment_intents.create({"amount": 100, "currency": "eur"})

    for _ in range(2):
        with pytest.raises(stripe.CardError):
            client.v1.payment_intents.confirm(
                intent.id, {"payment_method": "pm_card_chargeDeclined"}, {"idempotency_key": "k1"}
            )

    assert len(client.v1.charges.list().data) == 1


def test_wrong_parameters_leave_the_key_free(client: Any) -> None:
    with pytest.raises(stripe.InvalidRequestError):
        client.v1.payment_intents.create({"amount": 0, "currency": "eur"}, {"idempotency_key": "k1"})

    assert client.v1.payment_intents.create({"amount": 1, "currency": "eur"}, {"idempotency_key": "k1"}).amount == 1


def test_a_key_is_kept_for_a_day(client: Any, simulator: str) -> None:
    first = client.v1.customers.create({"name": "Jo"}, {"idempotency_key": "k1"})
    BROWSER.post(f"{simulator}/_clock", json={"advance_s": 23 * 3600})
    assert client.v1.customers.create({"name": "Jo"}, {"idempotency_key": "k1"}).id == first.id

    BROWSER.post(f"{simulator}/_clock", json={"advance_s": 2 * 3600})

    assert client.v1.customers.create({"name": "Jo"}, {"idempotency_key": "k1"}).id != first.id


def test_a_key_longer_than_255_characters_is_refused(client: Any) -> None:
    with pytest.raises(stripe.IdempotencyError, match="255"):
        client.v1.customers.create({}, {"idempotency_key": "k" * 256})


def test_many_at_once_under_one_key_have_one_effect(simulator: str) -> None:
    def create(_: int) -> str:
        return str(connect(simulator).v1.customers.create({"name": "Jo"}, {"idempotency_key": "k1"}).id)

    with ThreadPoolExecutor(8) as pool:
        ids = set(pool.map(create, range(24)))

    assert len(ids) == 1
    assert names(connect(simulator)) == ["Jo"]


def test_a_lost_answer_is_given_again_to_the_retry(simulator: str, fault: Callable[..., None]) -> None:
    patient = connect(simulator, max_network_retries=2)
    fault(drop_response_after_commit=1)

    made = patient.v1.customers.create({"name": "Jo"})

    assert [each.id for each in patient.v1.customers.list()] == [made.id]


def test_a_lost_answer_without_retry_is_a_connection_error_and_the_work_is_done(
    client: Any, fault: Callable[..., None]
) -> None:
    fault(drop_response_after_commit=1)

    with pytest.raises(stripe.APIConnectionError):
        client.v1.customers.create({"name": "Jo"}, {"idempotency_key": "k1"})

    assert names(client) == ["Jo"]
    client.v1.customers.create({"name": "Jo"}, {"idempotency_key": "k1"})
    assert names(client) == ["Jo"]


def test_a_connection_that_is_refused_leaves_nothing_done(client: Any, fault: Callable[..., None]) -> None:
    fault(refuse_connection=1)

    with pytest.raises(stripe.APIConnectionError):
        client.v1.customers.create({"name": "Jo"}, {"idempotency_key": "k1"})

    assert names(client) == []
    client.v1.customers.create({"name": "Jo"}, {"idempotency_key": "k1"})
    assert names(client) == ["Jo"]


def test_a_failure_after_the_work_is_stored_and_given_again(client: Any, fault: Callable[..., None]) -> None:
    fault(status=500, after_commit=True)

    for _ in range(2):
        with pytest.raises(stripe.APIError) as refusal:
            client.v1.customers.create({"name": "Jo"}, {"idempotency_key": "k1"})
        assert refusal.value.http_status == 500

    assert names(client) == ["Jo"]


@pytest.mark.parametrize(
    ("status", "error"), [(500, stripe.APIError), (429, stripe.RateLimitError), (409, stripe.APIError)]
)
def test_a_failure_before_the_work_leaves_the_key_free(
    client: Any, fault: Callable[..., None], status: int, error: type[stripe.StripeError]
) -> None:
    fault(status=status, times=2, path="/v1/customers")

    for _ in range(2):
        with pytest.raises(error) as refusal:
            client.v1.customers.create({"name": "Jo"}, {"idempotency_key": "k1"})
        assert refusal.value.http_status == status

    assert names(client) == []
    client.v1.customers.create({"name": "Jo"}, {"idempotency_key": "k1"})
    assert names(client) == ["Jo"]
