"""Field :61: of MT940 and MT942: one movement, read by its fixed form or not at all."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from shared.errors import Refused
from shared.money import Money
from shared.statements.amounts import read_amount, told_amount
from shared.statements.mt940_lines import Field
from shared.statements.plain_text import six_digits
from shared.statements.values import Direction

_ENTRY = re.compile(
    r"(?P<valued>\d{6})(?P<entered>\d{4}|\s{4})?(?P<mark>R[CD]|E[CD]|[CD])[A-Z]?"  # the letter is the currency's third
    r"(?P<amount>\d+,\d*)\s*(?P<kind>[A-Z][A-Z0-9]{3})(?P<references>.*)",
    re.ASCII,
)
_AMOUNT = re.compile(r"\d+,\d*", re.ASCII)  # the comma is mandatory, so a figure cut short is seen to be
_STRUCTURED_TEXT = re.compile(r"\?\d\d", re.ASCII)
_ORIGINAL = re.compile(r"/OCMT/([A-Z]{3})(\d+,\d*)/", re.ASCII)
_CHARGES = re.compile(r"/CHGS/([A-Z]{3})(\d+,\d*)/", re.ASCII)
_DAYS_KEPT = 1_000  # a statement has few days and many entries
_SAYS_NOTHING = ("", "NONREF", "N", "KREF+", "NOTPROVIDED")

DIRECTIONS = {
    "C": Direction.CREDIT,
    "D": Direction.DEBIT,
    "EC": Direction.CREDIT,
    "ED": Direction.DEBIT,
    "RC": Direction.DEBIT,  # a credit taken back lowers the balance
    "RD": Direction.CREDIT,
}


class Malformed(Refused):
    """A field is not of its form."""


@dataclass(frozen=True, slots=True)
class Movement:
    """What field :61: says."""

    amount_text: str
    mark: str
    kind: str
    booking_date: date | None
    value_date: date
    customer_reference: str | None
    bank_reference: str | None
    supplement: str
    month_end_for: str | None
    """The day as written when it is a 29 or 30 February that the month does not have."""
    continues_a_text: bool
    """Its references hold the field marks of field :86:, so it may be the rest of a payer's text."""

    @property
    def original_amount(self) -> Money | None:
        return _coded(_ORIGINAL, self.supplement)

    @property
    def charges(self) -> Money | None:
        return _coded(_CHARGES, self.supplement)


def read_movement(field: Field) -> Movement:
    """Read field :61:; the lines after its first are the supplementary details.

    Raises:
        Malformed: it is not of the form of the standard, or names a day there is not.
    """
    found = _ENTRY.fullmatch(field.lines[0].strip())
    if found is None:
        raise Malformed(f"“{field.lines[0][:40]}” is not a movement: day, C or D, amount with a comma, kind")
    value_date, month_end_for = read_day(found["valued"])
    booking_date = _booking_date(found["entered"], value_date)
    customer, _, bank = found["references"].partition("//")
    return Movement(
        amount_text=found["amount"],
        mark=found["mark"],
        kind=found["kind"],
        booking_date=booking_date,
        value_date=value_date,
        customer_reference=_meaning(customer),
        bank_reference=_meaning(bank),
        supplement=" ".join(line.strip() for line in field.lines[1:]).strip(),
        month_end_for=month_end_for,
        continues_a_text=bool(_STRUCTURED_TEXT.search(found["references"])),
    )


def read_comma_amount(text: str, currency: str) -> Money:
    """An amount with the mandatory comma of SWIFT.

    Raises:
        Malformed: no comma, a dot, signs, grouping.
        NotRepresentable: the currency has fewer decimals, or there is no such currency.
    """
    if not _AMOUNT.fullmatch(text):
        raise Malformed(f"“{text[:40]}” is not an amount with a decimal comma")
    return read_amount(text.replace(",", "."), currency)


@lru_cache(maxsize=_DAYS_KEPT)
def read_day(text: str) -> tuple[date, str | None]:
    """YYMMDD; the 29 and 30 February of 30-day interest months is the last day of that month, and is told.

    Raises:
        Malformed: there is no such day.
    """
    return _day(*six_digits(text))


@lru_cache(maxsize=_DAYS_KEPT)
def _booking_date(monthday: str | None, value_date: date) -> date | None:
    """The entry date has no year: it is the one that brings it nearest to the value date."""
    if not monthday or not monthday.strip():
        return None
    month, day = int(monthday[:2]), int(monthday[2:])
    years = (value_date.year - 1, value_date.year, value_date.year + 1)
    return min((_day(year, month, day)[0] for year in years), key=lambda each: abs(each - value_date))


def _day(year: int, month: int, day: int) -> tuple[date, str | None]:
    written = f"{year}-{month:02}-{day:02}"
    if month == 2 and day in (29, 30) and day > (last := calendar.monthrange(year, 2)[1]):
        return date(year, 2, last), written
    try:
        return date(year, month, day), None
    except ValueError:
        raise Malformed(f"there is no {written}") from None


def _meaning(reference: str) -> str | None:
    reference = reference.strip()
    return None if reference in _SAYS_NOTHING else reference


def _coded(form: re.Pattern[str], supplement: str) -> Money | None:
    found = form.search(supplement)
    return told_amount(found[2].replace(",", "."), found[1]) if found else None
