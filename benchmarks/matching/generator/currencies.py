"""The currencies of the made-up world: decimals, rates, and what things cost."""

from __future__ import annotations

import math
import random

DECIMALS = {"JPY": 0, "ISK": 0, "KWD": 3}
PER_EUR = {
    "EUR": 1.0,
    "CHF": 0.93,
    "NOK": 11.62,
    "SEK": 11.05,
    "DKK": 7.46,
    "GBP": 0.87,
    "PLN": 4.25,
    "CZK": 24.4,
    "USD": 1.16,
    "JPY": 178.0,
    "ISK": 143.0,
    "KWD": 0.356,
}
_LIST_PRICES = (19.9, 29, 39.9, 49, 59.5, 79, 89.25, 99, 129, 149, 178.5, 199, 249, 299, 357, 450, 595, 750, 890, 1190)


def scale(currency: str) -> int:
    """Minor units of one unit."""
    return 10 ** DECIMALS.get(currency, 2)


def plain(minor: int, currency: str) -> str:
    """For files: `-1234.50`, without a point where the currency has no decimals."""
    decimals = DECIMALS.get(currency, 2)
    sign, digits = ("-" if minor < 0 else ""), str(abs(minor)).zfill(decimals + 1)
    return f"{sign}{digits[:-decimals]}.{digits[-decimals:]}" if decimals else f"{sign}{digits}"


def written(minor: int, currency: str, comma: str, *, grouping: bool) -> str:
    """As people write it, with their comma."""
    whole, _, part = plain(minor, currency).partition(".")
    if grouping:
        whole = f"{int(whole):,}".replace(",", "." if comma == "," else ",")
    return f"{whole}{comma}{part}" if part else whole


def list_price(currency: str, chance: random.Random) -> int:
    """A price out of a catalogue, which many invoices share."""
    return _in(currency, chance.choice(_LIST_PRICES))


def any_price(currency: str, chance: random.Random) -> int:
    """Log-normal around 520 EUR; a fifth are round."""
    euros = min(90_000.0, math.exp(chance.gauss(6.25, 1.25)))
    if chance.random() < 0.2:
        step = 10 if euros < 500 else 50
        euros = max(step, round(euros / step) * step)
    return max(_in(currency, euros), scale(currency))


def exchanged(minor: int, currency: str, into: str, off: float = 0.0) -> int:
    """At the rate of the table, `off` by a share such as 0.004."""
    euros = minor / scale(currency) / PER_EUR[currency]
    return max(1, round(euros * PER_EUR[into] * (1 + off) * scale(into)))


def _in(currency: str, euros: float) -> int:
    value = euros * max(1.0, round(PER_EUR[currency]))
    if currency == "KWD":
        value = euros * PER_EUR[currency]
    return round(value * scale(currency))
