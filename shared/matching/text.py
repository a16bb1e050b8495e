"""A payer's text cut into runs of letters and of digits, with what is said about them: labels, dates, amounts, purpose.

A run of digits is never cut: a number that is only a piece of a longer run does not count as written.
"""

from __future__ import annotations

import re
from datetime import date

from shared.matching.words import FILLERS, LABELS, PURPOSES, Label, Purpose

_RUNS = re.compile(r"[0-9]+|[^\W\d_]+")
_DATE = re.compile(
    r"(?<![\d/])(?:(\d{1,2})\. ?(\d{1,2})\. ?(\d{4}|\d{2})|(\d{1,2})/(\d{1,2})/(\d{4}|\d{2})"
    r"|((?:19|20)\d{2})-(\d{2})-(\d{2})|(?<!-)(\d{1,2})-(\d{1,2})-(20\d{2})(?![-/]))(?!\d)"
)
_ABROAD = re.compile(r"(?<![^\s:])\+\d{1,3}[ /-](?:\d{2,4}[ /-])?\d{5,12}(?!\d)")
"""A telephone number with the code of its country."""
_MONTH = re.compile(r"(?<![\d/.\-])(0[1-9]|1[0-2])/(20\d{2})(?![\d/])")
_YEAR_AND_MONTH = re.compile(r"20\d{2}-(?:0[1-9]|1[0-2])")
_AMOUNTS = {
    0: re.compile(r"(?<![\d.,])\d{1,3}(?:[.,'’]\d{3})+(?![\d.,])"),
    2: re.compile(r"(?<![\d.,])(?:\d{1,3}(?:[ .,'’]\d{3})+|\d+)[.,]\d{2}(?![\d])(?![.,/]\d)"),
    3: re.compile(r"(?<![\d.,])(?:\d{1,3}(?:[ .,'’]\d{3})+|\d+)[.,]\d{3}(?![\d])(?![.,/]\d)"),
}
_NTH = re.compile(r"^\s*[1-9] ?/ ?[1-9](?=\s|$)")
_NOT_DIGITS = re.compile(r"\D")
_JOINING = frozenset(" -./_:#*\n\r\t‐‑–")
_LONGEST_GAP = 3
MOST_LETTERS = 3
"""Letters inside a number: more of them are a word."""
_LONG_ENOUGH_TO_DIAL = 8
"""Digits after which a telephone number is over; the label of an invoice holds for a whole list of numbers."""


class Text:
    """One field of a payment, read once. Lists run in parallel, one place per run."""

    __slots__ = (
        "amounts",
        "apart",
        "dates",
        "ends",
        "joins",
        "labels",
        "months",
        "numeric",
        "purposes",
        "raw",
        "runs",
        "starts",
    )

    def __init__(self, raw: str, decimals: int = 2) -> None:
        self.raw = raw
        self.runs: list[str] = []
        self.starts: list[int] = []
        self.ends: list[int] = []
        self.numeric: list[bool] = []
        self.labels: list[Label] = []
        self.apart: list[bool] = []
        """Part of a date or an amount."""
        self.joins: list[bool] = []
        """May go on a number that the run before began."""
        self.dates: set[date] = set()
        self.months: set[tuple[int, int]] = set()
        self.amounts: set[int] = set()
        self.purposes: set[Purpose] = set()
        if raw:
            self._cut()
            self.apart = [False] * len(self.runs)
            if any(self.numeric):
                self._set_apart(decimals)
            self.joins = [self._may_join(at) for at in range(len(self.runs))]

    def gap(self, at: int) -> str:
        """What separates the run at this place from the one before."""
        return self.raw[self.ends[at - 1] : self.starts[at]]

    def touches_next(self, at: int) -> bool:
        """Whether the run at this place and the next one are written together."""
        return at + 1 < len(self.runs) and self.ends[at] == self.starts[at + 1]

    def is_month(self, at: int) -> bool:
        """Whether this may be the month behind a year, 2026-10: no end of a number then, but perhaps all of one."""
        return at > 0 and bool(_YEAR_AND_MONTH.fullmatch(self.raw, self.starts[at - 1], self.ends[at]))

    def is_within(self, last: int) -> bool:
        """Whether the code that this run of digits belongs to goes on behind it with letters and more digits."""
        return self.touches_next(last) and not self.numeric[last + 1] and self.touches_next(last + 1)

    def _may_join(self, at: int) -> bool:
        if at == 0 or self.apart[at] or (not self.numeric[at] and len(self.runs[at]) > MOST_LETTERS):
            return False
        start, end = self.ends[at - 1], self.starts[at]
        if end == start:
            return True
        return end - start <= _LONGEST_GAP and all(each in _JOINING for each in self.raw[start:end])

    def _cut(self) -> None:
        label, dialled = Label.NONE, 0
        for match in _RUNS.finditer(self.raw):
            word = match.group()
            digits = word[0] <= "9"
            if not digits:
                word = word.upper()
                if word not in FILLERS:
                    label = LABELS.get(word, Label.NONE)
                purpose = PURPOSES.get(word)
                if purpose is not None:
                    self.purposes.add(purpose)
            self.runs.append(word)
            self.starts.append(match.start())
            self.ends.append(match.end())
            self.numeric.append(digits)
            self.labels.append(label)
            if digits and label is not Label.INVOICE:
                dialled = dialled + len(word) if label is Label.PHONE else 0
                if label is not Label.PHONE or dialled >= _LONG_ENOUGH_TO_DIAL:
                    label, dialled = Label.NONE, 0
        if _NTH.match(self.raw):
            self.purposes.add(Purpose.PART)

    def _set_apart(self, decimals: int) -> None:
        raw = self.raw
        spans: list[tuple[int, int]] = []
        spans.extend(match.span() for match in _DATE.finditer(raw) if self._keep_date(match))
        for match in _MONTH.finditer(raw):
            spans.append(match.span())
            self.months.add((int(match.group(2)), int(match.group(1))))
        for match in _AMOUNTS.get(decimals, _AMOUNTS[2]).finditer(raw):
            if not any(start <= match.start() < end for start, end in spans):
                spans.append(match.span())
                self.amounts.add(int(_NOT_DIGITS.sub("", match.group())))
        spans.extend(match.span() for match in _ABROAD.finditer(raw))
        for start, end in spans:
            for at, begin in enumerate(self.starts):
                if start <= begin and self.ends[at] <= end:
                    self.apart[at] = True

    def _keep_date(self, match: re.Match[str]) -> bool:
        a, b, c, d, e, f, year, month, day, g, h, i = match.groups()
        if year is None:
            day, month, year = (a, b, c) if a else (d, e, f) if d else (g, h, i)
        full_year = int(year) if len(year) == 4 else 2000 + int(year)
        try:
            self.dates.add(date(full_year, int(month), int(day)))
        except ValueError:
            return False  # there is no such day: it is another number
        return True
