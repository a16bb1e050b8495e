"""One payment for invoices of several debtors: a holding, a shared account, or numbers of more than one."""

from __future__ import annotations

from shared.matching.case import Case, Ground
from shared.matching.hypotheses.equals import standing_of
from shared.matching.mentions import STRONG, Hit
from shared.matching.sums import Sums

_MOST_ITEMS = 150
_MOST_LISTED = 40


def several_debtors(case: Case) -> None:
    """Hypotheses that only invoices of more than one debtor together make."""
    _by_number(case)
    _by_group(case)


def _by_number(case: Case) -> None:
    index = case.index
    hits = {
        place: hit
        for table in (case.mentions.faint, case.mentions.open)
        for place, hit in table.items()
        if (hit.rank >= STRONG or hit.several <= 3) and index.currency_of[place] == case.currency
    }
    if len(hits) > _MOST_LISTED or len({index.debtor_of[place] for place in hits}) < 2:
        return
    places = sorted(hits)
    if sum(index.owed[place] for place in places) == case.amount:
        _put(case, places, hits, "exact", 1, 0.0)
        return
    found = Sums([index.owed[place] for place in places]).find(case.amount)
    for choice in found:
        _put(case, [places[at] for at in choice], hits, "subset", len(found), 0.0)


def _by_group(case: Case) -> None:
    """What the debtors whom this payer has paid for have open together."""
    index = case.index
    before = index.remembered_iban.get(case.payers.iban, ())
    debtors = sorted({*before, *(case.payers.in_text if before else ())})
    places = sorted(place for each in debtors for place in index.items(each, case.currency).places)
    if len(debtors) < 2 or not 2 <= len(places) <= _MOST_ITEMS:
        return
    hits = {place: hit for place, hit in case.mentions.open.items() if place in set(places)}
    base = sum(index.owed[place] for place in hits)
    if hits and base == case.amount:
        if len({index.debtor_of[place] for place in hits}) > 1:
            _put(case, sorted(hits), hits, "exact", 1, 0.0)
        return
    if base < case.amount:
        rest = [place for place in places if place not in hits]
        _completed(case, sorted(hits), rest, hits, case.amount - base)


def _completed(case: Case, base: list[int], rest: list[int], hits: dict[int, Hit], missing: int) -> None:
    index = case.index
    sums = Sums([index.owed[place] for place in rest])
    single = [(at,) for at, place in enumerate(rest) if index.owed[place] == missing] if base else []
    found = single or sums.find(missing)
    word = "completed" if base else "sum"
    for choice in found[:6]:
        places = base + [rest[at] for at in choice]
        if len({index.debtor_of[place] for place in places}) > 1:
            chance = sums.by_chance(choice) if len(choice) > 1 else 0.0
            _put(case, places, hits, word, len(found), chance)


def _put(case: Case, places: list[int], hits: dict[int, Hit], word: str, rivals: int, chance: float) -> None:
    index = case.index
    read = [hits[place] for place in places if place in hits]
    debtors = [index.debtor_of[place] for place in places]
    first = next((each for each in case.payers.people if each in debtors), debtors[0])
    number = "numbers of several debtors" if read else "several debtors"
    shares = [(place, index.owed[place]) for place in places]
    stand = standing_of(case, [place for place in places if place not in hits], places)
    case.put(shares, Ground(number, word, first, read, rivals, chance, stand))
