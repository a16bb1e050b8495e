"""Payment references and their check digits: RF, QRR, OGM/VCS, OCR, KID and viitenumero."""

from __future__ import annotations

import re
from collections.abc import Callable

from stdnum import iso11649, luhn
from stdnum.be import ogm_vcs
from stdnum.ch import esr

_NOT_PART = re.compile(r"[^0-9A-Z]")
_SEPARATORS = re.compile(r"[\s./+*]")
_QRR_LENGTH = 27
_OGM_LENGTH = 12
_LONGEST_KID = 25
_LONGEST_FINNISH = 20


def compact(text: str) -> str:
    """Letters and digits alone, in capitals, as references and invoice numbers are compared."""
    return _NOT_PART.sub("", text.upper())


def key(text: str) -> str:
    """What equal references have in common; banks add and drop zeros in front."""
    return compact(text).lstrip("0")


def scheme(reference: str) -> str | None:
    """The first scheme whose check digits hold, by its usual name; none when no scheme vouches for it.

    Mod 10 alone vouches for one wrong number in ten, so it says little about a text of unknown origin: ask it of the
    reference an invoice was given, and compare what was paid with that.
    """
    bare = _SEPARATORS.sub("", reference.upper())
    return next((name for name, holds in _SCHEMES.items() if holds(bare)), None)


def is_rf(bare: str) -> bool:
    """ISO 11649."""
    return bare.startswith("RF") and bool(iso11649.is_valid(bare))


def is_qrr(bare: str) -> bool:
    """Swiss QR reference: 27 digits, mod 10 recursive."""
    return len(bare) == _QRR_LENGTH and _digits(bare) and bool(esr.is_valid(bare))


def is_ogm(bare: str) -> bool:
    """Belgian structured communication: ten digits and two of mod 97."""
    return len(bare) == _OGM_LENGTH and _digits(bare) and bool(ogm_vcs.is_valid(bare))


def is_ocr(bare: str) -> bool:
    """Swedish OCR with a length digit: the last but one is the length modulo ten, the last is mod 10."""
    return is_mod10(bare) and len(bare) > 2 and int(bare[-2]) == len(bare) % 10


def is_mod10(bare: str) -> bool:
    """Norwegian KID mod 10 and Swedish OCR without length digit: Luhn over 2 to 25 digits."""
    return _digits(bare) and 2 <= len(bare) <= _LONGEST_KID and bool(luhn.is_valid(bare))


def is_mod11(bare: str) -> bool:
    """Norwegian KID mod 11: weights 2 to 7 from the right; a remainder of ten is written "-"."""
    body, check = bare[:-1], bare[-1:]
    if not _digits(body) or not 2 <= len(bare) <= _LONGEST_KID:
        return False
    rest = 11 - sum(int(digit) * (2 + place % 6) for place, digit in enumerate(reversed(body))) % 11
    return check == {10: "-", 11: "0"}.get(rest, str(rest))


def is_finnish(bare: str) -> bool:
    """Finnish viitenumero: 4 to 20 digits, weights 7, 3, 1 from the right."""
    if not _digits(bare) or not 4 <= len(bare) <= _LONGEST_FINNISH:
        return False
    weighted = sum(int(digit) * (7, 3, 1)[place % 3] for place, digit in enumerate(reversed(bare[:-1])))
    return int(bare[-1]) == -weighted % 10


def _digits(bare: str) -> bool:
    return bare.isascii() and bare.isdigit()


_SCHEMES: dict[str, Callable[[str], bool]] = {
    "RF": is_rf,
    "QRR": is_qrr,
    "OGM": is_ogm,
    "OCR": is_ocr,
    "KID": is_mod10,
    "KID mod 11": is_mod11,
    "viitenumero": is_finnish,
}
