"""XML from outside, read as a stream: nothing fetched, nothing expanded, a DOCTYPE refused, memory handed back."""

from __future__ import annotations

import codecs
import io
import re
from collections.abc import Iterator
from typing import Any, BinaryIO, Protocol

from lxml import etree

from shared.statements.refusals import CutOff, HoldsDoctype, NotWellFormed, UnknownEncoding

# Without remove_comments and remove_pis an amount of `1<!-- -->00` would read as 1. `recover` would drop what it cannot
# read, `huge_tree` would lift libxml2's own limits on depth, expansion and the length of one text.
PARSER_OPTIONS = {
    "resolve_entities": False,
    "no_network": True,
    "load_dtd": False,
    "dtd_validation": False,
    "attribute_defaults": False,
    "huge_tree": False,
    "recover": False,
    "remove_comments": True,
    "remove_pis": True,
}
_HEAD = 65_536  # bytes looked at before the parser sees anything
_TAIL = 1_024
_DECLARED = re.compile(rb"""<\?xml[^>]*?\sencoding\s*=\s*["']([^"']*)["']""")
# Encodings in which `<!DOCTYPE` cannot hide from a search of the bytes (UTF-7 and EBCDIC can hide it).
_HONEST = re.compile(r"utf-?8|utf-?16(le|be)?|(us-)?ascii|iso-8859-\d{1,2}|windows-125\d|cp125\d", re.IGNORECASE)
_BYTE_ORDER_MARKS = (codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


def looks_like_xml(head: bytes) -> bool:
    """Whether the first bytes are those of XML in UTF-8, UTF-16 or an encoding that extends ASCII."""
    return _ascii_of(head).lstrip().startswith(b"<")


class Readable(Protocol):
    """What the parser reads from."""

    def read(self, size: int, /) -> bytes: ...


def elements(file: BinaryIO, *names: str, seen_as: Readable | None = None) -> Iterator[Any]:
    """Each element of these local names, in any namespace, when it is complete; emptied when the next is asked for.

    The file has been read to its end, and was well formed, only when the iterator ends.

    Args:
        file: open where it begins.
        names: of the elements wanted.
        seen_as: what the parser is to read in its place; first read when the file was found safe.

    Raises:
        HoldsDoctype, UnknownEncoding: before anything is parsed.
        CutOff, NotWellFormed: where the reading came to it.
    """
    _refuse_unsafe(file)
    walk = etree.iterparse(seen_as or file, events=("end",), tag=[f"{{*}}{name}" for name in names], **PARSER_OPTIONS)
    previous = None
    try:
        for _, element in walk:
            if previous is None and element.getroottree().docinfo.doctype:
                raise HoldsDoctype
            yield element
            element.clear()
            # lxml forbids moving the element the parser has just closed, so each goes when its successor has come.
            if previous is not None and (parent := previous.getparent()) is not None:
                parent.remove(previous)
            previous = element
    except etree.XMLSyntaxError as error:
        raise _refusal(error, file) from error


def _refuse_unsafe(file: BinaryIO) -> None:
    """Look at the first bytes, and leave the file where its XML begins (portals put empty lines before it)."""
    start = file.tell()
    raw = file.read(_HEAD)
    head = _ascii_of(raw)
    if b"<!DOCTYPE" in head:
        raise HoldsDoctype
    if (declared := _DECLARED.match(head.lstrip())) and not _HONEST.fullmatch(
        encoding := declared[1].decode("ascii", "replace")
    ):
        raise UnknownEncoding(encoding)
    file.seek(start + len(raw) - len(raw.lstrip()))


def _ascii_of(raw: bytes) -> bytes:
    """The ASCII characters of UTF-16 lie between NUL bytes; without them every honest encoding reads alike."""
    for mark in _BYTE_ORDER_MARKS:
        raw = raw.removeprefix(mark)
    return raw.replace(b"\0", b"")


def _refusal(error: etree.XMLSyntaxError, file: BinaryIO) -> CutOff | NotWellFormed:
    file.seek(max(0, file.seek(0, io.SEEK_END) - _TAIL))
    closed = _ascii_of(file.read()).rstrip().endswith(b">")  # as every whole XML file is
    if not closed or error.code == etree.ErrorTypes.ERR_TAG_NOT_FINISHED:
        return CutOff()
    return NotWellFormed(error.lineno or 0, (error.msg or "unreadable").partition(", line ")[0])
