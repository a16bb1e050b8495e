"""Invoices of one debtor that the payment names: one, several, a part of those named, or those and others."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from shared.matching.case import Case, Ground
from shared.matching.hypotheses.equals import standing_of
from shared.matching.items import Items
from shared.matching.mentions import STRONG, Hit
from shared.matching.relations import discount_word, relation
from shared.matching.sums import Sums

_MOST_LISTED = 40
_LONG_TEXT = 120
_RANGE = re.compile(r"(\d+)\s*(?:-|–|(?:BIS|TO|T/M|TIL|TILL|AL|DO|AU|THRU)\b)\s*[A-Z/]*\s?\d", re.IGNORECASE)

Hits = Mapping[int, Hit]


def named(case: Case, debtor_id: int, items: Items, hits: Hits) -> None:
    """All hypotheses that invoice numbers lead to, within one debtor and one currency."""
    owed = case.index.owed
    for place, hit in hits.items():
        if owed[place] > 0:
            _one(case, debtor_id, place, hit, len(hits))
    several(case, debtor_id, items, hits)


def several(case: Case, debtor_id: int, items: Items, hits: Hits) -> None:
    """Hypotheses of two invoices and more."""
    if len(hits) > 1:
        _several(case, debtor_id, hits)
    if not case.is_clear:
        _with_others(case, debtor_id, items, hits)
        _ranges(case, debtor_id, items, hits)


def _one(case: Case, debtor_id: int, place: int, hit: Hit, among: int) -> None:
    found = relation(case, place)
    rivals = 1 if found.word == "exact" else among
    case.put([(place, found.given)], Ground(hit.kind, found.word, debtor_id, [hit], rivals))


def _several(case: Case, debtor_id: int, hits: Hits) -> None:
    owed = case.index.owed
    strong = {place: hit for place, hit in hits.items() if hit.rank >= STRONG}
    owing = {place: hit for place, hit in hits.items() if owed[place] > 0}
    for chosen in (hits, strong, owing):
        if len(chosen) > 1 and sum(owed[place] for place in chosen) == case.amount:
            _put(case, chosen, Ground("", "exact", debtor_id))
            return
    if len(hits) <= _MOST_LISTED:
        places = sorted(hits)
        found = Sums([owed[place] for place in places]).find(case.amount)
        for choice in found:
            ground = Ground("", "subset", debtor_id, rivals=len(found))
            _put(case, {places[at]: hits[places[at]] for at in choice}, ground)
        _all_but_one(case, debtor_id, hits)
    if len(strong) > 1:
        _loosely(case, debtor_id, strong)


def _all_but_one(case: Case, debtor_id: int, hits: Hits) -> None:
    owed = case.index.owed
    above = sum(owed[place] for place in hits) - case.amount
    for place in hits:
        if owed[place] == above and len(hits) > 2:
            _put(case, {each: hit for each, hit in hits.items() if each != place}, Ground("", "subset", debtor_id))


def _loosely(case: Case, debtor_id: int, hits: Hits) -> None:
    """Several together less their discounts, a little less, or a part of them, the oldest first."""
    index = case.index
    invoices = {place: index.invoices[place] for place in sorted(hits)}
    total = sum(each.outstanding_minor for each in invoices.values())
    off = sum(each.discount_minor for each in invoices.values())
    if off and total - off == case.amount:
        word = max(discount_word(case, each) for each in invoices.values() if each.discount_minor)
        claim = [(place, each.outstanding_minor - each.discount_minor) for place, each in invoices.items()]
    elif total < case.amount:
        word = "rounding up" if case.amount - total < case.scale else "over"
        claim = [(place, each.outstanding_minor) for place, each in invoices.items()]
    else:
        word = "rounding" if total - case.amount < case.scale else "part"
        claim = oldest_first(case, list(invoices), case.amount)
    case.put(claim, Ground(_kind(hits, ()), word, debtor_id, list(hits.values())))


def oldest_first(case: Case, places: Sequence[int], amount: int) -> list[tuple[int, int]]:
    """What each invoice gets while money lasts, credit notes taken first."""
    claim = []
    for place in sorted(places, key=lambda each: (case.index.owed[each] > 0, each)):
        part = min(amount, case.index.owed[place])
        if part:
            claim.append((place, part))
            amount -= part
        if amount <= 0:
            break
    return claim


def _put(case: Case, chosen: Hits, ground: Ground, others: Sequence[int] = ()) -> None:
    """Note the chosen and the others with all they owe; without a word for how they are named, that of the chosen."""
    owed = case.index.owed
    named_as = ground._replace(number=ground.number or _kind(chosen, others), hits=list(chosen.values()))
    case.put([(place, owed[place]) for place in (*chosen, *others)], named_as)


def _kind(chosen: Hits, others: Sequence[int]) -> str:
    if len(chosen) == 1 and not others:
        return next(iter(chosen.values())).kind
    weakest = min(hit.rank for hit in chosen.values())
    kind = "numbers" if weakest > STRONG else "short numbers" if weakest > 2 else "parts of numbers"
    if not others:
        return kind
    return f"{kind} and others" if len(chosen) > 1 else f"one of the {kind} and others"


def _with_others(case: Case, debtor_id: int, items: Items, hits: Hits) -> None:
    """The named ones, and the debtor's others that make up the rest: a list cut short, or a number misread."""
    strong = {place: hit for place, hit in hits.items() if hit.rank >= STRONG}
    whole = {place: hit for place, hit in hits.items() if hit.several == 1}
    bases: list[Hits] = []
    for base in (strong, whole, dict(hits), _without_last(case, hits)):
        if base and base not in bases:
            bases.append(base)
    for base in bases:
        _complete(case, debtor_id, items, base)


