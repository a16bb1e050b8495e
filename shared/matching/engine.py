"""Proposes, for a whole batch of payments together, which open invoices each one pays: no invoice is given away twice.

Each payment is explained by itself first. Then the best explanation of all is granted, then the next; what is granted
is gone for the others. Ties go to the earlier booking date, then the smaller id, so the order of input plays no part.
"""

from __future__ import annotations

import heapq
from collections import defaultdict
from collections.abc import Sequence
from datetime import date

from shared.matching import wording
from shared.matching.amounts import spread
from shared.matching.confidence import NAMING, UNDECIDED, Ground
from shared.matching.evidence import Evidence, read
from shared.matching.explanations import Explanation, explain
from shared.matching.index import Index
from shared.matching.names import normal
from shared.matching.references import compact
from shared.matching.values import AmountFit, Book, Payment, Proposal, RunnerUp, Share, Signal


def propose(payments: Sequence[Payment], book: Book) -> list[Proposal]:
    """A proposal for each payment, in the order of the payments.

    Shares never exceed the payment, nor, over the whole batch, what an invoice has outstanding; those of one payment
    belong to one debtor and to its currency. A proposal without shares says what was looked for.
    """
    index = Index(book)
    batch = _Batch(index)
    for payment in payments:
        evidence = read(payment, index)
        batch.add(_Case(evidence, explain(evidence, index)))
    return batch.settle()


class _Case:
    """One payment on its way to a proposal: its explanations, and which of them is being tried."""

    def __init__(self, evidence: Evidence, explanations: list[Explanation]) -> None:
        self.evidence = evidence
        self.explanations = explanations
        self.at = 0
        self.rest_only = False
        """Another payment came before: only what that one left may still be had, with little confidence."""
        self.proposal: Proposal | None = None

    @property
    def payment(self) -> Payment:
        return self.evidence.payment

    @property
    def trying(self) -> Explanation:
        return self.explanations[self.at]

    @property
    def confidence(self) -> float:
        return min(self.trying.confidence, UNDECIDED) if self.rest_only else self.trying.confidence

    @property
    def offers(self) -> bool:
        return bool(self.explanations) and self.trying.offered

    def try_a_twin(self) -> bool:
        """Go on to an invoice that fits as well as the one taken; a payment that names its invoice stays with it."""
        following = self.explanations[self.at + 1 : self.at + 2]
        if not (self.trying.twins and following and following[0].ground is self.trying.ground and following[0].twins):
            return False
        self.at += 1
        return True


