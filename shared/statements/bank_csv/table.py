"""A CSV as rows of cells: decoded, parted, and each of our words found in its column."""

from __future__ import annotations

import codecs
import csv
import io
import unicodedata
from collections.abc import Iterator, Mapping, Sequence

from shared.errors import Refused
from shared.statements.bank_csv.layout import CsvLayout, headings, place_of
from shared.statements.refusals import BadCsv

_BYTE_ORDER_MARKS = {codecs.BOM_UTF8: "utf-8-sig", codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}


class BadRow(Refused):
    """One row cannot be read; all of them are told together in `BadRows`."""


def marked_encoding(data: bytes) -> str | None:
    """The encoding that the byte order mark says, if there is one."""
    return next((encoding for mark, encoding in _BYTE_ORDER_MARKS.items() if data.startswith(mark)), None)


def decoded(data: bytes, encoding: str) -> str:
    """The text; a byte order mark counts before `encoding`.

    Raises:
        BadCsv: with the line that is not in that encoding.
    """
    encoding = marked_encoding(data) or encoding
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        where = data.count(b"\n", 0, error.start) + 1
        raise BadCsv(f"Line {where} is not in the encoding {encoding} of the profile.") from error


def rows(text: str, delimiter: str, *, after: int = 0) -> Iterator[tuple[int, list[str]]]:
    """The rows that hold anything, with the number of their first line; a cell may span several lines.

    Args:
        text: the whole file.
        delimiter: between the cells.
        after: so many lines are passed over first.

    Raises:
        BadCsv: a quote is never closed, or closed before the cell ends.
    """
    file = io.StringIO(text, newline="")
    for _ in range(after):
        file.readline()
    records = csv.reader(file, delimiter=delimiter, strict=True)
    line = after + 1
    try:
        for cells in records:
            if any(cell.strip() for cell in cells):
                yield line, [cell.strip() for cell in cells]
            line = after + records.line_num + 1
    except csv.Error as error:
        raise BadCsv(f"From line {line} on this is no CSV with “{delimiter}” between the cells: {error}.") from error


def heading(word: str) -> str:
    """A heading as it is compared: without regard to case, blanks, and a stray comma at the end of the line."""
    return unicodedata.normalize("NFC", " ".join(word.split())).strip(" ,;").casefold()


class Columns:
    """Where each of our words stands in a row."""

    def __init__(self, first: Sequence[str], layout: CsvLayout) -> None:
        """Look the layout's headings up in the header, or count places by a first row that is none.

        Raises:
            BadCsv: headings are missing.
        """
        self._header = [heading(each) for each in first] if layout.has_header else []
        named = {ours: headings(words) for ours, words in layout.columns.items()}
        missing = [each for words in named.values() for each in words if not self._knows(each)]
        if missing:
            found = layout.delimiter.join(first)[:200]
            raise BadCsv(f"The header should hold “{'”, “'.join(missing)}”; it is “{found}”.")
        self._places = {ours: tuple(map(self._place, words)) for ours, words in named.items() if words}
        self._first = list(first) if layout.has_header else None
        self._most = len(first)
        self._least = 1 if layout.short_rows else len(_filled(first)) if layout.has_header else len(first)

    def is_header(self, cells: list[str]) -> bool:
        return cells == self._first

    def read(self, cells: Sequence[str]) -> Mapping[str, str]:
        """Our word to the text of its cells; a column the file does not have is not in it.

        Raises:
            BadRow: cells are missing, or filled ones too many: then the columns have shifted.
        """
        if len(cells) < self._least or any(cells[self._most :]):
            raise BadRow(f"it has {len(cells)} cells where the header has {self._most}")
        return self.said(cells)

    def said(self, cells: Sequence[str]) -> Mapping[str, str]:
        """The same without asking how many cells there are: what is missing is empty."""
        return {
            ours: " ".join(cells[place] for place in places if place < len(cells) and cells[place])
            for ours, places in self._places.items()
        }

    def _knows(self, word: str) -> bool:
        return place_of(word) is not None or heading(word) in self._header

    def _place(self, word: str) -> int:
        place = place_of(word)
        return self._header.index(heading(word)) if place is None else place


def _filled(cells: Sequence[str]) -> Sequence[str]:
    """Without the empty ones at the end."""
    end = max((place for place, cell in enumerate(cells, start=1) if cell), default=0)
    return cells[:end]
