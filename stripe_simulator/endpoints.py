"""The endpoints of Stripe's API that are spoken: path, parameters, and what each does."""

from collections.abc import Callable
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Any

from stripe_simulator import checkout, forms, lists, objects, parameters, payments, refunds, saved_cards, setups
from stripe_simulator.cards import BY_TOKEN
from stripe_simulator.errors import ApiError, unexpected_state
from stripe_simulator.events import emit
from stripe_simulator.forms import Reader
from stripe_simulator.store import Object, Store

Params = dict[str, Any]
Work = Callable[[Store, Params], Object]


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One method and path; the `{id}` of the path comes to `work` among the parameters."""

    method: str
    path: str
    reader: Reader
    work: Work


def _retrieve(path: str, kind: str) -> Endpoint:
    return Endpoint("GET", f"{path}/{{id}}", parameters.NOTHING, lambda store, params: store.need(kind, params["id"]))


def _listing(path: str, kind: str, **filters: Reader) -> Endpoint:
    return Endpoint(
        "GET",
        path,
        lists.paged(**filters),
        lambda store, params: lists.page(store, kind, path, params, lists.same(params, *filters)),
    )


def _create_customer(store: Store, params: Params) -> Object:
    made = objects.customer(params, store.clock.now())
    store.put(made)
    emit(store, "customer.created", made)
    return made


def _create_intent(store: Store, params: Params) -> Object:
    if "customer" in params:
        store.need("customer", params["customer"], param="customer", status=400)
    if params.get("confirm") and "payment_method" not in params:
        raise ApiError(400, "You must provide a payment method to confirm with.", code="parameter_missing")
    if "payment_method" in params:
        method = saved_cards.named(store, params["payment_method"], params.get("customer"))
        params = {**params, "payment_method": method["id"]}
    intent = payments.create(store, params)
    return _confirm(store, intent, params) if params.get("confirm") else intent


def _confirm_intent(store: Store, params: Params) -> Object:
    return _confirm(store, store.need("payment_intent", params["id"]), params)


def _confirm(store: Store, intent: Object, params: Params) -> Object:
    key = params.get("payment_method") or intent["payment_method"]
    if key is None:
        raise unexpected_state("You cannot confirm this PaymentIntent: it has no payment method.", intent)
    own = key == intent["payment_method"]
    method = store.need("payment_method", key) if own else saved_cards.named(store, key, intent["customer"])
    how = {name: params[name] for name in parameters.CONFIRMATION if name in params}
    payments.attempt(store, intent, method, **how)
    if refusal := payments.declined(intent):
        raise refusal
    return intent


def _change_intent(store: Store, params: Params) -> Object:
    intent = store.need("payment_intent", params["id"])
    payments.change(store, intent, {key: value for key, value in params.items() if key not in ("id", "expand")})
    return intent


def _cancel_intent(store: Store, params: Params) -> Object:
    intent = store.need("payment_intent", params["id"])
    if checkout.opened_with(store, intent):
        raise unexpected_state(
            "You cannot cancel this PaymentIntent because it was created by a Checkout Session. Expire that instead.",
            intent,
        )
    payments.cancel(store, intent, params.get("cancellation_reason"))
    return intent


def _create_setup(store: Store, params: Params) -> Object:
    if "customer" in params:
        store.need("customer", params["customer"], param="customer", status=400)
    intent = setups.create(store, {key: value for key, value in params.items() if key != "payment_method"})
    return _confirm_setup(store, {**params, "id": intent["id"]}) if params.get("confirm") else intent


def _confirm_setup(store: Store, params: Params) -> Object:
    intent = store.need("setup_intent", params["id"])
    if "payment_method" not in params:
        raise ApiError(400, "You must provide a payment method to confirm with.", code="parameter_missing")
    card = BY_TOKEN.get(params["payment_method"])
    method = (
        saved_cards.new(store, card)
        if card
        else store.need("payment_method", params["payment_method"], param="payment_method", status=400)
    )
    setups.attempt(store, intent, method, return_url=params.get("return_url"))
    if refusal := setups.declined(intent):
        raise refusal
    return intent


def _cancel_setup(store: Store, params: Params) -> Object:
    intent = store.need("setup_intent", params["id"])
    setups.cancel(store, intent, params.get("cancellation_reason"))
    return intent


def _attach_method(store: Store, params: Params) -> Object:
    customer = store.need("customer", params["customer"], param="customer", status=400)
    card = BY_TOKEN.get(params["id"])
    method = saved_cards.new(store, card) if card else store.need("payment_method", params["id"])
    return saved_cards.attach(store, method, customer["id"])


def _detach_method(store: Store, params: Params) -> Object:
    return saved_cards.detach(store, store.need("payment_method", params["id"]))


def _expire_session(store: Store, params: Params) -> Object:
    return checkout.expire(store, store.need("checkout.session", params["id"]))


def _list_session_items(store: Store, params: Params) -> Object:
    session = store.need("checkout.session", params["id"])
    return {**_list_of(checkout.line_items(store, session)), "url": f"/v1/checkout/sessions/{session['id']}/line_items"}


def _list_of(things: list[Object]) -> Object:
    return {"object": "list", "data": things, "has_more": False}


def _list_events(store: Store, params: Params) -> Object:
    if "type" in params and "types" in params:
        raise ApiError(400, "You may only specify one of these parameters: type, types.")
    patterns = params.get("types") or [params.get("type", "*")]

    def wanted(event: Object) -> bool:
        delivered = event["pending_webhooks"] == 0
        return any(fnmatchcase(event["type"], each) for each in patterns) and delivered == params.get(
            "delivery_success", delivered
        )

    return lists.page(store, "event", "/v1/events", params, wanted)


_SESSIONS, _INTENTS, _SETUPS = "/v1/checkout/sessions", "/v1/payment_intents", "/v1/setup_intents"
ENDPOINTS = (
    Endpoint("POST", _SESSIONS, parameters.SESSION, checkout.open_session),
    _listing(_SESSIONS, "checkout.session", payment_intent=forms.text, customer=forms.text, status=forms.text),
    _retrieve(_SESSIONS, "checkout.session"),
    Endpoint("POST", f"{_SESSIONS}/{{id}}/expire", parameters.NOTHING, _expire_session),
    Endpoint("GET", f"{_SESSIONS}/{{id}}/line_items", lists.paged(), _list_session_items),
    Endpoint("POST", _INTENTS, parameters.INTENT, _create_intent),
    _listing(_INTENTS, "payment_intent", customer=forms.text),
    _retrieve(_INTENTS, "payment_intent"),
    Endpoint(
        "POST",
        f"{_INTENTS}/{{id}}",
        parameters.INTENT_CHANGE,
        _change_intent,
    ),
    Endpoint(
        "POST",
        f"{_INTENTS}/{{id}}/confirm",
        parameters.INTENT_CONFIRMATION,
        _confirm_intent,
    ),
    Endpoint("POST", f"{_INTENTS}/{{id}}/cancel", parameters.CANCELLATION, _cancel_intent),
    Endpoint("POST", _SETUPS, parameters.SETUP_INTENT, _create_setup),
    _listing(_SETUPS, "setup_intent", customer=forms.text, payment_method=forms.text),
    _retrieve(_SETUPS, "setup_intent"),
    Endpoint("POST", f"{_SETUPS}/{{id}}/confirm", parameters.SETUP_CONFIRMATION, _confirm_setup),
    Endpoint("POST", f"{_SETUPS}/{{id}}/cancel", parameters.CANCELLATION, _cancel_setup),
    _retrieve("/v1/mandates", "mandate"),
    _listing("/v1/charges", "charge", payment_intent=forms.text, customer=forms.text),
    _retrieve("/v1/charges", "charge"),
    Endpoint("POST", "/v1/customers", parameters.CUSTOMER, _create_customer),
    _listing("/v1/customers", "customer", email=forms.text),
    _retrieve("/v1/customers", "customer"),
    _listing("/v1/payment_methods", "payment_method", customer=forms.text, type=forms.text),
    _retrieve("/v1/payment_methods", "payment_method"),
    Endpoint(
        "POST",
        "/v1/payment_methods/{id}/attach",
        parameters.ATTACHMENT,
        _attach_method,
    ),
    Endpoint("POST", "/v1/payment_methods/{id}/detach", parameters.NOTHING, _detach_method),
    _listing("/v1/disputes", "dispute", charge=forms.text, payment_intent=forms.text),
    _retrieve("/v1/disputes", "dispute"),
    Endpoint("POST", "/v1/refunds", parameters.REFUND, refunds.create),
    _listing("/v1/refunds", "refund", charge=forms.text, payment_intent=forms.text),
    _retrieve("/v1/refunds", "refund"),
    _listing("/v1/payouts", "payout", status=forms.text),
    _retrieve("/v1/payouts", "payout"),
    Endpoint(
        "GET",
        "/v1/events",
        lists.paged(type=forms.text, types=forms.each(forms.text, at_most=20), delivery_success=forms.flag),
        _list_events,
    ),
    _retrieve("/v1/events", "event"),
    _listing(
        "/v1/balance_transactions",
        "balance_transaction",
        source=forms.text,
        type=forms.text,
        currency=forms.text,
        payout=forms.text,
    ),
    _retrieve("/v1/balance_transactions", "balance_transaction"),
)
