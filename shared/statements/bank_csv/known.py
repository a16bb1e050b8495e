"""Which bank wrote a CSV: known by its headings and its rows, never by the name of the file."""

from __future__ import annotations

import hashlib
import io
import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from itertools import islice
from typing import Any, Final

from stdnum import iban

from shared.errors import Refused
from shared.money import DECIMALS
from shared.statements.bank_csv.entries import goes_on, read_row
from shared.statements.bank_csv.layout import CsvLayout, layout_of, settings_of
from shared.statements.bank_csv.table import Columns, decoded, heading, marked_encoding, rows
from shared.statements.refusals import StatementRefused

DELIMITERS: Final = (";", ",", "\t", "|")
_MOST_PREAMBLE = 60  # lines
_TRIED = 50  # rows; enough to tell one date form from another
_SHORTEST_IBAN = 15
_IBAN = re.compile(r"\b[A-Z]{2}[0-9]{2}(?: ?[A-Z0-9]{1,4}){3,8}\b", re.ASCII)


@dataclass(frozen=True, slots=True)
class KnownLayout:
    """What a bank's file is known by, and how it is then read."""

    layout: CsvLayout
    header: tuple[str, ...] = ()
    """Headings that must be there."""
    whole_header: bool = False
    """Headings that other banks may use too: nothing may stand beside them."""
    first_row: str = ""
    """For a file without headings: a pattern of its first line."""
    date_formats: tuple[str, ...] = ()
    """Other forms of dates that the bank has used."""


@dataclass(frozen=True, slots=True)
class _Line:
    """One of the first lines: its number, its text, and its headings by the delimiter they are parted with."""

    number: int
    text: str
    headings: Mapping[str, frozenset[str]]
    """Without those that are empty."""


@cache
def known_layouts() -> tuple[KnownLayout, ...]:
    """The banks we know, those with the most headings first: they are mistaken the least."""
    text = (files(__package__) / "known_layouts.toml").read_text("utf-8")
    found = [known_layout(each) for each in tomllib.loads(text)["bank"]]
    return tuple(sorted(found, key=lambda each: -len(each.header)))


def recognise(data: bytes, known: Iterable[KnownLayout] | None = None) -> CsvLayout | None:
    """The layout of the bank that wrote this file, or None; never raises.

    The first of `known` that reads the first rows counts; else the first whose headings are there and can hardly be
    another's, so that its rows are refused with their lines instead of the whole file for its kind.

    Args:
        data: the whole file.
        known: the layouts to try; the banks of `known_layouts` unless given.
    """
    candidates = list(_candidates(data, known_layouts() if known is None else known))
    surely = (layout for each, layout in candidates if each.header and not each.whole_header)
    return next((layout for _, layout in candidates if _reads(data, layout)), next(surely, None))


def _candidates(data: bytes, known: Iterable[KnownLayout]) -> Iterator[tuple[KnownLayout, CsvLayout]]:
    """The layouts whose headings are there, fitted to the file, once for each form of days."""
    texts: dict[str, str | None] = {}
    lines: dict[str, list[_Line]] = {}
    for each in known:
        encoding = _encoding(data, each.layout.encoding, texts)
        text = texts[encoding]
        if text is None:
            continue
        if encoding not in lines:
            lines[encoding] = list(_first_lines(text))
        if (found := _found(each, lines[encoding])) is not None:
            preamble = "".join(line.text for line in lines[encoding][: found.preamble_lines])
            named = _named(replace(found, encoding=encoding), preamble)
            yield from ((each, replace(named, date_format=form)) for form in (named.date_format, *each.date_formats))


def _encoding(data: bytes, fallback: str, texts: dict[str, str | None]) -> str:
    """UTF-8 when all of it is that, for no other encoding is so by chance; else the bank's own."""
    for encoding in (marked_encoding(data) or "utf-8", fallback):
        if encoding not in texts:
            try:
                texts[encoding] = decoded(data, encoding)
            except Refused:
                texts[encoding] = None
        if texts[encoding] is not None:
            return encoding
    return fallback


