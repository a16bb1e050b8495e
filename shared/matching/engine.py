"""Proposes, for a whole journal together, which open invoices each payment is for: no invoice is given away twice.

Every payment is read, its hypotheses are found and weighed: first by themselves, then beside what the other payments
claim. What is claimed more than once is settled together. Only then are proposals made, in the order of the payments.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from shared import collector
from shared.matching import caution, wording
from shared.matching.calibration import Calibration
from shared.matching.case import Case, Hypothesis
from shared.matching.confidence import Model, shipped_calibration, shipped_model
from shared.matching.hypotheses import hypotheses_of
from shared.matching.index import Index
from shared.matching.journal import Claims, delivered_twice, in_turn, twins
from shared.matching.mentions import STRONG
from shared.matching.proof import Signals
from shared.matching.relations import FITS
from shared.matching.settlement import Settlement
from shared.matching.values import AmountFit, Book, Finding, Payment, Proposal, RunnerUp, Share, Signal

Ranked = list[tuple[Hypothesis, float]]


def propose(payments: Sequence[Payment], book: Book, calibration: Calibration | None = None) -> list[Proposal]:
    """A proposal for each payment, in the order of the payments.

    Shares never exceed the payment nor, over the whole batch, what an invoice has outstanding. The confidence is the
    probability that the shares are exactly right: by the calibration given, such as one fitted to a tenant's own
    history with `calibrate`, or by the one that is shipped.
    """
    with collector.paused():
        index = Index(book)
        journal = _Journal(examine(payments, index), index, calibration or shipped_calibration())
        proposals = {each.payment_id: each for each in journal.proposals(shipped_model())}
    return [proposals[each.id] for each in payments]


def examine(payments: Sequence[Payment], index: Index) -> list[Case]:
    """Every payment read and its hypotheses found, in the order of the bank's days."""
    cases = [Case(each, index) for each in sorted(payments, key=lambda each: (each.booked_on, each.id))]
    for case, is_second in zip(cases, delivered_twice(cases), strict=True):
        case.is_delivered_twice = is_second
        if not is_second:
            hypotheses_of(case)
    return cases


def weigh(cases: Sequence[Case], twin_of: Sequence[int | None], model: Model) -> list[Ranked]:
    """The hypotheses of each payment with their probabilities, seen by itself first and then beside the others."""
    first = [model.ranked(case, case.unexplained) for case in cases]
    in_turn(cases, first)
    claims = Claims(cases, [ranked[0] if ranked else None for ranked in first])
    for number, (case, ranked) in enumerate(zip(cases, first, strict=True)):
        chances = {hypothesis.claim: chance for hypothesis, chance in ranked}
        for hypothesis in case.hypotheses.values():
            word = claims.against(number, hypothesis, chances.get(hypothesis.claim, 0.0), twin_of[number])
            if word != hypothesis.signature.journal:
                hypothesis.signature = hypothesis.signature._replace(journal=word)
    return [
        model.ranked(case, case.unexplained._replace(journal="alone" if twin is None else "twin"))
        for case, twin in zip(cases, twin_of, strict=True)
    ]


