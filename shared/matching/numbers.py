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
    keys: frozenset[str]
    """Full and digits alone, each also without the zeros in front of every group."""
    longest_group: str
    """Its longest group of digits, zeros in front included."""
    groups: tuple[str, ...]
    """Its groups of digits without zeros in front, three digits at least."""


def number_keys(number: str) -> NumberKeys:
    """How an invoice number may be written: without letters, separators, or zeros in front of its groups."""
    if number.isdigit() and number[0] != "0":
        whole = (number,) if len(number) >= SHORTEST_GROUP else ()
        return NumberKeys(number, number, "", frozenset((number,)), number, whole)
    parts = _PARTS.findall(number.upper())
    full = "".join(parts)
    digit_parts = [part for part in parts if part[0] <= "9"]
    bare = [part.lstrip("0") or "0" for part in digit_parts]
    digits = "".join(digit_parts)
    stripped = "".join((part.lstrip("0") or "0") if part[0] <= "9" else part for part in parts)
    keys = {full, digits, stripped, "".join(bare)}
    front = parts[0] if parts and parts[0][0] > "9" else ""
    groups = tuple(part for part in bare if len(part) >= SHORTEST_GROUP)
    longest = max(digit_parts, key=len, default="")
    return NumberKeys(
        full, digits, front, frozenset([key for key in keys if len(key) >= SHORTEST_KEY]), longest, groups
    )
