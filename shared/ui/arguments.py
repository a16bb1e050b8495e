"""What a browser sent to a handler, checked: Reflex passes on arguments of any type whatever the annotation says.

whole(value)                   an int, or a string of digits; from 1 to 2**53 unless told otherwise
id_in(self.router.url.path)    the id that a page's address ends in
line(value, most=80)           one line of text, trimmed
one_of(value, JournalState)    a member of the enum
"""

from enum import StrEnum
from typing import Any, TypeVar

from shared.errors import Refused

Choice = TypeVar("Choice", bound=StrEnum)

_LARGEST = 2**53  # what a browser's number holds exactly


class UnfitArgument(Refused):
    """The browser sent what no page of ours sends."""


def whole(value: Any, *, least: int = 1, most: int = _LARGEST) -> int:
    """A whole number.

    Raises:
        UnfitArgument: it is something else, or out of bounds.
    """
    if isinstance(value, str) and len(value) <= 17 and value.isascii() and value.strip().lstrip("-").isdigit():
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
        raise UnfitArgument(
            "That is not a whole number from {least} to {most}. Nothing was changed.", least=least, most=most
        )
    return value


def id_in(path: str, *, least: int = 1) -> int:
    """The id that a page's address ends in.

    Raises:
        UnfitArgument: it ends in something else.
    """
    return whole(path.rstrip("/").rsplit("/", 1)[-1], least=least)


def line(value: Any, *, most: int = 200) -> str:
    """One line of text without control characters, trimmed; it may be empty.

    Raises:
        UnfitArgument: no text, too long, or more than a line.
    """
    if not isinstance(value, str) or len(value) > most or not value.strip().isprintable():
        raise UnfitArgument("That is not one line of at most {most} characters. Nothing was changed.", most=most)
    return value.strip()


def one_of(value: Any, choices: type[Choice]) -> Choice:
    """A member of a closed set, by its word.

    Raises:
        UnfitArgument: no such word.
    """
    if not isinstance(value, str) or value not in [each.value for each in choices]:
        raise UnfitArgument("That is not one of the choices. Nothing was changed.")
    return choices(value)
