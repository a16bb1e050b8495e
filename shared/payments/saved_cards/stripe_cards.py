"""Saved cards at Stripe: a few more calls of its library, answered in our words, never inside a transaction."""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import stripe

from shared.money import Money
from shared.payments.saved_cards.told import (
    Answer,
    Method,
    Permission,
    SetupSeen,
    answer_of,
    read_method,
    read_permission,
    read_setup_intent,
)
from shared.payments.seen import CHARGE_KEY, SETUP_KEY, Intent, Page, Seen, read_intent, read_page
from shared.payments.stripe_gateway import ProviderRefused, client, in_our_words, look_at_page
from shared.words import ChargeState

_AT_ONCE = 100
_MANDATE_ENDED = "payment_intent_mandate_invalid"  # https://docs.stripe.com/error-codes


@dataclass(frozen=True, slots=True)
class SetupOrder:
    """All the provider is told to open a page that saves a card; the same wish and try always tell the same."""

    key: str
    try_number: int
    customer_id: str
    expires_at: datetime
    return_url: str

    @property
    def idempotency_key(self) -> str:
        return f"setup:{self.key}:{self.try_number}"


@dataclass(frozen=True, slots=True)
class ChargeOrder:
    """All the provider is told to charge a saved card; the same charge always tells the same."""

    key: str
    customer_id: str
    method_id: str
    amount: Money
    text: str
    asked_at: datetime

    @property
    def idempotency_key(self) -> str:
        """Keys are shared by all who use one account there; the customer tells one installation from another."""
        return f"{self.key}:{self.customer_id}"


def new_customer(key: str) -> str:
    """A customer without a name; asking again under the same key gives the same one.

    Raises:
        ProviderUnreachable, ProviderBroken, ProviderRefused.
    """
    with in_our_words("this customer"):
        return client().v1.customers.create({}, {"idempotency_key": f"customer:{key}"}).id


def open_setup_page(order: SetupOrder) -> Page:
    """Open the hosted page that saves a card; asking again with the same order gives the page there is.

    Raises:
        ProviderUnreachable, ProviderBroken, ProviderRefused.
    """
    metadata = {SETUP_KEY: order.key}
    params: Any = {
        "mode": "setup",
        "customer": order.customer_id,
        "payment_method_types": ["card"],
        "client_reference_id": order.key,
        "metadata": metadata,
        "setup_intent_data": {"metadata": metadata},
        "success_url": order.return_url,
        "cancel_url": order.return_url,
        "expires_at": int(order.expires_at.timestamp()),
    }
    with in_our_words("this page"):
        made = client().v1.checkout.sessions.create(params, {"idempotency_key": order.idempotency_key})
    return read_page(made.to_dict())


def look_at_any_page(page_id: str) -> Seen | SetupSeen:
    """A hosted page as it is now, with what was begun on it: a payment, or a card to be saved.

    Raises:
        ProviderUnreachable, UnknownToProvider.
    """
    seen = look_at_page(page_id)
    if seen.page is None or not seen.page.setup_id:
        return seen
    return SetupSeen(seen.page, look_at_setup(seen.page.setup_id).intent)


def look_at_setup(intent_id: str) -> SetupSeen:
    """How far saving a card has come.

    Raises:
        ProviderUnreachable, UnknownToProvider.
    """
    with in_our_words(intent_id):
        found = client().v1.setup_intents.retrieve(intent_id, {"expand": ["payment_method", "mandate"]})
    return SetupSeen(None, read_setup_intent(found.to_dict()))


def look_at_method(method_id: str) -> Method:
    """A card as the provider keeps it now.

    Raises:
        ProviderUnreachable, UnknownToProvider.
    """
    with in_our_words(method_id):
        return read_method(client().v1.payment_methods.retrieve(method_id).to_dict())


def look_at_mandate(mandate_id: str) -> Permission:
    """The permission to charge a card as it stands now.

    Raises:
        ProviderUnreachable, UnknownToProvider.
    """
    with in_our_words(mandate_id):
        return read_permission(client().v1.mandates.retrieve(mandate_id).to_dict())


def detach(method_id: str) -> None:
    """Let the provider forget a card; one that it has forgotten already is forgotten.

    Raises:
        ProviderUnreachable.
    """
    with suppress(ProviderRefused), in_our_words(method_id):
        client().v1.payment_methods.detach(method_id)


def charge(order: ChargeOrder) -> Answer:
    """Charge a saved card while its owner is away; asking again with the same order never charges twice.

    Raises:
        ProviderUnreachable, ProviderBroken: what became of it is unknown.
    """
    params: Any = {
        "amount": order.amount.minor,
        "currency": order.amount.currency.lower(),
        "customer": order.customer_id,
        "payment_method": order.method_id,
        "payment_method_types": ["card"],
        "off_session": True,
        "confirm": True,
        "description": order.text,
        "metadata": {CHARGE_KEY: order.key},
        "expand": ["latest_charge"],
    }
    try:
        with in_our_words("this charge"):
            made = client().v1.payment_intents.create(params, {"idempotency_key": order.idempotency_key})
    except stripe.CardError as declined:
        body: Any = declined.json_body
        return answer_of(_without_charge(body["error"]["payment_intent"]))
    except ProviderRefused as refused:
        return _refused(refused)
    return answer_of(read_intent(made.to_dict()))


def find_charge(order: ChargeOrder) -> Answer | None:
    """What the provider's own list says of a charge; None: it has none under that key.

    Raises:
        ProviderUnreachable.
    """
    return next((answer_of(each) for each in _intents_of(order) if each.charge_key == order.key), None)


def _intents_of(order: ChargeOrder) -> Iterator[Intent]:
    """The customer's payments, the newest first."""
    params: Any = {"customer": order.customer_id, "limit": _AT_ONCE, "expand": ["data.latest_charge"]}
    while True:
        with in_our_words("these payments"):
            page = client().v1.payment_intents.list(params)
        yield from (read_intent(each.to_dict()) for each in page.data)
        if not page.has_more:
            return
        params = {**params, "starting_after": page.data[-1].id}


def _without_charge(told: dict[str, Any]) -> Intent:
    """An error names the charge that failed by its id alone."""
    return read_intent({**told, "latest_charge": None})


def _refused(refused: ProviderRefused) -> Answer:
    """What is refused because of its card or its mandate is refused for good; for another reason it may pass later."""
    cause = refused.__cause__
    is_card = isinstance(cause, stripe.InvalidRequestError) and (
        cause.param == "payment_method" or cause.code == _MANDATE_ENDED
    )
    state = ChargeState.HARD_DECLINE if is_card else ChargeState.SOFT_DECLINE
    return Answer(state, "refused", str(refused))
