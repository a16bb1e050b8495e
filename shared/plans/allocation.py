"""What money does inside a plan: which instalment and which invoice it is for, and how the rest is planned anew.

Amounts are minor units of the plan's one currency (domain.md 3.3, 3.4).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from shared.plans.schedule import equal_parts


@dataclass(frozen=True, slots=True)
class InForce:
    """An instalment as it is in force now: what re-plans took away from it is not in `amount`."""

    id: int
    number: int
    due_on: date
    amount: int


@dataclass(frozen=True, slots=True)
class Standing:
    """An instalment with what is paid of it; `left` is never negative."""

    id: int
    number: int
    due_on: date
    amount: int
    paid: int

    @property
    def left(self) -> int:
        return self.amount - self.paid


@dataclass(frozen=True, slots=True)
class Share:
    """A part of a payment: for this instalment, against this invoice."""

    instalment_id: int
    invoice_id: int
    amount: int


@dataclass(frozen=True, slots=True)
class Added:
    """An instalment that a change of the schedule brings in."""

    number: int
    due_on: date
    amount: int


@dataclass(frozen=True, slots=True)
class Change:
    """A change of a schedule: what is cut from instalments, and which come in. Only what is unpaid is ever cut."""

    cuts: tuple[tuple[int, int], ...] = ()
    adds: tuple[Added, ...] = ()

    @property
    def delta(self) -> int:
        """By how much the plan's total changes."""
        return sum(each.amount for each in self.adds) - sum(amount for _, amount in self.cuts)

    def __bool__(self) -> bool:
        return bool(self.cuts or self.adds)

    @property
    def as_data(self) -> dict[str, list[list[int | str]]]:
        """For keeping; `from_data` reads it back."""
        adds: list[list[int | str]] = [[each.number, str(each.due_on), each.amount] for each in self.adds]
        return {"cuts": [list(each) for each in self.cuts], "adds": adds}

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> "Change":
        adds = (Added(number, date.fromisoformat(day), amount) for number, day, amount in data["adds"])
        return cls(tuple((id_, minor) for id_, minor in data["cuts"]), tuple(adds))


def standings(parts: Iterable[InForce], named: Mapping[int, int], unnamed: int = 0) -> tuple[Standing, ...]:
    """What is paid of each instalment, the oldest first.

    Args:
        parts: the instalments in force, in any order.
        named: what allocations that name an instalment have settled, by its id.
        unnamed: what came for the plan's invoices and names no instalment; it fills the oldest first, and so does
            what was named for an instalment beyond its amount.
    """
    ordered = sorted(parts, key=lambda each: (each.due_on, each.number, each.id))
    paid = {each.id: max(0, min(named.get(each.id, 0), each.amount)) for each in ordered}
    pool = unnamed + sum(named.values()) - sum(paid.values())
    for each in ordered:
        more = max(0, min(pool, each.amount - paid[each.id]))
        paid[each.id] += more
        pool -= more
    return tuple(Standing(each.id, each.number, each.due_on, each.amount, paid[each.id]) for each in ordered)


def spread(
    amount: int,
    stands: Sequence[Standing],
    owed: Sequence[tuple[int, int]],
    *,
    first: int | None = None,
    fees: Mapping[int, int | None] | None = None,
) -> tuple[list[Share], int]:
    """Set a payment against instalments, the oldest open first, and inside each against the invoices as ordered.

    `G`: A 333.10, B 416.90, C 500.00 over 6 parts: #2 pays A 124.77 and B 83.56 (domain.md 3.3).

    Inside an instalment its own fees go first (domain.md 1.3); those of others are paid when nothing else is left.

    Args:
        amount: what was paid.
        stands: the plan's instalments, the oldest first.
        owed: the plan's invoices with what is left of each, the oldest due first.
        first: an instalment the debtor named; it goes before all others (domain.md 1.3).
        fees: which of what is owed are fees, each with the instalment that carries it.

    Returns:
        The shares, which with the excess sum to the amount.
    """
    left, rest, shares = dict(owed), amount, []
    for each in sorted(stands, key=lambda stand: stand.id != first):
        for invoice_id, part in _taken(min(rest, each.left), left, _fees_first(left, each.id, fees or {})):
            shares.append(Share(each.id, invoice_id, part))
            rest -= part
    return shares, rest


