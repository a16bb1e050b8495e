"""Part amounts that debtors type."""

from shared.money import Money, NotAnAmount
from shared.ui.format import money


def part_of(text: str, left: Money) -> tuple[Money, str]:
    """The amount typed, never more than is left; and a sentence about it when it is none or too much."""
    if not text:
        return Money.zero(left.currency), ""
    try:
        wanted = Money.parse(text, left.currency)
    except NotAnAmount:
        return Money.zero(left.currency), "Write the amount in digits with a point, like 120.50."
    if not wanted:
        return wanted, "Write an amount above zero."
    return (left, f"At most {money(left)} is left to pay.") if left < wanted else (wanted, "")
