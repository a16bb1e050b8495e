"""Money: whole minor units and a currency; `Decimal` only where text is read or written (ADR-0002)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from shared.errors import Refused

# ISO 4217: every currency has two decimals, except these.
_DECIMALS_OTHER_THAN_TWO = {
    **dict.fromkeys("BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF".split(), 0),
    **dict.fromkeys("BHD IQD JOD KWD LYD OMR TND".split(), 3),
    **dict.fromkeys("CLF UYW".split(), 4),
}
_TWO_DECIMALS = (
    "AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BMD BND BOB BOV BRL BSD BTN BWP BYN BZD CAD CDF "
    "CHE CHF CHW CNY COP COU CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD "
    "HKD HNL HTG HUF IDR ILS INR IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT "
    "MOP MRU MUR MVR MWK MXN MXV MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR "
    "SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS UAH USD USN UYU "
    "UZS VED VES WST XCD XCG YER ZAR ZMW ZWG"
).split()
_GIVEN_UP = "ATS CYP DEM EEK FIM FRF HRK IEP LTL LVL MTL NLG SIT SKK".split()  # for the euro; old statements name them
DECIMALS: dict[str, int] = {**dict.fromkeys((*_TWO_DECIMALS, *_GIVEN_UP), 2), **_DECIMALS_OTHER_THAN_TWO}

# Python's Decimal also takes 1e3, 1_000, NaN and Arabic digits; a bank never means those.
_PLAIN_DECIMAL = re.compile(r"[0-9]+(?:\.[0-9]*)?|\.[0-9]+", re.ASCII)
_LONGEST = 18  # digits, as ISO 20022 limits an amount


class UnknownCurrency(Refused):
    def __init__(self, currency: str) -> None:
        super().__init__(f"“{currency[:12]}” is not a currency code of ISO 4217.")


class CurrencyMismatch(Refused):
    def __init__(self, one: str, other: str) -> None:
        super().__init__(f"{one} and {other} cannot be put together: they are different currencies.")


class NotAnAmount(Refused):
    def __init__(self, text: str, why: str) -> None:
        super().__init__(f"“{text[:40]}” is not an amount: {why}.")


@dataclass(frozen=True, slots=True)
class Money:
    """An exact amount: 12.34 EUR is `Money(1234, "EUR")`. Currencies never mix."""

    minor: int
    currency: str

    def __post_init__(self) -> None:
        if not isinstance(self.minor, int):
            raise TypeError(f"money is whole minor units, not {self.minor!r}")
        if self.currency not in DECIMALS:
            raise UnknownCurrency(self.currency)

    @classmethod
    def zero(cls, currency: str) -> Money:
        return cls(0, currency)

    @classmethod
    def total(cls, amounts: Iterable[Money], currency: str) -> Money:
        return sum(amounts, start=cls.zero(currency))

    @classmethod
    def parse(cls, text: str, currency: str) -> Money:
        """Read plain digits with at most one dot, exactly.

        Raises:
            NotAnAmount: other characters, over 18 digits, or more decimals than the currency has
                (zeros after them are harmless and accepted).
            UnknownCurrency: the code is not one of ISO 4217.
        """
        if currency not in DECIMALS:
            raise UnknownCurrency(currency)
        return cls(parse_minor(text, DECIMALS[currency]), currency)

    @property
    def decimals(self) -> int:
        return DECIMALS[self.currency]

    @property
    def plain(self) -> str:
        """For machines: a dot, no grouping, no currency: `-1234.50`."""
        sign = "-" if self.minor < 0 else ""
        whole, part = divmod(abs(self.minor), 10**self.decimals)
        return f"{sign}{whole}.{part:0{self.decimals}d}" if self.decimals else f"{sign}{whole}"

    @property
    def decimal(self) -> Decimal:
        return Decimal(self.minor).scaleb(-self.decimals)

    def __str__(self) -> str:
        whole, _, part = self.plain.lstrip("-").partition(".")
        sign = "-" if self.minor < 0 else ""
        return f"{sign}{int(whole):,}{'.' + part if part else ''} {self.currency}"

    def __bool__(self) -> bool:
        return self.minor != 0

    def __neg__(self) -> Money:
        return Money(-self.minor, self.currency)

    def __add__(self, other: Money) -> Money:
        return Money(self.minor + self._same(other), self.currency)

    def __sub__(self, other: Money) -> Money:
        return Money(self.minor - self._same(other), self.currency)

    def __lt__(self, other: Money) -> bool:
        return self.minor < self._same(other)

    def __le__(self, other: Money) -> bool:
        return self.minor <= self._same(other)

    def _same(self, other: Money) -> int:
        if other.currency != self.currency:
            raise CurrencyMismatch(self.currency, other.currency)
        return other.minor


def parse_minor(text: str, decimals: int) -> int:
    """The minor units in a plain decimal text; `decimals` is what the currency allows.

    Raises:
        NotAnAmount: see `Money.parse`.
    """
    if not _PLAIN_DECIMAL.fullmatch(text):
        raise NotAnAmount(text, "it may hold digits and one decimal point only")
    whole, _, part = text.partition(".")
    if len(whole) + len(part) > _LONGEST:
        raise NotAnAmount(text, f"it has more than {_LONGEST} digits")
    if part[decimals:].strip("0"):
        raise NotAnAmount(text, f"it has more than {decimals} decimals")
    return int((whole or "0") + part[:decimals].ljust(decimals, "0"))


def share(minor: int, basis_points: int) -> int:
    """`basis_points` / 10,000 of an amount in minor units, rounded half away from zero, once."""
    return half_up(Fraction(minor * basis_points, 10_000))


def half_up(exact: Fraction) -> int:
    """The nearest whole number, halves away from zero."""
    sign = -1 if exact < 0 else 1
    return sign * ((2 * abs(exact.numerator) + exact.denominator) // (2 * exact.denominator))


def part_of(worth: int, part: int, whole: int) -> int:
    """The worth of a part of a whole, rounded half up once; the whole is worth all of it."""
    return worth if part == whole else half_up(Fraction(worth * part, whole))
