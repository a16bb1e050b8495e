"""The card provider's events, by the clock: what the webhook did not finish, and what was never delivered."""

import logging

from shared import payments
from shared.payments.saved_cards import adding
from shared.payments.stripe_gateway import ProviderUnreachable

log = logging.getLogger(__name__)


def replay_events() -> None:
    """Every minute: act on events whose next try is due."""
    payments.replay_due()


def ask_card_provider() -> None:
    """Every five minutes: events, open attempts and cards being saved, asked from the provider itself."""
    try:
        payments.poll()
        adding.ask_for_old()
    except ProviderUnreachable as unreachable:
        log.warning("%s", unreachable)
