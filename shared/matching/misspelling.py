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
_FEWEST_INTACT, _MOST_INTACT = 2, 4
"""One mistake leaves the first or the last two of five characters as they are, four of nine; more are not compared."""


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
        if not windows or not places:
            return found
        index = self._index
        right = set(self._right(places))
        starting, ending = _by_ends(windows)
        for place in places:
            wanted = index.spelt[place] if place not in right else (*index.spelt[place], index.longest_group[place])
            for each in wanted:
                if len(each) < _SHORTEST:
                    continue
                intact = _MOST_INTACT if len(each) > 2 * _MOST_INTACT else _FEWEST_INTACT
                front, back = starting.get(each[:intact], ()), ending.get(each[-intact:], ())
                if (front or back) and (window := _nearest(each, front, back)):
                    found[place] = Hit(RANKS[kind], kind, 1, False, window.mask, "text", window.start, window.end)
                    break
        return found


def _by_ends(windows: Sequence[Window]) -> tuple[dict[str, list[Window]], dict[str, list[Window]]]:
    """The windows by what they start with and by what they end with, at every length that is asked for."""
    starting: dict[str, list[Window]] = {}
    ending: dict[str, list[Window]] = {}
    for window in windows:
        for length in (_FEWEST_INTACT, _MOST_INTACT):
            starting.setdefault(window.written[:length], []).append(window)
            ending.setdefault(window.written[-length:], []).append(window)
    return starting, ending


def _nearest(wanted: str, starting: Sequence[Window], ending: Sequence[Window]) -> Window | None:
    """The first window that is one mistake away, of those that start or end as it should be."""
    size, last = len(wanted), wanted[-1]
    for window in starting:
        written = window.written
        if written[-1] != last and not written.startswith(wanted[:-2]):
            continue
        if -2 < len(written) - size < 2 and OSA.distance(written, wanted, score_cutoff=1) == 1:
            return window
    for window in ending:
        written = window.written
        if -2 < len(written) - size < 2 and OSA.distance(written, wanted, score_cutoff=1) == 1:
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
                yield Window(written, mask, text.starts[first], text.ends[last])
                if written[0] == "0":
                    yield Window(written.lstrip("0"), mask, text.starts[first], text.ends[last])


def _may_begin(text: Text, at: int) -> bool:
    if text.numeric[at]:
        return not text.apart[at] and text.labels[at] not in NOT_OURS
    return len(text.runs[at]) <= MOST_LETTERS + 1
