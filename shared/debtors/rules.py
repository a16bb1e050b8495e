"""How a debtor may be reached: telephone numbers as they are kept, and what a record of consent means."""

import re
from enum import StrEnum
from typing import Final

from shared.errors import Refused

_NUMBER: Final = re.compile(r"\+[1-9][0-9]{6,14}")
_BETWEEN: Final = re.compile(r"[\s().\-/\u2010-\u2013]")


class UnfitNumber(Refused):
    def __init__(self) -> None:
        super().__init__("Please give the number with its country code, such as +49 151 23456789.")


class Standing(StrEnum):
    """What a debtor last said about being written to at an address."""

    UNASKED = "unasked"
    GIVEN = "given"
    WITHDRAWN = "withdrawn"


def telephone(text: str) -> str:
    """A telephone number as E.164 has it: "+49 (0) 151 234-567" is "+49151234567"; "" stays empty.

    Raises:
        UnfitNumber: it has no country code, or too few or too many digits.
    """
    number = _BETWEEN.sub("", text.replace("(0)", ""))
    number = f"+{number[2:]}" if number.startswith("00") else number
    if number and not _NUMBER.fullmatch(number):
        raise UnfitNumber
    return number


def standing(newest: bool | None) -> Standing:
    """What the newest record of a channel and an address means; None: there is none."""
    if newest is None:
        return Standing.UNASKED
    return Standing.GIVEN if newest else Standing.WITHDRAWN
