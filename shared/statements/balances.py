"""Whether a statement's balances hold: opening + booked entries = closing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from shared.statements.values import Balance

_OPENING = ("OPBD", "PRCD")  # the closing of the day before serves where no opening is given
_CLOSING = ("CLBD",)


def ties(balances: Sequence[Balance], booked_minor: Mapping[str, int]) -> bool | None:
    """None when the bank does not state exactly one pair of balances in one currency.

    Args:
        balances: as stated.
        booked_minor: by currency, what the booked entries add up to, in minor units.
    """
    opening, closing = _only(balances, _OPENING), _only(balances, _CLOSING)
    if opening is None or closing is None or opening.amount.currency != closing.amount.currency:
        return None
    booked = booked_minor.get(opening.amount.currency, 0)
    return opening.amount.minor + booked == closing.amount.minor


def _only(balances: Sequence[Balance], types: Sequence[str]) -> Balance | None:
    for type_ in types:
        found = [each for each in balances if each.type == type_]
        if found:
            return found[0] if len(found) == 1 else None
    return None
