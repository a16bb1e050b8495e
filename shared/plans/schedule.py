"""How a total becomes instalments: equal parts, remainder last, on anchored dates (domain.md 3.2)."""

import calendar
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from fractions import Fraction
from itertools import pairwise

from shared.errors import Refused
from shared.i18n import Told, phrase
from shared.i18n.sentences import Value
from shared.money import Money, half_up
from shared.words import Frequency

PERIODS_A_YEAR = {Frequency.WEEKLY: 52, Frequency.TWO_WEEKLY: 26, Frequency.MONTHLY: 12, Frequency.DATES: 12}
_DAYS = {Frequency.WEEKLY: 7, Frequency.TWO_WEEKLY: 14}


class NotASchedule(Refused):
    """What was asked for cannot be cut into payments; the sentence says why."""


@dataclass(frozen=True, slots=True)
class Part:
    """One payment of a schedule. Number 0 is the down payment; `interest` and `fee` are parts of `amount`."""

    number: int
    due_on: date
    amount: Money
    interest: Money
    fee: Money

    @property
    def principal(self) -> Money:
        """What it pays of the invoices."""
        return self.amount - self.interest - self.fee


@dataclass(frozen=True, slots=True)
class Ask:
    """A plan as it is asked for: what it covers, and on which days it is paid.

    `down` is paid first, on `down_on`, and is none of the instalments; `dates` are those of the equal parts after it.
    `interest_bp` is the nominal rate a year in basis points; a set-up `fee` is paid with the first payment. `day` keeps
    monthly dates anchored. `wished` is what the debtor said they can pay a time, where they said an amount.
    """

    total: Money
    dates: tuple[date, ...]
    frequency: Frequency = Frequency.MONTHLY
    down: Money | None = None
    down_on: date | None = None
    interest_bp: int = 0
    day: int = 0
    wished: Money | None = None
    fee: Money | None = None

    @property
    def has_cost(self) -> bool:
        """Whether more is paid than what is owed."""
        return bool(self.interest_bp or self.fee)

    @property
    def first_on(self) -> date:
        """The day of the first payment of all."""
        return self.down_on or self.dates[0]

    @property
    def payments(self) -> int:
        """How many payments there are with the down payment."""
        return len(self.dates) + bool(self.down)


def regular(total: Money, first_on: date, frequency: Frequency, count: int, *, down: Money | None = None) -> Ask:
    """A plan of `count` equal parts; a down payment takes the first date and moves the parts one period on."""
    days = dates(first_on, frequency, count + bool(down))
    if down:
        return Ask(total, days[1:], frequency, down, days[0], day=first_on.day)
    return Ask(total, days, frequency, day=first_on.day)


def by_amount(total: Money, first_on: date, frequency: Frequency, at_most: Money, *, down: Money | None = None) -> Ask:
    """A plan of payments of at most `at_most`, as few as that takes.

    Raises:
        NotASchedule: nothing can be paid a time, or the down payment leaves nothing.
    """
    rest = total - (down or Money.zero(total.currency))
    count = fewest_parts(rest.minor, at_most.minor)
    return replace(regular(total, first_on, frequency, count, down=down), wished=at_most)


def dates(first: date, frequency: Frequency, count: int, *, day: int = 0) -> tuple[date, ...]:
    """`count` days from the first, which is among them: 31 Jan, 28 Feb, 31 Mar, never drifting.

    Args:
        first: the first day.
        frequency: weekly, two-weekly or monthly.
        count: how many.
        day: the day of the month that months are anchored to; 0: the first's.
    """
    if frequency in _DAYS:
        return tuple(first + timedelta(days=_DAYS[frequency] * k) for k in range(count))
    return tuple(add_months(first, k, day=day) for k in range(count))


def a_period(start: date, frequency: Frequency, *, back: bool = False) -> date:
    """The day one period later, or earlier; days chosen one by one count as months."""
    if frequency in _DAYS:
        return start + timedelta(days=-_DAYS[frequency] if back else _DAYS[frequency])
    return add_months(start, -1 if back else 1)


def add_months(start: date, months: int, *, day: int = 0) -> date:
    """The same day (or `day`) that many months later, clamped to the month's end."""
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    return date(year, month + 1, min(day or start.day, calendar.monthrange(year, month + 1)[1]))


def equal_parts(total: int, count: int) -> list[int]:
    """`count` parts in minor units, all equal but the last, which carries the remainder.

    `G`: 1,000.00 / 3 → 333.33, 333.33, 333.34; 0.05 / 3 → 0.01, 0.01, 0.03.

    Raises:
        NotASchedule: fewer minor units than parts, or no part at all.
    """
    if count < 1 or total < count:
        raise NotASchedule("There is too little left to divide into that many payments.")
    base = total // count
    return [*[base] * (count - 1), total - base * (count - 1)]


