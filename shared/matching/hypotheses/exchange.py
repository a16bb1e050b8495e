"""Invoices in another currency than the payment's: by the amount the payer ordered, or near the known rate."""

from __future__ import annotations

from collections.abc import Mapping

from shared.matching.case import Case
from shared.matching.mentions import Hit

_CLOSE = 0.006
_NEAR = 0.02


def exchanged(case: Case, debtor_id: int, hits: Mapping[int, Hit], *, is_payer: bool) -> None:
    """A hypothesis for each invoice in another currency that what arrived is worth."""
    if case.is_clear:
        return
    index = case.index
    for currency in index.currencies.get(debtor_id, ()):
        if currency == case.currency:
            continue
        items = index.items(debtor_id, currency)
        if case.payment.instructed_currency == currency:
            _ordered(case, debtor_id, currency, hits)
            continue
        worth = _worth(case, currency)
        low, high = worth * (1 - _NEAR), worth * (1 + _NEAR)
        near = [place for place, owed in zip(items.places, items.amounts, strict=True) if low <= owed <= high]
        found = [(place, abs(index.owed[place] / worth - 1)) for place in near if is_payer or place in hits]
        found.sort(key=lambda pair: (pair[0] not in hits, pair[1], pair[0]))
        for place, far in found[:6]:
            hit = hits.get(place)
            case.put(
                [(place, index.owed[place])],
                number=hit.kind if hit else "none",
                amount="exchange" if far <= _CLOSE else "near exchange",
                debtor_id=debtor_id,
                hits=[hit] if hit else [],
                rivals=1 if hit else len(found),
            )


def _ordered(case: Case, debtor_id: int, currency: str, hits: Mapping[int, Hit]) -> None:
    index, ordered = case.index, case.payment.instructed_minor or 0
    items = index.items(debtor_id, currency)
    equal = items.at.get(ordered, ())
    if len(equal) > 1 and not any(place in hits for place in equal):
        hits = {**hits, **case.mentions.misspelt(equal)}
    equal = sorted(equal, key=lambda place: (place not in hits, place))
    for at, place in enumerate(equal[:4]):
        hit = hits.get(place)
        order = "only" if len(equal) == 1 else "later" if at else "oldest"
        number = hit.kind if hit else "none"
        put = dict(amount="ordered", debtor_id=debtor_id, hits=[hit] if hit else [], rivals=len(equal), place=order)
        case.put([(place, ordered)], number=number, **put)  # type: ignore[arg-type]
    if equal or len(items.places) < 2:
        return
    found = items.sums.find(ordered)
    for choice in found:
        shares = [(items.places[at], items.amounts[at]) for at in choice]
        case.put(shares, number="none", amount="ordered", debtor_id=debtor_id, rivals=len(found))


def _worth(case: Case, currency: str) -> float:
    """What the payment is worth in another currency at the known rate, in its minor units; 0 where one is missing."""
    rates = case.index.book.rates
    paid_in, owed_in = rates.get(case.currency), rates.get(currency)
    if not paid_in or not owed_in:
        return 0.0
    return case.amount * float(owed_in) / float(paid_in) * case.scale_of(currency) / case.scale
