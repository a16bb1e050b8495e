"""Entries cut out of the bytes of a plain camt file, so that a tree is built only of what stands around them.

A tree of every entry costs more than all else in reading. Where a file holds neither comments nor CDATA nor
instructions, `<Ntry>` is a tag wherever it stands, and the text of an entry can be taken as it is (ADR-0021).
"""

from __future__ import annotations

import re
from collections import deque
from typing import Any, BinaryIO

from lxml import etree

_BLOCK = 262_144
_OPEN, _CLOSE = b"<Ntry>", b"</Ntry>"
_SPACE = re.compile(rb"\s*")
_DECLARATION = re.compile(
    rb"""(?:\xef\xbb\xbf)?<\?xml\s+version\s*=\s*["']1\.0["']"""
    rb"""(?:\s+encoding\s*=\s*["'](?i:utf-?8|us-ascii)["'])?(?:\s+standalone\s*=\s*["'](?:yes|no)["'])?\s*\?>"""
)
_NO_XML = bytes(code for code in range(32) if code not in b"\t\n\r")
_STAND_IN = "{urn:duebook:entries}Ntry"
_STAND_IN_TEXT = b'<Ntry xmlns="urn:duebook:entries"/>'


class EntriesAside:
    """A file as the parser is to see it: one empty element in place of each run of entries, their texts kept aside.

    From the first byte on that is not plain the file is passed on as it is, for the parser to read or to refuse.
    """

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._cuts = True
        self._data, self._at = b"", 0
        self._has_begun = False
        self._runs: deque[list[str]] = deque()

    def texts(self, element: Any) -> list[str]:
        """The XML of the entries that an `Ntry` element the parser came to stands for."""
        if element.tag == _STAND_IN and self._runs:
            return self._runs.popleft()
        return [etree.tostring(element, encoding="unicode", with_tail=False)]

    def read(self, _size: int) -> bytes:
        """The next bytes for the parser, more or fewer than asked for; none at the end."""
        block = _BLOCK
        while self._cuts:
            start = self._data.find(_OPEN, self._at)
            if start >= 0 and self._data.find(_CLOSE, start) >= 0:
                return self._pass_on(start) + (_STAND_IN_TEXT if self._take_run() else b"")
            free = len(self._data) - len(_OPEN) + 1  # behind it a tag may begin
            if start < 0 and self._at < free:
                return self._pass_on(free)
            if not self._fetch(block):
                break
            block *= 2  # an entry may be a batch as long as the file
        return self._pass_on(len(self._data)) or self._file.read(_BLOCK)

    def _pass_on(self, end: int) -> bytes:
        begin, self._at = self._at, end
        return self._data[begin:end]

    def _take_run(self) -> bool:
        """Put the entries aside that follow one another from here, and stand behind the last."""
        data, at, run = self._data, self._at, []
        while data.startswith(_OPEN, at) and (close := data.find(_CLOSE, at)) >= 0:
            end = close + len(_CLOSE)
            try:
                run.append(_lines_as_in_xml(data[at:end].decode()))
            except UnicodeDecodeError:
                self._cuts = False
                break
            self._at = end
            at = _SPACE.match(data, end).end()  # type: ignore[union-attr]  # it matches anywhere
        if run:
            self._runs.append(run)
        return bool(run)

    def _fetch(self, size: int) -> bool:
        """Add a block to what is at hand, and see whether it is plain."""
        last, block = self._data[-1:], self._file.read(size)
        self._data, self._at = self._data[self._at :] + block, 0
        seen = block if self._has_begun else _DECLARATION.sub(b"", block, count=1)
        self._has_begun = True
        self._cuts = bool(block) and _is_plain(last + seen)
        return self._cuts


def _is_plain(block: bytes) -> bool:
    """Whether it holds no comment, CDATA, instruction, and no character that XML or UTF-8 does not have."""
    # a single byte is found ten times as fast as two
    has_markup = (b"!" in block and b"<!" in block) or (b"?" in block and b"<?" in block)
    return not has_markup and len(block.translate(None, _NO_XML)) == len(block)


def _lines_as_in_xml(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text
