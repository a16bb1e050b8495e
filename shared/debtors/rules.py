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


class NotBySpeaking(Refused):
    """A consent cannot be taken on the telephone here; the sentence says why."""


def check_spoken(*, is_given: bool, country: str, email: str) -> None:
    """Whether staff may record what a debtor says on the telephone: a no always, a yes where it can be proved and kept.

    A yes is confirmed to an address of theirs, so that whoever did not say it learns of it; and where nobody knows
    which law they live under, nothing is allowed (domain.md 5.10: unknown is no). A no counts however it is said
    (domain.md 5.7: revocation by any reasonable means).

    Raises:
        NotBySpeaking.
    """
    if not is_given:
        return
    if not country:
        raise NotBySpeaking("Their country is not known, so neither is its law. Add their address first.")
    if not email:
        raise NotBySpeaking("We know no e-mail address at which to confirm it. They can agree in the portal.")


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
