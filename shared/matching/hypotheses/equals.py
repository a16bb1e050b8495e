"""Of equal invoices payers mean the oldest, most times: how a choice stands among others that would do as well."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from shared.matching.case import Case


def standing(at: int, among: int) -> str:
    """Whether one of several equals, `at` its place among them, is the oldest."""
    return "only" if among == 1 else "later" if at else "oldest"


def standing_of(case: Case, unnamed: Iterable[int], claimed: Collection[int]) -> str:
    """The same for several: “later” when for one of the unnamed an older one would do that is not claimed."""
    index, word = case.index, "only"
    for place in unnamed:
        items = index.items(index.debtor_of[place], index.currency_of[place])
        for other in items.at[index.owed[place]]:
            if other not in claimed:
                if other < place:
                    return "later"
                word = "oldest"
    return word
