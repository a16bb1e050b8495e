"""Checkout sessions: opened by the product, paid by the debtor on the hosted page, once, or expired."""

from typing import Any

from stripe_simulator import objects, payments, saved_cards, setups
from stripe_simulator.cards import Card
from stripe_simulator.errors import ApiError, ParameterError
from stripe_simulator.events import emit
from stripe_simulator.store import Cause, Object, Store

SHORTEST_S, LONGEST_S = 30 * 60, 24 * 60 * 60


class SessionClosed(ApiError):
    """The session is paid or has expired, so nothing more can be paid with it."""

    def __init__(self, session: Object) -> None:
        super().__init__(400, f"This Checkout Session is already {session['status']}.", param="session")


def open_session(store: Store, params: dict[str, Any]) -> Object:
    """A session with its hosted page.

    Raises:
        ApiError: several currencies, customer and e-mail both given, or an expiry outside 30 minutes to 24 hours.
    """
    now = store.clock.now()
    expires_at = params.get("expires_at", now + LONGEST_S)
    _check(store, params, expires_at - now)
    session = _session(params, now, expires_at)
    session["url"] = f"{store.public_url}/pay/{session['id']}"
    if saves_card(session):
        about = {"customer": session["customer"], **params.get("setup_intent_data", {})}
        session["setup_intent"] = setups.create(store, about)["id"]
    store.put(session)
    items = _line_items(params.get("line_items", []))
    store.put({"id": f"{session['id']}/line_items", "object": "line_items", "list": items})
    store.put({"id": f"{session['id']}/payment_intent_data", "object": "payment_intent_data", **_intent_data(params)})
    return session


def saves_card(session: Object) -> bool:
    """Whether a card is saved with it and nothing is paid."""
    return bool(session["mode"] == "setup")


def intent_of(store: Store, session: Object) -> Object | None:
    """What was begun with the session: a setup intent, or a payment intent once a card was tried."""
    return store.get(session["setup_intent"] or session["payment_intent"] or "")


def line_items(store: Store, session: Object) -> list[Object]:
    return list(store.need("line_items", f"{session['id']}/line_items")["list"]["data"])


def pay(store: Store, session: Object, card: Card) -> Object:
    """One attempt with that card; returns the intent, whose status tells what came of it.

    Raises:
        SessionClosed: the session is paid or has expired.
    """
    if session["status"] != "open":
        raise SessionClosed(session)
    if saves_card(session):
        intent = store.need("setup_intent", session["setup_intent"])
        setups.attempt(store, intent, saved_cards.new(store, card))
    else:
        intent = _payment_of(store, session)
        payments.attempt(store, intent, saved_cards.new(store, card))
    return _completed(store, session, intent)


def authenticate(store: Store, session: Object, *, completed: bool) -> Object:
    """The debtor's answer to 3-D Secure; returns the intent.

    Raises:
        SessionClosed: the session is paid or has expired.
    """
    if session["status"] != "open":
        raise SessionClosed(session)
    if saves_card(session):
        intent = store.need("setup_intent", session["setup_intent"])
        setups.authenticate(store, intent, completed=completed)
    else:
        intent = _payment_of(store, session)
        payments.authenticate(store, intent, completed=completed)
    return _completed(store, session, intent)


def expire(store: Store, session: Object) -> Object:
    """Close an open session, and cancel what was begun with it.

    Raises:
        ApiError: it is not open.
    """
    if session["status"] != "open":
        raise ApiError(
            400,
            'Only Checkout Sessions with a status in ["open"] can be expired. '
            f"This Checkout Session has a status of {session['status']}.",
        )
    session.update(status="expired", url=None)
    store.put(session)
    if session["payment_intent"]:
        payments.cancel(store, store.need("payment_intent", session["payment_intent"]), None)
    if session["setup_intent"]:
        setups.cancel(store, store.need("setup_intent", session["setup_intent"]), None)
    emit(store, "checkout.session.expired", session)
    return session


def expire_due(store: Store) -> None:
    """Close every open session whose time has passed."""
    now = store.clock.now()
    due = [
        each
        for each in store.newest_first("checkout.session")
        if each["status"] == "open" and each["expires_at"] <= now
    ]
    for session in due:
        with store.transaction(Cause(objects.new_id("req"))):
            expire(store, session)


def opened_with(store: Store, intent: Object) -> Object | None:
    """The session that made this payment intent, if one did."""
    sessions = store.newest_first("checkout.session")
    return next((each for each in sessions if each["payment_intent"] == intent["id"]), None)


