"""Which of the provider's events ask for something, and what is said of the others."""

from typing import Final

_PAYMENTS: Final = tuple(f"payment_intent.{each}" for each in ("succeeded", "processing", "payment_failed", "canceled"))
_PAGES: Final = tuple(
    f"checkout.session.{each}" for each in ("completed", "async_payment_succeeded", "async_payment_failed", "expired")
)
_NOT_YET: Final = {
    "refund.": "Refunds are not handled yet. The event is kept.",
    "charge.refund": "Refunds are not handled yet. The event is kept.",
    "charge.dispute.": "Card disputes are not handled yet. The event is kept.",
    "payout.": "Payouts are not handled yet. The event is kept.",
}

LISTED: Final = (
    *_PAYMENTS,
    *_PAGES,
    *(f"refund.{each}" for each in ("created", "updated", "failed")),
    "charge.refunded",
    *(f"charge.dispute.{each}" for each in ("created", "closed", "funds_withdrawn", "funds_reinstated")),
    *(f"payout.{each}" for each in ("paid", "failed")),
)
"""What is asked for when the provider's list is read; it takes at most twenty names, and no wildcards."""


def is_acted_on(event_type: str) -> bool:
    return event_type in _PAYMENTS or event_type in _PAGES


def is_about_a_page(event_type: str) -> bool:
    """Whether the event's object is a checkout session; else it is a payment intent."""
    return event_type in _PAGES


def why_ignored(event_type: str) -> str:
    """A sentence for staff on an event that asks for nothing."""
    later = (sentence for prefix, sentence in _NOT_YET.items() if event_type.startswith(prefix))
    return next(later, "Events of this type ask for nothing here.")
