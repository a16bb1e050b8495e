"""What a payer who names no invoice may pay: one of that amount, one less its discount, a sum, or a part."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from shared.matching.case import Case
from shared.matching.items import Items
from shared.matching.mentions import Hit
from shared.matching.relations import discount_word, fraction, relation
from shared.matching.sums import Sums
from shared.matching.words import Purpose

_MOST_EQUAL = 4
_FEW = 3


def by_payer(case: Case, debtor_id: int, items: Items, hits: Mapping[int, Hit]) -> None:
    """Hypotheses that rest on who paid and how much."""
    exact = _likeliest_first(case, items.at.get(case.amount, ()))
    for at, place in enumerate(exact[:_MOST_EQUAL]):
        if place not in hits:
            order = "only" if len(exact) == 1 else "later" if at else "oldest"
            put = dict(number="none", amount="exact", debtor_id=debtor_id, rivals=len(exact), place=order)
            case.put([(place, case.amount)], **put)  # type: ignore[arg-type]
    if case.is_clear:
        return
    _discounted(case, debtor_id, items, hits)
    if not exact or case.purpose == Purpose.SEVERAL:
        _sums(case, debtor_id, items)
    _parts(case, debtor_id, items, hits)


def _likeliest_first(case: Case, places: Sequence[int]) -> Sequence[int]:
    """Those of a date that the text speaks of before the others; else the oldest first."""
    dates, months = case.text.dates, case.text.months
    if len(places) < 2 or not (dates or months):
        return places
    issued = {place: case.index.invoices[place].issued_on for place in places}
    return sorted(places, key=lambda each: not _is_meant(issued[each], dates, months))


def _is_meant(issued: date | None, dates: set[date], months: set[tuple[int, int]]) -> bool:
    return issued is not None and (issued in dates or (issued.year, issued.month) in months)


def _discounted(case: Case, debtor_id: int, items: Items, hits: Mapping[int, Hit]) -> None:
    index = case.index
    found = [place for place in items.discounted(index.invoices).get(case.amount, ()) if place not in hits]
    for place in found[:_MOST_EQUAL]:
        word = discount_word(case, index.invoices[place])
        case.put([(place, case.amount)], number="none", amount=word, debtor_id=debtor_id, rivals=len(found))


def _sums(case: Case, debtor_id: int, items: Items) -> None:
    if len(items.places) < 2 or case.amount > sum(items.amounts):
        return
    owed = case.index.owed
    found = items.sums.find(case.amount)
    for choice in found:
        places = [items.places[at] for at in choice]
        word = "all of it" if len(choice) == len(items.places) else "sum"
        shares = [(place, owed[place]) for place in places]
        chance = items.sums.by_chance(choice)
        case.put(shares, number="none", amount=word, debtor_id=debtor_id, rivals=len(found), chance=chance)
    if case.text.months or case.text.dates:
        _sums_of_the_date(case, debtor_id, items)


def _sums_of_the_date(case: Case, debtor_id: int, items: Items) -> None:
    """Sums among what was invoiced on a day or in a month that the text speaks of."""
    invoices, owed = case.index.invoices, case.index.owed
    places = []
    for place in items.places:
        if _is_meant(invoices[place].issued_on, case.text.dates, case.text.months):
            places.append(place)
    if not 2 <= len(places) < len(items.places):
        return
    sums = Sums([owed[place] for place in places])
    found = sums.find(case.amount)
    for choice in found:
        shares = [(places[at], owed[places[at]]) for at in choice]
        chance = sums.by_chance(choice)
        case.put(shares, number="none", amount="sum", debtor_id=debtor_id, rivals=len(found), chance=chance)


def _parts(case: Case, debtor_id: int, items: Items, hits: Mapping[int, Hit]) -> None:
    """A part of one invoice: the only one open, or one it is a simple fraction of when the text says “part”."""
    owed, amount = case.index.owed, case.amount
    larger = [place for place in items.places if owed[place] > amount and place not in hits]
    if case.purpose == Purpose.PART:
        simple = [place for place in larger if fraction(amount, owed[place])]
        chosen = simple or larger
        for at, place in enumerate(chosen[: _MOST_EQUAL + 2]):
            order = "only" if len(chosen) == 1 else "later" if at else "oldest"
            word = relation(case, place).word
            rivals = len(chosen)
            case.put(
                [(place, amount)], number="none", amount=word, debtor_id=debtor_id, rivals=rivals, place=order
            )
    elif len(items.places) == 1 and not hits and owed[items.places[0]] != amount:
        found = relation(case, items.places[0])
        shares = [(items.places[0], found.given)]
        case.put(shares, number="none", amount=found.word, debtor_id=debtor_id, place="all there is")
