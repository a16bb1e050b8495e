"""An amount as people type it on these pages, which are in English: 2391.20, 2,391.20 or 2 391.20."""

import re

from shared.errors import Refused
from shared.money import Money

_SPACES = str.maketrans("", "", " \u00a0\u202f")
_RATE = re.compile(r"(\d{1,3})(?:\.(\d{1,2}))?", re.ASCII)
_GROUPED = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d*)?", re.ASCII)


class NotTyped(Refused):
    """The text is no amount as these pages write it; the sentence stands at the field."""


def typed(text: str, currency: str) -> Money:
    """The amount meant.

    Raises:
        NotTyped: it is empty, or written otherwise. A comma is for thousands only, and never guessed to be a point.
    """
    plain = text.translate(_SPACES).removesuffix(currency)
    if not plain:
        raise NotTyped("Type an amount, such as 1,450.40.")
    if _GROUPED.fullmatch(plain):
        plain = plain.replace(",", "")
    if "," in plain:
        raise NotTyped(f"Write the decimals of {text.strip()} after a point, such as 1,450.40.")
    try:
        return Money.parse(plain, currency)
    except Refused as refused:
        raise NotTyped(str(refused)) from refused


def typed_rate(text: str) -> int:
    """A percentage as people type it, in basis points: 12, 9.5 or 9.75 %.

    Raises:
        NotTyped: it is none, or above a hundred.
    """
    found = _RATE.fullmatch(text.translate(_SPACES).removesuffix("%"))
    rate = int(found[1]) * 100 + int((found[2] or "").ljust(2, "0")) if found else 0
    if not found or rate > 10_000:
        raise NotTyped("Type a percentage up to 100, such as 9.5.")
    return rate


def typed_as(value: Money) -> str:
    """An amount as a field shows it, to be changed by hand: without grouping."""
    return value.plain
