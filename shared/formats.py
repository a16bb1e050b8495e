"""Money, dates and percentages in the reader's locale. English is British: "1 May 2027", "8 Nov", "1,250.00".

amount(Money(125000, "EUR"))                 "1,250.00"
amount(Money(-60000, "CHF"), signed=True)    "−600.00", with a true minus sign
money(Money(31240, "EUR"), "de")             "312,40 EUR", for sentences and buttons
long_date(day) / short_date(day) / moment(at) / percent(94.2)
"""

import re
from datetime import date, datetime
from zoneinfo import ZoneInfo

from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_skeleton, format_time
from babel.numbers import format_decimal

from shared.money import Money

ENGLISH = "en_GB"
_MINUS, _NO_BREAK = "\u2212", "\u00a0"


def amount(value: Money, locale: str = "en", *, signed: bool = False) -> str:
    """The number alone, with all decimals of its currency; `signed` shows a plus as well."""
    places = "." + "0" * value.decimals if value.decimals else ""
    digits = format_decimal(abs(value.decimal), format=f"#,##0{places}", locale=_babel(locale))
    sign = _MINUS if value.minor < 0 else "+" if signed and value.minor > 0 else ""
    return sign + digits


def figure(value: Money, books: str, locale: str = "en") -> str:
    """For lists that are in the currency of the books: the number alone, or with its currency when it is another."""
    return amount(value, locale) if value.currency == books else money(value, locale)


def money(value: Money, locale: str = "en") -> str:
    """The amount with its currency, not to be broken over lines: "312.40 EUR"."""
    return amount(value, locale) + _NO_BREAK + value.currency


def count(number: int, locale: str = "en") -> str:
    """A whole number with grouping: "1,834"."""
    return format_decimal(number, format="#,##0", locale=_babel(locale)).replace("-", _MINUS)


def percent(value: float, locale: str = "en", *, decimals: int = 1) -> str:
    """A percentage given as such: 94.2 is "94.2 %"."""
    places = "." + "0" * decimals if decimals else ""
    digits = format_decimal(value, format=f"0{places}", locale=_babel(locale))
    return digits.replace("-", _MINUS) + _NO_BREAK + "%"


def rate(basis_points: int, locale: str = "en") -> str:
    """A rate in basis points: 950 is "9.50 %"."""
    return percent(basis_points / 100, locale, decimals=2)


def long_date(day: date, locale: str = "en") -> str:
    """For text: "1 May 2027"."""
    return format_date(day, format="long", locale=_babel(locale))


def short_date(day: date, locale: str = "en") -> str:
    """For lists, where the year is plain: "8 Nov"."""
    if _babel(locale).language == "en":  # British data says "Sept", which is wider than the other months
        return format_date(day, "d MMM", locale="en")
    return format_skeleton("MMMd", day, locale=_babel(locale))


def month(day: date, locale: str = "en") -> str:
    """Under the columns of a chart: "Dec"."""
    return format_date(day, "LLL", locale="en" if _babel(locale).language == "en" else _babel(locale))


def moment(at: datetime, locale: str = "en", *, zone: str = "Europe/Berlin") -> str:
    """For timelines, in the firm's time zone: "20 Nov, 11:05"."""
    local = at.astimezone(ZoneInfo(zone))
    return f"{short_date(local.date(), locale)}, {format_time(local, 'HH:mm', locale=_babel(locale))}"


def country_name(code: str, locale: str = "en") -> str:
    """The country of a code of ISO 3166, AT: "Austria"; by ISO 3166; what is no code stays as it is."""
    return str(_babel(locale).territories.get(code, code))


def language_name(code: str, locale: str = "en") -> str:
    """The language of a code of ISO 639, de: "German"; what is no code stays as it is."""
    return str(_babel(locale).languages.get(code, code))


def in_fours(text: str) -> str:
    """As banks print an IBAN (ISO 13616) or a creditor reference (ISO 11649); other references stay as they are."""
    if not text.isalnum():
        return text
    return " ".join(text[start : start + 4] for start in range(0, len(text), 4))


def _babel(locale: str) -> Locale:
    if locale == "en":
        return Locale.parse(ENGLISH)
    try:
        return Locale.parse(locale.replace("-", "_"))
    except (UnknownLocaleError, ValueError):
        return Locale.parse(ENGLISH)


_WITH_COMMA = re.compile(r"(\d{1,3}(?:\.\d{3})+|\d+),(\d{1,2})", re.ASCII)
"""1.250,50 and 1250,5: one or two digits after a comma are cents in every language; English groups by threes."""


def typed_amount(text: str, currency: str) -> Money:
    """The amount in a text that a debtor typed, with a point or a comma before the cents.

    Raises:
        NotAnAmount: it is none.
    """
    found = _WITH_COMMA.fullmatch(text.strip())
    return Money.parse(f"{found[1].replace('.', '')}.{found[2]}" if found else text, currency)
