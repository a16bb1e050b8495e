"""Makes confidence mean what it says: of the payments proposed at 98 %, two in a hundred may be wrong, no more.

The map is monotone, so that it never changes an order, and is fitted by pooling adjacent violators on payments whose
matching is known and that the model has not learned from: those of a tenant, or those the product was tried on.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import exp, lgamma, log, log1p

_FEWEST = 50
"""Outcomes below which a map of one's own says less than the one that is shipped."""
_STEADY = 25  # outcomes in a step, so that a handful of lucky ones is not called certainty


@dataclass(frozen=True, slots=True)
class Calibration:
    """A monotone map from the model's probability to an honest one, as corners joined by straight lines."""

    corners: tuple[tuple[float, float], ...] = ((0.0, 0.0), (1.0, 1.0))

    def __call__(self, probability: float) -> float:
        corners = self.corners
        at = bisect_right(corners, (probability, 2.0))
        if at == 0:
            return corners[0][1]
        if at == len(corners):
            return corners[-1][1]
        (low, below), (high, above) = corners[at - 1], corners[at]
        return min(above, below + (above - below) * (probability - low) / (high - low))


@dataclass(frozen=True, slots=True)
class Certificate:
    """From which confidence on payments may be applied without being looked at, and what that was tried on."""

    threshold: float
    """0 to 1: proposals at or above it."""
    error_bound: float
    """The part of them that is wrong is below this, at the stated level."""
    payments: int
    """How many such proposals it was tried on; none of them took part in fitting."""
    wrong: int
    level: float = 0.95

    @property
    def sentence(self) -> str:
        """For staff."""
        one_in = int(1 / self.error_bound)
        return (
            f"At {self.threshold:.0%} and above, fewer than 1 in {one_in:,} were wrong "
            f"on {self.payments:,} payments it had never seen."
        )


def calibrate(outcomes: Sequence[tuple[float, bool]]) -> Calibration:
    """A map fitted to proposals and whether each was exactly right, such as a tenant's confirmed history.

    With fewer than fifty outcomes, the map that changes nothing.
    """
    if len(outcomes) < _FEWEST:
        return Calibration()
    steps = _pooled(sorted(outcomes))
    corners = [(0.0, 0.0)]
    corners += [(step[0] / step[2], _honest(step)) for step in steps]
    corners.append((1.0, (1 + corners[-1][1]) / 2))
    return Calibration(tuple(_strictly(corners)))


def certify(outcomes: Sequence[tuple[float, bool]], most_wrong: float, level: float = 0.95) -> Certificate | None:
    """The lowest threshold from which on the error is below `most_wrong`, certain at `level`; none when there is none.

    The bound is that of Clopper and Pearson (1934): exact, whatever the number of payments.
    """
    best: Certificate | None = None
    wrong = 0
    ranked = sorted(outcomes, key=lambda each: -each[0])
    for count, (confidence, right) in enumerate(ranked, start=1):
        wrong += not right
        if count < len(ranked) and ranked[count][0] == confidence:
            continue
        bound = upper_bound(wrong, count, level)
        if bound <= most_wrong:
            best = Certificate(confidence, most_wrong, count, wrong, level)
    return best


def upper_bound(wrong: int, count: int, level: float = 0.95) -> float:
    """The error rate above which so few wrong ones among `count` would be rarer than one minus the level."""
    if wrong >= count:
        return 1.0
    low, high = wrong / count, 1.0
    for _ in range(50):
        middle = (low + high) / 2
        if _at_most(wrong, count, middle) > 1 - level:
            low = middle
        else:
            high = middle
    return high


def _at_most(wrong: int, count: int, rate: float) -> float:
    """The chance of at most so many wrong ones among `count` at this rate."""
    if not 0 < rate < 1:
        return float(rate <= 0)
    whole = lgamma(count + 1)
    return sum(
        exp(whole - lgamma(k + 1) - lgamma(count - k + 1) + k * log(rate) + (count - k) * log1p(-rate))
        for k in range(wrong + 1)
    )


def _pooled(outcomes: Sequence[tuple[float, bool]]) -> list[tuple[float, float, int]]:
    """Steps of rising truth: sum of probabilities, right ones and count of each."""
    steps: list[tuple[float, float, int]] = []
    for some in _in_steps(outcomes):
        steps.append((sum(each for each, _ in some), float(sum(right for _, right in some)), len(some)))
        while len(steps) > 1 and _honest(steps[-2]) >= _honest(steps[-1]):
            (a, b, c), (d, e, f) = steps[-2:]
            steps[-2:] = [(a + d, b + e, c + f)]
    return steps


def _honest(step: tuple[float, float, int]) -> float:
    """The share of right ones, moved to the middle so that luck is not called certainty."""
    return (step[1] + 0.5) / (step[2] + 1)


def _in_steps(outcomes: Sequence[tuple[float, bool]]) -> Iterator[Sequence[tuple[float, bool]]]:
    """Parts of steady size; what has one confidence is never divided, its wrong ones would stand before its right."""
    start = 0
    while start < len(outcomes):
        end = min(start + _STEADY, len(outcomes))
        while end < len(outcomes) and outcomes[end][0] == outcomes[end - 1][0]:
            end += 1
        yield outcomes[start:end]
        start = end


def _strictly(corners: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
    """Corners at rising probabilities."""
    found = [corners[0]]
    for corner in corners[1:]:
        if corner[0] > found[-1][0]:
            found.append(corner)
        else:
            found[-1] = (found[-1][0], corner[1])
    return found
