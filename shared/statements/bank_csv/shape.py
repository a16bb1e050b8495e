"""The outer shape of an unknown CSV: how it is written, what parts its cells, where its table begins."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice

from shared.statements.bank_csv.cells import Look, look_of
from shared.statements.bank_csv.known import DELIMITERS
from shared.statements.bank_csv.table import decoded, heading, marked_encoding, rows
from shared.statements.refusals import BadCsv

FEWEST_COLUMNS = 3  # a day, an amount and some words
_FEWEST_ROWS = 2
_TRIED = 2_000  # rows; dates and amounts are tried on all of them
_FIRST_BYTES = 200


class NoTable(BadCsv):
    def __init__(self) -> None:
        super().__init__("No table was found in the file: no rows with a day, an amount and a third column.")


@dataclass(frozen=True, slots=True)
class Shape:
    """A table in a text; all rows are as wide as its header."""

    encoding: str
    delimiter: str
    preamble: tuple[str, ...]
    """The lines before it."""
    header: tuple[str, ...]
    """Empty words if the file has none."""
    has_header: bool
    rows: tuple[tuple[str, ...], ...]
    is_short: bool
    """No row is as wide as the header: the bank leaves out empty cells."""
    ends_at: str
    """The word that a shorter line behind the last row begins with, such as a balance; "" without one."""


def shape_of(data: bytes, *, encoding: str = "", delimiter: str = "") -> Shape:
    """Find the table of a file; `encoding` and `delimiter` are found as well unless given.

    Raises:
        NoTable: there is none.
        BadCsv: a quote is never closed, or the file is not in that encoding.
    """
    encoding = encoding or _encoding(data)
    text = decoded(data, encoding)
    delimiter = delimiter or _delimiter(text)
    listed = _leading(text, delimiter)
    start = _first_row(listed)
    above = _header_above(listed, start)
    line = listed[start if above is None else above][0]
    words = [] if above is None else listed[above][1]
    known = [heading(each) for each in words]
    table = [cells for _, cells in listed[start if above is None else above + 1 :]]
    table = [cells for cells in table if len(cells) >= FEWEST_COLUMNS and [heading(each) for each in cells] != known]
    width = max(len(words), *map(len, table))
    filled = max((place for place, each in enumerate(words, start=1) if each), default=0)
    is_short = all(len(cells) < filled for cells in table)
    ends_at = "" if is_short else _footer(table[-1], filled)
    table = table[:-1] if ends_at else table
    return Shape(
        encoding=encoding,
        delimiter=delimiter,
        preamble=tuple(text.splitlines()[: line - 1]),
        header=_padded(words, width),
        has_header=above is not None,
        rows=tuple(_padded(cells, width) for cells in table),
        is_short=is_short,
        ends_at=ends_at,
    )


def holds_table(data: bytes) -> bool:
    """Whether there is something to suggest; never raises."""
    try:
        shape_of(data)
    except BadCsv:
        return False
    return True


def _encoding(data: bytes) -> str:
    marked = marked_encoding(data)
    if marked:
        return marked
    odd, even = data[1:_FIRST_BYTES:2], data[:_FIRST_BYTES:2]
    if odd and odd.count(0) > len(odd) // 2 and not even.count(0):
        return "utf-16-le"
    for encoding in ("utf-8", "cp1252"):
        try:
            data.decode(encoding)
        except UnicodeDecodeError:
            continue
        return encoding
    return "iso-8859-1"


def _delimiter(text: str) -> str:
    """What parts the most rows into the same number of cells, or a single row at all.

    Raises:
        NoTable: nothing does.
        BadCsv: something would, but a quote is never closed.
    """
    best, most = "", (_FEWEST_ROWS, 0)
    for delimiter in DELIMITERS:
        widths = Counter(len(cells) for _, cells in _leading(text, delimiter))
        score = max(((times, width) for width, times in widths.items() if width >= FEWEST_COLUMNS), default=(0, 0))
        best, most = (delimiter, score) if score > most else (best, most)
    if best:
        return best
    for delimiter in DELIMITERS:
        if text.lstrip().partition("\n")[0].count(delimiter) >= FEWEST_COLUMNS - 1:
            list(rows(text, delimiter))
            return delimiter
    raise NoTable


def _leading(text: str, delimiter: str) -> list[tuple[int, list[str]]]:
    """The first rows by that delimiter, as far as they are a CSV."""
    found: list[tuple[int, list[str]]] = []
    try:
        found.extend(islice(rows(text, delimiter), _TRIED))
    except BadCsv:
        return found
    return found


def _first_row(listed: Sequence[tuple[int, list[str]]]) -> int:
    """The place of the first row with a day and an amount in it.

    Raises:
        NoTable: there is none.
    """
    for place, (_, cells) in enumerate(listed):
        if len(cells) >= FEWEST_COLUMNS and {Look.DATE, Look.AMOUNT} <= {look_of([cell]) for cell in cells}:
            return place
    raise NoTable


def _header_above(listed: Sequence[tuple[int, list[str]]], start: int) -> int | None:
    """The nearest row above that holds only words; what is announced but not booked may stand between."""
    for place in range(start - 1, -1, -1):
        cells = listed[place][1]
        if len(cells) < FEWEST_COLUMNS:
            return None
        if _are_words(cells):
            return place
    return None


def _footer(last: Sequence[str], filled: int) -> str:
    """The first word of a line that is shorter than the header and begins with no day."""
    is_other = len(last) < filled and last[0] and not any(each.isdigit() for each in last[0])
    return last[0] if is_other else ""


def _are_words(cells: Sequence[str]) -> bool:
    named = [each for each in cells if each]
    looks = {look_of([each]) for each in named}
    return len(named) >= FEWEST_COLUMNS and not looks & {Look.DATE, Look.AMOUNT, Look.IBAN}


def _padded(cells: Sequence[str], width: int) -> tuple[str, ...]:
    return (*cells[:width], *("",) * (width - len(cells)))