def _check(store: Store, params: dict[str, Any], lasts_s: int) -> None:
    items = params.get("line_items", [])
    if params["mode"] == "payment" and not items:
        raise ParameterError("Missing required param: line_items.", "line_items", "parameter_missing")
    if params["mode"] == "setup" and items:
        raise ApiError(400, "You can not pass `line_items` in `setup` mode.", param="line_items")
    if len({item["price_data"]["currency"] for item in items}) > 1:
        raise ApiError(400, "All line items must have the same currency.", param="line_items")
    if not SHORTEST_S <= lasts_s <= LONGEST_S:
        raise ApiError(
            400,
            "`expires_at` must be between 30 minutes and 24 hours from Checkout Session creation.",
            param="expires_at",
        )
    if "customer" in params and "customer_email" in params:
        raise ApiError(400, "You may only specify one of these parameters: customer, customer_email.")
    if "customer" in params:
        store.need("customer", params["customer"], param="customer", status=400)


def _session(params: dict[str, Any], now: int, expires_at: int) -> Object:
    items = params.get("line_items", [])
    total = sum(_item_total(item) for item in items) if items else None
    return {
        "id": objects.new_id("cs_test"),
        "object": "checkout.session",
        "amount_subtotal": total,
        "amount_total": total,
        "cancel_url": params.get("cancel_url"),
        "client_reference_id": params.get("client_reference_id"),
        "created": now,
        "currency": items[0]["price_data"]["currency"] if items else params.get("currency"),
        "customer": params.get("customer"),
        "customer_creation": params.get("customer_creation", "if_required"),
        "customer_details": None,
        "customer_email": params.get("customer_email"),
        "expires_at": expires_at,
        "invoice": None,
        "livemode": False,
        "locale": params.get("locale"),
        "metadata": params.get("metadata", {}),
        "mode": params["mode"],
        "payment_intent": None,
        "payment_method_types": params.get("payment_method_types", ["card"]),
        "payment_status": "unpaid" if params["mode"] == "payment" else "no_payment_required",
        "setup_intent": None,
        "status": "open",
        "submit_type": params.get("submit_type"),
        "subscription": None,
        "success_url": params["success_url"],
        "total_details": {"amount_discount": 0, "amount_shipping": 0, "amount_tax": 0},
        "ui_mode": "hosted_page",
        "url": None,
    }


def _item_total(item: dict[str, Any]) -> int:
    return int(item["price_data"]["unit_amount"]) * int(item.get("quantity", 1))


def _line_items(items: list[dict[str, Any]]) -> Object:
    return {
        "object": "list",
        "data": [
            {
                "id": objects.new_id("li"),
                "object": "item",
                "amount_subtotal": _item_total(item),
                "amount_total": _item_total(item),
                "currency": item["price_data"]["currency"],
                "description": item["price_data"]["product_data"]["name"],
                "quantity": item.get("quantity", 1),
            }
            for item in items
        ],
        "has_more": False,
        "url": "/v1/checkout/sessions/line_items",
    }


def _intent_data(params: dict[str, Any]) -> dict[str, Any]:
    given = dict(params.get("payment_intent_data", {}))
    given.setdefault("receipt_email", params.get("customer_email"))
    return {"params": given}


def _payment_of(store: Store, session: Object) -> Object:
    """The session's payment intent, made at the first attempt, as Stripe does."""
    if session["payment_intent"]:
        return store.need("payment_intent", session["payment_intent"])
    if session["customer"] is None and session["customer_creation"] == "always":
        _make_customer(store, session)
    given = store.need("payment_intent_data", f"{session['id']}/payment_intent_data")["params"]
    total = {"amount": session["amount_total"], "currency": session["currency"]}
    intent = payments.create(store, {**given, **total, "customer": session["customer"]})
    session["payment_intent"] = intent["id"]
    store.put(session)
    return intent


def _make_customer(store: Store, session: Object) -> None:
    made = objects.customer({"email": session["customer_email"]}, store.clock.now())
    store.put(made)
    emit(store, "customer.created", made)
    session["customer"] = made["id"]


def _completed(store: Store, session: Object, intent: Object) -> Object:
    if intent["status"] != "succeeded":
        return intent
    email = session["customer_email"] or intent.get("receipt_email")
    session.update(
        status="complete",
        payment_status="no_payment_required" if saves_card(session) else "paid",
        url=None,
        customer_details={**objects.billing_details(email), "tax_exempt": "none", "tax_ids": []},
    )
    store.put(session)
    emit(store, "checkout.session.completed", session)
    return intent
