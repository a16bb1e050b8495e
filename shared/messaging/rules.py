"""How a template becomes a subject and a body, with secrets left out."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any, ClassVar

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape

from shared import formats
from shared.errors import Refused
from shared.i18n import Told, retold, said
from shared.money import Money

_PLAIN_ADDRESS = re.compile(r"[^@\s<>,;:\"()\[\]\\]+@[A-Za-z0-9.-]+", re.ASCII)
_environment = Environment(
    loader=PackageLoader("shared.messaging"),
    autoescape=select_autoescape(default_for_string=False),
    undefined=StrictUndefined,
)


class UnfitAddress(Refused):
    def __init__(self) -> None:
        super().__init__("That is not an e-mail address we can write to.")


class Secret(str):
    """A text that is sent but not kept: a sign-in link. `mark` stands in its place in what is kept."""

    __slots__ = ()
    mark: ClassVar[str] = "[link {number}]"


class Code(Secret):
    """A code that is sent but not kept; a message holds one."""

    __slots__ = ()
    mark: ClassVar[str] = "[code]"


@dataclass(frozen=True, slots=True)
class Written:
    """A message in words; each mark in `body` stands for the secret of that name."""

    subject: str
    body: str
    secrets: dict[str, str]


@dataclass(frozen=True, slots=True)
class Due:
    """An amount and its day, a line of a list in a mail, with the link that pays it where it has one."""

    day: date
    amount: Money
    link: Secret | str = ""


def render(template: str, facts: Mapping[str, Any], language: str = "en") -> Written:
    """`templates/NAME.txt` in the language, filled in: a line for the subject, a blank one, the body.

    Facts that are `Money` or dates are written in the forms of the language.
    """
    secrets: dict[str, str] = {}
    say = partial(_said, language)

    def write(value: Any) -> Any:
        if not isinstance(value, Secret):
            # A fact is one line: a name with a line break in it must not write lines of its own.
            return " ".join(value.split()) if isinstance(value, str) else _figure(value, language)
        mark = value.mark.format(number=len(secrets) + 1)
        secrets[mark] = str(value)
        return mark

    text = _environment.overlay(finalize=write).from_string(_translated(template, language)).render(facts, said=say)
    subject, _, body = text.partition("\n")
    return Written(subject.strip()[:200], body.strip() + "\n", secrets)


def _translated(template: str, language: str) -> str:
    """The template's paragraphs, each in the language."""
    source, _, _ = PackageLoader("shared.messaging").get_source(_environment, f"{template}.txt")
    return "\n\n".join(said(each, language) for each in source.strip().split("\n\n"))


def _figure(value: object, language: str) -> object:
    match value:
        case Money():
            return formats.money(value, language)
        case date():
            return formats.long_date(value, language)
    return value


def _said(language: str, text: str | Told) -> str:
    return retold(text, language) if isinstance(text, Told) else said(text, language)


def revealed(body: str, secrets: Mapping[str, str]) -> str:
    """The body with its secrets in place."""
    for mark, secret in secrets.items():
        body = body.replace(mark, secret)
    return body


def check_address(address: str) -> str:
    """The address, if it is one plain address and nothing more: no second header, no second recipient.

    Raises:
        UnfitAddress: it is not.
    """
    if len(address) > 254 or not _PLAIN_ADDRESS.fullmatch(address):
        raise UnfitAddress
    return address
