"""Invoices in another currency than the payment's: by the amount the payer ordered, or near the known rate."""

from __future__ import annotations

from collections.abc import Mapping

from shared.matching.case import Case, Ground
from shared.matching.hypotheses.equals import standing
from shared.matching.items import Items
from shared.matching.mentions import Hit

_CLOSE = 0.006
_NEAR = 0.02
_MOST_EQUAL = 4
_MOST_NEAR = 6


def exchanged(case: Case, debtor_id: int, hits: Mapping[int, Hit], *, is_payer: bool) -> None:
    """A hypothesis for each invoice in another currency that what arrived is worth."""
    for currency in case.index.currencies.get(debtor_id, ()):
        if currency == case.currency:
            continue
        items = case.index.items(debtor_id, currency)
        if case.payment.instructed_currency == currency:
            _ordered(case, debtor_id, items, hits)
        else:
            _near_the_rate(case, debtor_id, items, hits if not is_payer else {**dict.fromkeys(items.places), **hits})


def _near_the_rate(case: Case, debtor_id: int, items: Items, allowed: Mapping[int, Hit | None]) -> None:
    owed = case.index.owed
    worth = _worth(case, case.index.currency_of[items.places[0]]) if items.places else 0
    low, high = worth * (1 - _NEAR), worth * (1 + _NEAR)
    near = [place for place, amount in zip(items.places, items.amounts, strict=True) if low <= amount <= high]
    found = [(allowed[place] is None, abs(owed[place] / worth - 1), place) for place in near if place in allowed]
    for _, far, place in sorted(found)[:_MOST_NEAR]:
        hit = allowed[place]
        word = "exchange" if far <= _CLOSE else "near exchange"
        number, hits = (hit.kind, [hit]) if hit else ("none", [])
        ground = Ground(number, word, debtor_id, hits, rivals=1 if hit else len(found))
        case.put([(place, owed[place])], ground)


def _ordered(case: Case, debtor_id: int, items: Items, hits: Mapping[int, Hit]) -> None:
    ordered = case.payment.instructed_minor or 0
    equal = items.at.get(ordered, [])
    if len(equal) > 1 and not any(place in hits for place in equal):
        hits = case.misspellings.among(equal)
    equal = sorted(equal, key=lambda place: (place not in hits, place))
    for at, place in enumerate(equal[:_MOST_EQUAL]):
        hit = hits.get(place)
        number, read = (hit.kind, [hit]) if hit else ("none", [])
        ground = Ground(number, "ordered", debtor_id, read, rivals=len(equal), place=standing(at, len(equal)))
        case.put([(place, ordered)], ground)
    if not equal and len(items.places) > 1:
        found = items.sums.find(ordered)
        for choice in found:
            shares = [(items.places[at], items.amounts[at]) for at in choice]
            case.put(shares, Ground("none", "ordered", debtor_id, rivals=len(found)))


def _worth(case: Case, currency: str) -> float:
    """What the payment is worth in another currency at the known rate, in its minor units; 0 where one is missing."""
    rates = case.index.book.rates
    paid_in, owed_in = rates.get(case.currency), rates.get(currency)
    if not paid_in or not owed_in:
        return 0.0
    return case.amount * float(owed_in) / float(paid_in) * case.scale_of(currency) / case.scale
