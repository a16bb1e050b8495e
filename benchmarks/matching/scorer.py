"""Scores proposals against the truth: how much is posted alone, how rightly, and how honest the confidence is."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from benchmarks.matching.sets import Proposals, Proposed, Shares, Truth

DEMANDED = (0.95, 0.99, 0.995, 0.999)
_BINS = 10
_Z = 1.96
"""Of the two-sided 95 % interval."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """One entry: what was proposed, whether it is fully correct, whether it would have been posted unseen.

    Fully correct: the same invoices and every amount the same. Where nothing is to be applied nothing proposed is
    correct.
    """

    truth: Truth
    proposed: Proposed | None
    automatic: bool

    @property
    def shares(self) -> Shares:
        return self.proposed.shares if self.proposed else {}

    @property
    def correct(self) -> bool:
        return bool(self.truth.shares) and self.shares == self.truth.shares


@dataclass(frozen=True, slots=True)
class Kind:
    """The entries of one kind: rank-1 counts a kept-alone entry as right where nothing is to be applied."""

    entries: int
    right: int
    automatic: int
    wrong: int


@dataclass(frozen=True, slots=True)
class Score:
    """Rates from 0 to 1; `automation` and `rank1` are of the entries that have something to be applied."""

    entries: int
    with_truth: int
    posted: int
    wrong: int
    automation: float
    precision: float
    precision_low: float
    """Wilson's lower bound of the precision, 95 %."""
    precision_value: float
    wrong_rate: float
    """Wrong postings, of all entries."""
    rank1: float
    line_precision: float
    line_recall: float
    leave_alone_kept: float
    brier: float
    ece: float
    attainable: Mapping[float, float]
    """The automation there would be at a demanded precision, had the threshold been known beforehand."""
    kinds: Mapping[str, Kind]


def score(truth: Mapping[str, Truth], proposals: Proposals) -> Score:
    """Judge what was proposed for one set.

    Raises:
        ValueError: something is proposed for an entry that is not of the set.
    """
    if strangers := proposals.by_entry.keys() - truth.keys():
        raise ValueError(f"proposals for entries that are not of the set: {sorted(strangers)[:5]}")
    return pooled([verdicts(truth, proposals)])


def verdicts(truth: Mapping[str, Truth], proposals: Proposals) -> list[Verdict]:
    return [_judged(each, proposals.by_entry.get(ref), proposals.threshold) for ref, each in truth.items()]


def pooled(sets: Sequence[Sequence[Verdict]]) -> Score:
    """The score of several sets as if they were one."""
    every = [verdict for each in sets for verdict in each]
    payable = [each for each in every if each.truth.shares]
    posted = [each for each in every if each.automatic]
    right = [each for each in posted if each.correct]
    left = [each for each in every if not each.truth.shares]
    precision = _ratio(len(right), len(posted))
    return Score(
        entries=len(every),
        with_truth=len(payable),
        posted=len(posted),
        wrong=len(posted) - len(right),
        automation=_ratio(len(right), len(payable)),
        precision=precision,
        precision_low=wilson_low(precision, len(posted)),
        precision_value=_ratio(_value(right), _value(posted)),
        wrong_rate=_ratio(len(posted) - len(right), len(every)),
        rank1=_ratio(sum(each.correct for each in payable), len(payable)),
        line_precision=_ratio(_common_lines(every), sum(len(each.shares) for each in every)),
        line_recall=_ratio(_common_lines(every), sum(len(each.truth.shares) for each in every)),
        leave_alone_kept=1 - _ratio(sum(each.automatic for each in left), len(left)),
        brier=brier(every),
        ece=calibration_error(every),
        attainable=attainable(every),
        kinds=_by_kind(every),
    )


def wilson_low(share: float, count: int) -> float:
    """Wilson's lower bound for a share seen in `count` cases; 0 where nothing was seen."""
    if not count:
        return 0.0
    middle = share + _Z**2 / (2 * count)
    spread = _Z * math.sqrt(share * (1 - share) / count + _Z**2 / (4 * count**2))
    return (middle - spread) / (1 + _Z**2 / count)


def brier(every: Sequence[Verdict]) -> float:
    """Mean squared distance of the confidence from what came true, over all that was proposed."""
    claims = _claims(every)
    return _ratio(sum((confidence - came_true) ** 2 for confidence, came_true in claims), len(claims))


def calibration_error(every: Sequence[Verdict]) -> float:
    """Expected calibration error in ten bins of equal width, weighted by how many claims each holds."""
    bins: dict[int, list[tuple[float, bool]]] = defaultdict(list)
    claims = _claims(every)
    for confidence, came_true in claims:
        bins[min(_BINS - 1, int(confidence * _BINS))].append((confidence, came_true))
    off = sum(abs(sum(said for said, _ in held) - sum(was for _, was in held)) for held in bins.values())
    return _ratio(off, len(claims))


def attainable(every: Sequence[Verdict]) -> dict[float, float]:
    """For each demanded precision the automation of the lowest threshold that keeps it; claims as sure go together."""
    payable = sum(bool(each.truth.shares) for each in every)
    best = dict.fromkeys(DEMANDED, 0.0)
    seen = right = 0
    for _, claims in groupby(sorted(_claims(every), reverse=True), key=lambda claim: claim[0]):
        together = [came_true for _, came_true in claims]
        seen, right = seen + len(together), right + sum(together)
        for demanded in DEMANDED:
            if right / seen >= demanded:
                best[demanded] = _ratio(right, payable)
    return best


def _judged(truth: Truth, proposed: Proposed | None, threshold: float) -> Verdict:
    return Verdict(truth, proposed, proposed is not None and proposed.confidence >= threshold)


def _claims(every: Sequence[Verdict]) -> list[tuple[float, bool]]:
    return [(each.proposed.confidence, each.correct) for each in every if each.proposed]


def _common_lines(every: Sequence[Verdict]) -> int:
    """Invoices proposed that are indeed paid by the entry, whatever the amount."""
    return sum(number in each.truth.shares for each in every for number in each.shares)


def _by_kind(every: Sequence[Verdict]) -> dict[str, Kind]:
    kinds: dict[str, list[Verdict]] = defaultdict(list)
    for each in every:
        kinds[each.truth.kind].append(each)
    return {name: _kind(kinds[name]) for name in sorted(kinds)}


def _kind(held: Sequence[Verdict]) -> Kind:
    right = sum(each.correct or not (each.truth.shares or each.proposed) for each in held)
    posted = [each for each in held if each.automatic]
    correct = sum(each.correct for each in posted)
    return Kind(len(held), right, correct, len(posted) - correct)


def _value(held: Sequence[Verdict]) -> float:
    return sum(each.truth.value for each in held)


def _ratio(part: float, whole: float) -> float:
    return part / whole if whole else 0.0
