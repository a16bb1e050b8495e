"""Evidence to probability: what each piece is worth, in log-odds, and one monotone map that makes the sum honest.

The numbers stand in `model.json` and are fitted on journals whose matching is known; see docs/adr/0023.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from math import exp
from operator import itemgetter
from pathlib import Path
from typing import Any

from shared.matching.calibration import Calibration, Certificate
from shared.matching.case import Case, Claim, Hypothesis
from shared.matching.signature import (
    ALWAYS,
    FIELDS,
    WEIGHED,
    Signature,
    Unexplained,
    feature,
    unexplained_features,
    values_of,
)


class Model:
    """Log-odds by feature. A signature is weighed once, however many payments show it, and so are the parts of it."""

    def __init__(self, weights: Mapping[str, float]) -> None:
        self._weights = weights
        self._known: dict[Signature | Unexplained, float] = {}
        self._parts = [(fields, _picking(fields), dict[object, float]()) for fields in WEIGHED]
        """For each weighed group of fields how to pick its values, and the weights of those met before."""

    def score(self, signature: Signature) -> float:
        """The log-odds that evidence adds up to, against the other hypotheses of the same payment."""
        found = self._known.get(signature)
        if found is None:
            found = self._known[signature] = self._weighed(values_of(signature))
        return found

    def _weighed(self, values: tuple[object, ...]) -> float:
        total = self._weights.get(ALWAYS, 0.0)
        for fields, pick, known in self._parts:
            picked = pick(values)
            weight = known.get(picked)
            if weight is None:
                named = feature(fields, picked if len(fields) > 1 else (picked,))
                weight = known[picked] = self._weights.get(named, 0.0)
            total += weight
        return total

    def unexplained(self, signature: Unexplained) -> float:
        """The same for none of them being right."""
        found = self._known.get(signature)
        if found is None:
            weights = self._weights
            found = self._known[signature] = sum(weights.get(each, 0.0) for each in unexplained_features(signature))
        return found

    def ranked(self, case: Case, none: Unexplained) -> list[tuple[Hypothesis, float]]:
        """The best hypothesis for each set of shares with its probability, the likeliest first."""
        best: dict[Claim, Hypothesis] = {}
        for hypothesis in case.hypotheses.values():
            hypothesis.score = self.score(hypothesis.signature)
            before = best.get(hypothesis.claim)
            if before is None or hypothesis.score > before.score:
                best[hypothesis.claim] = hypothesis
        return shares_of_belief(best.values(), self.unexplained(none))


def _picking(fields: Sequence[str]) -> Callable[[tuple[object, ...]], Any]:
    """Picks the values of these fields: a tuple, of a single field its value alone."""
    return itemgetter(*(FIELDS.index(field) for field in fields))


def shares_of_belief(hypotheses: Iterable[Hypothesis], none: float) -> list[tuple[Hypothesis, float]]:
    """Probabilities that add up to one, together with that of none being right."""
    ranked = sorted(hypotheses, key=lambda each: (-each.score, each.claim))
    if not ranked:
        return []
    top = max(ranked[0].score, none)
    weights = [exp(each.score - top) for each in ranked]
    total = sum(weights) + exp(none - top)
    return [(each, weight / total) for each, weight in zip(ranked, weights, strict=True)]


@cache
def shipped() -> Mapping[str, Any]:
    """The numbers that come with the product."""
    found: Mapping[str, Any] = json.loads(Path(__file__).with_name("model.json").read_text(encoding="utf-8"))
    return found


@cache
def shipped_model() -> Model:
    return Model(shipped()["weights"])


@cache
def shipped_calibration() -> Calibration:
    return Calibration(tuple((low, high) for low, high in shipped()["calibration"]))


@cache
def shipped_certificate() -> Certificate:
    return Certificate(**shipped()["certificate"])