class _Batch:
    """What is left of every invoice while payments are granted theirs."""

    def __init__(self, index: Index) -> None:
        self._index = index
        self._left = {each.id: each.outstanding_minor for each in index.book.invoices}
        self._takers: dict[int, list[_Case]] = defaultdict(list)
        self._cases: list[_Case] = []

    def add(self, case: _Case) -> None:
        self._cases.append(case)

    def settle(self) -> list[Proposal]:
        waiting = [self._turn(place) for place, case in enumerate(self._cases) if case.offers]
        heapq.heapify(waiting)
        while waiting:
            place = heapq.heappop(waiting)[-1]
            if not self._grant(self._cases[place]):
                heapq.heappush(waiting, self._turn(place))
        return [case.proposal or self._nothing(case) for case in self._cases]

    def _turn(self, place: int) -> tuple[float, date, int, int]:
        case = self._cases[place]
        return -case.confidence, case.payment.booked_on, case.payment.id, place

    def _grant(self, case: _Case) -> bool:
        """Settle a case, or put it back with less to hope for."""
        shares = self._available(case)
        if case.rest_only or sum(share.amount_minor for share in shares) == _wanted(case.trying):
            case.proposal = self._granted(case, shares) if shares else self._blocked(case)
            return True
        if not case.try_a_twin():
            case.at, case.rest_only = 0, True
        return False

    def _available(self, case: _Case) -> tuple[Share, ...]:
        chosen = case.trying
        if chosen.fit is AmountFit.PARTIAL or (case.rest_only and chosen.ground in NAMING):
            return spread(case.payment.amount_minor, chosen.invoices, self._left)
        whole = all(share.amount_minor <= self._left[share.invoice_id] for share in chosen.shares)
        return chosen.shares if whole else ()

    def _granted(self, case: _Case, shares: tuple[Share, ...]) -> Proposal:
        chosen = case.trying
        fit = self._fit(case, shares) if case.rest_only else chosen.fit
        claims = self._claims(case) if case.rest_only else self._repeats(case, shares)
        for share in shares:
            self._left[share.invoice_id] -= share.amount_minor
            self._takers[share.invoice_id].append(case)
        return Proposal(
            case.payment.id,
            shares,
            min(case.confidence, UNDECIDED) if claims else case.confidence,
            fit,
            chosen.debtor_id,
            (*wording.reasons(case.evidence, chosen, self._index), *claims),
            self._runner_up(case),
        )

    def _repeats(self, case: _Case, shares: tuple[Share, ...]) -> tuple[Signal, ...]:
        """A payment just like one before it, unless together they pay everything: then it was meant so."""
        takers = [taker for share in shares for taker in self._takers[share.invoice_id]]
        same = next((taker for taker in takers if _just_alike(taker.payment, case.payment)), None)
        if same is None or all(self._left[share.invoice_id] == share.amount_minor for share in shares):
            return ()
        return (wording.repeats(same.payment),)

    def _fit(self, case: _Case, shares: tuple[Share, ...]) -> AmountFit:
        """How the payment relates to what the others have left."""
        given = sum(share.amount_minor for share in shares)
        if given < case.payment.amount_minor:
            return AmountFit.OVER
        used_up = all(share.amount_minor == self._left[share.invoice_id] for share in shares)
        return AmountFit.EXACT if used_up else AmountFit.PARTIAL

    def _runner_up(self, case: _Case) -> RunnerUp | None:
        chosen = case.trying
        other = next((each for each in case.explanations if each is not chosen), None)
        if other is None:
            return None
        why = wording.why_not(other, chosen, self._index)
        return RunnerUp(other.shares, min(other.confidence, case.confidence), why)

    def _blocked(self, case: _Case) -> Proposal:
        """All it asked for is gone: for a person to look at, with the reason."""
        chosen = case.trying
        claims = self._claims(case)
        signals = (*wording.reasons(case.evidence, chosen, self._index), *claims)
        lost = RunnerUp(chosen.shares, 0.0, f"{claims[0].sentence}.") if claims else None
        # An amount alone says nothing of who paid.
        payer = _known_payer(case.evidence) if chosen.ground is Ground.AMOUNT else chosen.debtor_id
        return Proposal(case.payment.id, debtor_id=payer, signals=signals, runner_up=lost)

    def _claims(self, case: _Case) -> tuple[Signal, ...]:
        """Which payments took what this one asked for, one sentence each."""
        takers = {id(taker): taker for each in case.trying.invoices for taker in self._takers[each.id]}
        return tuple(self._claim(case, taker) for taker in takers.values())

    def _claim(self, case: _Case, taker: _Case) -> Signal:
        shared = ", ".join(each.number for each in case.trying.invoices if each.id in taker.trying.ids)
        nothing_left = not any(self._left[each.id] for each in case.trying.invoices)
        if nothing_left and _same_payer_and_amount(case.payment, taker.payment):
            return wording.duplicate_of(taker.payment, shared)
        return wording.taken_by(taker.payment, shared, better=taker.trying.confidence > case.trying.confidence)

    def _nothing(self, case: _Case) -> Proposal:
        lost = None
        if case.explanations:
            other = case.explanations[0]
            lost = RunnerUp(
                other.shares, other.confidence, "Only the amount is the same; the payment points elsewhere."
            )
        signals = wording.nothing_found(case.evidence, self._index)
        return Proposal(case.payment.id, debtor_id=_known_payer(case.evidence), signals=signals, runner_up=lost)


def _known_payer(evidence: Evidence) -> int | None:
    """The one debtor that the account, the name or a customer number speaks for."""
    payers = evidence.by_iban or tuple(evidence.by_name) or tuple(evidence.by_customer)
    return payers[0] if len(payers) == 1 else None


def _wanted(chosen: Explanation) -> int:
    return sum(share.amount_minor for share in chosen.shares)


def _just_alike(one: Payment, other: Payment) -> bool:
    written = (one.booked_on, one.reference, one.text) == (other.booked_on, other.reference, other.text)
    return written and _same_payer_and_amount(one, other)


def _same_payer_and_amount(one: Payment, other: Payment) -> bool:
    if one.amount_minor != other.amount_minor:
        return False
    if one.payer_iban and other.payer_iban:
        return compact(one.payer_iban) == compact(other.payer_iban)
    return normal(one.payer_name or "") == normal(other.payer_name or "")
