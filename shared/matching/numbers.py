"""Invoice numbers made comparable: the ways one number is found again in what a payer writes."""

from __future__ import annotations

import re
from typing import NamedTuple

_PARTS = re.compile(r"[0-9]+|[^\W\d_]+")
SHORTEST_KEY = 3
SHORTEST_GROUP = 3


class NumberKeys(NamedTuple):
    """An invoice number as it is looked up."""

    full: str
    """Letters and digits without separators: FA041920726."""
    digits: str
    front: str
    """The letters it starts with."""
    keys: set[str]
    """Full and digits alone, each also without the zeros in front of every group."""
    longest_group: str
    """Its longest group of digits, zeros in front included."""
    groups: tuple[str, ...]
    """Its groups of digits without zeros in front, three digits at least."""


def number_keys(number: str) -> NumberKeys:
    """How an invoice number may be written: without letters, separators, or zeros in front of its groups."""
    if number.isdigit():
        bare = number.lstrip("0") or "0"
        whole = (bare,) if len(bare) >= SHORTEST_GROUP else ()
        return NumberKeys(number, number, "", _long_enough(number, bare), number, whole)
    parts = _PARTS.findall(number.upper())
    digit_parts = [part for part in parts if part[0] <= "9"]
    full, digits = "".join(parts), "".join(digit_parts)
    bare_parts = [part.lstrip("0") or "0" for part in digit_parts]
    if bare_parts == digit_parts:
        keys = _long_enough(full, digits)
    else:
        stripped = "".join([(part.lstrip("0") or "0") if part[0] <= "9" else part for part in parts])
        keys = _long_enough(full, digits, stripped, "".join(bare_parts))
    front = parts[0] if parts and parts[0][0] > "9" else ""
    longest = digit_parts[0] if len(digit_parts) == 1 else max(digit_parts, key=len, default="")
    groups = tuple([part for part in bare_parts if len(part) >= SHORTEST_GROUP])
    return NumberKeys(full, digits, front, keys, longest, groups)


def _long_enough(*keys: str) -> set[str]:
    return {key for key in keys if len(key) >= SHORTEST_KEY}