class _Journal:
    """The payments of one batch on their way to proposals."""

    def __init__(self, cases: Sequence[Case], index: Index, calibration: Calibration) -> None:
        self._cases = cases
        self._index = index
        self._calibration = calibration
        self._settlement = Settlement(index)
        self._ranked: list[Ranked] = []
        self._twins = twins(cases)

    def proposals(self, model: Model) -> list[Proposal]:
        self._ranked = weigh(self._cases, self._twins, model)
        given = self._settlement.settle(self._ranked)
        return [
            self._nothing(number) if choice is None else self._granted(number, *choice)
            for number, choice in enumerate(given)
        ]

    def _granted(self, number: int, chosen: Hypothesis, chance: float) -> Proposal:
        case = self._cases[number]
        confidence = min(self._calibration(chance), caution.most(case, chosen))
        fit = FITS[chosen.signature.amount]
        return Proposal(
            case.payment.id,
            tuple([Share(self._index.invoices[place].id, amount) for place, amount in chosen.claim]),
            confidence,
            fit,
            chosen.debtor_id,
            Signals(lambda: [*wording.reasons(case, chosen), *self._doubts(number, chosen)]),
            self._runner_up(number, chosen, confidence),
            Finding.RETURNS if fit is AmountFit.RETURN else Finding.PAYS,
            self._for_review(chosen),
        )

    def _runner_up(self, number: int, chosen: Hypothesis, confidence: float) -> RunnerUp | None:
        other = next((each for each in self._ranked[number] if each[0] is not chosen), None)
        if other is None:
            return None
        case, (hypothesis, chance) = self._cases[number], other
        shares = tuple([Share(self._index.invoices[place].id, amount) for place, amount in hypothesis.claim])
        why = wording.why_not(case, hypothesis, chosen)
        return RunnerUp(shares, min(self._calibration(chance), confidence), why)

    def _for_review(self, chosen: Hypothesis) -> str:
        """The rules that leave a payment to a person however sure the reading is (domain.md 1.3 and 1.5)."""
        debtors = {self._index.debtor_of[place] for place, _ in chosen.claim}
        if len(debtors) > 1:
            return "It pays invoices of several debtors."
        if chosen.signature.payer.account == "of another":
            return "The account it came from belongs to another debtor."
        if FITS[chosen.signature.amount] is AmountFit.EXCHANGE:
            return "It was paid in another currency than the invoice’s."
        return ""

    def _doubts(self, number: int, chosen: Hypothesis) -> Iterator[Signal]:
        """What other payments of the journal make doubtful."""
        case, twin = self._cases[number], self._twins[number]
        if twin is not None:
            yield wording.duplicate_of(self._cases[twin].payment, "")
        for other in self._others(number, chosen):
            if other != twin:
                yield wording.taken_by(self._cases[other].payment, wording.numbers(case, chosen), better=False)

    def _others(self, number: int, chosen: Hypothesis) -> list[int]:
        takers = {taker for place, _ in chosen.claim for taker in self._settlement.takers[place]}
        return sorted(takers - {number})

    def _nothing(self, number: int) -> Proposal:
        case, ranked = self._cases[number], self._ranked[number]
        wanted = ranked[0][0] if ranked and self._others(number, ranked[0][0]) else None
        twin = self._twins[number]
        if case.is_delivered_twice or twin is not None:
            finding = Finding.DUPLICATE
        elif any(hit.rank >= STRONG for hit in case.mentions.paid.values()):
            finding = Finding.ALREADY_PAID
        else:
            finding = Finding.UNKNOWN
        payers = case.payers.people
        known = payers[0] if len(payers) == 1 or (payers and case.payers.owners) else None
        return Proposal(
            case.payment.id,
            debtor_id=known,
            signals=Signals(lambda: self._why_nothing(number, wanted)),
            runner_up=self._lost(case, wanted) if wanted else None,
            finding=finding,
        )

    def _why_nothing(self, number: int, wanted: Hypothesis | None) -> Iterator[Signal]:
        case, twin = self._cases[number], self._twins[number]
        if case.is_delivered_twice:
            yield wording.delivered_before(case.payment)
        elif twin is not None:
            yield wording.duplicate_of(self._cases[twin].payment, wording.numbers(case, wanted) if wanted else "")
        if wanted is None:
            yield from wording.nothing_found(case)
            return
        yield from wording.reasons(case, wanted)
        for other in self._others(number, wanted):
            yield wording.taken_by(self._cases[other].payment, wording.numbers(case, wanted), better=True)

    def _lost(self, case: Case, wanted: Hypothesis) -> RunnerUp:
        shares = tuple([Share(self._index.invoices[place].id, amount) for place, amount in wanted.claim])
        return RunnerUp(shares, 0.0, f"{wording.numbers(case, wanted)} is claimed by another payment.")
