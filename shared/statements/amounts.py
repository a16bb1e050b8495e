"""An amount as a bank writes it, into `Money`: exactly, or not at all."""

from __future__ import annotations

import re

from shared.errors import Refused
from shared.money import DECIMALS, Money, NotAnAmount, parse_minor

_MOST_DECIMALS = 18
_CODE = re.compile(r"[A-Z]{3}", re.ASCII)


class NotRepresentable(Refused):
    """A number, but not one that currency can hold: half a yen, or an unknown currency."""


def read_amount(text: str, currency: str) -> Money:
    """The amount, never negative.

    Raises:
        NotAnAmount: it is no plain decimal number, or names no currency.
        NotRepresentable: it has more decimals than the currency (zeros aside), or there is no such currency.
    """
    text = text.strip()
    decimals = DECIMALS.get(currency)
    if decimals is None:
        return _refuse_currency(text, currency)
    try:
        return Money(parse_minor(text, decimals), currency)
    except NotAnAmount:
        parse_minor(text, _MOST_DECIMALS)  # what is no number at all is refused here
    raise NotRepresentable(f"{text} {currency} has more decimals than {currency} has")


def told_amount(text: str, currency: str) -> Money | None:
    """An amount that is only told, never booked: nothing is refused because of it."""
    try:
        return read_amount(text, currency)
    except (NotAnAmount, NotRepresentable):
        return None


def _refuse_currency(text: str, currency: str) -> Money:
    parse_minor(text, _MOST_DECIMALS)
    if _CODE.fullmatch(currency):
        raise NotRepresentable(f"there is no currency {currency}")
    raise NotAnAmount(text, f"its currency is missing or no code (“{currency[:12]}”)")
