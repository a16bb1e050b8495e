"""A saved card by the name its owner knows it by."""

from typing import Final

from shared.i18n import said
from shared.payments.saved_cards import CardView

_BRANDS: Final = {"visa": "Visa", "mastercard": "Mastercard", "amex": "American Express", "diners": "Diners Club"}


def card_name(card: CardView, language: str) -> str:
    """Visa ending in 4242."""
    brand = _BRANDS.get(card.brand, card.brand.title())
    return said("{brand} ending in {digits}", language, brand=brand, digits=card.last4)
