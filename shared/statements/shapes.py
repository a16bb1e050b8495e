"""Texts found by the shape of the XML around them: what comes again and again in a file is understood once.

The entries of a bank differ in what stands between their tags, hardly ever in the tags. So the tags of each new shape
are put into a tree once, to learn at which place each fact stands, and from then on the texts are taken by place.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, Generic, TypeVar

from lxml import etree

from shared.statements.refusals import NotWellFormed
from shared.statements.safe_xml import PARSER_OPTIONS
from shared.statements.visible import turns, visible

Shape = TypeVar("Shape")

ABSENT = -1  # the place of a text that is not there: behind the last tag stands nothing
_MOST_SHAPES = 2_000  # a file made to hurt may have any number
_LONGEST = 10_000_000  # as libxml2 limits a text
_MARKUP = re.compile(r"(<[^>]*+>(?:\s*+<[^>]*+>)*+)")  # tags with nothing or white space between them
_TAG = re.compile(
    r"""<(?P<end>/?)(?:[^\s<>/:="']+:)?(?P<name>[^\s<>/:="']+)(?P<attributes>(?:\s+[^\s<>/="']+\s*=\s*(?:"[^"<]*"|'[^'<]*'))*)\s*(?P<empty>/?)>"""
)
_CURRENCY = re.compile(r"""\sCcy\s*=\s*("[^"<]*"|'[^'<]*')""")
_REFERENCE = re.compile(r"&(?:#x([0-9A-Fa-f]{1,8})|#([0-9]{1,8})|(lt|gt|amp|quot|apos));")
_CHARACTERS = (range(0x9, 0xB), range(0xD, 0xE), range(0x20, 0xD800), range(0xE000, 0xFFFE), range(0x10000, 0x110000))
_NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"', "apos": "'"}


class Shapes(Generic[Shape]):
    """The shapes of one kind of element that a file has shown so far."""

    def __init__(self, learn: Callable[[Any], Shape]) -> None:
        self._learn = learn
        self._known: dict[str, Shape] = {}

    def read(self, xml: str) -> tuple[Shape, list[str]]:
        """What was learnt of this shape, and the texts at the places it names, with white space still around them.

        Args:
            xml: without comments, CDATA and instructions.

        Raises:
            NotWellFormed: its tags do not fit together, or it refers to a character there is none of.
        """
        if len(xml) > _LONGEST:
            raise NotWellFormed(0, "a text of it is longer than 10 MB")
        pieces = _MARKUP.split(xml)
        markup = "\0".join(pieces[1::2])
        shape = self._known.get(markup)
        if shape is None:
            try:
                shape = self._known_from_now(markup)
            except etree.XMLSyntaxError as error:
                if (plain := canonical(xml)) == xml:
                    raise NotWellFormed(0, error.msg or "unreadable") from error
                return self.read(plain)
        texts = pieces[2::2] or [""]
        if "&" in xml:
            texts = [decoded(text) if "&" in text else text for text in texts]
        if turns(xml) or ("&" in xml and any(map(turns, texts))):
            texts = [visible(text) for text in texts]
        return shape, texts

    def _known_from_now(self, markup: str) -> Shape:
        """Learn a shape from a specimen of it in which each text is the number of its place."""
        numbered = "".join(f"{tags}{place}" for place, tags in enumerate(markup.split("\0")))
        specimen = etree.fromstring(f"<_>{canonical(numbered)}</_>", etree.XMLParser(**PARSER_OPTIONS))
        if len(self._known) >= _MOST_SHAPES:
            self._known.clear()
        shape = self._known[markup] = self._learn(specimen)
        return shape


def canonical(xml: str) -> str:
    """The same with plain tags: no prefix, no attribute but `Ccy`, no element in one tag."""
    return _TAG.sub(_plain_tag, xml)


def decoded(text: str) -> str:
    """The text with the characters its references stand for; without a DOCTYPE only five have names.

    Raises:
        NotWellFormed: it refers to something else, or to a character XML does not have.
    """
    plain, count = _REFERENCE.subn(_character, text)
    if count != text.count("&"):
        raise NotWellFormed(0, f"“{text[:40]}” refers to a character that there is not")
    return plain


def _plain_tag(tag: re.Match[str]) -> str:
    currency = _CURRENCY.search(tag["attributes"])
    opened = f"<{tag['end']}{tag['name']}{f' Ccy={currency[1]}' if currency else ''}>"
    return f"{opened}</{tag['name']}>" if tag["empty"] else opened


def _character(reference: re.Match[str]) -> str:
    hexadecimal, number, name = reference.groups()
    if name:
        return _NAMED[name]
    code = int(hexadecimal, 16) if hexadecimal else int(number)
    if not any(code in those for those in _CHARACTERS):
        raise NotWellFormed(0, f"{reference[0][:12]} is no character of XML")
    return chr(code)
