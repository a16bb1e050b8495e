"""The payment references of plans and their instalments: ISO 11649, one a plan and one an instalment (domain.md 8).

Their body begins with a letter; those of invoices begin with a digit, so the two never meet.
"""

import re
from typing import NamedTuple

from stdnum import iso11649
from stdnum.iso7064 import mod_97_10

_OURS = re.compile(r"RF[0-9]{2}P([0-9]{1,12})(?:I([0-9]{1,4}))?", re.ASCII)
_IN_TEXT = re.compile(
    r"RF ?(?:[0-9] ?){2}P ?(?:[0-9] ?){1,12}(?:I ?(?:[0-9] ?){1,4})?(?![0-9A-Z])", re.ASCII | re.IGNORECASE
)


class Named(NamedTuple):
    """What a reference names; `number` None: the plan as a whole."""

    plan_id: int
    number: int | None


def of_plan(plan_id: int) -> str:
    return _with_digits(f"P{plan_id}")


def of_instalment(plan_id: int, number: int) -> str:
    return _with_digits(f"P{plan_id}I{number}")


def read(reference: str) -> Named | None:
    """What one of our references names; None for any other text, also where the check digits fail."""
    compact = re.sub(r"\s", "", reference).upper()
    found = _OURS.fullmatch(compact)
    if found is None or not iso11649.is_valid(compact):
        return None
    return Named(int(found[1]), int(found[2]) if found[2] else None)


def find(text: str) -> Named | None:
    """The first of our references that a payment's text holds, with or without spaces."""
    for found in _IN_TEXT.finditer(text):
        if named := read(found[0]):
            return named
    return None


def _with_digits(body: str) -> str:
    return f"RF{mod_97_10.calc_check_digits(body + 'RF')}{body}"
