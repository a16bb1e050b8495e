"""Part amounts that debtors type, with a point or a comma before the cents."""

import re

from shared.formats import money
from shared.i18n import said
from shared.money import Money, NotAnAmount

_WITH_COMMA = re.compile(r"(\d{1,3}(?:\.\d{3})+|\d+),(\d{1,2})", re.ASCII)
"""1.250,50 and 1250,5: one or two digits after a comma are cents in every language; English groups by threes."""


def typed_amount(text: str, currency: str) -> Money:
    """The amount in a text.

    Raises:
        NotAnAmount: it is none.
    """
    found = _WITH_COMMA.fullmatch(text.strip())
    return Money.parse(f"{found[1].replace('.', '')}.{found[2]}" if found else text, currency)


def as_typed(value: Money, language: str) -> str:
    """The amount as its field shows it, to be typed over: "120.50", in other languages "120,50"."""
    return value.plain if language == "en" else value.plain.replace(".", ",")


def part_of(text: str, left: Money, language: str) -> tuple[Money, str]:
    """The amount typed, never more than is left; and a sentence about it when it is none or too much."""
    if not text:
        return Money.zero(left.currency), ""
    try:
        wanted = typed_amount(text, left.currency)
    except NotAnAmount:
        example = as_typed(Money.parse("120" if "." not in left.plain else "120.50", left.currency), language)
        return Money.zero(left.currency), said("Write the amount in digits, like {example}.", language, example=example)
    if not wanted:
        return wanted, said("Write an amount above zero.", language)
    if left < wanted:
        return left, said("At most {amount} is left to pay.", language, amount=money(left, language))
    return wanted, ""


def pay_button(amount: Money | None, language: str) -> str:
    """What the button that leads to the card page says."""
    if not amount:
        return said("Pay by card", language)
    return said("Pay {amount} by card", language, amount=money(amount, language))
