"""Which of the provider's events ask for something: its type, how its object is looked at, what follows from that.

The event itself is only a reason to look. A new kind of event is a row here, and a module with its two functions.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Generic, TypeVar

from sqlmodel import Session

from shared.payments import parents, service, stripe_gateway
from shared.payments.after_capture import balance, chargebacks, payouts, refunds, stripe_money
from shared.payments.saved_cards import charges, setups, stripe_cards
from shared.payments.saved_cards.told import SetupSeen
from shared.payments.seen import Seen

Looked = TypeVar("Looked")


@dataclass(frozen=True, slots=True)
class Handler(Generic[Looked]):
    """`look` asks the provider for the object of that id, outside any transaction; `settle` makes the books agree.

    `settle` may be called again with the same or an older look, and by several workers at once: it posts once.
    `settle_all` does the same for many looks, or refuses all of them; not every kind comes so often as to need it.
    """

    look: Callable[[str], Looked]
    settle: Callable[[Session, Looked], None]
    settle_all: Callable[[Session, Sequence[Looked]], None] | None = None


def _settle(session: Session, seen: Seen | SetupSeen) -> None:
    """Payments on a page, charges to a saved card and pages that save one are told by events of the same names."""
    if isinstance(seen, SetupSeen):
        setups.settle(session, seen)
    else:
        parents.settle(session, seen)


def _settle_all(session: Session, seen: Sequence[Seen | SetupSeen]) -> None:
    paying = [each for each in seen if isinstance(each, Seen) and not (each.intent and each.intent.charge_key)]
    service.settle_all(session, paying)
    for each in seen:
        if each not in paying:
            _settle(session, each)


_INTENT: Final = Handler(stripe_gateway.look_at_intent, _settle, _settle_all)
_PAGE: Final = Handler(stripe_cards.look_at_any_page, _settle, _settle_all)
_SETUP: Final = Handler(stripe_cards.look_at_setup, setups.settle)
_METHOD: Final = Handler(stripe_cards.look_at_method, charges.settle_method)
_MANDATE: Final = Handler(stripe_cards.look_at_mandate, charges.settle_permission)
_CHARGE: Final = Handler(stripe_money.look_at_charge, balance.settle_charge)
_REFUND: Final = Handler(stripe_money.look_at_refund, refunds.settle)
_CHARGE_REFUNDED: Final = Handler(stripe_money.refunds_of_charge, refunds.settle)
_DISPUTE: Final = Handler(stripe_money.look_at_dispute, chargebacks.settle)
_PAYOUT: Final = Handler(stripe_money.look_at_payout, payouts.settle)

HANDLERS: Final[Mapping[str, Handler[Any]]] = {
    "payment_intent.succeeded": _INTENT,
    "payment_intent.processing": _INTENT,
    "payment_intent.payment_failed": _INTENT,
    "payment_intent.canceled": _INTENT,
    "checkout.session.completed": _PAGE,
    "checkout.session.async_payment_succeeded": _PAGE,
    "checkout.session.async_payment_failed": _PAGE,
    "checkout.session.expired": _PAGE,
    "setup_intent.succeeded": _SETUP,
    "setup_intent.setup_failed": _SETUP,
    "payment_method.detached": _METHOD,
    "payment_method.automatically_updated": _METHOD,
    "payment_method.updated": _METHOD,
    "mandate.updated": _MANDATE,
    "charge.succeeded": _CHARGE,
    "charge.updated": _CHARGE,
    "charge.refunded": _CHARGE_REFUNDED,
    "refund.created": _REFUND,
    "refund.updated": _REFUND,
    "refund.failed": _REFUND,
    "charge.dispute.created": _DISPUTE,
    "charge.dispute.updated": _DISPUTE,
    "charge.dispute.closed": _DISPUTE,
    "charge.dispute.funds_withdrawn": _DISPUTE,
    "charge.dispute.funds_reinstated": _DISPUTE,
    "payout.created": _PAYOUT,
    "payout.updated": _PAYOUT,
    "payout.paid": _PAYOUT,
    "payout.failed": _PAYOUT,
    "payout.reconciliation_completed": _PAYOUT,
}

IGNORED_BECAUSE: Final = "Events of this type ask for nothing here."


def is_acted_on(event_type: str) -> bool:
    return event_type in HANDLERS
