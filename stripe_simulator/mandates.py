"""Mandates: the permission to charge a saved card, as its bank keeps it; it may end there without a word to us.

Stripe makes one for cards only where a country asks for it; here every card that is saved gets one.
"""

from stripe_simulator import objects
from stripe_simulator.errors import ApiError
from stripe_simulator.events import emit
from stripe_simulator.store import Object, Store


def give(store: Store, method: Object) -> Object:
    """A permission for a card that is being saved."""
    made = objects.mandate(method, store.clock.now())
    store.put(made)
    return made


def change(store: Store, method: Object, status: str) -> None:
    """What the card's bank, or its owner there, decides about the permission."""
    mandate = _of(store, method)
    if mandate is None:
        raise ApiError(400, "No mandate was given for this card.")
    before = {"status": mandate["status"]}
    mandate["status"] = status
    store.put(mandate)
    emit(store, "mandate.updated", mandate, previous=before)


def check(store: Store, method: Object) -> None:
    """Refuse a charge in its owner's absence that nobody permits any more.

    Raises:
        ApiError: as Stripe refuses it.
    """
    mandate = _of(store, method)
    if mandate is not None and mandate["status"] == "inactive":
        raise ApiError(
            400,
            "The provided mandate is invalid and can not be used for the payment intent.",
            code="payment_intent_mandate_invalid",
        )


def _of(store: Store, method: Object) -> Object | None:
    given = (each for each in store.newest_first("mandate") if each["payment_method"] == method["id"])
    return next(given, None)
