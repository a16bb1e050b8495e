"""A postal address: its parts, as long as a Swiss QR-bill takes them, and its lines on an envelope."""

from __future__ import annotations

import re
from dataclasses import asdict, dataclass
from typing import Final

from babel import Locale

from shared.errors import Refused

LONGEST: Final = {"street": 70, "house_number": 16, "postcode": 16, "town": 35}
"""Characters a part; the address fields of the Swiss QR-bill (Implementation Guidelines 2.3, structured addresses)."""

_NUMBER_FIRST: Final = frozenset("AU CA FR GB IE LU NZ US".split())
_TOWN_FIRST: Final = frozenset("AU CA NZ US".split())
_POSTCODE_ALONE: Final = frozenset({"GB", "IE"})
_COUNTRIES: Final = frozenset(str(code) for code in Locale("en").territories if re.fullmatch("[A-Z]{2}", str(code)))


def is_country(code: str) -> bool:
    """Whether it is a country's code of ISO 3166: DE, AT, CH, GB …"""
    return code in _COUNTRIES


class NotAnAddress(Refused):
    """It cannot be written on an envelope; the sentence says why."""


@dataclass(frozen=True, slots=True)
class Address:
    """Where somebody is; `country` is its code of ISO 3166. Without a town it is not known."""

    street: str = ""
    house_number: str = ""
    postcode: str = ""
    town: str = ""
    country: str = ""

    @property
    def is_known(self) -> bool:
        return bool(self.town)

    def checked(self) -> Address:
        """The address without needless blanks.

        Raises:
            NotAnAddress: a part is too long, the country is none, or there is a street in no town.
        """
        parts = {name: " ".join(text.split()) for name, text in asdict(self).items()}
        for name, most in LONGEST.items():
            if len(parts[name]) > most:
                raise NotAnAddress(f"The {name.replace('_', ' ')} is longer than {most} characters.")
        tidy = Address(**parts | {"country": parts["country"].upper()})
        if tidy.country and not is_country(tidy.country):
            raise NotAnAddress(f"“{tidy.country[:20]}” is not a country's code: write DE, AT, CH, GB …")
        if not tidy.town and (tidy.street or tidy.house_number or tidy.postcode):
            raise NotAnAddress("Say in which town that is, or leave the whole address empty.")
        if tidy.town and not tidy.country:
            raise NotAnAddress("Say in which country that is: DE, AT, CH, GB …")
        return tidy

    def lines(self, language: str = "en", *, sent_from: str = "") -> tuple[str, ...]:
        """As it stands on an envelope; the country is left out where the letter comes from there."""
        if not self.is_known:
            return ()
        street = (self.house_number, self.street) if self.country in _NUMBER_FIRST else (self.street, self.house_number)
        country = "" if self.country == sent_from else Locale.parse(language).territories.get(self.country, "")
        lines = (" ".join(street).strip(), *self._place(), country)
        return tuple(line for line in lines if line)

    def _place(self) -> tuple[str, ...]:
        if self.country in _POSTCODE_ALONE:
            return self.town, self.postcode
        place = (self.town, self.postcode) if self.country in _TOWN_FIRST else (self.postcode, self.town)
        return (" ".join(place).strip(),)
