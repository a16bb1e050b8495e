"""Which of the provider's events ask for something: its type, how its object is looked at, what follows from that.

The event itself is only a reason to look. A new kind of event is a row here, and a module with its two functions.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final, Generic, TypeVar

from sqlmodel import Session

from shared.payments import service, stripe_gateway

Looked = TypeVar("Looked")


@dataclass(frozen=True, slots=True)
class Handler(Generic[Looked]):
    """`look` asks the provider for the object of that id, outside any transaction; `settle` makes the books agree.

    `settle` may be called again with the same or an older look, and by several workers at once: it posts once.
    """

    look: Callable[[str], Looked]
    settle: Callable[[Session, Looked], None]


_INTENT: Final = Handler(stripe_gateway.look_at_intent, service.settle)
_PAGE: Final = Handler(stripe_gateway.look_at_page, service.settle)

HANDLERS: Final[Mapping[str, Handler[Any]]] = {
    "payment_intent.succeeded": _INTENT,
    "payment_intent.processing": _INTENT,
    "payment_intent.payment_failed": _INTENT,
    "payment_intent.canceled": _INTENT,
    "checkout.session.completed": _PAGE,
    "checkout.session.async_payment_succeeded": _PAGE,
    "checkout.session.async_payment_failed": _PAGE,
    "checkout.session.expired": _PAGE,
}

IGNORED_BECAUSE: Final = "Events of this type ask for nothing here."


def is_acted_on(event_type: str) -> bool:
    return event_type in HANDLERS
