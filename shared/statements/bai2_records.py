"""BAI2 files into their records: several on one line, one on several lines, continued by 88."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

from shared.errors import Refused
from shared.statements.plain_text import lines_of
from shared.statements.refusals import BadEntry, CutOff, NotAStatement

_CODES = "01|02|03|16|49|88|98|99"
_BETWEEN = re.compile(rf"/[ \t]+(?=(?:{_CODES}),)")
_RECORD = re.compile(rf"\s*({_CODES}),(.*)", re.ASCII)
_CONTINUED = "88"
_AROUND = {"01": "", "02": "01", "03": "02", "16": "03", "49": "03", "98": "02", "99": "01"}
_CLOSING = ("49", "98", "99")
_WITH_TEXT = ("16", "88")  # only their text may hold a slash; elsewhere it ends the record
_JOINT = "\n"
_FEW = re.compile(r"\d{1,2}", re.ASCII)
_WITHOUT_MORE = ("", "0", "1", "2", "Z")
_CELL_END = re.compile(r"[,\n]")


class Malformed(Refused):
    """A record is not of its form."""


@dataclass(slots=True)
class Record:
    """A record with what continues it; `physical` counts the records of the file it takes up."""

    code: str
    line: int
    pieces: list[str]
    physical: int = 1

    def cells(self) -> Cells:
        return Cells(_JOINT.join(self.pieces))

    @contextmanager
    def reading(self) -> Iterator[Cells]:
        """Its cells; what is malformed among them refuses the file and names the line.

        Raises:
            BadEntry: see above.
        """
        try:
            yield self.cells()
        except Malformed as why:
            raise BadEntry(f"Line {self.line}, record {self.code}", str(why)) from why


class Cells:
    """The cells of a record, taken one after the other; past the end they are empty."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._place = 0

    def take(self) -> str:
        if self.at_end:
            return ""
        end = _CELL_END.search(self._text, self._place)
        cell = self._text[self._place : end.start() if end else len(self._text)]
        self._place = end.end() if end else len(self._text) + 1
        return cell.strip()

    def take_some(self, count: int) -> list[str]:
        return [self.take() for _ in range(count)]

    def rest(self) -> str:
        """All that is left, which may hold commas."""
        return " ".join(self._text[self._place :].split())

    @property
    def at_end(self) -> bool:
        return self._place > len(self._text)

    def take_funds(self) -> str | None:
        """The funds type and what belongs to it; the value date (YYMMDD) of type V.

        Raises:
            Malformed: a type that BAI2 does not have.
        """
        kind = self.take()
        if kind == "V":
            return self.take_some(2)[0] or None  # and a time
        if kind == "S":
            self.take_some(3)  # at once, after one day, later
        elif kind == "D" and _FEW.fullmatch(count := self.take()):
            self.take_some(2 * int(count))  # days and amounts
        elif kind not in _WITHOUT_MORE:
            raise Malformed(f"“{kind[:12]}” is no funds type")
        return None


def records_of(text: str) -> list[Record]:
    """The records in their order, each with its continuations.

    Raises:
        NotAStatement: the file does not begin with a record.
    """
    records: list[Record] = []
    for number, line in enumerate(lines_of(text), 1):
        for piece in _BETWEEN.split(line):
            _add(records, piece, number)
    return records


def _add(records: list[Record], piece: str, number: int) -> None:
    found = _RECORD.match(piece)
    if found and found[1] != _CONTINUED:
        records.append(Record(found[1], number, [_content(found[1], found[2])]))
    elif records and piece.strip():  # a line that begins with no code is the rest of a text, wrapped
        records[-1].pieces.append(_content(_CONTINUED, found[2] if found else piece))
        records[-1].physical += 1 if found else 0
    elif piece.strip():
        raise NotAStatement("the BAI2 file does not begin with its header")


def _content(code: str, text: str) -> str:
    return text.rstrip().removesuffix("/") if code in _WITH_TEXT else text.partition("/")[0]


@dataclass(slots=True)
class Block:
    """A file, a group or an account: its opening record, what is inside, and its closing record with the controls."""

    opening: Record
    inside: list[Block] = field(default_factory=list)
    transactions: list[Record] = field(default_factory=list)
    closing: Record | None = None

    @property
    def physical(self) -> int:
        """How many records of the file it takes up, as its control counts them."""
        own = [self.opening, *self.transactions, *([self.closing] if self.closing else [])]
        return sum(record.physical for record in own) + sum(each.physical for each in self.inside)


def files_in(records: Sequence[Record]) -> list[Block]:
    """The files, usually one, with their groups and these with their accounts.

    Raises:
        NotAStatement: a record stands where its kind cannot stand.
        CutOff: a file, a group or an account is not closed.
    """
    files: list[Block] = []
    open_: list[Block] = []
    for record in records:
        around = open_[-1].opening.code if open_ else ""
        if around != _AROUND[record.code]:
            raise NotAStatement(f"line {record.line} of the BAI2 file has a record {record.code} out of its place")
        if record.code == "16":
            open_[-1].transactions.append(record)
        elif record.code in _CLOSING:
            open_[-1].closing = record
            open_.pop()
        else:
            block = Block(record)
            (open_[-1].inside if open_ else files).append(block)
            open_.append(block)
    if open_:
        raise CutOff
    return files
