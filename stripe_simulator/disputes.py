"""Chargebacks: a cardholder's bank takes the money back, and sometimes gives it again."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from stripe_simulator import objects
from stripe_simulator.errors import ApiError
from stripe_simulator.events import emit
from stripe_simulator.store import Object, Store

FEE_MINOR = 20_00


class Wish(BaseModel):
    """What is to be disputed: all of the charge unless an amount in minor units is named."""

    model_config = ConfigDict(extra="forbid", strict=True)

    charge: str
    amount: Annotated[int, Field(gt=0)] | None = None
    reason: str = "fraudulent"
    inquiry: bool = False


def open_dispute(store: Store, wish: Wish) -> Object:
    """Dispute a charge: the amount and a fee leave the balance at once, unless it is only an inquiry.

    Raises:
        ApiError: no such charge, not paid, disputed already, or more than was charged.
    """
    charge = store.need("charge", wish.charge, param="charge")
    amount = wish.amount or charge["amount"]
    if not charge["paid"] or charge["disputed"] or amount > charge["amount"]:
        raise ApiError(400, f"Charge {charge['id']} cannot be disputed for {amount}.", param="charge")
    status = "warning_needs_response" if wish.inquiry else "needs_response"
    dispute = objects.dispute(charge, status, {"amount": amount, "reason": wish.reason}, store.clock.now())
    charge["disputed"] = True
    store.put(charge)
    store.put(dispute)
    emit(store, "charge.dispute.created", dispute)
    if not wish.inquiry:
        _move(store, dispute, "dispute", -amount, FEE_MINOR)
        emit(store, "charge.dispute.funds_withdrawn", dispute)
    return dispute


def close(store: Store, dispute: Object, *, won: bool) -> Object:
    """Decide a dispute; when it is won the amount comes back, the fee does not.

    Raises:
        ApiError: it is decided already.
    """
    if not dispute["status"].endswith("needs_response"):
        raise ApiError(400, f"Dispute {dispute['id']} is already {dispute['status']}.")
    inquiry = dispute["status"].startswith("warning")
    dispute["status"] = "warning_closed" if inquiry else "won" if won else "lost"
    store.put(dispute)
    emit(store, "charge.dispute.closed", dispute)
    if won and not inquiry:
        _move(store, dispute, "dispute_reversal", dispute["amount"], 0)
        emit(store, "charge.dispute.funds_reinstated", dispute)
    return dispute


def _move(store: Store, dispute: Object, category: str, amount: int, fee: int) -> None:
    transaction = objects.balance_transaction(dispute, category, amount, fee, store.clock.now())
    dispute["balance_transactions"].append(transaction)
    store.put(transaction)
    store.put(dispute)
