"""The endpoints of Stripe's API that are spoken: path, parameters, and what each does."""

from collections.abc import Callable
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Any

from stripe_simulator import checkout, forms, lists, objects, payments, refunds, saved_cards
from stripe_simulator.cards import BY_TOKEN
from stripe_simulator.errors import ApiError, unexpected_state
from stripe_simulator.events import emit
from stripe_simulator.forms import Reader
from stripe_simulator.store import Object, Store

Params = dict[str, Any]
Work = Callable[[Store, Params], Object]

_EXPAND = {"expand": forms.each(forms.text)}
_NOTHING = forms.group(optional=_EXPAND)


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One method and path; the `{id}` of the path comes to `work` among the parameters."""

    method: str
    path: str
    reader: Reader
    work: Work


def _retrieve(path: str, kind: str) -> Endpoint:
    return Endpoint("GET", f"{path}/{{id}}", _NOTHING, lambda store, params: store.need(kind, params["id"]))


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
    how = {name: params[name] for name in _CONFIRMATION if name in params}
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


_ITEM = forms.group(
    required={
        "price_data": forms.group(
            required={
                "currency": forms.currency,
                "unit_amount": forms.positive,
                "product_data": forms.group(
                    required={"name": forms.text},
                    optional={"description": forms.text, "metadata": forms.metadata},
                ),
            }
        )
    },
    optional={"quantity": forms.positive},
)
_SETUP = forms.one_of("off_session", "on_session")
_SESSION = forms.group(
    required={"mode": forms.one_of("payment"), "line_items": forms.each(_ITEM), "success_url": forms.url},
    optional={
        "cancel_url": forms.url,
        "client_reference_id": forms.text,
        "customer": forms.text,
        "customer_creation": forms.one_of("always", "if_required"),
        "customer_email": forms.text,
        "expires_at": forms.whole,
        "locale": forms.text,
        "metadata": forms.metadata,
        "payment_intent_data": forms.group(
            optional={
                "description": forms.text,
                "metadata": forms.metadata,
                "receipt_email": forms.text,
                "setup_future_usage": _SETUP,
                "statement_descriptor_suffix": forms.text,
            }
        ),
        "payment_method_types": forms.each(forms.one_of("card")),
        "submit_type": forms.one_of("auto", "book", "donate", "pay"),
        "ui_mode": forms.one_of("hosted_page"),
        **_EXPAND,
    },
)
_INTENT_CHANGES: dict[str, Reader] = {
    "customer": forms.text,
    "description": forms.text,
    "metadata": forms.metadata,
    "payment_method": forms.text,
    "receipt_email": forms.text,
    "setup_future_usage": _SETUP,
    "statement_descriptor_suffix": forms.text,
}
_CONFIRMATION: dict[str, Reader] = {
    "off_session": forms.flag,
    "return_url": forms.url,
}
_INTENT = forms.group(
    required={"amount": forms.positive, "currency": forms.currency},
    optional={
        **_INTENT_CHANGES,
        **_CONFIRMATION,
        "automatic_payment_methods": forms.group(
            required={"enabled": forms.flag}, optional={"allow_redirects": forms.one_of("always", "never")}
        ),
        "confirm": forms.flag,
        "payment_method_types": forms.each(forms.one_of("card")),
        **_EXPAND,
    },
)
_CUSTOMER = forms.group(
    optional={
        "description": forms.text,
        "email": forms.text,
        "metadata": forms.metadata,
        "name": forms.text,
        "phone": forms.text,
        "preferred_locales": forms.each(forms.text),
        **_EXPAND,
    }
)
_REFUND = forms.group(
    optional={
        "amount": forms.positive,
        "charge": forms.text,
        "metadata": forms.metadata,
        "payment_intent": forms.text,
        "reason": forms.one_of("duplicate", "fraudulent", "requested_by_customer"),
        **_EXPAND,
    }
)
_CANCELLATION = forms.group(
    optional={
        "cancellation_reason": forms.one_of("abandoned", "duplicate", "fraudulent", "requested_by_customer"),
        **_EXPAND,
    }
)

_SESSIONS, _INTENTS = "/v1/checkout/sessions", "/v1/payment_intents"
ENDPOINTS = (
    Endpoint("POST", _SESSIONS, _SESSION, checkout.open_session),
    _listing(_SESSIONS, "checkout.session", payment_intent=forms.text, customer=forms.text, status=forms.text),
    _retrieve(_SESSIONS, "checkout.session"),
    Endpoint("POST", f"{_SESSIONS}/{{id}}/expire", _NOTHING, _expire_session),
    Endpoint("GET", f"{_SESSIONS}/{{id}}/line_items", lists.paged(), _list_session_items),
    Endpoint("POST", _INTENTS, _INTENT, _create_intent),
    _listing(_INTENTS, "payment_intent", customer=forms.text),
    _retrieve(_INTENTS, "payment_intent"),
    Endpoint(
        "POST",
        f"{_INTENTS}/{{id}}",
        forms.group(optional={"amount": forms.positive, "currency": forms.currency, **_INTENT_CHANGES, **_EXPAND}),
        _change_intent,
    ),
    Endpoint(
        "POST",
        f"{_INTENTS}/{{id}}/confirm",
        forms.group(optional={"payment_method": forms.text, **_CONFIRMATION, **_EXPAND}),
        _confirm_intent,
    ),
    Endpoint("POST", f"{_INTENTS}/{{id}}/cancel", _CANCELLATION, _cancel_intent),
    _listing("/v1/charges", "charge", payment_intent=forms.text, customer=forms.text),
    _retrieve("/v1/charges", "charge"),
    Endpoint("POST", "/v1/customers", _CUSTOMER, _create_customer),
    _listing("/v1/customers", "customer", email=forms.text),
    _retrieve("/v1/customers", "customer"),
    _listing("/v1/payment_methods", "payment_method", customer=forms.text, type=forms.text),
    _retrieve("/v1/payment_methods", "payment_method"),
    Endpoint(
        "POST",
        "/v1/payment_methods/{id}/attach",
        forms.group(required={"customer": forms.text}, optional=_EXPAND),
        _attach_method,
    ),
    Endpoint("POST", "/v1/payment_methods/{id}/detach", _NOTHING, _detach_method),
    _listing("/v1/disputes", "dispute", charge=forms.text, payment_intent=forms.text),
    _retrieve("/v1/disputes", "dispute"),
    Endpoint("POST", "/v1/refunds", _REFUND, refunds.create),
    _listing("/v1/refunds", "refund", charge=forms.text, payment_intent=forms.text),
    _retrieve("/v1/refunds", "refund"),
    Endpoint(
        "GET",
        "/v1/events",
        lists.paged(type=forms.text, types=forms.each(forms.text, at_most=20), delivery_success=forms.flag),
        _list_events,
    ),
    _retrieve("/v1/events", "event"),
    _listing(
        "/v1/balance_transactions", "balance_transaction", source=forms.text, type=forms.text, currency=forms.text
    ),
    _retrieve("/v1/balance_transactions", "balance_transaction"),
)
