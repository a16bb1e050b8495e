"""Which of a debtor's open items add up to an amount, and how many sums would do so by chance.

Meet in the middle: the sums of two items, or of every choice of one half, are kept once per debtor as a bare set. Most
searches end with one comparison of such a set with what the others would have to make; only where they meet is it asked
which items it were. People pay what falls due together, so runs of neighbours are sought at any length, and neighbours
with gaps where there are too many items to try all.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from itertools import accumulate, combinations
from math import comb, sqrt

MOST_FOUND = 8
"""Solutions looked at; more say no more than that the amount proves nothing."""
NEARBY = 3
"""Gaps in a run of neighbours up to which a choice counts as one of neighbours."""
_MOST_FOR_THREE = 120
_MOST_FOR_FOUR = 50
_MOST_FOR_FIVE = 20
_MOST_FOR_SIX = 18
_MOST_FOR_ANY = 14
_MOST_NEARBY = 150
_SOON, _LATER = 4, 5  # items that follow one and may belong to it
_ONE_MORE = 1 << 48
"""Added to every amount, so that a sum also says of how many items it is; above any sum of amounts."""

Choice = tuple[int, ...]
Way = Callable[[int], Iterator[Choice]]


class Sums:
    """The sums of one list of amounts, in minor units. Places in the list stand for the items, the oldest first."""

    __slots__ = (
        "_amounts",
        "_at",
        "_counted",
        "_following",
        "_halves",
        "_has_notes",
        "_least",
        "_most",
        "_of_two",
        "_reach",
        "_running",
        "_spread",
    )

    def __init__(self, amounts: Sequence[int]) -> None:
        self._amounts = amounts
        self._has_notes = min(amounts, default=0) < 0
        self._least = sum([each for each in amounts if each < 0]) if self._has_notes else 0
        self._most = sum(amounts) - self._least
        self._at: dict[int, list[int]] = {}
        self._of_two: frozenset[int] | None = None
        self._following: dict[int, tuple[list[int], list[int], frozenset[int]]] = {}
        self._halves: _Halves | None = None
        self._counted: _Halves | None = None
        self._running: dict[int, list[int]] = {}
        self._reach: list[int] = []
        """What the few items after each make together."""
        self._spread = 0.0

    def find(self, total: int, without: Collection[int] = ()) -> list[Choice]:
        """Choices of two items or more that make the total: neighbours and small ones, others where there are none."""
        if self._is_out_of_reach(total):
            return []
        found: dict[Choice, None] = {}
        likely, others = self._ways()
        for way in (*likely, *others):
            if found and way in others:
                break
            for choice in way(total):
                if without and any(place in without for place in choice):
                    continue
                found[choice] = None
                if len(found) >= MOST_FOUND:
                    return list(found)
        return list(found)

    def by_chance(self, choice: Choice) -> float:
        """How many choices no larger and no more scattered meet an amount by chance, were amounts spread evenly."""
        n, size = len(self._amounts), len(choice)
        if not self._spread:
            mean = sum(self._amounts) / n
            self._spread = max(1.0, sqrt(sum((each - mean) ** 2 for each in self._amounts) / n))
        gaps = choice[-1] - choice[0] + 1 - size
        if gaps == 0:
            return n * size / (2.5 * sqrt(size) * self._spread)
        pool = n if gaps > NEARBY else size + gaps
        ways = sum(comb(pool, k) / (2.5 * sqrt(k) * self._spread) for k in range(2, min(size, pool) + 1))
        return float(ways if gaps > NEARBY else ways * n)

    def _is_out_of_reach(self, total: int) -> bool:
        """Whether no choice at all makes the total: it is too much, or items are so few that every choice is known."""
        if not self._least <= total <= self._most or len(self._amounts) < 2:
            return True
        if len(self._amounts) > _MOST_FOR_ANY:
            return False
        if self._halves is None:
            self._halves = _Halves(self._amounts)
        return not self._halves.can_make(total)

    def _ways(self) -> tuple[Sequence[Way], Sequence[Way]]:
        """How to search so many items: what is always tried, and what only where that finds nothing."""
        n = len(self._amounts)
        if n <= _MOST_FOR_ANY:
            return (self._runs, self._twos, self._threes, self._fours), (self._any,)
        if n <= _MOST_FOR_FIVE:
            more = (self._fives, self._sixes) if n <= _MOST_FOR_SIX else (self._fives,)
            return (self._runs, self._twos, self._threes, self._fours), more
        if n <= _MOST_FOR_FOUR:
            return (self._runs, self._twos, self._threes, self._near), (self._fours,)
        if n <= _MOST_FOR_THREE:
            return (self._runs, self._twos, self._threes_of_many, self._near), ()
        return (self._runs, self._twos, self._near) if n <= _MOST_NEARBY else (self._runs, self._twos), ()

    def _runs(self, total: int) -> Iterator[Choice]:
        """Neighbours without a gap, of any number."""
        running = self._running
        if not running:
            for place, reached in enumerate(accumulate(self._amounts, initial=0)):
                running.setdefault(reached, []).append(place)
        if running.keys().isdisjoint([reached - total for reached in running]):
            return
        for reached, ends in running.items():
            for start in running.get(reached - total, ()):
                for end in ends:
                    if end - start > 1:
                        yield tuple(range(start, end))

    def _twos(self, total: int) -> Iterator[Choice]:
        at = self._places_of()
        if at.keys().isdisjoint([total - amount for amount in at]):
            return
        for place, amount in enumerate(self._amounts):
            for other in at.get(total - amount, ()):
                if other > place:
                    yield place, other

    def _threes(self, total: int) -> Iterator[Choice]:
        """Each item with the sums of two others."""
        sums = self._sums_of_two()
        for one, amount in enumerate(self._amounts):
            if total - amount in sums:
                yield from self._threes_with(one, total - amount)

    def _threes_of_many(self, total: int) -> Iterator[Choice]:
        """The same where the sums of two would be too many to keep."""
        amounts, places = self._amounts, self._places_of().keys()
        most = 2 * max(amounts)
        for one, amount in enumerate(amounts):
            rest = total - amount
            if rest > most or (rest <= 0 and not self._has_notes):
                continue
            if not places.isdisjoint([rest - each for each in amounts[one + 1 :]]):
                yield from self._threes_with(one, rest)

    def _threes_with(self, one: int, rest: int) -> Iterator[Choice]:
        amounts, at = self._amounts, self._places_of()
        for other in range(one + 1, len(amounts)):
            for third in at.get(rest - amounts[other], ()):
                if third > other:
                    yield one, other, third

    def _fours(self, total: int) -> Iterator[Choice]:
        """Two and two."""
        sums = self._sums_of_two()
        meeting = sums.intersection([total - each for each in sums])
        if not meeting:
            return
        for amount in dict.fromkeys(one + other for one, other in combinations(self._amounts, 2)):
            if amount in meeting:
                choices = list(self._twos(amount))
                for others in self._twos(total - amount):
                    for choice in choices:
                        if choice[1] < others[0]:
                            yield choice + others

    def _near(self, total: int) -> Iterator[Choice]:
        """Neighbours with gaps: one item and every choice of those that follow it, again meeting in the middle."""
        amounts = self._amounts
        if not self._reach:
            self._reach = [sum(amounts[at + 1 : at + 1 + _SOON + _LATER]) for at in range(len(amounts))]
        for first, (amount, reach) in enumerate(zip(amounts, self._reach, strict=True)):
            rest = total - amount
            if not 0 < rest <= reach:
                continue
            if (after := self._following.get(first)) is None:
                after = self._following[first] = self._after(first)
            soon, later, sums = after
            if sums.isdisjoint([rest - nearer for nearer in soon]):
                continue
            for near, nearer in enumerate(soon):
                for far, farther in enumerate(later):
                    if nearer + farther == rest:
                        mask = near | far << _SOON
                        yield (first, *(first + 1 + place for place in _places(mask)))

    def _after(self, first: int) -> tuple[list[int], list[int], frozenset[int]]:
        """The sums of every choice of the few items after one, whose place in the list says which, bit by bit; those
        of the few behind them likewise, and these again without their order.
        """
        middle = first + 1 + _SOON
        later = _every_sum(self._amounts[middle : middle + _LATER])
        return _every_sum(self._amounts[first + 1 : middle]), later, frozenset(later)

    def _fives(self, total: int) -> Iterator[Choice]:
        return self._of_size(5, total)

    def _sixes(self, total: int) -> Iterator[Choice]:
        return self._of_size(6, total)

    def _of_size(self, size: int, total: int) -> Iterator[Choice]:
        if self._counted is None:
            self._counted = _Halves([amount + _ONE_MORE for amount in self._amounts])
        return self._counted.choices(total + size * _ONE_MORE)

    def _any(self, total: int) -> Iterator[Choice]:
        """Five and more of few items."""
        halves = self._halves or _Halves(self._amounts)
        return (choice for choice in halves.choices(total) if len(choice) > 4)

    def _places_of(self) -> dict[int, list[int]]:
        """The places of each amount."""
        if not self._at:
            for place, amount in enumerate(self._amounts):
                self._at.setdefault(amount, []).append(place)
        return self._at

    def _sums_of_two(self) -> frozenset[int]:
        if self._of_two is None:
            self._of_two = frozenset([one + other for one, other in combinations(self._amounts, 2)])
        return self._of_two


class _Halves:
    """The sums of all choices of either half of a few amounts; the place of a sum says of which items, bit by bit."""

    __slots__ = ("_left", "_middle", "_right", "_sums")

    def __init__(self, amounts: Sequence[int]) -> None:
        self._middle = len(amounts) // 2
        self._left = _every_sum(amounts[: self._middle])
        self._right = _every_sum(amounts[self._middle :])
        self._sums = frozenset(self._right)

    def can_make(self, total: int) -> bool:
        return not self._sums.isdisjoint([total - each for each in self._left])

    def choices(self, total: int) -> Iterator[Choice]:
        if not self.can_make(total):
            return
        at: dict[int, list[int]] = {}
        for mask, amount in enumerate(self._right):
            at.setdefault(amount, []).append(mask)
        for mask, amount in enumerate(self._left):
            for other in at.get(total - amount, ()):
                yield tuple(_places(mask | other << self._middle))


def _places(mask: int) -> Iterator[int]:
    return (place for place in range(mask.bit_length()) if mask >> place & 1)


def _every_sum(amounts: Sequence[int]) -> list[int]:
    sums = [0]
    for amount in amounts:
        sums += [each + amount for each in sums]
    return sums
