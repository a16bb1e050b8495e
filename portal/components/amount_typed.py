"""Part amounts that debtors type, with a point or a comma before the cents."""

from shared.formats import money, typed_amount
from shared.i18n import said
from shared.money import Money, NotAnAmount


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
