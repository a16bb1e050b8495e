"""Read a list that somebody made as CSV: all its rows, or every problem of every row at once."""

import csv
import io
from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from shared.errors import Refused

MOST_SHOWN = 20
_LONGEST_FIELD = 254
_YEARS = range(1900, 2200)
_RAGGED = "(number of fields)"

T = TypeVar("T")
Row = Mapping[str, str]


class NotAList(Refused):
    """The file as a whole cannot be read; no row of it was looked at."""


class FieldWrong(Refused):
    """One field of a row cannot be read."""


@dataclass(frozen=True, slots=True)
class RowProblem:
    """What is wrong with one row of a file."""

    line: int
    sentence: str

    def __str__(self) -> str:
        return f"line {self.line}: {self.sentence}"


class RowsRefused(Refused):
    """Some rows are wrong; all of them are named and nothing was registered."""

    def __init__(self, problems: Sequence[RowProblem]) -> None:
        self.problems = sorted(problems, key=lambda each: each.line)
        count = len({each.line for each in problems})
        shown = "; ".join(str(each) for each in self.problems[:MOST_SHOWN])
        more = f"; and {len(problems) - MOST_SHOWN} more" if len(problems) > MOST_SHOWN else ""
        verb = "row is" if count == 1 else "rows are"
        super().__init__(f"Nothing was registered, {count} {verb} wrong: {shown}{more}.")


@dataclass(frozen=True, slots=True)
class Columns:
    """What a list holds: `of` names its rows in the plural; rows must fill the required columns."""

    of: str
    required: Collection[str]
    optional: Collection[str] = ()


def read(data: bytes, columns: Columns, row: Callable[[int, Row], T]) -> tuple[list[T], list[RowProblem]]:
    """The rows of a CSV file, UTF-8 with comma or semicolon, and what is wrong with those that cannot be read.

    Raises:
        NotAList: not text, no rows, or columns missing.
    """
    found: list[T] = []
    problems: list[RowProblem] = []
    for line, fields in _rows(data, columns):
        try:
            _check_fields(fields, columns)
            found.append(row(line, fields))
        except Refused as error:
            problems.append(RowProblem(line, str(error).rstrip(".")))
    return found, problems


def doubled(rows: Iterable[tuple[int, Hashable, str]]) -> Iterator[RowProblem]:
    """Rows that say what a row before them said: each is its line, what must differ, and what it is called."""
    seen: dict[Hashable, int] = {}
    for line, key, name in rows:
        if (first := seen.setdefault(key, line)) != line:
            yield RowProblem(line, f"{name} stands in line {first} already")


def day(row: Row, name: str) -> date:
    """A date written as 2026-11-30.

    Raises:
        FieldWrong: it is not.
    """
    text = row.get(name, "")
    try:
        found = date.fromisoformat(text)
        if found.isoformat() != text or found.year not in _YEARS:
            raise ValueError
        return found
    except ValueError as error:
        raise FieldWrong(f"{name} “{text[:20]}” is not a date like 2026-11-30") from error


def _rows(data: bytes, columns: Columns) -> list[tuple[int, Row]]:
    text = _text(data)
    first = text.split("\n", 1)[0]
    delimiter = ";" if first.count(";") > first.count(",") else ","
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        header = [each.strip() for each in next(reader, [])]
        _check_header(header, columns)
        rows = [(reader.line_num, _named(header, row)) for row in reader if any(row)]
    except csv.Error as error:
        raise NotAList(f"The file breaks off or is quoted wrongly in line {reader.line_num}.") from error
    if not rows:
        raise NotAList(f"The file holds no {columns.of}.")
    return rows


def _text(data: bytes) -> str:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise NotAList(f"The file is not UTF-8 text (byte {error.start}).") from error
    if "\0" in text:
        raise NotAList("The file is not text: it holds zero bytes.")
    return text


def _check_header(header: list[str], columns: Columns) -> None:
    known = (*columns.required, *columns.optional)
    if missing := [each for each in columns.required if each not in header]:
        raise NotAList(f"These columns are missing: {', '.join(missing)}.")
    if twice := sorted({each for each in header if header.count(each) > 1}):
        raise NotAList(f"These columns stand twice: {', '.join(twice)[:120]}.")
    if unknown := [each for each in header if each not in known]:
        raise NotAList(f"These columns are not known: {', '.join(unknown)[:120]}.")


def _named(header: list[str], values: list[str]) -> Row:
    """The row by column; a row too short or too long keeps a mark that its check refuses."""
    row = dict(zip(header, (each.strip() for each in values), strict=False))
    return row if len(values) == len(header) else {**row, _RAGGED: str(len(values))}


def _check_fields(row: Row, columns: Columns) -> None:
    if _RAGGED in row:
        raise FieldWrong(f"the row has {row[_RAGGED]} fields, not as many as the header")
    if empty := [each for each in columns.required if not row.get(each)]:
        raise FieldWrong(f"{', '.join(empty)} empty")
    for name, value in row.items():
        if len(value) > _LONGEST_FIELD or any(ord(each) < 32 for each in value):
            raise FieldWrong(f"{name} is too long or holds control characters")
