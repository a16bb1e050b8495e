"""Cards kept for a customer, so that they can be charged again while the debtor is away."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from stripe_simulator import banks, cards, mandates, objects
from stripe_simulator.cards import Card
from stripe_simulator.errors import ApiError, no_such
from stripe_simulator.events import emit
from stripe_simulator.store import Object, Store


class Change(BaseModel):
    """What a bank may decide: to decline with a code ("": to pay again), so many times or for good; a new card.

    `mandate` is the permission to charge it in its owner's absence.
    """

    model_config = ConfigDict(extra="forbid", strict=True)

    declines: str | None = None
    times: Annotated[int, Field(ge=0)] = 0
    exp_month: Annotated[int, Field(ge=1, le=12)] | None = None
    exp_year: Annotated[int, Field(ge=2000, le=2100)] | None = None
    last4: Annotated[str, Field(pattern="^[0-9]{4}$")] | None = None
    mandate: Literal["active", "inactive", "pending"] | None = None


def new(store: Store, card: Card) -> Object:
    """A card as just entered, not kept for anybody."""
    method = objects.payment_method(card, store.clock.now())
    store.put(method)
    banks.open_account(store, method, card)
    return method


def named(store: Store, key: str, customer_id: str | None) -> Object:
    """The customer's saved card of that id, or a new one for a test token such as `pm_card_visa`.

    Raises:
        ApiError: neither a test token nor a card saved for this customer.
    """
    card = cards.BY_TOKEN.get(key)
    if card is not None:
        return new(store, card)
    found = store.get(key)
    if found is None or found["object"] != "payment_method":
        raise no_such("PaymentMethod", key, param="payment_method", status=400)
    if found["customer"] is None:
        raise ApiError(
            400,
            f"The PaymentMethod {key} is not attached to a Customer, so it may not be used again.",
            param="payment_method",
        )
    if found["customer"] != customer_id:
        raise ApiError(400, f"The PaymentMethod {key} does not belong to this Customer.", param="payment_method")
    return found


def attach(store: Store, method: Object, customer_id: str) -> Object:
    """Keep a card for a customer.

    Raises:
        ApiError: it is kept for another one.
    """
    if method["customer"] == customer_id:
        return method
    if method["customer"]:
        raise ApiError(400, "The payment method you provided has already been attached to a customer.")
    method["customer"] = customer_id
    store.put(method)
    emit(store, "payment_method.attached", method)
    return method


def detach(store: Store, method: Object) -> Object:
    """Forget a card; it can never be charged again.

    Raises:
        ApiError: it was not kept for anybody.
    """
    if method["customer"] is None:
        raise ApiError(
            400, "The payment method you provided is not attached to a customer so detachment is impossible."
        )
    before = {"customer": method["customer"]}
    method["customer"] = None
    store.put(method)
    emit(store, "payment_method.detached", method, previous=before)
    return method


def change(store: Store, method: Object, wish: Change) -> Object:
    """What its bank decides about a saved card; Stripe is told of a new expiry or number by the card's network."""
    if wish.declines is not None:
        banks.answers(store, method, wish.declines, wish.times)
    if wish.mandate is not None:
        mandates.change(store, method, wish.mandate)
    facts = wish.model_dump(include={"exp_month", "exp_year", "last4"}, exclude_none=True)
    if facts:
        before = {name: method["card"][name] for name in facts}
        method["card"] = {**method["card"], **facts}
        store.put(method)
        emit(store, "payment_method.automatically_updated", method, previous={"card": before})
    return method
