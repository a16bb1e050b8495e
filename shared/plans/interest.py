"""What the interest of a plan comes to: by period on what is open, never more than was agreed (domain.md 3.2, 3.4).

Amounts are minor units. Interest is owed when the instalment that carries it is due or paid; until then it is only
expected, and what is paid early makes it less.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from shared.money import half_up, part_of
from shared.plans.allocation import Standing
from shared.plans.schedule import PERIODS_A_YEAR, a_period
from shared.words import Frequency


@dataclass(frozen=True, slots=True)
class Price:
    """What a plan costs: the nominal rate a year in basis points, and the most that all interest may come to."""

    rate_bp: int
    frequency: Frequency
    at_most: int

    @property
    def a_period(self) -> Fraction:
        return Fraction(self.rate_bp, 10_000 * PERIODS_A_YEAR[self.frequency])


def expected(
    price: Price, stands: Sequence[Standing], claimed: Collection[int | None], principal: int
) -> dict[int, int]:
    """The interest to come, by the id of the instalment that will carry it.

    `G`: 1,200.00 at 12 % over 6 months → 12.00, 10.05, 8.08, 6.09, 4.08, 2.05.

    Args:
        price: the rate and the limit; what was claimed is taken off the limit already.
        stands: the plan's instalments in force, the oldest first.
        claimed: the numbers of instalments whose interest was claimed before; they bear none again.
        principal: what is open of the invoices. Interest and fees never bear interest.
    """
    bearing = [each for each in stands if each.number and each.number not in claimed and each.left]
    open_, limit = min(sum(each.left for each in bearing), principal), price.at_most
    found: dict[int, int] = {}
    for each in bearing:
        interest = min(half_up(open_ * price.a_period), limit)
        open_, limit = max(open_ - each.left, 0), limit - interest
        if interest:
            found[each.id] = interest
    return found


def accrued(whole: int, due_on: date, frequency: Frequency, on: date) -> int:
    """What of a period's interest has accrued by a day of it, rounded half up."""
    since = a_period(due_on, frequency, back=True)
    days = min(max((on - since).days, 0), (due_on - since).days)
    return part_of(whole, days, (due_on - since).days)


def reached(stands: Sequence[Standing], to_come: Mapping[int, int], on: date) -> list[Standing]:
    """The instalments whose interest is owed by time: those that are due."""
    return [each for each in stands if each.id in to_come and each.due_on <= on]
