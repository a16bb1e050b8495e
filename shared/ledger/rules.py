"""What an entry is: balanced lines, or it cannot be constructed (domain.md 1.7, 1)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction

from shared.errors import Refused
from shared.ledger.chart import Account
from shared.money import DECIMALS, Money, half_up


class Unbalanced(Refused):
    def __init__(self, reference: str, excess: int) -> None:
        super().__init__(f"Entry {reference} does not balance: debits exceed credits by {excess} minor units.")


class TooFewLines(Refused):
    def __init__(self, reference: str) -> None:
        super().__init__(f"Entry {reference} needs at least two lines.")


class NoExchangeRate(Refused):
    def __init__(self, currency: str, day: date) -> None:
        super().__init__(f"There is no exchange rate for {currency} on or before {day}.")


class AlreadyReversed(Refused):
    def __init__(self, reference: str) -> None:
        super().__init__(f"“{reference}” was reversed before; an entry is reversed once.")


@dataclass(frozen=True, slots=True)
class Line:
    """One leg: a debit is positive, a credit negative. What it is about is named beside it.

    `base_minor` is what it is in the firm's base currency; None leaves that to the rate of the entry's day.
    """

    account: Account
    amount: Money
    invoice_id: int | None = None
    receipt_id: int | None = None
    bank_account_id: int | None = None
    base_minor: int | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """A balanced set of lines under a posting key that makes a repeat impossible.

    Lines of zero are left out: they say nothing, and the books refuse them.
    """

    reference: str
    kind: str
    booked_on: date
    lines: tuple[Line, ...]
    value_date: date | None = None
    reverses_id: int | None = None
    reason: str = ""

    def __post_init__(self) -> None:
        object.__setattr__(self, "lines", tuple(line for line in self.lines if line.amount))
        if len(self.lines) < 2:
            raise TooFewLines(self.reference)
        if excess := _excess(self.lines):
            raise Unbalanced(self.reference, excess)


def _excess(lines: tuple[Line, ...]) -> int:
    """Debits less credits: in their own currency when all lines share one, and in base where that is known."""
    amounts = sum(line.amount.minor for line in lines)
    is_one_currency = len({line.amount.currency for line in lines}) == 1
    bases = [line.base_minor for line in lines if line.base_minor is not None]
    if len(bases) < len(lines):
        # Lines of several currencies can only balance in base, so there each must say what it is worth.
        return amounts if is_one_currency else amounts or len(lines) - len(bases)
    return (amounts if is_one_currency else 0) or sum(bases)


def worth(amount: Money, base: str, per_base: Fraction) -> int:
    """An amount in minor units of the base currency, rounded half up once; `per_base` as in `rates`."""
    units, per_unit = per_base.numerator * 10**amount.decimals, per_base.denominator * 10 ** DECIMALS[base]
    return half_up(Fraction(amount.minor * per_unit, units))


def in_base(lines: tuple[Line, ...], base: str, per_base: Fraction) -> tuple[Line, ...]:
    """Lines of one foreign currency with what they are worth at a rate.

    The first is rounded by itself, so that a claim is worth what its rate says; of the others the largest takes what
    rounding leaves.
    """
    made = [replace(line, base_minor=worth(line.amount, base, per_base)) for line in lines]
    largest = max(range(1, len(made)), key=lambda each: abs(made[each].amount.minor))
    left = sum(line.base_minor or 0 for line in made)
    made[largest] = replace(made[largest], base_minor=(made[largest].base_minor or 0) - left)
    return tuple(made)
