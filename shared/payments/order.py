"""What the provider is told when a page is opened for an attempt."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from shared.money import Money

RETURN_PATH: Final = "/pay/return"
"""Where the provider sends the debtor back to; what became of the payment is never read from that address."""


@dataclass(frozen=True, slots=True)
class Item:
    """One line on the hosted page."""

    name: str
    amount: Money


@dataclass(frozen=True, slots=True)
class Order:
    """All the provider is told to open a page; the same attempt and try always tell the same."""

    attempt_key: str
    try_number: int
    items: Sequence[Item]
    expires_at: datetime
    return_url: str

    @property
    def idempotency_key(self) -> str:
        return f"page:{self.attempt_key}:{self.try_number}"
