"""Entries cut out of the bytes of a plain camt file, so that a tree is built only of what stands around them.

A tree of every entry costs more than all else in reading. Where a file holds neither comments nor CDATA nor
instructions, `<Ntry>` is a tag wherever it stands, and the text of an entry can be taken as it is (ADR-0021).
"""

from __future__ import annotations

import re
from collections import deque
from typing import Any, BinaryIO
from xml.parsers import expat

from lxml import etree

_BLOCK = 262_144
_OPEN, _CLOSE = b"<Ntry>", b"</Ntry>"
_SPACE = re.compile(rb"\s*")
_DECLARATION = re.compile(
    rb"""(?:\xef\xbb\xbf)?<\?xml\s+version\s*=\s*["']1\.0["']"""
    rb"""(?:\s+encoding\s*=\s*["'](?i:utf-?8|us-ascii)["'])?(?:\s+standalone\s*=\s*["'](?:yes|no)["'])?\s*\?>"""
)
_STAND_IN = "{urn:duebook:entries}Ntry"
_STAND_IN_TEXT = b'<Ntry xmlns="urn:duebook:entries"/>'


class EntriesAside:
    """A file as the parser is to see it: one empty element in place of each run of entries, their texts kept aside.

    A file that is not plain is passed on as it is; the parser then decides what is wrong with it, if anything.
    """

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._is_plain: bool | None = None
        self._data, self._at = b"", 0
        self._runs: deque[list[str]] = deque()

    def read(self, size: int) -> bytes:
        """The next bytes for the parser, more or fewer than asked for; none at the end."""
        if self._is_plain is None:
            self._is_plain = is_plain(self._file)
        return self._read_around() if self._is_plain else self._file.read(size)

    def texts(self, element: Any) -> list[str]:
        """The XML of the entries that an `Ntry` element the parser came to stands for."""
        if element.tag == _STAND_IN and self._runs:
            return self._runs.popleft()
        return [etree.tostring(element, encoding="unicode", with_tail=False)]

    def _read_around(self) -> bytes:
        block = _BLOCK
        while True:
            start = self._data.find(_OPEN, self._at)
            if start >= 0 and self._data.find(_CLOSE, start) >= 0:
                before = self._data[self._at : start]
                self._take_run(start)
                return before + _STAND_IN_TEXT
            if start < 0 and self._at < (free := len(self._data) - len(_OPEN) + 1):  # behind it a tag may begin
                self._at, passed_on = free, self._data[self._at : free]
                return passed_on
            more = self._file.read(block)
            self._data, self._at = self._data[self._at :] + more, 0
            if not more:
                self._at = len(self._data)
                return self._data
            block *= 2  # an entry may be a batch as long as the file

    def _take_run(self, at: int) -> None:
        """Put the entries aside that follow one another from here, and stand behind the last."""
        data, run = self._data, []
        while data.startswith(_OPEN, at) and (end := data.find(_CLOSE, at) + len(_CLOSE)) >= len(_CLOSE):
            run.append(data[at:end].decode())
            self._at = end
            at = _SPACE.match(data, end).end()  # type: ignore[union-attr]  # it matches anywhere
        self._runs.append(run)


def is_plain(file: BinaryIO) -> bool:
    """Whether the rest of the file is well-formed UTF-8 without comments, CDATA, instructions or a long text.

    expat, which keeps nothing, makes sure of the form; what it does not like is left to the parser to refuse.
    """
    begin = file.tell()
    parser = expat.ParserCreate()
    last = b""
    try:
        while block := file.read(_BLOCK):
            seen = block if last else _DECLARATION.sub(b"", block, count=1)
            if not _holds_plain_text(last + seen, is_full=len(block) == _BLOCK):
                return False
            parser.Parse(block)
            last = block[-1:]
        parser.Parse(b"", True)
    except (expat.ExpatError, LookupError):
        return False
    finally:
        file.seek(begin)
    return True


def _holds_plain_text(block: bytes, *, is_full: bool) -> bool:
    if b"!" in block and b"<!" in block:  # a single byte is found ten times as fast as two
        return False
    if b"?" in block and b"<?" in block:
        return False
    return b"\0" not in block and (b"<" in block or not is_full)
