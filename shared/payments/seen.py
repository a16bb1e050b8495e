"""What the card provider says of a payment, read into our words; its own words stop here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from shared.money import Money

ATTEMPT_KEY = "payment_attempt"
"""The name under which the attempt's key stands in the provider's metadata."""
CHARGE_KEY = "card_charge"
"""The same for a charge to a saved card."""
SETUP_KEY = "card_setup"
"""The same for saving a card."""


@dataclass(frozen=True, slots=True)
class Intent:
    """A payment at the provider: what it asks of a card, and what it got.

    `problem` is the provider's own sentence about the last refusal, `code` its word for it; `paid_at` is when the money
    was taken. `charge_key` instead of `attempt_key`: a saved card was charged.
    """

    id: str
    status: str
    received: Money
    is_live: bool
    attempt_key: str
    problem: str
    paid_at: datetime
    charge_key: str = ""
    code: str = ""

    @property
    def is_paid(self) -> bool:
        return self.status == "succeeded"


@dataclass(frozen=True, slots=True)
class Page:
    """The hosted page on which a debtor pays; `intent_id` is empty until a card was tried on it.

    On a page that only saves a card, `setup_id` names what was begun there, and `setup_key` our wish.
    """

    id: str
    status: str
    payment_status: str
    intent_id: str
    is_live: bool
    attempt_key: str
    url: str
    setup_id: str = ""
    setup_key: str = ""


@dataclass(frozen=True, slots=True)
class Seen:
    """All that is known of one attempt at the provider at one moment."""

    page: Page | None = None
    intent: Intent | None = None

    @property
    def attempt_key(self) -> str:
        parts = (self.intent, self.page)
        return next((each.attempt_key for each in parts if each and each.attempt_key), "")

    @property
    def is_live(self) -> bool:
        return any(each.is_live for each in (self.intent, self.page) if each)


def read_intent(told: Mapping[str, Any]) -> Intent:
    """A payment intent; its charge must have been expanded, because that knows when the money was taken.

    Raises:
        UnknownCurrency: it is in no currency of ISO 4217.
    """
    charge, error = told.get("latest_charge"), told.get("last_payment_error") or {}
    return Intent(
        id=told["id"],
        status=told["status"],
        received=Money(told.get("amount_received") or 0, told["currency"].upper()),
        is_live=told["livemode"],
        attempt_key=named(told, ATTEMPT_KEY),
        problem=error.get("message") or "",
        paid_at=datetime.fromtimestamp((charge or told)["created"], UTC),
        charge_key=named(told, CHARGE_KEY),
        code=error.get("decline_code") or error.get("code") or "",
    )


def read_page(told: Mapping[str, Any]) -> Page:
    """A checkout session."""
    return Page(
        id=told["id"],
        status=told["status"],
        payment_status=told["payment_status"],
        intent_id=told.get("payment_intent") or "",
        is_live=told["livemode"],
        attempt_key=named(told, ATTEMPT_KEY),
        url=told.get("url") or "",
        setup_id=told.get("setup_intent") or "",
        setup_key=named(told, SETUP_KEY),
    )


def named(told: Mapping[str, Any], name: str) -> str:
    """What we wrote beside an object under that name; empty when it is not ours."""
    return str((told.get("metadata") or {}).get(name, ""))