def _without_last(case: Case, hits: Hits) -> Hits:
    """A long text may end within a number: the last one read is then another."""
    if len(case.text.raw) < _LONG_TEXT or len(hits) < 3:
        return {}
    last = max(hits.values(), key=lambda hit: hit.end)
    return {place: hit for place, hit in hits.items() if hit is not last}


def _complete(case: Case, debtor_id: int, items: Items, base: Hits) -> None:
    owed = case.index.owed
    rest = case.amount - sum(owed[place] for place in base)
    if rest == 0:
        return
    single = [place for place in items.at.get(rest, ()) if place not in base]
    for place in single[:3]:
        chance = len(items.places) / max(1, 2 * abs(rest))
        _put_completed(case, debtor_id, base, [place], len(single), chance)
    if rest < 0 or single or len(items.places) < 2:
        return
    found = items.sums.find(rest, [items.order[place] for place in base if place in items.order])
    for choice in found:
        _put_completed(
            case, debtor_id, base, [items.places[at] for at in choice], len(found), items.sums.by_chance(choice)
        )


def _put_completed(case: Case, debtor_id: int, base: Hits, others: Sequence[int], rivals: int, chance: float) -> None:
    place = standing_of(case, others, {*base, *others})
    _put(case, base, Ground("", "completed", debtor_id, rivals=rivals, chance=chance, place=place), others)


def _ranges(case: Case, debtor_id: int, items: Items, hits: Hits) -> None:
    """“101-105”: the debtor's items from one number to another, or from one on until the amount is reached."""
    if len(hits) > 4 or len(items.places) < 2:
        return
    word = "range" if _is_range(case) else "run"
    index = case.index
    for place, hit in hits.items():
        first = index.full[place]
        series = sorted(
            (index.full[each], each)
            for each in items.places
            if len(index.full[each]) == len(first) and index.full[each] >= first
        )
        running, chosen = 0, []
        for _, each in series:
            running += index.owed[each]
            chosen.append(each)
            if running >= case.amount:
                break
        if running == case.amount and len(chosen) > 1:
            ends = {each: hits[each] for each in chosen if each in hits}
            is_closed = len(ends) > 1 and chosen[-1] in ends
            number = f"{word} of numbers" if is_closed else f"{word} from a number"
            between = [each for each in chosen if each not in ends and each != place]
            # A range says where it ends. A run is only a guess, as good as any other invoice that owes as much.
            stand = standing_of(case, between, chosen) if word == "run" else "only"
            _put(case, {place: hit, **ends}, Ground(number, "exact", debtor_id, place=stand), between)


def _is_range(case: Case) -> bool:
    """Whether the text goes from one number to another; a hyphen within a number, or behind a year, goes nowhere."""
    hits = [hit for table in (case.mentions.open, case.mentions.paid) for hit in table.values() if hit.source == "text"]
    return any(
        match.group(1) not in case.index.years
        and not any(hit.start <= match.start() and match.end() <= hit.end for hit in hits)
        for match in _RANGE.finditer(case.text.raw)
    )
