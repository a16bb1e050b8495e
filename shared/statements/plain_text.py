"""Bank files that are plain text into text; few of them say how they are encoded, and fewer say it rightly."""

from __future__ import annotations

import codecs
import re

_UTF_16_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_LINE_END = re.compile(r"\r*\n\r?|\r+")  # LF, CRLF, LFCR, CR, and CRCRLF of a file transferred as text twice
_CENTURY_TURNS = 80  # two-digit years from here on are of the 1900s


def decoded(data: bytes) -> str:
    """UTF-8 when it is that, else Windows-1252, of which Latin-1 is nearly a part; never refuses."""
    if data.startswith(_UTF_16_MARKS):
        return data.decode("utf-16", errors="replace")
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    return data.decode("latin-1")


def lines_of(text: str) -> list[str]:
    """The lines without their ends, of whatever kind; the last is empty when the text ends with a line end."""
    return _LINE_END.split(text)


def six_digits(text: str) -> tuple[int, int, int]:
    """Year, month and day of YYMMDD; whether there is such a day is not asked."""
    year, month, day = (int(text[place : place + 2]) for place in (0, 2, 4))
    return year + (1900 if year >= _CENTURY_TURNS else 2000), month, day
