"""For whom a policy is, beside the others: the narrower one counts, and no two may be in each other's way.

Of the policies a debtor is in, the one for fewer countries counts, then the one for fewer kinds of debtors. For that
to be one and the same for everybody, lists of countries either hold one another or share none.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from shared.errors import Refused
from shared.plans.policy import Policy
from shared.words import DebtorKind

WHICH_COUNTS: Final = (
    "Of the policies a debtor is in, the one for fewer countries counts, then the one for fewer kinds of debtors."
)
_ALL: Final = 1_000
"""More countries, and more kinds of debtors, than anybody can name."""


class SameDebtors(Refused):
    def __init__(self, name: str) -> None:
        super().__init__("“{name}” is for the same debtors; change that one, or say for whom else this is.", name=name)


class Crossing(Refused):
    def __init__(self, name: str, countries: Iterable[str]) -> None:
        super().__init__(
            "Debtors in {countries} are in “{name}” too, and neither list of countries holds the other. "
            "Let one hold the other, or let them share none.",
            countries=", ".join(sorted(countries)),
            name=name,
        )


def holds(policy: Policy, currency: str, country: str, kind: DebtorKind) -> bool:
    """Whether a debtor is in it."""
    is_there = not policy.countries or country in policy.countries
    return policy.currency == currency and is_there and (not policy.kinds or kind in policy.kinds)


def narrowness(policy: Policy) -> tuple[int, int]:
    """The narrower of two policies is the greater by it."""
    return -(len(set(policy.countries)) or _ALL), -(len(set(policy.kinds)) or _ALL)


def check_apart(policy: Policy, others: Iterable[Policy]) -> None:
    """Refuse a policy where chance would decide between it and another.

    Raises:
        SameDebtors: another is for exactly these debtors.
        Crossing: some debtors are in both, and neither is for fewer countries.
    """
    for other in others:
        if other.currency != policy.currency or not _kinds(policy) & _kinds(other):
            continue
        if (set(other.countries), _kinds(other)) == (set(policy.countries), _kinds(policy)):
            raise SameDebtors(other.name)
        mine, theirs = set(policy.countries), set(other.countries)
        if mine & theirs and not (mine <= theirs or theirs <= mine):
            raise Crossing(other.name, mine & theirs)


def _kinds(policy: Policy) -> frozenset[DebtorKind]:
    return frozenset(policy.kinds or DebtorKind)
