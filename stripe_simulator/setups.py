"""Setup intents: a card saved for later payments, asked for 3-D Secure once, or refused."""

from typing import Any

from stripe_simulator import banks, mandates, objects, saved_cards
from stripe_simulator.errors import ApiError, Declined
from stripe_simulator.events import emit
from stripe_simulator.store import Object, Store

_OPEN = ("requires_payment_method", "requires_confirmation", "requires_action")
_NOT_AUTHENTICATED = {
    "type": "invalid_request_error",
    "code": "setup_intent_authentication_failure",
    "message": "The card could not be authenticated, so it was not saved. Choose another card.",
}


def create(store: Store, params: dict[str, Any]) -> Object:
    intent = objects.setup_intent(params, store.clock.now())
    store.put(intent)
    emit(store, "setup_intent.created", intent)
    return intent


def attempt(store: Store, intent: Object, method: Object, *, return_url: str | None = None) -> None:
    """Try to save the card; the intent's status tells what came of it.

    Raises:
        ApiError: the intent is in a state in which no attempt can be made.
    """
    if intent["status"] not in _OPEN:
        raise _unexpected(f"You cannot confirm this SetupIntent because it has a status of {intent['status']}.", intent)
    intent.update(payment_method=method["id"], last_setup_error=None, next_action=None)
    card = banks.card_behind(store, method)
    if card.authenticates:
        intent["status"] = "requires_action"
        leads_to = {"url": f"{store.public_url}/authenticate/{intent['id']}", "return_url": return_url}
        intent["next_action"] = {"type": "redirect_to_url", "redirect_to_url": leads_to}
        store.put(intent)
        emit(store, "setup_intent.requires_action", intent)
    elif card.can_be_saved:
        _succeed(store, intent, method)
    else:
        _refuse(store, intent, {"type": "card_error", **banks.decline(card.declines)})


def authenticate(store: Store, intent: Object, *, completed: bool) -> None:
    """The debtor's answer to 3-D Secure.

    Raises:
        ApiError: the intent is not waiting for one.
    """
    if intent["status"] != "requires_action":
        raise _unexpected("This SetupIntent is not waiting for authentication.", intent)
    intent["next_action"] = None
    if completed:
        _succeed(store, intent, store.need("payment_method", intent["payment_method"]))
    else:
        _refuse(store, intent, _NOT_AUTHENTICATED)


def cancel(store: Store, intent: Object, reason: str | None) -> None:
    """Close an intent with which no card was saved, for good.

    Raises:
        ApiError: a card was saved with it, or it is cancelled already.
    """
    if intent["status"] not in _OPEN:
        raise _unexpected(f"You cannot cancel this SetupIntent because it has a status of {intent['status']}.", intent)
    intent.update(status="canceled", cancellation_reason=reason, next_action=None)
    store.put(intent)
    emit(store, "setup_intent.canceled", intent)


def declined(intent: Object) -> Declined | None:
    """The error an API caller gets for a card that was not saved."""
    return Declined(intent, intent["last_setup_error"]) if intent["last_setup_error"] else None


def _succeed(store: Store, intent: Object, method: Object) -> None:
    if intent["customer"]:
        saved_cards.attach(store, method, intent["customer"])
        intent["mandate"] = mandates.give(store, method)["id"]
    intent["status"] = "succeeded"
    store.put(intent)
    emit(store, "setup_intent.succeeded", intent)


def _refuse(store: Store, intent: Object, failure: dict[str, str]) -> None:
    method = store.need("payment_method", intent["payment_method"])
    intent.update(
        status="requires_payment_method", payment_method=None, last_setup_error={**failure, "payment_method": method}
    )
    store.put(intent)
    emit(store, "setup_intent.setup_failed", intent)


def _unexpected(message: str, intent: Object) -> ApiError:
    return ApiError(400, message, code="setup_intent_unexpected_state", setup_intent=intent)
