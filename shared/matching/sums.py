"""Which of a debtor's open items add up to an amount, and how many sums would do so by chance.

Meet in the middle: sums of two and of three items are kept once per debtor, so that a search for up to six items is a
walk over one table with a look-up in the other, never a walk over all choices. People pay what falls due together, so
runs of neighbours are sought at any length, and neighbours with gaps where there are too many items to try all.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from itertools import combinations
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
_MOST_KEPT = 4

Choice = tuple[int, ...]


class Sums:
    """The sums of one list of amounts, in minor units. Places in the list stand for the items, the oldest first."""

    __slots__ = (
        "_amounts",
        "_at",
        "_following",
        "_halves",
        "_has_notes",
        "_pairs",
        "_reach",
        "_running",
        "_spread",
        "_triples",
    )

    def __init__(self, amounts: Sequence[int]) -> None:
        self._amounts = amounts
        self._at: dict[int, list[int]] = {}
        for place, amount in enumerate(amounts):
            self._at.setdefault(amount, []).append(place)
        self._pairs: dict[int, list[Choice]] | None = None
        self._triples: dict[int, list[Choice]] | None = None
        self._following: dict[int, tuple[list[int], dict[int, list[int]]]] = {}
        self._halves: tuple[dict[int, list[Choice]], dict[int, list[Choice]]] | None = None
        self._running: dict[int, list[int]] | None = None
        self._reach: list[int] = []
        """What the few items after each make together."""
        self._has_notes = min(amounts, default=0) < 0
        self._spread = 0.0

    def find(self, total: int, without: Collection[int] = ()) -> list[Choice]:
        """Choices of two items or more that make the total: neighbours and small ones, others where there are none."""
        found: dict[Choice, None] = {}
        likely = (self._runs, self._twos, self._threes, self._near)
        for way in (*likely, self._fours, self._any, self._fives, self._sixes):
            if found and way not in likely and not (way == self._fours and len(self._amounts) <= _MOST_FOR_FIVE):
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

    def _runs(self, total: int) -> Iterator[Choice]:
        """Neighbours without a gap, of any number."""
        if self._running is None:
            self._running, running = {0: [0]}, 0
            for place, amount in enumerate(self._amounts, start=1):
                running += amount
                self._running.setdefault(running, []).append(place)
        for reached, ends in self._running.items():
            for start in self._running.get(reached - total, ()):
                for end in ends:
                    if end - start > 1:
                        yield tuple(range(start, end))

    def _twos(self, total: int) -> Iterator[Choice]:
        at = self._at
        for place, amount in enumerate(self._amounts):
            for other in at.get(total - amount, ()):
                if other > place:
                    yield place, other

    def _threes(self, total: int) -> Iterator[Choice]:
        if len(self._amounts) > _MOST_FOR_THREE:
            return
        amounts, at = self._amounts, self._at
        most = 2 * max(amounts)
        for one, amount in enumerate(amounts):
            rest = total - amount
            if rest > most or (rest <= 0 and not self._has_notes):
                continue
            if at.keys().isdisjoint([rest - each for each in amounts[one + 1 :]]):
                continue
            for other in range(one + 1, len(amounts)):
                for third in at.get(rest - amounts[other], ()):
                    if third > other:
                        yield one, other, third

    def _fours(self, total: int) -> Iterator[Choice]:
        if len(self._amounts) > _MOST_FOR_FOUR:
            return
        pairs = self.pairs
        for amount, choices in pairs.items():
            for others in pairs.get(total - amount, ()):
                for choice in choices:
                    if choice[1] < others[0]:
                        yield choice + others

    def _near(self, total: int) -> Iterator[Choice]:
        """Neighbours with gaps: one item and every choice of those that follow it, again meeting in the middle."""
        if not _MOST_FOR_FIVE < len(self._amounts) <= _MOST_NEARBY:
            return
        amounts = self._amounts
        if not self._reach:
            self._reach = [sum(amounts[at + 1 : at + 1 + _SOON + _LATER]) for at in range(len(amounts))]
        for first, amount in enumerate(amounts):
            rest = total - amount
            if not 0 < rest <= self._reach[first]:
                continue
            if (after := self._following.get(first)) is None:
                after = self._following[first] = self._after(first)
            soon, later = after
            for near, nearer in enumerate(soon):
                for far in later.get(rest - nearer, ()):
                    mask = near | far << _SOON
                    yield (first, *(first + 1 + bit for bit in range(_SOON + _LATER) if mask >> bit & 1))

    def _after(self, first: int) -> tuple[list[int], dict[int, list[int]]]:
        """The sums of every choice of the few items after one, whose place in the list says which, bit by bit; and
        those of the few behind them likewise, by their sum.
        """
        middle = first + 1 + _SOON
        later: dict[int, list[int]] = {}
        for mask, amount in enumerate(_every_sum(self._amounts[middle : middle + _LATER])):
            later.setdefault(amount, []).append(mask)
        return _every_sum(self._amounts[first + 1 : middle]), later

    def _fives(self, total: int) -> Iterator[Choice]:
        if not _MOST_FOR_ANY < len(self._amounts) <= _MOST_FOR_FIVE:
            return
        triples = self.triples
        for amount, choices in self.pairs.items():
            for others in triples.get(total - amount, ()):
                for choice in choices:
                    if choice[1] < others[0]:
                        yield choice + others

    def _sixes(self, total: int) -> Iterator[Choice]:
        if not _MOST_FOR_ANY < len(self._amounts) <= _MOST_FOR_SIX:
            return
        triples = self.triples
        for amount, choices in triples.items():
            for others in triples.get(total - amount, ()):
                for choice in choices:
                    if choice[2] < others[0]:
                        yield choice + others

    def _any(self, total: int) -> Iterator[Choice]:
        """Five and more of few items: all choices of the one half against all of the other."""
        if len(self._amounts) > _MOST_FOR_ANY:
            return
        if self._halves is None:
            middle = len(self._amounts) // 2
            places = range(len(self._amounts))
            self._halves = self._choices(places[:middle]), self._choices(places[middle:])
        left, right = self._halves
        for amount, choices in left.items():
            for others in right.get(total - amount, ()):
                for choice in choices:
                    if len(choice) + len(others) > 4:
                        yield choice + others

    @property
    def pairs(self) -> dict[int, list[Choice]]:
        if self._pairs is None:
            self._pairs = {}
            for one, amount in enumerate(self._amounts):
                for other in range(one + 1, len(self._amounts)):
                    self._pairs.setdefault(amount + self._amounts[other], []).append((one, other))
        return self._pairs

    @property
    def triples(self) -> dict[int, list[Choice]]:
        if self._triples is None:
            self._triples = {}
            for one, other, third in combinations(range(len(self._amounts)), 3):
                amount = self._amounts[one] + self._amounts[other] + self._amounts[third]
                kept = self._triples.setdefault(amount, [])
                if len(kept) < _MOST_KEPT:
                    kept.append((one, other, third))
        return self._triples

    def _choices(self, places: range) -> dict[int, list[Choice]]:
        found: dict[int, list[Choice]] = {0: [()]}
        for place in places:
            amount = self._amounts[place]
            for total, choices in [(total, list(some)) for total, some in found.items()]:
                kept = found.setdefault(total + amount, [])
                kept.extend((*choice, place) for choice in choices[: _MOST_KEPT - len(kept)])
        return found


def _every_sum(amounts: Sequence[int]) -> list[int]:
    sums = [0]
    for amount in amounts:
        sums += [each + amount for each in sums]
    return sums
