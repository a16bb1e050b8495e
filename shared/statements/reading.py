"""A bank file into statements: its format is found from what it holds, never from its name, also inside an archive."""

from __future__ import annotations

import io
import os
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import BinaryIO, Protocol

from shared import collector
from shared.statements import bai2, bank_csv, camt, container, mt940, ofx
from shared.statements.bank_csv import CsvLayout, KnownLayout
from shared.statements.refusals import (
    LARGEST_MEGABYTES,
    EmptyFile,
    LayoutNeeded,
    MemberRefused,
    StatementRefused,
    TooLarge,
    UnknownFormat,
)
from shared.statements.values import Entry, Statement

_HEAD = 4_096  # bytes from which a format must be known
_LARGEST = LARGEST_MEGABYTES * 1_000_000
_DELIMITERS = (b";", b",", b"\t", b"|")


class Format(Protocol):
    """What each module that reads a format offers."""

    def recognises(self, head: bytes, /) -> bool:
        """Whether a file that begins with these bytes is of this format; never raises."""

    def stream(self, file: BinaryIO, /) -> Iterator[Entry | Statement]:
        """The file, open at its first byte: each entry, and after the last of a statement that statement without them.

        Raises:
            StatementRefused: while iterating.
        """


_FORMATS: tuple[Format, ...] = (ofx, camt, mt940, bai2)  # OFX 2 is XML too, so it is asked before camt; CSV comes last


def read(data: bytes, *, layout: CsvLayout | None = None, known: Sequence[KnownLayout] = ()) -> list[Statement]:
    """The statements of a whole file; nothing is returned before its last byte was read.

    Args:
        data: the file as it came from the bank.
        layout: what the columns of a CSV mean; without effect on other formats.
        known: layouts that are tried before those of the banks we know, when no `layout` is given.

    Raises:
        StatementRefused: one sentence saying why; nothing of the file was taken.
    """
    with collector.paused():
        return _gathered(stream(io.BytesIO(data), layout=layout, known=known))


def stream(
    source: BinaryIO | Path, *, layout: CsvLayout | None = None, known: Sequence[KnownLayout] = ()
) -> Iterator[Entry | Statement]:
    """Each entry as it is read; after the last of a statement that statement, with `entries` left empty.

    For files too large to hold. A cut-off file refuses only at its end: undo what was made of its entries then.

    Raises:
        StatementRefused: while iterating.
    """
    if isinstance(source, Path):
        with source.open("rb") as file:
            yield from stream(file, layout=layout, known=known)
        return
    if source.seek(0, os.SEEK_END) > _LARGEST:
        raise TooLarge
    if not container.recognises(_head(source)):
        yield from _stream_file(source, layout, known)
        return
    for member in container.members(source):
        try:
            yield from _stream_file(member.file, layout, known)
        except StatementRefused as refused:
            raise (MemberRefused(member.name, refused) if member.name else refused) from refused


def _stream_file(file: BinaryIO, layout: CsvLayout | None, known: Sequence[KnownLayout]) -> Iterator[Entry | Statement]:
    """One file that is no archive."""
    head = _head(file)
    for each in _FORMATS:
        if each.recognises(head):
            yield from each.stream(file)
            return
    yield from _table(file.read(), layout, known)


def _head(file: BinaryIO) -> bytes:
    file.seek(0)
    head = file.read(_HEAD)
    file.seek(0)
    return head


def _table(data: bytes, layout: CsvLayout | None, known: Sequence[KnownLayout]) -> Iterator[Entry | Statement]:
    """A CSV, which nothing but its header tells apart from other text."""
    layout = layout or bank_csv.recognise(data, known) or bank_csv.recognise(data)
    if not data.strip() or layout is None:
        raise _unknown(data)
    yield from bank_csv.stream(data, layout)


def _gathered(parts: Iterator[Entry | Statement]) -> list[Statement]:
    statements: list[Statement] = []
    entries: list[Entry] = []
    for part in parts:
        if isinstance(part, Entry):
            entries.append(part)
        else:
            statements.append(replace(part, entries=tuple(entries)))
            entries = []
    return statements


def _unknown(data: bytes) -> EmptyFile | LayoutNeeded | UnknownFormat:
    head = data[:_HEAD]
    if not head.strip(b"\0 \t\r\n\xef\xbb\xbf\xff\xfe"):
        return EmptyFile()
    first_line = head.replace(b"\0", b"").lstrip().partition(b"\n")[0]
    is_table = max(first_line.count(delimiter) for delimiter in _DELIMITERS) >= 2  # three columns are the fewest of use
    if b"\0\0" in head or not (is_table or bank_csv.holds_table(data)):
        return UnknownFormat()
    return LayoutNeeded()
