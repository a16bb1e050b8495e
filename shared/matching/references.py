"""Payment references as they are compared, and which scheme's check digits vouch for one."""

from __future__ import annotations

import re
from collections.abc import Callable

from shared.statements.references import is_kid, is_ocr, is_ogm, is_qrr, is_rf, is_viitenumero

_NOT_PART = re.compile(r"[^0-9A-Z]")
_SEPARATORS = re.compile(r"[\s./+*]")


def compact(text: str) -> str:
    """Letters and digits alone, in capitals, as references and invoice numbers are compared."""
    if text.isascii() and text.isalnum():
        return text.upper()
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


def _is_ocr_with_length(bare: str) -> bool:
    """Swedish OCR with a length digit: the last but one is the length modulo ten."""
    return is_ocr(bare) and len(bare) > 2 and int(bare[-2]) == len(bare) % 10


_SCHEMES: dict[str, Callable[[str], bool]] = {
    "RF": is_rf,
    "QRR": is_qrr,
    "OGM": is_ogm,
    "OCR": _is_ocr_with_length,
    "KID": is_ocr,
    "KID mod 11": is_kid,
    "viitenumero": is_viitenumero,
}
