"""An unknown CSV looked at: what is sure, what is likely, and what a person has to say."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from shared.statements.bank_csv.cells import DIRECTIONS, likeliest_format, look_of, readable_formats, reads
from shared.statements.bank_csv.layout import CsvLayout
from shared.statements.bank_csv.meanings import Column, meanings
from shared.statements.bank_csv.shape import Shape, shape_of
from shared.statements.bank_csv.table import heading

SHOWN = 8
"""So many rows are shown to a person."""

_MONEY = ("amount", "debit", "credit", "balance", "fee")
_CENTS = re.compile(r"([.,])[0-9]{1,2}(?![0-9.,])", re.ASCII)
_THOUSAND = re.compile(r"(?<![0-9.,])[0-9]{1,3}([.,])[0-9]{3}(?![0-9.,])", re.ASCII)
_DIGIT = re.compile(r"[0-9]", re.ASCII)


@dataclass(frozen=True, slots=True)
class Guess:
    """A column, and which of our words it seems to be; "" for none."""

    heading: str
    meaning: str


@dataclass(frozen=True, slots=True)
class Suggestion:
    """How the file seems to be built; an empty `date_format` or `decimal` is for a person to say."""

    encoding: str
    delimiter: str
    preamble: tuple[str, ...]
    """The lines before the header, or before the first row if there is none."""
    has_header: bool
    columns: tuple[Guess, ...]
    rows: tuple[tuple[str, ...], ...]
    """The first ones, `SHOWN` at most."""
    date_formats: tuple[str, ...]
    """All forms that read every day, the commonest first."""
    date_format: str
    decimal: str
    directions: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """What stands beside an amount without a sign, if anything does."""
    pending: tuple[str, ...] = ()
    """Words that stand where a day should: what they stand in is announced, not booked."""
    short_rows: bool = False
    continues: bool = False
    ends_at: str = ""
    doubts: tuple[str, ...] = ()
    """What is open, each in a sentence."""

    @property
    def header(self) -> tuple[str, ...]:
        return tuple(each.heading for each in self.columns if each.heading) if self.has_header else ()

    def named(self, meanings: Sequence[str]) -> dict[str, tuple[str, ...]]:
        """Our words to the columns that mean them: by heading, or by place where headings are missing or alike."""
        alike = Counter(heading(each.heading) for each in self.columns)
        names = [
            each.heading if alike[heading(each.heading)] == 1 and heading(each.heading) else f"#{number}"
            for number, each in enumerate(self.columns, start=1)
        ]
        chosen = [(meaning, name) for meaning, name in zip(meanings, names, strict=True) if meaning]
        return {meaning: tuple(name for one, name in chosen if one == meaning) for meaning, _ in chosen}

    @property
    def layout(self) -> CsvLayout:
        """What is suggested, with the commonest where a person would have to say."""
        columns = self.named([each.meaning for each in self.columns])
        if self.pending and "kind" not in columns:
            columns["kind"] = columns["booking_date"]
        return CsvLayout(
            delimiter=self.delimiter,
            decimal=self.decimal or ",",
            date_format=self.date_format or next(iter(self.date_formats), "%d.%m.%Y"),
            encoding=self.encoding,
            preamble_lines=len(self.preamble),
            has_header=self.has_header,
            columns=columns,
            directions=self.directions,
            kinds={"pending": self.pending} if self.pending else {},
            short_rows=self.short_rows,
            continues=self.continues,
            ends_at=(self.ends_at,) if self.ends_at else (),
        )


def suggest(data: bytes, *, encoding: str = "", delimiter: str = "") -> Suggestion:
    """Look at a CSV that no layout fits; `encoding` and `delimiter` are found as well unless given.

    Raises:
        NoTable: no rows with a day, an amount and a third column were found.
        BadCsv: a quote is never closed, or the file is not in that encoding.
    """
    shape = shape_of(data, encoding=encoding, delimiter=delimiter)
    columns = [_column(words, [row[place] for row in shape.rows]) for place, words in enumerate(shape.header)]
    found = meanings(columns)
    days, pending = _days(_cells(columns, found, "booking_date", "value_date"))
    amounts = _cells(columns, found, *_MONEY)
    formats = readable_formats(days) if days else ()
    likely = likeliest_format(days) if days and not formats else ""
    continues, directions = _continues(columns, found), _directions(columns, found)
    return Suggestion(
        encoding=shape.encoding,
        delimiter=shape.delimiter,
        preamble=shape.preamble,
        has_header=shape.has_header,
        columns=tuple(Guess(each.heading, meaning) for each, meaning in zip(columns, found, strict=True)),
        rows=shape.rows[:SHOWN],
        date_formats=formats or ((likely,) if likely else ()),
        date_format=formats[0] if len(formats) == 1 else likely,
        decimal=_decimal(amounts),
        directions=directions,
        pending=pending,
        short_rows=shape.is_short,
        continues=continues,
        ends_at=shape.ends_at,
        doubts=(
            *_missing(found, directions),
            *_doubtful_days(days, pending),
            *_doubtful_decimal(amounts),
            *_doubtful_rest(shape, continues=continues),
        ),
    )


def _column(words: str, cells: list[str]) -> Column:
    return Column(words, look_of(cells), cells)


def _cells(columns: Sequence[Column], found: Sequence[str], *wanted: str) -> list[str]:
    """The filled cells of the columns of these meanings."""
    chosen = [each for each, meaning in zip(columns, found, strict=True) if meaning in wanted]
    return [cell for column in chosen for cell in column.cells if cell]


def _days(cells: Sequence[str]) -> tuple[list[str], tuple[str, ...]]:
    """The days, and the words that stand in their place."""
    words = dict.fromkeys(each for each in cells if not _DIGIT.search(each))
    return [each for each in cells if each not in words], tuple(words)


def _continues(columns: Sequence[Column], found: Sequence[str]) -> bool:
    """Whether rows without a day and without any amount stand between the others."""
    told = ("booking_date", "amount", "debit", "credit")
    cells = [each.cells for each, meaning in zip(columns, found, strict=True) if meaning in told]
    return len(cells) > 1 and any(not any(row) for row in zip(*cells, strict=True))


def _decimal(amounts: Sequence[str]) -> str:
    """The mark before one or two last digits, if it is the same everywhere; "" if nothing or both say so."""
    marks = {mark for each in amounts for mark in _CENTS.findall(each)}
    if len(marks) == 1:
        return "," if "," in marks else "."
    return "," if not marks and not any(_THOUSAND.search(each) for each in amounts) else ""


def _directions(columns: Sequence[Column], found: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """What the column says for each side; where it is left empty for one side, that says it."""
    if "direction" not in found:
        return {}
    used = sorted(set(columns[found.index("direction")].cells))
    sides = {side: tuple(each for each in used if each and each.upper() in known) for side, known in DIRECTIONS.items()}
    return {side: words or (("",) if "" in used else ()) for side, words in sides.items()}


def _missing(found: Sequence[str], directions: Mapping[str, tuple[str, ...]]) -> Iterator[str]:
    if "booking_date" not in found:
        yield "No column of days was found: choose the booking date."
    if "amount" not in found and not {"debit", "credit"} <= set(found):
        yield "No column of amounts was found: choose it."
    if directions and not all(directions.values()):
        yield "Beside the amounts stand words for one side only: say what stands for the other."


def _doubtful_days(days: Sequence[str], pending: Sequence[str]) -> Iterator[str]:
    formats = readable_formats(days)
    if days and not formats:
        likely = likeliest_format(days)
        other = next(each for each in days if not reads(each, likely))
        example = next(each for each in days if reads(each, likely))
        yield f"Not all days have one form: most are like “{example}”, but there is “{other[:40]}”."
    elif days and len(formats) > 1:
        yield f"“{days[0]}” can be read in {len(formats)} ways: say which part is the day."
    if pending:
        yield f"Rows that say “{pending[0][:40]}” instead of a day are taken as announced, not booked."


def _doubtful_decimal(amounts: Sequence[str]) -> Iterator[str]:
    if _decimal(amounts):
        return
    marked = {mark: each for each in amounts for mark in _CENTS.findall(each)}
    if len(marked) > 1:
        yield f"“{marked[',']}” and “{marked['.']}” do not go together: say what stands before the decimals."
        return
    example = next(each for each in amounts if _THOUSAND.search(each))
    yield f"“{example}” can be read in two ways: say what stands before the decimals."


def _doubtful_rest(shape: Shape, *, continues: bool) -> Iterator[str]:
    if shape.ends_at:
        yield f"The line that begins with “{shape.ends_at[:40]}” is taken for the end of the table."
    if continues:
        yield "Rows without an amount are taken as more text of the row above."
    if shape.encoding in ("cp1252", "iso-8859-1"):
        yield "The file does not say how its letters are written: look at the accented ones."
