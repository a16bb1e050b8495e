"""Gives invoices to payments: the most believable reading of the whole journal, no invoice given away twice.

Payments that claim the same invoice are settled together, every combination of their readings being tried where they
are few; the others simply get what they claim.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from math import log

from shared.matching.case import Claim, Hypothesis
from shared.matching.index import Index

Ranked = Sequence[tuple[Hypothesis, float]]

WORTH_PROPOSING = 0.05
"""A reading less likely than that helps nobody."""
_MOST_TOGETHER = 6
_MOST_READINGS = 4
_LEAST = 1e-6


class Settlement:
    """What is left of every invoice while payments are given theirs."""

    def __init__(self, index: Index) -> None:
        self._index = index
        self._left = list(index.owed)
        self._returned: dict[int, int] = defaultdict(int)
        self.takers: dict[int, list[int]] = defaultdict(list)
        """The payments, by their number, that were given a share of an invoice."""

    def settle(self, ranked: Sequence[Ranked]) -> list[tuple[Hypothesis, float] | None]:
        """For each payment the reading it is given with its probability; none where nothing is left to give."""
        given: list[tuple[Hypothesis, float] | None] = [None] * len(ranked)
        for group in _contested(ranked):
            for number, choice in self._together(group, ranked).items():
                given[number] = choice
        return given

    def _together(self, group: Sequence[int], ranked: Sequence[Ranked]) -> dict[int, tuple[Hypothesis, float] | None]:
        if 1 < len(group) <= _MOST_TOGETHER:
            best = _Search(self, group, ranked).best()
            return {number: self._give(number, ranked[number], choice) for number, choice in best.items()}
        order = sorted(group, key=lambda number: (-ranked[number][0][1], number))
        return {number: self._give(number, ranked[number], None) for number in order}

    def _give(
        self, number: int, ranked: Ranked, choice: tuple[Hypothesis, float] | None
    ) -> tuple[Hypothesis, float] | None:
        """Grant the choice, or the likeliest that is still to be had."""
        for each in (choice, *ranked) if choice else ranked:
            if each[1] >= WORTH_PROPOSING and self.is_free(each[0].claim):
                self.take(each[0].claim, 1)
                for place, _ in each[0].claim:
                    self.takers[place].append(number)
                return each
        return None

    def is_free(self, claim: Claim) -> bool:
        """Whether all of it is still to be had."""
        for place, amount in claim:
            owed, left = self._index.owed[place], self._left[place]
            if owed > 0 > amount or owed == 0:
                paid = self._index.invoices[place].original_minor - owed
                if -amount > paid - self._returned[place]:
                    return False
            elif not (0 < amount <= left or left <= amount < 0):
                return False
        return True

    def take(self, claim: Claim, times: int) -> None:
        """Book a claim, or take it back with `times` -1."""
        for place, amount in claim:
            if self._index.owed[place] == 0 or self._index.owed[place] > 0 > amount:
                self._returned[place] -= amount * times
            else:
                self._left[place] -= amount * times


class _Search:
    """The likeliest combination of readings of a few payments that do not clash."""

    def __init__(self, settlement: Settlement, group: Sequence[int], ranked: Sequence[Ranked]) -> None:
        self._settlement = settlement
        self._group = sorted(group, key=lambda number: (-ranked[number][0][1], number))
        self._ranked = ranked
        self._best: tuple[float, dict[int, tuple[Hypothesis, float] | None]] = (float("-inf"), {})

    def best(self) -> dict[int, tuple[Hypothesis, float] | None]:
        self._try(0, 0.0, {})
        return self._best[1]

    def _try(self, at: int, belief: float, chosen: dict[int, tuple[Hypothesis, float] | None]) -> None:
        if belief <= self._best[0]:
            return
        if at == len(self._group):
            self._best = belief, dict(chosen)
            return
        number = self._group[at]
        ranked = self._ranked[number]
        for choice in ranked[:_MOST_READINGS]:
            if self._settlement.is_free(choice[0].claim):
                self._settlement.take(choice[0].claim, 1)
                self._try(at + 1, belief + log(max(choice[1], _LEAST)), {**chosen, number: choice})
                self._settlement.take(choice[0].claim, -1)
        none = max(1 - sum(chance for _, chance in ranked), _LEAST)
        self._try(at + 1, belief + log(none), {**chosen, number: None})


def _contested(ranked: Sequence[Ranked]) -> list[list[int]]:
    """Groups of payments whose likely readings touch the same invoices, each group in the order of the journal."""
    parent = list(range(len(ranked)))

    def root(number: int) -> int:
        while parent[number] != number:
            parent[number] = parent[parent[number]]
            number = parent[number]
        return number

    first_on: dict[int, int] = {}
    for number, readings in enumerate(ranked):
        for place in _places(readings):
            other = first_on.setdefault(place, number)
            parent[root(number)] = root(other)
    groups: dict[int, list[int]] = defaultdict(list)
    for number, readings in enumerate(ranked):
        if readings:
            groups[root(number)].append(number)
    return list(groups.values())


def _places(readings: Ranked) -> Iterable[int]:
    return {
        place
        for hypothesis, chance in readings[:_MOST_READINGS]
        if chance >= WORTH_PROPOSING
        for place, _ in hypothesis.claim
    }
