"""Giving a charge back, in whole or in part, and never more than was taken."""

from typing import Any

from stripe_simulator import objects
from stripe_simulator.errors import ApiError
from stripe_simulator.events import emit
from stripe_simulator.store import Object, Store


def create(store: Store, params: dict[str, Any]) -> Object:
    """Refund what is asked for, or all that is left.

    Raises:
        ApiError: no such charge, nothing left, or more than is left.
    """
    charge = _charge_of(store, params)
    left = charge["amount_captured"] - charge["amount_refunded"]
    amount = params.get("amount", left)
    _check(charge, amount, left)
    refund = objects.refund(charge, {**params, "amount": amount}, store.clock.now())
    transaction = objects.balance_transaction(refund, "refund", -amount, 0, store.clock.now())
    refund["balance_transaction"] = transaction["id"]
    before = {"amount_refunded": charge["amount_refunded"], "refunded": charge["refunded"]}
    charge.update(amount_refunded=charge["amount_refunded"] + amount, refunded=amount == left)
    for thing in (refund, transaction, charge):
        store.put(thing)
    emit(store, "refund.created", refund)
    emit(store, "charge.refunded", charge, previous=before)
    return refund


def fail(store: Store, refund: Object) -> Object:
    """The card's bank does not take the refund: the money is in the balance again, and can be refunded again.

    Raises:
        ApiError: it failed before.
    """
    if refund["status"] == "failed":
        raise ApiError(400, f"Refund {refund['id']} has failed already.")
    charge = store.need("charge", refund["charge"])
    back = objects.balance_transaction(refund, "refund_failure", refund["amount"], 0, store.clock.now())
    refund.update(status="failed", failure_reason="lost_or_stolen_card", failure_balance_transaction=back["id"])
    charge.update(amount_refunded=charge["amount_refunded"] - refund["amount"], refunded=False)
    for thing in (refund, back, charge):
        store.put(thing)
    emit(store, "refund.updated", refund)
    emit(store, "refund.failed", refund)
    return refund


def _charge_of(store: Store, params: dict[str, Any]) -> Object:
    if "charge" in params:
        return store.need("charge", params["charge"], param="charge", status=400)
    if "payment_intent" not in params:
        raise ApiError(
            400, "One of the following params should be provided for this request: payment_intent or charge."
        )
    intent = store.need("payment_intent", params["payment_intent"], param="payment_intent", status=400)
    if intent["status"] != "succeeded":
        raise ApiError(
            400,
            f"This PaymentIntent ({intent['id']}) does not have a successful charge to refund.",
            param="payment_intent",
        )
    return store.need("charge", intent["latest_charge"])


def _check(charge: Object, amount: int, left: int) -> None:
    if not charge["paid"]:
        raise ApiError(400, f"Charge {charge['id']} did not succeed, so it cannot be refunded.", param="charge")
    if left == 0:
        raise ApiError(400, f"Charge {charge['id']} has already been refunded.", code="charge_already_refunded")
    if amount > left:
        raise ApiError(
            400,
            f"Refund amount ({amount}) is greater than unrefunded amount on charge ({left}), in minor units of"
            f" {charge['currency']}.",
            param="amount",
        )
