"""How creditors number their invoices: sixteen series, and what of a number its reader may drop."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

_DIGITS = re.compile(r"\d+")


@dataclass(frozen=True, slots=True)
class Series:
    """`form` is filled with the running number and the parts of the issue date; `core` finds the running number."""

    form: str
    short: bool = False
    """Few digits and nothing else, as other numbers look too."""

    def number(self, sequence: int, issued: date) -> str:
        iso = issued.isocalendar()
        return self.form.format(
            n=sequence, y=issued.year, yy=issued.year % 100, m=issued.month, w=iso.week, b=1 + sequence % 7
        )


SERIES = {
    "plain5": Series("{n:05d}", short=True),
    "plain6": Series("{n:06d}", short=True),
    "padded8": Series("{n:08d}"),
    "sap": Series("19{n:08d}"),
    "yearrun": Series("{y}{n:05d}"),
    "rg": Series("RG{y}/{n:06d}"),
    "re": Series("RE-{y}-{n:05d}"),
    "inv": Series("INV-{n:06d}"),
    "si": Series("SI{n:07d}"),
    "fyy": Series("F{yy}-{n:05d}"),
    "fv": Series("FV/{n}/{m:02d}/{y}"),
    "dotted": Series("B{yy}.{n:05d}"),
    "month": Series("{y}-{m:02d}-{n:05d}"),
    "fac": Series("FAC{yy}{m:02d}{n:05d}"),
    "branch": Series("KL{n:05d}-{b:02d}"),
    "week": Series("{yy}W{w:02d}-{n:05d}"),
}


def core(number: str, sequence: int) -> str:
    """The running number within the number, zeros kept as printed."""
    return next((each for each in _DIGITS.findall(number) if int(each) == sequence), number)


def tail(number: str, sequence: int, digits: int) -> str:
    """The last digits of the running number, as lists are abbreviated."""
    return core(number, sequence)[-digits:]
