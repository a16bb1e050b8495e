"""What the API refuses: strange keys, strange hosts, unknown and malformed parameters, in Stripe's error shapes."""

from typing import Any

import pytest
import stripe

from stripe_simulator import forms
from stripe_simulator.errors import ParameterError
from tests.stripe_simulator.driving import BROWSER, connect, session_params

AUTHORISED = {"Authorization": "Bearer sk_test_fake_x"}


@pytest.mark.parametrize("key", ["sk_live_x", "sk_test_x", "rk_test_fake_x"])
def test_keys_that_are_not_marked_as_fake_are_refused(simulator: str, key: str) -> None:
    with pytest.raises(stripe.AuthenticationError, match="sk_test_fake_") as refusal:
        connect(simulator, key).v1.customers.list()

    assert refusal.value.http_status == 401
    assert key not in str(refusal.value)


def test_a_request_without_a_key_is_refused(simulator: str) -> None:
    assert BROWSER.get(f"{simulator}/v1/customers").status_code == 401


@pytest.mark.parametrize("host", ["evil.example", "evil.example:8421", "127.0.0.1.evil.example", "192.168.1.5", ""])
def test_requests_addressed_to_another_host_are_refused(simulator: str, host: str) -> None:
    for path in ("/v1/customers", "/_log", "/pay/cs_test_x"):
        assert BROWSER.get(simulator + path, headers={**AUTHORISED, "Host": host}).status_code in (400, 403)


@pytest.mark.parametrize("host", ["localhost:8421", "127.0.0.1", "[::1]:8421"])
def test_every_name_of_this_machine_is_accepted(simulator: str, host: str) -> None:
    assert BROWSER.get(f"{simulator}/v1/customers", headers={**AUTHORISED, "Host": host}).status_code == 200


@pytest.mark.parametrize(
    ("params", "param", "code"),
    [
        (session_params(colour="red"), "colour", "parameter_unknown"),
        (
            session_params(line_items=[{"price_data": {"currency": "eur", "vat": "1"}}]),
            "line_items[0][price_data][vat]",
            "parameter_unknown",
        ),
        (session_params(mode="subscription"), "mode", "parameter_invalid_empty"),
        (session_params(amount=0), "line_items[0][price_data][unit_amount]", "parameter_invalid_integer"),
        (session_params(line_items=[{"quantity": 1}]), "line_items[0][price_data]", "parameter_missing"),
        (session_params(success_url="javascript:alert(1)"), "success_url", "url_invalid"),
        (session_params(expires_at="soon"), "expires_at", "parameter_invalid_integer"),
        (session_params(metadata={"note": "x" * 501}), "metadata[note]", "parameter_invalid_empty"),
    ],
)
def test_wrong_parameters_are_named(client: Any, params: Any, param: str, code: str) -> None:
    with pytest.raises(stripe.InvalidRequestError) as refusal:
        client.v1.checkout.sessions.create(params)

    assert (refusal.value.http_status, refusal.value.param, refusal.value.code) == (400, param, code)


def test_unknown_parameters_of_a_list_are_refused_too(client: Any) -> None:
    unknown: Any = {"colour": "red"}

    with pytest.raises(stripe.InvalidRequestError, match="Received unknown parameter: colour"):
        client.v1.events.list(unknown)


def test_a_currency_that_is_none_is_refused(client: Any) -> None:
    with pytest.raises(stripe.InvalidRequestError, match="Invalid currency: xxq"):
        client.v1.payment_intents.create({"amount": 100, "currency": "xxq"})


def test_line_items_have_one_currency(client: Any) -> None:
    items = [
        {"price_data": {"currency": code, "unit_amount": 100, "product_data": {"name": "x"}}} for code in ("eur", "sek")
    ]

    with pytest.raises(stripe.InvalidRequestError, match="same currency"):
        client.v1.checkout.sessions.create(session_params(line_items=items))


def test_a_customer_and_an_email_exclude_each_other(client: Any) -> None:
    customer = client.v1.customers.create({"email": "jo@posteo.example"})

    with pytest.raises(stripe.InvalidRequestError, match="customer, customer_email"):
        client.v1.checkout.sessions.create(session_params(customer=customer.id))


def test_what_does_not_exist_is_not_found(client: Any) -> None:
    with pytest.raises(stripe.InvalidRequestError, match="No such payment_intent: 'pi_nobody'") as refusal:
        client.v1.payment_intents.retrieve("pi_nobody")

    assert (refusal.value.http_status, refusal.value.code) == (404, "resource_missing")


def test_one_kind_of_object_is_not_found_as_another(client: Any) -> None:
    customer = client.v1.customers.create({})

    with pytest.raises(stripe.InvalidRequestError, match="No such charge"):
        client.v1.charges.retrieve(customer.id)


def test_an_endpoint_that_is_not_spoken_says_so(client: Any) -> None:
    with pytest.raises(stripe.InvalidRequestError, match=r"Unrecognized request URL \(GET: /v1/products\)"):
        client.v1.products.list()


def test_a_property_that_cannot_be_expanded_is_named(client: Any) -> None:
    with pytest.raises(stripe.InvalidRequestError, match=r"cannot be expanded \(colour\)"):
        client.v1.customers.create({"expand": ["colour"]})

    assert client.v1.customers.list().data == []


class TestForms:
    def test_brackets_make_groups_and_lists(self) -> None:
        encoded = "a[0][b][c]=1&a[1][b][c]=2&d=x%20y&e[]=1&e[]=2&metadata[k%5Bey]=v"

        with pytest.raises(ParameterError):
            forms.decode(encoded)
        assert forms.decode(encoded.rpartition("&")[0]) == {
            "a": [{"b": {"c": "1"}}, {"b": {"c": "2"}}],
            "d": "x y",
            "e": ["1", "2"],
        }

    def test_places_of_a_list_count_as_numbers(self) -> None:
        encoded = "&".join(f"a[{place}]={place}" for place in range(11))

        assert forms.decode(encoded) == {"a": [str(place) for place in range(11)]}

    @pytest.mark.parametrize("encoded", ["a=1&a[b]=2", "a[b]=2&a=1", "[a]=1", "a[b=1", "a]=1", "=1"])
    def test_names_that_contradict_are_refused(self, encoded: str) -> None:
        with pytest.raises(ParameterError):
            forms.decode(encoded)

    @pytest.mark.parametrize("raw", ["1.5", "1e3", "١", "1_000", " 1", "", "9" * 19])
    def test_whole_numbers_are_plain_digits(self, raw: str) -> None:
        with pytest.raises(ParameterError):
            forms.whole(raw, "amount")