def fewest_parts(total: int, at_most: int) -> int:
    """The least number of equal parts of which none, the last included, is more than `at_most`.

    Raises:
        NotASchedule: nothing can be paid a time.
    """
    if at_most < 1:
        raise NotASchedule("Please say an amount above zero.")
    count = max(1, -(-total // at_most))
    while equal_parts(total, count)[-1] > at_most:
        count += 1
    return count


def build(ask: Ask) -> tuple[Part, ...]:
    """The payments of a plan: the down payment, then equal parts (an annuity where there is interest), last one exact.

    Raises:
        NotASchedule: dates that do not follow one another, or too little to divide.
    """
    days = (*([ask.down_on] if ask.down_on else []), *ask.dates)
    if not ask.dates or any(later <= earlier for earlier, later in pairwise(days)):
        raise NotASchedule("Each payment must be due after the one before it.")
    down = ask.down or Money.zero(ask.total.currency)
    if down.minor < 0 or bool(down) != bool(ask.down_on):
        raise NotASchedule("A down payment needs an amount above zero and a day.")
    if ask.fee and ask.fee.minor < 0:
        raise NotASchedule("A fee is an amount above zero.")
    rest = ask.total - down
    parts = _parts(rest.minor, ask)
    nothing = Money.zero(rest.currency)
    first = [Part(0, ask.down_on, down, nothing, nothing)] if ask.down_on else []
    made = [
        Part(number, due_on, Money(amount, rest.currency), Money(interest, rest.currency), nothing)
        for number, (due_on, (amount, interest)) in enumerate(zip(ask.dates, parts, strict=True), start=1)
    ]
    if any(each.principal.minor < 1 for each in made):
        raise NotASchedule("There is too little left to divide into that many payments.")
    return _with_fee((*first, *made), ask.fee or nothing)


def annuity(principal: int, rate_bp: int, count: int, *, periods: int = 12) -> list[tuple[int, int]]:
    """Equal payments with interest, each as (amount, interest in it); the last clears the balance to nothing.

    `G`: 1,200.00 at 12 % over 6 months → 5 × 207.06 and 207.05, interest 42.35. Interest is rounded half up a period.

    Args:
        principal: what is owed, in minor units.
        rate_bp: the nominal rate a year, in basis points.
        count: how many payments.
        periods: payments a year.
    """
    rate = Fraction(rate_bp, 10_000 * periods)
    payment = half_up(principal * rate * (1 - (1 + rate) ** -count) ** -1)
    left, made = principal, []
    for number in range(1, count + 1):
        interest = half_up(left * rate)
        repaid = left if number == count else min(left, payment - interest)
        left -= repaid
        made.append((interest + repaid, interest))
    return made


def left_after(parts: Sequence[Part]) -> list[Money]:
    """What is left to pay after each part: the table beside the schedule, and its bars."""
    left = Money.total((each.amount for each in parts), parts[0].amount.currency)
    after = []
    for each in parts:
        left -= each.amount
        after.append(left)
    return after


def _with_fee(parts: tuple[Part, ...], fee: Money) -> tuple[Part, ...]:
    return (replace(parts[0], amount=parts[0].amount + fee, fee=fee), *parts[1:])


def _parts(rest: int, ask: Ask) -> list[tuple[int, int]]:
    if not ask.interest_bp:
        return [(each, 0) for each in equal_parts(rest, len(ask.dates))]
    equal_parts(rest, len(ask.dates))
    return annuity(rest, ask.interest_bp, len(ask.dates), periods=PERIODS_A_YEAR[ask.frequency])


def summary(ask: Ask) -> Told:
    """A plan in a sentence; what was asked for is kept in these words."""
    parts = build(ask)
    regular = [each.amount - each.fee for each in parts if each.number]
    total, last = Money.total((each.amount for each in parts), ask.total.currency), regular[-1]
    known: dict[str, Value] = {
        "total": total,
        "count": len(regular),
        "amount": regular[0],
        "first": ask.first_on,
    }
    if ask.fee:
        return _with_fee_told(ask, known | {"fee": ask.fee, "last": last})
    if ask.down and last != regular[0]:
        text = phrase("{total} in all: {down} first, then {count} × {amount}, the last {last}, from {first}.")
        return Told(text, **known, down=ask.down, last=last)
    if ask.down:
        return Told("{total} in all: {down} first, then {count} × {amount}, from {first}.", **known, down=ask.down)
    if last != regular[0]:
        return Told("{total} in all: {count} × {amount}, the last {last}, from {first}.", **known, last=last)
    return Told("{total} in all: {count} × {amount}, from {first}.", **known)


def _with_fee_told(ask: Ask, known: dict[str, Value]) -> Told:
    if ask.down:
        text = phrase("{total} in all: a fee of {fee}, {down} first, then {count} × {amount}, the last {last}.")
        return Told(text, **known | {"down": ask.down})
    return Told("{total} in all: a fee of {fee}, and {count} × {amount}, the last {last}, from {first}.", **known)
