"""Asking the provider for charges: once for each, and again under the same key for what nobody knows the end of."""

from __future__ import annotations

from shared import clock
from shared.models import ChargeState
from shared.payments.saved_cards import stripe_cards
from shared.payments.saved_cards.charges import KEYS_LIVE
from shared.payments.saved_cards.stripe_cards import ChargeOrder
from shared.payments.saved_cards.told import Answer
from shared.payments.stripe_gateway import ProviderBroken, ProviderUnreachable

_NEVER_MADE = Answer(ChargeState.SOFT_DECLINE, "never_made", "The card provider could not be asked in time.")


def ask(order: ChargeOrder) -> Answer | None:
    """Charge the card; None while nobody knows what became of it. Asking again never charges twice.

    A provider that broke down repeats that answer under the same key, so its list is searched instead. When it will
    soon forget the key, only the list counts: what is not on it was never made, and may be tried as another charge.
    """
    is_young = clock.now() - order.asked_at < KEYS_LIVE
    try:
        return stripe_cards.charge(order) if is_young else stripe_cards.find_charge(order) or _NEVER_MADE
    except ProviderBroken:
        return _look_for(order)
    except ProviderUnreachable:
        return None


def _look_for(order: ChargeOrder) -> Answer | None:
    try:
        return stripe_cards.find_charge(order)
    except ProviderUnreachable:
        return None
