"""The text of a payment in pieces, those that gave a signal marked with its number."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from shared.matching import Signal


@dataclass
class Piece:
    """A stretch of text; `mark` is the number of the signal it gave, "" for none."""

    text: str = ""
    mark: str = ""


@dataclass(frozen=True, slots=True)
class Span:
    """What a signal was read from, as a half-open range of characters."""

    start: int
    end: int
    mark: str


def spans(signals: Iterable[Signal], source: str, marks: Sequence[str]) -> list[Span]:
    """Where in this field of the payment the signals were read, each with its mark."""
    pairs = zip(signals, marks, strict=True)
    return [Span(each.start, each.end, mark) for each, mark in pairs if each.source == source and mark]


def pieces(text: str, found: Iterable[Span]) -> list[Piece]:
    """The text cut at the spans, in order; where two overlap, the one that begins first is marked."""
    cut: list[Piece] = []
    at = 0
    for span in sorted(found, key=lambda each: (each.start, -each.end)):
        start, end = max(span.start, 0), min(span.end, len(text))
        if start < at or start >= end:
            continue
        cut += [Piece(text[at:start]), Piece(text[start:end], span.mark)]
        at = end
    cut.append(Piece(text[at:]))
    return [each for each in cut if each.text]