def due_by(stands: Iterable[Standing], on: date) -> int:
    """What is due and unpaid on a day: missed instalments and the present one."""
    return sum(each.left for each in stands if each.due_on <= on)


def payable_now(stands: Sequence[Standing], on: date) -> tuple[Standing, ...]:
    """What the debtor is asked for: everything due and unpaid, else the next instalment; never the whole by mistake."""
    unpaid = [each for each in stands if each.left]
    return tuple(each for each in unpaid if each.due_on <= on) or tuple(unpaid[:1])


def shorter(stands: Sequence[Standing], by: int) -> Change:
    """Less to pay: cut from the end, so that the plan is done sooner."""
    cuts = []
    for each in reversed(stands):
        cut = min(by, each.left)
        by -= cut
        if cut:
            cuts.append((each.id, cut))
    return Change(tuple(cuts))


def shorten_by_paying(stands: Sequence[Standing], amount: int, now: Sequence[Standing]) -> dict[int, int]:
    """What a payment of more than is due fills: what is payable `now`, then instalments from the end; by instalment."""
    later = [each for each in stands if each not in now]
    filled: dict[int, int] = {}
    for each in (*now, *reversed(later)):
        part = min(amount, each.left)
        amount -= part
        if part:
            filled[each.id] = part
    return filled


def lower_by_paying(stands: Sequence[Standing], amount: int, now: Sequence[Standing]) -> dict[int, int]:
    """What a payment of more than is due fills: what is payable `now`, then each later one by its share; by instalment.

    What does not divide evenly goes to the last ones.
    """
    later = [each for each in stands if each not in now and each.left]
    filled = dict(_taken(amount, {each.id: each.left for each in now}))
    rest, whole = amount - sum(filled.values()), sum(each.left for each in later)
    rest = min(rest, whole)
    parts = {each.id: each.left * rest // whole for each in later} if whole else {}
    over = rest - sum(parts.values())
    for id_, more in _taken(over, {each.id: each.left - parts[each.id] for each in reversed(later)}):
        parts[id_] += more
    return filled | {id_: part for id_, part in parts.items() if part}


def longer(stands: Sequence[Standing], more: int, days: Sequence[date]) -> Change:
    """More to pay: new instalments at the end, on as many of the days as keep each no larger than those before."""
    usual = max((each.amount for each in stands), default=more) or more
    count = max(1, min(-(-more // usual), len(days), more))
    number = max((each.number for each in stands), default=0)
    parts = equal_parts(more, count)
    dated = enumerate(zip(days, parts, strict=False), start=1)
    return Change((), tuple(Added(number + k, day, part) for k, (day, part) in dated))


def moved(stands: Sequence[Standing], instalment_id: int, to: date) -> Change:
    """One instalment on another day; what is paid of it stays where it is."""
    return Change(
        tuple((each.id, each.left) for each in stands if each.id == instalment_id),
        tuple(Added(each.number, to, each.left) for each in stands if each.id == instalment_id),
    )


def applied(stands: Sequence[Standing], change: Change) -> tuple[Standing, ...]:
    """The schedule after a change, for its preview; what came in has ids below zero."""
    cuts = dict(change.cuts)
    kept = [
        Standing(each.id, each.number, each.due_on, each.amount - cuts.get(each.id, 0), each.paid) for each in stands
    ]
    new = [Standing(-k, each.number, each.due_on, each.amount, 0) for k, each in enumerate(change.adds, start=1)]
    return tuple(sorted((each for each in (*kept, *new) if each.amount), key=lambda each: (each.due_on, each.number)))


def _fees_first(owed: Iterable[int], instalment_id: int, fees: Mapping[int, int | None]) -> list[int]:
    def place(item: int) -> int:
        if item not in fees:
            return 1
        return 0 if fees[item] == instalment_id else 2

    return sorted(owed, key=place)


def _taken(amount: int, left: dict[int, int], order: Iterable[int] | None = None) -> list[tuple[int, int]]:
    """Take an amount out of what is left, in its order or another, as far as it goes."""
    taken = []
    for key in list(left) if order is None else order:
        part = min(amount, left[key])
        if part > 0:
            taken.append((key, part))
            left[key] -= part
            amount -= part
    return taken
