"""A bank file into statements: its format is found from what it holds, never from its name."""

from __future__ import annotations

import io
import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import BinaryIO

from shared.statements import bank_csv, camt, safe_xml
from shared.statements.refusals import LARGEST_MEGABYTES, EmptyFile, LayoutNeeded, TooLarge, UnknownFormat
from shared.statements.values import CsvLayout, Entry, Statement

_HEAD = 4_096
_LARGEST = LARGEST_MEGABYTES * 1_000_000
_DELIMITERS = (b";", b",", b"\t", b"|")


def read(data: bytes, *, layout: CsvLayout | None = None) -> list[Statement]:
    """The statements of a whole file; nothing is returned before its last byte was read.

    Args:
        data: the file as it came from the bank.
        layout: what the columns of a CSV mean; without effect on a camt file.

    Raises:
        StatementRefused: one sentence saying why; nothing of the file was taken.
    """
    return _gathered(stream(io.BytesIO(data), layout=layout))


def stream(source: BinaryIO | Path, *, layout: CsvLayout | None = None) -> Iterator[Entry | Statement]:
    """Each entry as it is read; after the last of a statement that statement, with `entries` left empty.

    For files too large to hold. A cut-off file refuses only at its end: undo what was made of its entries then.

    Raises:
        StatementRefused: while iterating.
    """
    if isinstance(source, Path):
        with source.open("rb") as file:
            yield from stream(file, layout=layout)
        return
    if source.seek(0, os.SEEK_END) > _LARGEST:
        raise TooLarge
    source.seek(0)
    head = source.read(_HEAD)
    source.seek(0)
    if safe_xml.looks_like_xml(head):
        yield from camt.stream(source)
    elif layout is not None and head.strip():
        yield from bank_csv.stream(source.read(), layout)
    else:
        raise _unknown(head)


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


def _unknown(head: bytes) -> EmptyFile | LayoutNeeded | UnknownFormat:
    if not head.strip(b"\0 \t\r\n\xef\xbb\xbf\xff\xfe"):
        return EmptyFile()
    first_line = head.replace(b"\0", b"").lstrip().partition(b"\n")[0]
    is_table = max(first_line.count(delimiter) for delimiter in _DELIMITERS) >= 2  # three columns are the fewest of use
    return LayoutNeeded() if is_table and b"\0\0" not in head else UnknownFormat()
