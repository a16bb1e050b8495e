"""Saved cards: added on the provider's page with a mandate, charged while the debtor is away, removed at any time."""

from shared.payments.saved_cards.cards import CardGone, CardView, NotYourCard, of_debtor, one_of, remove, usable_one
from shared.payments.saved_cards.mandates import VERSION, Agreed, NotAgreed, NotRead, give_mandate, words

__all__ = [
    "VERSION",
    "Agreed",
    "CardGone",
    "CardView",
    "NotAgreed",
    "NotRead",
    "NotYourCard",
    "give_mandate",
    "of_debtor",
    "one_of",
    "remove",
    "usable_one",
    "words",
]
