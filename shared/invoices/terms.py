"""When an invoice is due: the grammar of payment terms (domain.md 2.4)."""

import calendar
import re
from datetime import date, timedelta

from shared.errors import Refused

_NET = re.compile(r"NET\s*(\d{1,3})|(\d{1,3})\s*(?:DAYS?|TAGE)", re.I)
_EOM_PLUS = re.compile(r"EOM\s*\+\s*(\d{1,3})", re.I)
_THEN_EOM = re.compile(r"(\d{1,3})\s*EOM", re.I)
_FOLLOWING = re.compile(r"EOM", re.I)
_DISCOUNT = re.compile(r"(\d{1,2})(?:\.(\d{1,2}))?\s*/\s*(\d{1,3})\s+(.*)", re.I)


class UnknownTerms(Refused):
    def __init__(self, text: str) -> None:
        super().__init__(f"“{text[:40]}” is not a term we know; write NET 30, EOM+30, 30 EOM, EOM, COD or 2/10 NET 30.")


def due_date(terms: str, base: date) -> date:
    """The nominal due date for a base date; `2/10 NET 30` is due as its NET part says.

    `G`: 15 Jan 2026: NET 30 → 14 Feb; EOM+30 → 2 Mar; 30 EOM → 28 Feb; EOM (following month) → 28 Feb.

    Raises:
        UnknownTerms: the text is not of the grammar.
    """
    text = terms.strip()
    if discount := _DISCOUNT.fullmatch(text):
        text = discount[4].strip()
    if text.upper() in ("COD", "CIA"):
        return base
    if net := _NET.fullmatch(text):
        return base + timedelta(days=int(net[1] or net[2]))
    if plus := _EOM_PLUS.fullmatch(text):
        return month_end(base) + timedelta(days=int(plus[1]))
    if then := _THEN_EOM.fullmatch(text):
        return month_end(base + timedelta(days=int(then[1])))
    if _FOLLOWING.fullmatch(text):
        return month_end(base, months=1)
    raise UnknownTerms(terms)


def discount(terms: str, base: date) -> tuple[date, int] | None:
    """The last day and the basis points of an early-payment discount, `2/10 NET 30`; None without one."""
    found = _DISCOUNT.fullmatch(terms.strip())
    if found is None:
        return None
    basis_points = int(found[1]) * 100 + int((found[2] or "0").ljust(2, "0"))
    return base + timedelta(days=int(found[3])), basis_points


def month_end(day: date, *, months: int = 0) -> date:
    """The last day of the month `months` after the given day's."""
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    return date(year, month + 1, calendar.monthrange(year, month + 1)[1])
