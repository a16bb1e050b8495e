"""Numbers with one letter or digit wrong: only within a likely debtor, or where the amount is right to the cent."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from shared.matching.case import Case, Ground
from shared.matching.items import Items
from shared.matching.mentions import STRONG, Hit
from shared.matching.relations import relation

_MOST_COMPARED = 130
_MOST_EQUAL = 300
_MOST_FOUND = 3


def of_debtor(case: Case, debtor_id: int, items: Items, hits: Mapping[int, Hit]) -> dict[int, Hit]:
    """Misspelt numbers among what a debtor in question has open; they may stand in a list as well."""
    few = len(items.places) <= _MOST_COMPARED and not _all_read(case, hits)
    pool = [*items.places, *items.notes] if few else items.at.get(case.amount, [])
    misspelt = case.misspellings.among([place for place in pool if place not in hits])
    for place, hit in misspelt.items():
        if case.index.owed[place] > 0:
            found = relation(case, place)
            case.put([(place, found.given)], Ground(hit.kind, found.word, debtor_id, [hit]))
    return misspelt


def _all_read(case: Case, hits: Mapping[int, Hit]) -> bool:
    """Whether every number in the text is surely one of these: then only the amount can say that it is misspelt."""
    covered = 0
    for hit in hits.values():
        covered |= hit.mask if hit.rank > STRONG else 0
    return case.mentions.left_by(covered) == "nothing"


def by_amount(case: Case, looked_at: Collection[int]) -> None:
    """Among all invoices of exactly this amount: a misspelt number, or nothing but the amount."""
    index = case.index
    equal = index.by_amount.get((case.currency, case.amount), ())
    if len(equal) > _MOST_EQUAL:
        return
    others = [place for place in equal if index.debtor_of[place] not in looked_at]
    if others:
        for place, hit in list(case.misspellings.among(others).items())[:_MOST_FOUND]:
            case.put([(place, case.amount)], Ground(hit.kind, "exact", index.debtor_of[place], [hit]))
    if len(equal) == 1 and others and not case.hypotheses:
        ground = Ground("none", "exact", index.debtor_of[equal[0]], place="in the book")
        case.put([(equal[0], case.amount)], ground)
