"""Looks up every piece of a text that may be a number of ours: windows of runs, joined over separators."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from shared.matching.index import Index
from shared.matching.text import Text
from shared.matching.words import FILLERS, LABELS, NOT_OURS

MOST_RUNS = 8
LONGEST = 30
_SHORTEST_KEY = 4
_SHORTEST_REFERENCE = 6
_SHORTEST_GROUP = 3
_MOST_OF_A_KEY = 40
_MOST_OF_A_GROUP = 400


class Found(NamedTuple):
    """A piece of text that leads to invoices."""

    places: list[int]
    kind: str
    first: int
    last: int
    """The runs it is made of."""
    front: str = ""
    """Letters written onto its front that are no word for a number: they may contradict."""
    is_cut: bool = False
    """It is a piece of a longer code."""


def found_in(text: Text, index: Index) -> Iterator[Found]:
    """All pieces that are a number, a reference, or a group of digits of a number."""
    for first, run in enumerate(text.runs):
        if text.numeric[first]:
            if not text.apart[first] and text.labels[first] not in NOT_OURS:
                yield from _from(text, first, index)
                if group := _group(text, first, index):
                    yield group
        elif run in index.fronts:
            yield from _from(text, first, index)


def _from(text: Text, first: int, index: Index) -> Iterator[Found]:
    """Longer and longer pieces that begin with this run."""
    by_key, by_reference, runs = index.by_key, index.by_reference, text.runs
    written = bare = ""
    has_digits = in_pieces = False
    for last in range(first, min(len(runs), first + MOST_RUNS)):
        run = runs[last]
        if last > first and not text.joins[last]:
            return
        written += run
        if len(written) > LONGEST:
            return
        if not text.numeric[last]:
            bare += run
        else:
            bare += run.lstrip("0") or "0"
            in_pieces = in_pieces or (last > first and text.numeric[last - 1] and text.gap(last).isspace())
            has_digits = True
        if not has_digits or len(written) < _SHORTEST_KEY:
            continue
        places, size = by_key.get(written), len(written)
        if not places and bare != written:
            places, size = by_key.get(bare), len(bare)
        if places and len(places) <= _MOST_OF_A_KEY:
            kind = "year" if written in index.years else _kind(size, in_pieces=in_pieces)
            yield Found(places, kind, first, last, _front(text, first), _is_cut(text, first, last))
        if len(written) >= _SHORTEST_REFERENCE and (places := by_reference.get(written.lstrip("0"))):
            yield Found(places, "reference in text", first, last)


def _kind(size: int, *, in_pieces: bool) -> str:
    return "number in pieces" if in_pieces else "number" if size > _SHORTEST_KEY else "short number"


def _group(text: Text, at: int, index: Index) -> Found | None:
    """One group of digits of a number alone, as when its beginning is dropped."""
    bare = text.runs[at].lstrip("0")
    is_told = len(bare) >= _SHORTEST_GROUP and bare not in index.years
    places = index.by_group.get(bare) if is_told else None
    if not places or len(places) > _MOST_OF_A_GROUP:
        return None
    kind = "group" if len(bare) > _SHORTEST_GROUP else "short group"
    return Found(places, kind, at, at, _front(text, at), _is_cut(text, at, at))


def _front(text: Text, first: int) -> str:
    """“R-2026” is not “INV-2026”: letters written onto a number, unless they only say that it is one."""
    if first == 0 or not text.numeric[first] or text.numeric[first - 1]:
        return ""
    before, gap = text.runs[first - 1], text.gap(first)
    return "" if gap not in ("", "-", "/") or before in LABELS or before in FILLERS else before


def _is_cut(text: Text, first: int, last: int) -> bool:
    """Whether more of the same code stands before or behind."""
    if text.is_within(last):
        return True
    return first > 0 and text.numeric[first - 1] and text.numeric[first] and text.gap(first) in ("-", ".")
