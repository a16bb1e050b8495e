"""Amounts as banks print them in a CSV: with a sign, thousands marks and perhaps a currency."""

from __future__ import annotations

import re

from shared.errors import Refused
from shared.money import Money, NotAnAmount
from shared.statements.amounts import read_amount

_CURRENCY = r"(?:[€£¥]|[A-Z]{0,2}\$|[A-Z]{3}|kr\.?|zł|Kč|Ft|SFr\.?)"
_PRINTED = re.compile(
    rf"(?P<sign>[-+−]?)\s*(?P<before>{_CURRENCY}?)\s*(?P<inner>[-+−]?)\s*"
    rf"(?P<figure>[0-9.,'’\s]*[0-9])\s*(?P<behind>{_CURRENCY}?)\s*(?P<last>[-+−]?)"
)
_WHOLE = re.compile(r"[0-9]*|[0-9]{1,3}(?P<mark>[.,'’\s])[0-9]{3}(?:(?P=mark)[0-9]{3})*")
_LONGEST = 60  # characters in a cell: a longer one is no amount, and costly to look through
_NOT_DIGITS = re.compile(r"[^0-9]", re.ASCII)
_MEANS = {"€": "EUR", "£": "GBP", "zł": "PLN", "Kč": "CZK", "Ft": "HUF", "SFr": "CHF", "SFr.": "CHF"}
_AMBIGUOUS = ("", "$", "¥", "kr", "kr.")  # these stand for several currencies


class OtherCurrency(Refused):
    def __init__(self, text: str, currency: str) -> None:
        super().__init__(f"“{text}” is not in {currency}")


def code_of(text: str) -> str:
    """The code of a currency that may be given by its sign."""
    return _MEANS.get(text, text.upper())


def looks_like_amount(text: str) -> bool:
    """Whether it is a figure as banks print them, by the one or the other decimal mark."""
    printed = _PRINTED.fullmatch(text.strip()) if len(text) <= _LONGEST else None
    if printed is None or len(printed["sign"] + printed["inner"] + printed["last"]) > 1:
        return False
    parts = [printed["figure"].partition(mark) for mark in (",", ".")]
    return any(_WHOLE.fullmatch(whole) and not _NOT_DIGITS.search(part) for whole, _, part in parts)


def read_signed(text: str, *, decimal: str, currency: str) -> Money:
    """An amount such as `-1.234,50`, `1'234.50 CHF` or `12,00-`; `decimal` is the decimal mark, nothing is guessed.

    Raises:
        NotAnAmount, NotRepresentable: as `read_amount`; thousands marks must be of one kind, before three digits each.
        OtherCurrency: a currency stands beside it and is another one.
    """
    printed = _PRINTED.fullmatch(text.strip()) if len(text) <= _LONGEST else None
    if printed is None:
        raise NotAnAmount(text, f"the profile's decimal mark is “{decimal}”")
    signs = printed["sign"] + printed["inner"] + printed["last"]
    if len(signs) > 1:
        raise NotAnAmount(text, "it has more than one sign")
    for beside in (printed["before"], printed["behind"]):
        if beside not in _AMBIGUOUS and not beside.endswith("$") and code_of(beside) != currency:
            raise OtherCurrency(text.strip(), currency)
    whole, mark, part = printed["figure"].partition(decimal)
    if not _WHOLE.fullmatch(whole):
        raise NotAnAmount(text, f"its thousands marks are not in order (the decimal mark is “{decimal}”)")
    amount = read_amount(_NOT_DIGITS.sub("", whole) + ("." + part if mark else ""), currency)
    return -amount if signs in ("-", "−") else amount
