"""Numbers with one letter or digit wrong: only within a likely debtor, or where the amount is right to the cent."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from shared.matching.case import Case
from shared.matching.items import Items
from shared.matching.mentions import Hit
from shared.matching.relations import relation

_MOST_COMPARED = 60
_MOST_EQUAL = 300
_LIKELY_WORDS = frozenset({"exact", "discount", "discount, late", "rounding", "rounding up"})


def of_debtor(case: Case, debtor_id: int, items: Items, hits: Mapping[int, Hit]) -> dict[int, Hit]:
    """Misspelt numbers among what a debtor in question has open; they may stand in a list as well."""
    pool = items.places if len(items.places) <= _MOST_COMPARED else items.at.get(case.amount, ())
    pool = [place for place in pool if place not in hits]
    if len(items.places) <= _MOST_COMPARED:
        pool.extend(place for place in items.credits if place not in hits)
    if not pool:
        return {}
    misspelt = case.mentions.misspelt(pool)
    for place, hit in misspelt.items():
        if case.index.owed[place] < 0:
            continue
        found = relation(case, place)
        put = dict(number=hit.kind, amount=found.word, debtor_id=debtor_id, hits=[hit])
        case.put([(place, found.given)], **put)  # type: ignore[arg-type]
    return misspelt


def by_amount(case: Case, looked_at: Collection[int]) -> None:
    """Among all invoices of exactly this amount: a misspelt number, or nothing but the amount."""
    index = case.index
    equal = index.by_amount.get((case.currency, case.amount), ())
    others = [place for place in equal if index.debtor_of[place] not in looked_at]
    if others and len(equal) <= _MOST_EQUAL:
        for place, hit in list(case.mentions.misspelt(others).items())[:3]:
            debtor_id = index.debtor_of[place]
            case.put([(place, case.amount)], number=hit.kind, amount="exact", debtor_id=debtor_id, hits=[hit])
    if len(equal) == 1 and others and not case.hypotheses:
        debtor_id = index.debtor_of[equal[0]]
        case.put([(equal[0], case.amount)], number="none", amount="exact", debtor_id=debtor_id, place="in the book")
