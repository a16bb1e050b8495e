"""The lines of an MT940 or MT942 file into messages, and these into tagged fields.

A line that begins like a tag cannot be told from one, so only the tags of the two messages count: “:12:11” in the
middle of a payer's text is text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from shared.statements.plain_text import lines_of
from shared.statements.refusals import BadEntry

_TAG = re.compile(r":(20|21|25P?|28C?|60[FM]|61|62[FM]|64|65F?|86|13D?|34F|90[CD]|NS|940|942):(.*)", re.ASCII)
_TAG_IN_LOWER_CASE = re.compile(r":(?:25p|28c|60[fm]|62[fm]|65f|13d|34f|90[cd]|ns):", re.ASCII)
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_ENVELOPE = re.compile(r"-?\}?\{[1-5S]:")  # the blocks in which SWIFT wraps the text, which is block 4
_TEXT_BLOCK = "{4:"
_NOT_CONTENT = ("940", "942")  # the name of the message, which some banks write as a tag


@dataclass(slots=True)
class Field:
    """One tag with its lines; `line` is where it begins, counted from 1."""

    tag: str
    line: int
    lines: list[str]
    had_control_characters: bool = False

    @property
    def joined(self) -> str:
        """As if the bank had not wrapped it."""
        return "".join(self.lines).strip()


def messages(text: str) -> Iterator[list[Field]]:
    """The fields of each message; what stands before, between and after messages is the banks' wrapping.

    Raises:
        BadEntry: a tag is written in lower case.
    """
    fields: list[Field] = []
    lines = lines_of(text)
    for place, raw in enumerate(lines):
        is_clean = not _CONTROL.search(raw)
        line = _without_envelope(raw if is_clean else _CONTROL.sub(" ", raw))
        tag = _TAG.match(line)
        if _is_end(line, lines, place, fields) or (tag and tag[1] == "20"):
            yield from _complete(fields)
            fields = []
        if tag:
            fields.append(Field(tag[1], place + 1, [tag[2]]))
        elif _TAG_IN_LOWER_CASE.match(line):
            raise BadEntry(f"Line {place + 1}", f"“{line[:5]}” is a tag in lower case, which no bank writes")
        elif fields:
            fields[-1].lines.append(line)
        if fields and not is_clean and line.strip():
            fields[-1].had_control_characters = True
    yield from _complete(fields)


def _complete(fields: list[Field]) -> Iterator[list[Field]]:
    if content := [field for field in fields if field.tag not in _NOT_CONTENT]:
        yield content


def _without_envelope(line: str) -> str:
    if not _ENVELOPE.match(line):
        return line
    return line.rpartition(_TEXT_BLOCK)[2] if _TEXT_BLOCK in line else "-"


def _is_end(line: str, lines: Sequence[str], place: int, fields: Sequence[Field]) -> bool:
    """A dash alone ends a message, unless it stands in the middle of a payer's text."""
    mark = line.strip()
    if mark != "-" or not fields or fields[-1].tag != "86":
        return mark == "-" or mark.startswith("-}")
    after = next((each for each in lines[place + 1 : place + 9] if each.strip()), "")
    return not after or bool(_ENVELOPE.match(after) or _TAG.match(after))
