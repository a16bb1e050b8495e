"""Instalments: a payment of what a plan says goes to the plan's invoices, oldest first."""

from __future__ import annotations

from collections.abc import Mapping

from shared.matching.case import Case, Ground
from shared.matching.hypotheses.named import oldest_first
from shared.matching.mentions import Hit


def instalments(case: Case, debtor_id: int, hits: Mapping[int, Hit]) -> None:
    """A hypothesis for each plan of the debtor that has an instalment of this amount, or that is named."""
    index = case.index
    for plan_id in index.plans_of.get(debtor_id, ()):
        places = index.plan_invoices[plan_id]
        is_due = case.amount in index.instalments[plan_id]
        is_named = plan_id in case.plans_named
        if index.currency_of[places[0]] != case.currency or not (is_due or is_named):
            continue
        of_plan = [hits[place] for place in places if place in hits]
        number = "plan" if is_named else of_plan[0].kind if of_plan else "none"
        word = "instalment" if is_due else "another instalment"
        equal = len(index.items(debtor_id, case.currency).at.get(case.amount, ()))
        ground = Ground(number, word, debtor_id, of_plan, rivals=equal + 1, plan_id=plan_id)
        case.put(oldest_first(case, places, case.amount), ground)
