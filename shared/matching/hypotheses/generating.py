"""Goes through the debtors that come into question and gathers the hypotheses of one payment."""

from __future__ import annotations

from collections import Counter

from shared.matching.case import Case
from shared.matching.hypotheses import by_payer, exchange, groups, misspelt, named, plans, returns
from shared.matching.items import Items
from shared.matching.mentions import STRONG, Hit

_MOST_NAMED = 14


def hypotheses_of(case: Case) -> None:
    """Fill the case with all hypotheses worth weighing; the true one should be among them."""
    if not case.payment.is_credit:
        returns.returned(case)
        return
    debtors = _debtors(case)
    for debtor_id in debtors:
        _of_debtor(case, debtor_id)
    if not case.is_clear:
        groups.several_debtors(case)
        misspelt.by_amount(case, debtors)


def _debtors(case: Case) -> list[int]:
    """Likely payers first, then those whose invoices are named."""
    index, found = case.index, dict.fromkeys(case.payers.people)
    named_often: Counter[int] = Counter()
    for place, hit in case.mentions.open.items():
        debtor_id = index.debtor_of[place]
        if debtor_id not in found and (hit.rank >= STRONG or index.owed[place] == case.amount):
            named_often[debtor_id] += 1
    found.update(dict.fromkeys(each for each, _ in named_often.most_common(_MOST_NAMED)))
    return list(found)


def _of_debtor(case: Case, debtor_id: int) -> None:
    index = case.index
    items = index.items(debtor_id, case.currency)
    is_payer = debtor_id in case.payers.people
    hits: dict[int, Hit] = {}
    elsewhere: dict[int, Hit] = {}
    for place, hit in case.mentions.open.items():
        if index.debtor_of[place] == debtor_id:
            (hits if index.currency_of[place] == case.currency else elsewhere)[place] = hit
    if items.places:
        _in_one_currency(case, debtor_id, items, hits)
    if not case.is_clear:
        exchange.exchanged(case, debtor_id, elsewhere, is_payer=is_payer)


def _in_one_currency(case: Case, debtor_id: int, items: Items, hits: dict[int, Hit]) -> None:
    """By number first, then by who paid; numbers nearly right only where nothing is clear."""
    is_payer = debtor_id in case.payers.people
    if is_payer or hits:
        covered = 0
        for hit in hits.values():
            covered |= hit.mask if hit.rank >= STRONG else 0
        hits = {**case.mentions.endings(items, covered), **hits}
    if hits:
        named.named(case, debtor_id, items, hits)
    if is_payer:
        plans.instalments(case, debtor_id, hits)
        by_payer.by_payer(case, debtor_id, items, hits)
    if not case.is_clear and (more := misspelt.of_debtor(case, debtor_id, items, hits)):
        named.several(case, debtor_id, items, {**hits, **more})
