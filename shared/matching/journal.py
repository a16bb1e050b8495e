"""What payments of a journal say about one another: one repeats another, parts make a whole, claims clash."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence

from shared.matching.case import Case, Hypothesis
from shared.matching.names import normal
from shared.matching.references import compact

WORTH_CLAIMING = 0.15
"""Probability from which a payment's likeliest hypothesis counts as a claim on its invoices."""
_COUNTER = re.compile(r"\s+\d$")

_GRAVITY = {
    word: gravity
    for gravity, word in enumerate(
        ("alone", "completes", "twin completes", "shared", "clash, stronger", "repeated", "clash, weaker", "repeats")
    )
}


class Claims:
    """The likeliest hypothesis of every payment, by the invoices it claims."""

    def __init__(self, cases: Sequence[Case], likeliest: Sequence[tuple[Hypothesis, float] | None]) -> None:
        self._cases = cases
        self._on: dict[int, list[tuple[int, int, float]]] = defaultdict(list)
        for number, claim in enumerate(likeliest):
            if claim is not None and claim[1] >= WORTH_CLAIMING:
                for place, amount in claim[0].claim:
                    self._on[place].append((number, amount, claim[1]))

    def against(self, number: int, hypothesis: Hypothesis, probability: float, twin_of: int | None) -> str:
        """What others claim of the same invoices, in the gravest word that holds for any of them."""
        worst = "alone"
        for place, amount in hypothesis.claim:
            claims = self._on.get(place)
            if not claims or (len(claims) == 1 and claims[0][0] == number):
                continue
            word = self._on_one(number, place, amount, probability, twin_of)
            if word.startswith("clash") and hypothesis.signature.number != "none":
                word = self._named_twice(number, place) or word
            if _GRAVITY[word] > _GRAVITY[worst]:
                worst = word
        return worst

    def _named_twice(self, number: int, place: int) -> str:
        """Of payments of one payer and amount that name the same invoice in other words, the earlier one counts."""
        payer = _payer(self._cases[number])
        same = [each for each, _, _ in self._on[place] if each != number and _payer(self._cases[each]) == payer]
        if not same or not payer[0]:
            return ""
        return "repeats" if min(same) < number else "repeated"

    def _on_one(self, number: int, place: int, amount: int, probability: float, twin_of: int | None) -> str:
        others = [claim for claim in self._on[place] if claim[0] != number]
        owed = self._cases[number].index.owed[place]
        together = amount + sum(each for _, each, _ in others)
        if abs(together) <= abs(owed) and owed:
            if together == owed:
                return "completes" if twin_of is None else "twin completes"
            return "shared"
        if twin_of is not None:
            return "repeats"
        if any(_same_payment(self._cases[number], self._cases[each]) for each, _, _ in others):
            return "repeated"
        strongest = max((chance, -each) for each, _, chance in others)
        return "clash, stronger" if (probability, -number) > strongest else "clash, weaker"


def in_turn(cases: Sequence[Case], ranked: Sequence[Sequence[tuple[Hypothesis, float]]]) -> None:
    """Instalments of one plan are paid one after the other: each goes on where the one before has ended."""
    paid: dict[int, int] = {}
    for case, found in zip(cases, ranked, strict=True):
        likeliest = found[0][0].claim if found and found[0][1] >= WORTH_CLAIMING else None
        for hypothesis in case.hypotheses.values():
            if hypothesis.ground.plan_id is None:
                continue
            is_claimed = hypothesis.claim == likeliest
            places = case.index.plan_invoices[hypothesis.ground.plan_id]
            left = [(place, case.index.owed[place] - paid.get(place, 0)) for place in places]
            claim, amount = [], case.amount
            for place, owed in left:
                if part := min(amount, owed):
                    claim.append((place, part))
                    amount -= part
            if claim and amount == 0:
                hypothesis.claim = tuple(sorted(claim))
            if is_claimed:
                for place, part in hypothesis.claim:
                    paid[place] = paid.get(place, 0) + part
                break


def twins(cases: Sequence[Case]) -> list[int | None]:
    """For each payment the earlier one that it repeats: payer, amount and words alike, as a duplicate's are."""
    first: dict[tuple[object, ...], int] = {}
    found: list[int | None] = []
    for number, case in enumerate(cases):
        known = _likeness(case)
        found.append(first.get(known))
        first.setdefault(known, number)
    return found


def delivered_twice(cases: Sequence[Case]) -> list[bool]:
    """Which entries share the bank's own reference with an earlier one of the same amount."""
    seen: set[tuple[str, int, str, bool]] = set()
    found = []
    for case in cases:
        payment = case.payment
        known = (payment.bank_reference or "", payment.amount_minor, payment.currency, payment.is_credit)
        found.append(bool(payment.bank_reference) and known in seen)
        seen.add(known)
    return found


def _payer(case: Case) -> tuple[object, ...]:
    payment = case.payment
    payer = compact(payment.payer_iban) if payment.payer_iban else normal(payment.payer_name or "")
    return payer, payment.amount_minor, payment.currency, payment.is_credit


def _likeness(case: Case) -> tuple[object, ...]:
    text = compact(_COUNTER.sub("", case.payment.text.strip()))
    return *_payer(case), case.payment.reference or "", text


def _same_payment(one: Case, other: Case) -> bool:
    return _likeness(one) == _likeness(other)
