"""Account numbers as bank files write them: an IBAN, or something that is none."""

from __future__ import annotations

import re

_IBAN = re.compile(r"[A-Z]{2}\d{2}[A-Z0-9]{11,30}", re.ASCII)


def iban_in(text: str) -> str | None:
    """An IBAN by its form, without blanks; banks themselves publish samples whose check digits do not hold."""
    compact = text.replace(" ", "").upper()
    return compact if _IBAN.fullmatch(compact) else None
