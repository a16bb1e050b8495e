"""How a template becomes a subject and a body, with secrets left out."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape

from shared.errors import Refused

_PLAIN_ADDRESS = re.compile(r"[^@\s<>,;:\"()\[\]\\]+@[A-Za-z0-9.-]+", re.ASCII)
_environment = Environment(
    loader=PackageLoader("shared.messaging"), autoescape=select_autoescape(), undefined=StrictUndefined
)


class UnfitAddress(Refused):
    def __init__(self) -> None:
        super().__init__("That is not an e-mail address we can write to.")


class Secret(str):
    """A text that is sent but not kept: a sign-in link."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Written:
    """A message in words; each mark in `body` stands for the secret of that name."""

    subject: str
    body: str
    secrets: dict[str, str]


def render(template: str, facts: Mapping[str, Any]) -> Written:
    """`templates/NAME.txt` filled in; its first line is the subject, then a blank line, then the body."""
    secrets: dict[str, str] = {}

    def write(value: Any) -> Any:
        if not isinstance(value, Secret):
            # A fact is one line: a name with a line break in it must not write lines of its own.
            return " ".join(value.split()) if isinstance(value, str) else value
        mark = f"[link {len(secrets) + 1}]"
        secrets[mark] = str(value)
        return mark

    text = _environment.overlay(finalize=write).get_template(f"{template}.txt").render(facts)
    subject, _, body = text.partition("\n")
    return Written(subject.strip()[:200], body.strip() + "\n", secrets)


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
