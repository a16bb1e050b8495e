"""What the cells of a column look like: days, amounts, account numbers, codes, words."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from itertools import islice
from typing import Final

from stdnum import iban

from shared.money import DECIMALS
from shared.statements.bank_csv.amounts import looks_like_amount

DATE_FORMATS: Final = (
    "%d.%m.%Y",
    "%d.%m.%y",
    "%Y-%m-%d",
    "%d/%m/%Y",
    "%m/%d/%Y",
    "%d-%m-%Y",
    "%m-%d-%Y",
    "%Y/%m/%d",
    "%Y.%m.%d",
    "%Y.%m.%d.",
    "%Y%m%d",
    "%d/%m/%y",
    "%m/%d/%y",
    "%d-%m-%y",
    "%d %b %Y",
    "%d-%b-%Y",
    "%d %b %y",
    "%d-%b-%y",
    "%b %d, %Y",
    "%d.%m.%Y %H:%M",
    "%d.%m.%Y %H:%M:%S",
    "%d/%m/%Y %H:%M",
    "%d/%m/%Y %H:%M:%S",
    "%Y-%m-%d %H:%M",
    "%Y-%m-%d %H:%M:%S",
    "%Y-%m-%d %H:%M:%S %z",
    "%Y-%m-%dT%H:%M:%S",
    "%Y-%m-%dT%H:%M:%S%z",
)
"""Forms of dates that banks write, the commonest first."""

DIRECTIONS: Final = {
    "credit": ("C", "CR", "CRDT", "CREDIT", "H", "HABEN", "K", "KREDIT", "BIJ", "+", "IN"),
    "debit": ("D", "DR", "DBIT", "DEBIT", "S", "SOLL", "DEBET", "AF", "-", "OUT"),
}
"""Words that banks write beside an amount without a sign, in capitals."""

_COMPACT, _COMPACT_LENGTH = "%Y%m%d", 8
_MAY_BE_DAY = re.compile(r"(?=(?:[^0-9]*[0-9]){4})[0-9A-Za-z .,/:+-]{6,32}", re.ASCII)
_LOOKED_AT = 400  # cells of a column
_SHORTEST_NUMBER = 6  # digits: a longer run without a mark is a number of something, not an amount
_PLAIN_NUMBER = re.compile(rf"[0-9]{{{_SHORTEST_NUMBER},}}", re.ASCII)


class Look(StrEnum):
    """What all filled cells of a column are."""

    EMPTY = "empty"
    DATE = "date"
    AMOUNT = "amount"
    IBAN = "iban"
    CURRENCY = "currency"
    DIRECTION = "direction"
    TEXT = "text"


def look_of(cells: Sequence[str]) -> Look:
    """What the filled cells are; a few may be none of it: they are named when the file is read."""
    filled = list(islice((each for each in cells if each), _LOOKED_AT))
    if not filled:
        return Look.EMPTY
    if all(each in DECIMALS for each in filled):
        return Look.CURRENCY
    if all(iban.is_valid(each) for each in filled):
        return Look.IBAN
    days = {each for each in set(filled) if _is_day(each)}
    if 2 * sum(each in days for each in filled) >= len(filled):
        return Look.DATE
    if all(each.upper() in (*DIRECTIONS["credit"], *DIRECTIONS["debit"]) for each in filled):
        return Look.DIRECTION
    figures = sum(looks_like_amount(each) and not _PLAIN_NUMBER.fullmatch(each) for each in filled)
    return Look.AMOUNT if 4 * figures >= 3 * len(filled) else Look.TEXT


def reads(text: str, form: str) -> bool:
    """Whether the text is a day of that form."""
    if form == _COMPACT and len(text) != _COMPACT_LENGTH:
        return False  # 244081 would be the first of August 2440
    try:
        datetime.strptime(text, form)  # noqa: DTZ007 - only whether it fits is asked
    except ValueError:
        return False
    return True


def _is_day(text: str) -> bool:
    return bool(_MAY_BE_DAY.fullmatch(text)) and any(reads(text, form) for form in DATE_FORMATS)


def readable_formats(days: Sequence[str]) -> tuple[str, ...]:
    """The forms that read every one of them."""
    days = list(dict.fromkeys(days))
    return tuple(form for form in DATE_FORMATS if all(reads(each, form) for each in days))


def likeliest_format(days: Sequence[str]) -> str:
    """The form that reads the most of them."""
    return max(DATE_FORMATS, key=lambda form: sum(reads(each, form) for each in days))
