"""What a payer who names no invoice may pay: one of that amount, one less its discount, a sum, or a part."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from shared.matching.case import Case, Ground
from shared.matching.hypotheses.equals import standing, standing_of
from shared.matching.items import Items
from shared.matching.mentions import STRONG, Hit
from shared.matching.relations import discount_word, fraction, relation
from shared.matching.sums import Sums
from shared.matching.words import Purpose

_MOST_EQUAL = 4
_MOST_PARTS = 6
_MOST_NOTES = 3
_FEW = 14


def by_payer(case: Case, debtor_id: int, items: Items, hits: Mapping[int, Hit]) -> None:
    """Hypotheses that rest on who paid and how much."""
    exact = _likeliest_first(case, items.at.get(case.amount, ()))
    for at, place in enumerate(exact[:_MOST_EQUAL]):
        if place not in hits:
            ground = Ground("none", "exact", debtor_id, rivals=len(exact), place=standing(at, len(exact)))
            case.put([(place, case.amount)], ground)
    if case.is_clear:
        return
    _discounted(case, debtor_id, items, hits)
    if (not exact or case.purpose == Purpose.SEVERAL) and not _names_more(case, hits):
        _sums(case, debtor_id, items)
    if not exact and items.notes:
        _less_a_credit_note(case, debtor_id, items)
    _parts(case, debtor_id, items, hits)


def _names_more(case: Case, hits: Mapping[int, Hit]) -> bool:
    """Whether an invoice is surely named that owes more than was paid: then it is no sum of others."""
    owed = case.index.owed
    return any(hit.rank > STRONG and owed[place] > case.amount for place, hit in hits.items())


def _likeliest_first(case: Case, places: Sequence[int]) -> Sequence[int]:
    """Those of a date that the text speaks of before the others; else the oldest first."""
    if len(places) < 2 or not (case.text.dates or case.text.months):
        return places
    return sorted(places, key=lambda each: not _is_meant(case, each))


def _is_meant(case: Case, place: int) -> bool:
    """Whether the text speaks of the day or the month of the invoice."""
    issued = case.index.invoices[place].issued_on
    return issued is not None and (issued in case.text.dates or (issued.year, issued.month) in case.text.months)


def _discounted(case: Case, debtor_id: int, items: Items, hits: Mapping[int, Hit]) -> None:
    index = case.index
    found = [place for place in items.discounted(index.invoices).get(case.amount, ()) if place not in hits]
    for place in found[:_MOST_EQUAL]:
        word = discount_word(case, index.invoices[place])
        case.put([(place, case.amount)], Ground("none", word, debtor_id, rivals=len(found)))


def _sums(case: Case, debtor_id: int, items: Items) -> None:
    if len(items.places) < 2 or case.amount > sum(items.amounts):
        return
    _put_sums(case, debtor_id, items.places, items.sums)
    if case.text.months or case.text.dates:
        places = [place for place in items.places if _is_meant(case, place)]
        if 2 <= len(places) < len(items.places):
            _put_sums(case, debtor_id, places, Sums([case.index.owed[place] for place in places]))


def _less_a_credit_note(case: Case, debtor_id: int, items: Items) -> None:
    """One credit note taken off what one invoice, or several, owe."""
    owed = case.index.owed
    for note in items.notes[:_MOST_NOTES]:
        whole = case.amount - owed[note]
        single = items.at.get(whole, [])
        choices = [[place] for place in single]
        if not single and len(items.places) <= _FEW:
            choices = [[items.places[at] for at in one] for one in items.sums.find(whole)]
        for places in choices[:_MOST_EQUAL]:
            shares = [(note, owed[note]), *((place, owed[place]) for place in places)]
            place = standing_of(case, places, places)
            case.put(shares, Ground("none", "less a credit note", debtor_id, rivals=len(choices), place=place))


def _put_sums(case: Case, debtor_id: int, places: Sequence[int], sums: Sums) -> None:
    owed = case.index.owed
    found = sums.find(case.amount)
    for choice in found:
        chosen = [places[at] for at in choice]
        word = "all of it" if len(choice) == len(places) else "sum"
        place, chance = standing_of(case, chosen, chosen), sums.by_chance(choice)
        ground = Ground("none", word, debtor_id, rivals=len(found), chance=chance, place=place)
        case.put([(each, owed[each]) for each in chosen], ground)


def _parts(case: Case, debtor_id: int, items: Items, hits: Mapping[int, Hit]) -> None:
    """A part of one invoice: the only one open, or one it is a simple fraction of when the text says “part”."""
    owed, amount = case.index.owed, case.amount
    if case.purpose == Purpose.PART:
        larger = [place for place in items.places if owed[place] > amount and place not in hits]
        chosen = [place for place in larger if fraction(amount, owed[place])] or larger
        for at, place in enumerate(chosen[:_MOST_PARTS]):
            word = relation(case, place).word
            ground = Ground("none", word, debtor_id, rivals=len(chosen), place=standing(at, len(chosen)))
            case.put([(place, amount)], ground)
    elif len(items.places) == 1 and not hits and owed[items.places[0]] != amount:
        found = relation(case, items.places[0])
        case.put([(items.places[0], found.given)], Ground("none", found.word, debtor_id, place="all there is"))
