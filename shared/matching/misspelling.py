"""Numbers with one letter or digit wrong, missing, too many or changed about; O for 0 and I for 1 among them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from rapidfuzz.distance import OSA

from shared.matching.index import Index
from shared.matching.mentions import RANKS, Hit
from shared.matching.scanning import LONGEST, MOST_RUNS
from shared.matching.text import MOST_LETTERS, Text
from shared.matching.words import NOT_OURS

_SHORTEST = 5
_ENDS = 2  # one mistake leaves the first two or the last two of five characters as they are


class Window(NamedTuple):
    """Letters and digits joined, the runs they cover as bits, where they start and end in the text."""

    written: str
    mask: int
    start: int
    end: int


class Misspellings:
    """What a text may mean by numbers that are nearly ours; its windows are cut once, when first asked for."""

    __slots__ = ("_amount", "_index", "_taken", "_text", "_windows")

    def __init__(self, text: Text, amount: int, index: Index) -> None:
        self._text = text
        self._amount = amount
        self._index = index
        self._windows: list[Window] | None = None
        self._taken: list[Window] = []
        """What is the number of another invoice."""

    def among(self, places: Sequence[int]) -> dict[int, Hit]:
        """Of these invoices those whose number or reference is nearly written.

        What is written may by that be the number of another invoice: that counts where the amount is right to the cent.
        """
        if self._windows is None:
            self._windows = []
            for window in _windows(self._text):
                is_taken = window.written in self._index.by_key or window.written in self._index.by_reference
                (self._taken if is_taken else self._windows).append(window)
        found = self._nearly(places, self._windows, "misspelt")
        if not self._taken:
            return found
        right = [place for place in self._right(places) if place not in found]
        return {**found, **self._nearly(right, self._taken, "misspelt as another")}

    def _right(self, places: Sequence[int]) -> list[int]:
        """Those that owe exactly what was paid, or that less their discount."""
        owed, discount, amount = self._index.owed, self._index.discount, self._amount
        return [place for place in places if owed[place] == amount or owed[place] - discount[place] == amount]

    def _nearly(self, places: Sequence[int], windows: Sequence[Window], kind: str) -> dict[int, Hit]:
        found: dict[int, Hit] = {}
        if not windows:
            return found
        index = self._index
        right = set(self._right(places))
        fronts = {window.written[:_ENDS] for window in windows}
        backs = {window.written[-_ENDS:] for window in windows}
        spelt = index.spelt
        for place in places:
            wanted = spelt[place] if place not in right else (*spelt[place], index.longest_group[place])
            for each in wanted:
                if (each[:_ENDS] in fronts or each[-_ENDS:] in backs) and (window := _nearest(each, windows)):
                    found[place] = Hit(RANKS[kind], kind, 1, False, window.mask, "text", window.start, window.end)
                    break
        return found


def _nearest(wanted: str, windows: Sequence[Window]) -> Window | None:
    """The first window that is one mistake away, one half of which at least is then as it should be."""
    size = len(wanted)
    if size < _SHORTEST:
        return None
    half = (size - 1) // 2
    front, back = wanted[:half], wanted[-half:]
    for window in windows:
        written = window.written
        if not (written.startswith(front) or written.endswith(back)) or not -2 < len(written) - size < 2:
            continue
        if OSA.distance(written, wanted, score_cutoff=1) == 1:
            return window
    return None


def _windows(text: Text) -> Iterator[Window]:
    """Every piece long enough to be a number, with and without zeros in front."""
    for first in range(len(text.runs)):
        if not _may_begin(text, first):
            continue
        written, mask, has_digits = "", 0, False
        for last in range(first, min(len(text.runs), first + MOST_RUNS)):
            if last > first and not text.joins[last]:
                break
            written += text.runs[last]
            mask |= 1 << last
            has_digits = has_digits or text.numeric[last]
            if len(written) > LONGEST:
                break
            if len(written) >= _SHORTEST and has_digits:
                for each in {written, written.lstrip("0")}:
                    yield Window(each, mask, text.starts[first], text.ends[last])


def _may_begin(text: Text, at: int) -> bool:
    if text.numeric[at]:
        return not text.apart[at] and text.labels[at] not in NOT_OURS
    return len(text.runs[at]) <= MOST_LETTERS + 1
