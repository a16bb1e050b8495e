"""What may happen to a payment intent: paid, declined, authenticated, cancelled."""

from typing import Any

from stripe_simulator import banks, mandates, objects, saved_cards
from stripe_simulator.cards import Card
from stripe_simulator.errors import Declined, unexpected_state
from stripe_simulator.events import emit
from stripe_simulator.store import Object, Store

OPEN = ("requires_payment_method", "requires_confirmation", "requires_action")

_NOT_AUTHENTICATED = {
    "code": "payment_intent_authentication_failure",
    "message": "The card could not be authenticated, so nothing was taken. Choose another card.",
}
_MUST_AUTHENTICATE = banks.decline("authentication_required")


def create(store: Store, params: dict[str, Any]) -> Object:
    intent = objects.payment_intent(params, store.clock.now())
    store.put(intent)
    emit(store, "payment_intent.created", intent)
    return intent


def attempt(
    store: Store, intent: Object, method: Object, *, off_session: bool = False, return_url: str | None = None
) -> None:
    """Try to take the money; the intent's status tells what came of it.

    `off_session`: the debtor is not there to answer the bank. `return_url`: where the bank sends them back to.

    Raises:
        ApiError: no attempt can be made in the state the intent is in, or nobody permits it any more.
    """
    if off_session:
        mandates.check(store, method)
    if intent["status"] not in OPEN:
        raise unexpected_state(
            f"You cannot confirm this PaymentIntent because it has a status of {intent['status']}.", intent
        )
    intent["payment_method"] = method["id"]
    intent["last_payment_error"], intent["next_action"] = None, None
    card = banks.card_behind(store, method)
    if not card.authenticates or (card.asks_once and method["customer"]):
        _settle(store, intent, method)
    elif off_session:
        _charge_fails(store, intent, card, _MUST_AUTHENTICATE)
    else:
        _ask_to_authenticate(store, intent, return_url)


def authenticate(store: Store, intent: Object, *, completed: bool) -> None:
    """The debtor's answer to 3-D Secure.

    Raises:
        ApiError: the intent is not waiting for one.
    """
    if intent["status"] != "requires_action":
        raise unexpected_state("This PaymentIntent is not waiting for authentication.", intent)
    intent["next_action"] = None
    method = store.need("payment_method", intent["payment_method"])
    if completed:
        _settle(store, intent, method)
    else:
        _refuse(store, intent, {**_NOT_AUTHENTICATED, "type": "invalid_request_error"})


def cancel(store: Store, intent: Object, reason: str | None) -> None:
    """Close an unpaid intent for good.

    Raises:
        ApiError: it is paid or cancelled already.
    """
    if intent["status"] not in OPEN:
        raise unexpected_state(
            f"You cannot cancel this PaymentIntent because it has a status of {intent['status']}.", intent
        )
    intent.update(status="canceled", canceled_at=store.clock.now(), cancellation_reason=reason, next_action=None)
    store.put(intent)
    emit(store, "payment_intent.canceled", intent)


def change(store: Store, intent: Object, params: dict[str, Any]) -> None:
    """Change what may still be changed; what is paid for keeps its amount and currency.

    Raises:
        ApiError: an amount, currency, customer or card of an intent that is paid or cancelled.
    """
    fixed = {"amount", "currency", "customer", "payment_method"} & params.keys()
    if fixed and intent["status"] not in OPEN:
        name = min(fixed)
        raise unexpected_state(
            f"This PaymentIntent's {name} could not be updated because it has a status of {intent['status']}.", intent
        )
    merged = {**intent["metadata"], **params.get("metadata", {})}
    intent.update({**params, "metadata": {name: value for name, value in merged.items() if value}})
    if "payment_method" in params:
        intent["payment_method"] = saved_cards.named(store, params["payment_method"], intent["customer"])["id"]
        intent["status"] = "requires_confirmation"
    store.put(intent)


def declined(intent: Object) -> Declined | None:
    """The error an API caller gets for a failed attempt, if it failed."""
    return Declined(intent, intent["last_payment_error"]) if intent["last_payment_error"] else None


def _ask_to_authenticate(store: Store, intent: Object, return_url: str | None) -> None:
    intent["status"] = "requires_action"
    intent["next_action"] = {
        "type": "redirect_to_url",
        "redirect_to_url": {"url": f"{store.public_url}/authenticate/{intent['id']}", "return_url": return_url},
    }
    store.put(intent)
    emit(store, "payment_intent.requires_action", intent)


def _settle(store: Store, intent: Object, method: Object) -> None:
    card = banks.card_behind(store, method)
    if refusal := banks.refusal(store, method):
        _charge_fails(store, intent, card, refusal)
    else:
        _charge_succeeds(store, intent, card)


def _charge_succeeds(store: Store, intent: Object, card: Card) -> None:
    """As with Stripe, the charge's balance transaction is told a moment later, by `charge.updated`."""
    charge = objects.charge(intent, card, store.clock.now())
    charge.update(
        status="succeeded",
        paid=True,
        captured=True,
        amount_captured=charge["amount"],
        outcome={"type": "authorized", "network_status": "approved_by_network", "risk_level": "normal"},
    )
    intent.update(status="succeeded", amount_received=intent["amount"], latest_charge=charge["id"])
    store.put(intent)
    store.put(charge)
    emit(store, "charge.succeeded", charge)
    emit(store, "payment_intent.succeeded", intent)
    amount, fee = charge["amount"], objects.fee_minor(charge["amount"])
    transaction = objects.balance_transaction(charge, "charge", amount, fee, store.clock.now())
    store.put(transaction)
    charge["balance_transaction"] = transaction["id"]
    store.put(charge)
    emit(store, "charge.updated", charge, previous={"balance_transaction": None})
    if intent["customer"] and intent["setup_future_usage"]:
        saved_cards.attach(store, store.need("payment_method", intent["payment_method"]), intent["customer"])


def _charge_fails(store: Store, intent: Object, card: Card, failure: dict[str, str]) -> None:
    charge = objects.charge(intent, card, store.clock.now())
    charge.update(
        failure_code=failure["code"],
        failure_message=failure["message"],
        outcome={"type": "issuer_declined", "network_status": "declined_by_network", "reason": failure["decline_code"]},
    )
    intent["latest_charge"] = charge["id"]
    store.put(charge)
    emit(store, "charge.failed", charge)
    _refuse(store, intent, {**failure, "type": "card_error", "charge": charge["id"]})


def _refuse(store: Store, intent: Object, failure: dict[str, str]) -> None:
    method = store.need("payment_method", intent["payment_method"])
    intent.update(
        status="requires_payment_method",
        payment_method=None,
        last_payment_error={**failure, "payment_method": method},
    )
    store.put(intent)
    emit(store, "payment_intent.payment_failed", intent)