def _first_lines(text: str) -> Iterator[_Line]:
    for number, line in enumerate(islice(io.StringIO(text, newline=""), _MOST_PREAMBLE)):
        cells = {delimiter: _cells(line, delimiter) for delimiter in DELIMITERS if delimiter in line}
        yield _Line(number, line, {delimiter: frozenset(words) - {""} for delimiter, words in cells.items()})


def _cells(line: str, delimiter: str) -> list[str]:
    try:
        return [heading(cell) for _, cells in rows(line, delimiter) for cell in cells]
    except StatementRefused:
        return []


def _found(known: KnownLayout, lines: Sequence[_Line]) -> CsvLayout | None:
    if known.first_row:
        first = next((line for line in lines if line.text.strip()), None)
        is_it = first is not None and re.match(known.first_row, first.text)
        return known.layout if is_it else None
    wanted = frozenset(heading(each) for each in known.header)
    for line in lines:
        for delimiter, words in line.headings.items():
            if words == wanted if known.whole_header else words >= wanted:
                return replace(known.layout, delimiter=delimiter, preamble_lines=line.number)
    return None


def _named(layout: CsvLayout, preamble: str) -> CsvLayout:
    """With the account and the currency that the lines before the header tell."""
    if layout.preamble and (told := re.search(layout.preamble, preamble)):
        facts = told.groupdict()
        layout = replace(
            layout,
            account_other=(facts.get("account") or "").strip(),
            currency=facts["currency"] if facts.get("currency") in DECIMALS else layout.currency,
        )
    ours = next(filter(None, (_valid_iban(each[0]) for each in _IBAN.finditer(preamble))), "")
    return replace(layout, account_iban=ours, account_other="" if ours else layout.account_other)


def _valid_iban(text: str) -> str:
    """The IBAN the text begins with; what follows may look like more of it."""
    compact = text.replace(" ", "")
    lengths = range(len(compact), _SHORTEST_IBAN - 1, -1)
    return next((compact[:length] for length in lengths if iban.is_valid(compact[:length])), "")


def _reads(data: bytes, layout: CsvLayout) -> bool:
    """Whether the first rows can be read by it."""
    try:
        listed = rows(decoded(data, layout.encoding), layout.delimiter, after=layout.preamble_lines)
        first = next(listed, (0, []))[1]
        columns = Columns(first, layout)
        for _, cells in islice(listed, _TRIED):
            if layout.ends_at and next(filter(None, cells), "").startswith(layout.ends_at):
                break
            row = columns.said(cells)
            if not goes_on(row, layout):
                read_row(row, layout)
    except Refused:
        return False
    return True


def known_layout(settings: Mapping[str, Any]) -> KnownLayout:
    """A layout with what its file is known by, of settings as `settings_of_known` and `known_layouts.toml` give them.

    Raises:
        BadLayout: as `layout_of`.
    """
    ours = {"header", "whole_header", "first_row", "date_formats"}
    return KnownLayout(
        layout=layout_of({name: value for name, value in settings.items() if name not in ours}),
        header=tuple(settings.get("header", ())),
        whole_header=settings.get("whole_header", False),
        first_row=settings.get("first_row", ""),
        date_formats=tuple(settings.get("date_formats", ())),
    )


def settings_of_known(known: KnownLayout) -> dict[str, Any]:
    """What `known_layout` takes back, fit for JSON."""
    by = {"header": list(known.header), "whole_header": known.whole_header, "first_row": known.first_row}
    return {**settings_of(known.layout), **{name: value for name, value in by.items() if value}}


def known_by(layout: CsvLayout, header: Sequence[str], width: int) -> KnownLayout:
    """The layout, known by exactly these headings; without any, by how many cells its rows have."""
    if header:
        return KnownLayout(layout, header=tuple(header), whole_header=True)
    mark = re.escape(layout.delimiter)
    return KnownLayout(layout, first_row=rf"(?:[^{mark}]*{mark}){{{width - 1}}}[^{mark}]*\s*$")


def fingerprint(known: KnownLayout) -> str:
    """The same for two layouts that are known by the same; 32 characters."""
    said = "\n".join((known.first_row, *sorted(heading(each) for each in known.header)))
    return hashlib.sha256(said.encode()).hexdigest()[:32]
