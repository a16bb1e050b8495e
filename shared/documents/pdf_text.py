"""The words of a PDF as Qt writes it: enough to see that a letter came out, and that it is the right one."""

import re
import unicodedata
import zlib
from collections.abc import Iterator, Mapping

_OBJECT = re.compile(rb"(\d+) 0 obj\n(.*?)\nendobj", re.DOTALL)
_STREAM = re.compile(rb"stream\r?\n(.*?)endstream", re.DOTALL)
_TO_UNICODE = re.compile(rb"/ToUnicode (\d+) 0 R")
_RANGE = re.compile(rb"<([0-9A-Fa-f]{4})> <[0-9A-Fa-f]{4}> (?:\[([^\]]*)\]|<([0-9A-Fa-f]+)>)")
_SHOWN = re.compile(rb"/F(\d+) [\d.]+ Tf|<([0-9A-Fa-f]+)> Tj|\b(ET)\b")

Letters = Mapping[int, str]


def text_of(pdf: bytes) -> str:
    """All words, in the order they were drawn; "" for what is no PDF of Qt's.

    A font is called after its object (`/F7` is object 7), and each letter is drawn by itself as a number of that font.
    """
    objects = {int(number): body for number, body in _OBJECT.findall(pdf)}
    fonts = {number: _letters(objects, body) for number, body in objects.items() if _TO_UNICODE.search(body)}
    drawn = (_drawn(_content(body), fonts) for body in objects.values() if b"/FlateDecode" in body)
    return unicodedata.normalize("NFKC", "".join(piece for each in drawn for piece in each))


def _drawn(content: bytes, fonts: Mapping[int, Letters]) -> Iterator[str]:
    letters: Letters = {}
    for font, code, ends in _SHOWN.findall(content):
        if font:
            letters = fonts.get(int(font), {})
        elif code:
            yield "".join(letters.get(int(code[at : at + 4], 16), "") for at in range(0, len(code), 4))
        elif ends:
            yield "\n"


def _letters(objects: Mapping[int, bytes], font: bytes) -> Letters:
    found = _TO_UNICODE.search(font)
    table = _content(objects.get(int(found[1]), b"")) if found else b""
    letters: dict[int, str] = {}
    for first, several, one in _RANGE.findall(table):
        codes = re.findall(rb"<([0-9A-Fa-f]+)>", several) or [one]
        letters |= {int(first, 16) + at: _character(code) for at, code in enumerate(codes)}
    return letters


def _character(code: bytes) -> str:
    text = bytes.fromhex(code.decode()).decode("utf-16-be", errors="replace")
    return " " if text.isspace() else text


def _content(body: bytes) -> bytes:
    found = _STREAM.search(body)
    if found is None:
        return b""
    if b"/FlateDecode" not in body:
        return found[1]
    try:
        return zlib.decompressobj().decompress(found[1])  # it stops at its own end, whatever line ends follow
    except zlib.error:
        return b""
