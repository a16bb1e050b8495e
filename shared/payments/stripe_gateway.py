"""The one door to Stripe: a few calls of its library, answered in our words, never inside a transaction."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from typing import Any, Final

import stripe

from shared.errors import Refused
from shared.payments.order import Item, Order
from shared.payments.seen import ATTEMPT_KEY, Page, Seen, read_intent, read_page
from shared.settings import Settings, settings

API_VERSION: Final = stripe.api_version
"""The version of the provider's API that the pinned library speaks."""
_CONNECT_S, _READ_S = 3, 10
_RETRIES = 1
_PAGE_OF_EVENTS: Final = 100
_MOST_TYPES: Final = 20  # as many names one question may hold; wildcards are not allowed


class ProviderUnreachable(Refused):
    """Nobody knows what became of the request; it may be asked again under the same key only."""

    def __init__(self) -> None:
        super().__init__("The card provider cannot be reached at the moment. Please try again soon.")


class ProviderBroken(ProviderUnreachable):
    """It answered with a fault of its own, which it repeats for a day under the same key."""


class ProviderRefused(Refused):
    """It understood and said no; the same request would be refused again."""

    def __init__(self, why: str) -> None:
        super().__init__("The card provider refused: {why}", why=why[:200])


class UnknownToProvider(Refused):
    def __init__(self, what: str) -> None:
        super().__init__("The card provider knows nothing of {what}.", what=what[:60])


@dataclass(frozen=True, slots=True)
class Told:
    """An event as the provider lists it."""

    body: str
    created_at: datetime


def open_page(order: Order) -> Page:
    """Open the hosted page for an attempt; asking again with the same order gives the page there is.

    Raises:
        ProviderUnreachable, ProviderBroken, ProviderRefused.
    """
    metadata = {ATTEMPT_KEY: order.attempt_key}
    params: Any = {
        "mode": "payment",
        "line_items": [_line(each) for each in order.items],
        "client_reference_id": order.attempt_key,
        "metadata": metadata,
        "payment_intent_data": {"metadata": metadata},
        "success_url": order.return_url,
        "cancel_url": order.return_url,
        "expires_at": int(order.expires_at.timestamp()),
    }
    with in_our_words("this page"):
        made = client().v1.checkout.sessions.create(params, {"idempotency_key": order.idempotency_key})
    return read_page(made.to_dict())


def look_at_page(page_id: str) -> Seen:
    """The page and the payment made on it, as they are now.

    Raises:
        ProviderUnreachable, UnknownToProvider.
    """
    with in_our_words(page_id):
        page = read_page(client().v1.checkout.sessions.retrieve(page_id).to_dict())
    return Seen(page, look_at_intent(page.intent_id).intent if page.intent_id else None)


def look_at_intent(intent_id: str) -> Seen:
    """The payment as it is now.

    Raises:
        ProviderUnreachable, UnknownToProvider.
    """
    with in_our_words(intent_id):
        found = client().v1.payment_intents.retrieve(intent_id, {"expand": ["latest_charge"]})
    return Seen(intent=read_intent(found.to_dict()))


def close_page(page_id: str) -> Seen:
    """Close the page if it is open still, and say what had happened on it by then.

    Raises:
        ProviderUnreachable, UnknownToProvider.
    """
    try:
        with in_our_words(page_id):
            client().v1.checkout.sessions.expire(page_id)
    except ProviderRefused:
        pass  # it was paid or had expired: looking tells which
    return look_at_page(page_id)


def events_since(moment: datetime, types: Sequence[str]) -> Iterator[list[Told]]:
    """What happened at the provider since then, in pages; of the same few types the newest comes first.

    Raises:
        ProviderUnreachable.
    """
    since = {"gte": int(moment.timestamp())}
    for start in range(0, len(types), _MOST_TYPES):
        some = list(types[start : start + _MOST_TYPES])
        yield from _pages_of_events({"created": since, "types": some, "limit": _PAGE_OF_EVENTS})


def _pages_of_events(params: Any) -> Iterator[list[Told]]:
    while True:
        with in_our_words("these events"):
            page = client().v1.events.list(params)
        if page.data:
            yield [_told(each) for each in page.data]
        if not page.has_more:
            return
        params = {**params, "starting_after": page.data[-1].id}


def _line(item: Item) -> dict[str, Any]:
    price = {
        "currency": item.amount.currency.lower(),
        "unit_amount": item.amount.minor,
        "product_data": {"name": item.name},
    }
    return {"price_data": price, "quantity": 1}


def _told(event: stripe.Event) -> Told:
    return Told(json.dumps(event.to_dict(for_json=True)), datetime.fromtimestamp(event.created, UTC))


def client() -> stripe.StripeClient:
    """The library's client as the settings say; for the modules of this noun that speak to the provider."""
    return _client_for(settings())


@cache
def _client_for(chosen: Settings) -> stripe.StripeClient:
    return stripe.StripeClient(
        chosen.stripe_secret_key.get_secret_value(),
        base_addresses={"api": chosen.stripe_base} if chosen.stripe_base else {},
        max_network_retries=_RETRIES,
        http_client=stripe.RequestsClient(timeout=(_CONNECT_S, _READ_S)),
    )


@contextmanager
def in_our_words(what: str) -> Iterator[None]:
    """Stripe's errors become ours at this border and nowhere else (https://docs.stripe.com/error-handling)."""
    try:
        yield
    except stripe.InvalidRequestError as error:
        if error.http_status == 404:
            raise UnknownToProvider(what) from error
        raise ProviderRefused(error.user_message or "the request was not accepted.") from error
    except (stripe.APIConnectionError, stripe.RateLimitError) as error:
        raise ProviderUnreachable from error
    except stripe.APIError as error:
        # Two requests under one key at one moment are answered 409: the other one's answer counts.
        raise (ProviderUnreachable if error.http_status == 409 else ProviderBroken) from error
