"""`python -m benchmarks.matching.fitting DIR… --apart DIR… --certify DIR…`: fits the numbers of `model.json` anew.

With `--certify` alone the weights and the map stay, and only what they are worth is counted anew.

The weights are a multinomial logit with a ridge, climbed by Adam: the hypotheses of a payment compete with one another
and with “none of these”. The map and the certificate come from sets kept apart. Plain Python, some minutes a set.
"""

from __future__ import annotations

import argparse
import json
import random
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import replace
from math import exp, sqrt
from pathlib import Path

from backoffice.commands.match_folder import read_folder
from benchmarks.matching import sets
from shared.matching import caution, confidence
from shared.matching.calibration import Calibration, calibrate, upper_bound
from shared.matching.case import Case, Claim
from shared.matching.confidence import Model
from shared.matching.engine import examine, weigh
from shared.matching.index import Index
from shared.matching.journal import twins
from shared.matching.settlement import Settlement
from shared.matching.signature import Signature, Unexplained, features, unexplained_features
from shared.money import DECIMALS

RIDGE = 1.5
STEPS = 90
FEWEST = 4
"""Payments that must show a feature before it is weighed."""
THRESHOLD = 0.95
MOST_WRONG = 0.001

Weights = dict[str, float]
Known = tuple[list[Case], list[Claim]]
"""The payments of a set, and what each truly pays."""
Outcome = tuple[float, float, bool]


def known(folder: Path, *, impoverished: int | None = None) -> Known:
    """A set with its truth; impoverished by a seed, account, name or text is missing from most payments."""
    read = read_folder(folder)
    payments = read.payments
    if impoverished is not None:
        chance = random.Random(impoverished)
        gone = [{"payer_iban": None}, {"payer_name": None}, {"payer_iban": None, "payer_name": None}, {"text": ""}, {}]
        payments = [replace(each, **chance.choice(gone)) for each in payments]  # type: ignore[arg-type]
    index = Index(read.book)
    place_of = {invoice.number: place for place, invoice in enumerate(index.invoices)}
    truth = sets.truth(folder)
    cases = examine(payments, index)
    return cases, [_claim(truth[read.entry_refs[case.payment.id]].shares, place_of, index) for case in cases]


def fitted(some: Sequence[Known]) -> Weights:
    """Weights first by each payment alone, then twice with what the others of its journal claim."""
    weights: Weights = {}
    for _ in range(3):
        for cases, _truth in some:
            for case in cases:
                for each in case.hypotheses.values():
                    each.signature = each.signature._replace(journal="alone")
            if weights:
                weigh(cases, twins(cases), Model(weights))
        weights = _Climb(some).climbed(weights)
    return weights


def outcomes(cases: list[Case], truth: list[Claim], weights: Weights) -> list[Outcome]:
    """The probability of each proposal, the most that caution leaves of it, and whether it was exactly right."""
    given = Settlement(cases[0].index).settle(weigh(cases, twins(cases), Model(weights)))
    return [
        (choice[1], caution.most(case, choice[0]), bool(right) and choice[0].claim == right)
        for case, choice, right in zip(cases, given, truth, strict=True)
        if choice
    ]


class _Climb:
    """One fit. Signatures are numbered, so that each is weighed once a step however many payments show it."""

    def __init__(self, some: Sequence[Known]) -> None:
        self._numbers: dict[Signature | Unexplained, int] = {}
        self._named: list[list[str]] = []
        self._payments = [row for cases, truth in some for row in self._rows(cases, truth)]
        shown: Counter[str] = Counter()
        for claims, _, none in self._payments:
            numbers = {none, *(each for one in claims for each in one)}
            shown.update({name for number in numbers for name in self._named[number]})
        self._names = [name for name, times in shown.items() if times >= FEWEST]
        at = {name: place for place, name in enumerate(self._names)}
        self._features = [[at[name] for name in named if name in at] for named in self._named]

    def climbed(self, start: Weights) -> Weights:
        weights = [start.get(name, 0.0) for name in self._names]
        mean, spread = [0.0] * len(weights), [0.0] * len(weights)
        for step in range(1, STEPS + 1):
            rate = (0.15 if step < 0.7 * STEPS else 0.045) * sqrt(1 - 0.999**step) / (1 - 0.9**step)
            for place, slope in enumerate(self._slope(weights)):
                mean[place] = 0.9 * mean[place] + 0.1 * slope
                spread[place] = 0.999 * spread[place] + 0.001 * slope * slope
                weights[place] += rate * mean[place] / (sqrt(spread[place]) + 1e-8)
        pairs = zip(self._names, weights, strict=True)
        return {name: round(weight, 3) for name, weight in pairs if abs(weight) >= 0.02}

    def _rows(self, cases: list[Case], truth: list[Claim]) -> list[tuple[list[list[int]], int, int]]:
        rows = []
        for case, right, twin in zip(cases, truth, twins(cases), strict=True):
            by_claim: dict[Claim, list[int]] = defaultdict(list)
            for each in case.hypotheses.values():
                by_claim[each.claim].append(self._number(each.signature, features(each.signature)))
            if by_claim:
                none = case.unexplained._replace(journal="alone" if twin is None else "twin")
                at = list(by_claim).index(right) if right and right in by_claim else -1
                rows.append((list(by_claim.values()), at, self._number(none, unexplained_features(none))))
        return rows

    def _number(self, signature: Signature | Unexplained, named: list[str]) -> int:
        if signature not in self._numbers:
            self._numbers[signature] = len(self._named)
            self._named.append(named)
        return self._numbers[signature]

    def _slope(self, weights: list[float]) -> list[float]:
        scores = [sum([weights[place] for place in places]) for places in self._features]
        pull = [0.0] * len(scores)
        for claims, right, none in self._payments:
            best = [max(one, key=scores.__getitem__) for one in claims]
            top = max(scores[none], *(scores[each] for each in best))
            parts = [exp(scores[each] - top) for each in best]
            whole = sum(parts) + exp(scores[none] - top)
            for each, part in zip(best, parts, strict=True):
                pull[each] -= part / whole
            pull[none] -= exp(scores[none] - top) / whole
            pull[best[right] if right >= 0 else none] += 1
        slope = [-RIDGE * weight for weight in weights]
        for places, force in zip(self._features, pull, strict=True):
            for place in places:
                slope[place] += force
        return slope


def _claim(shares: sets.Shares, place_of: dict[str, int], index: Index) -> Claim:
    places = {place_of[number]: amount for number, amount in shares.items()}
    scaled = {place: amount.scaleb(DECIMALS[index.currency_of[place]]) for place, amount in places.items()}
    return tuple(sorted((place, int(amount)) for place, amount in scaled.items()))


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.matching.fitting", description=__doc__)
    parser.add_argument("learn", type=Path, nargs="*", help="sets to learn the weights from")
    parser.add_argument("--apart", type=Path, nargs="+", default=[], help="sets for the map alone")
    parser.add_argument("--certify", type=Path, nargs="+", required=True, help="sets for the certificate alone")
    parser.add_argument("--out", type=Path, default=Path(confidence.__file__).with_name("model.json"))
    asked = parser.parse_args()
    if bool(asked.learn) != bool(asked.apart):
        parser.error("weights and map are fitted together, from sets to learn from and others that are apart")
    weights, honest = _fit(asked.learn, asked.apart) if asked.learn else _shipped()
    certificate = _certified(asked.certify, weights, honest)
    corners = [[round(low, 5), round(high, 5)] for low, high in honest.corners]
    model = {"calibration": corners, "certificate": certificate, "weights": weights}
    asked.out.write_text(json.dumps(model, indent=0, sort_keys=True, ensure_ascii=False), "utf-8")
    print(f"{len(weights)} weights, {certificate['wrong']} wrong of {certificate['payments']}")


def _fit(learn: Sequence[Path], apart: Sequence[Path]) -> tuple[Weights, Calibration]:
    rich = [known(folder) for folder in learn]
    weights = fitted([*rich, *(known(folder, impoverished=seed) for seed, folder in enumerate(learn[:3]))])
    found = [each for folder in apart for each in outcomes(*known(folder), weights)]
    return weights, calibrate([(chance, right) for chance, _, right in found])


def _shipped() -> tuple[Weights, Calibration]:
    return dict(confidence.shipped()["weights"]), confidence.shipped_calibration()


def _certified(folders: Sequence[Path], weights: Weights, honest: Calibration) -> dict[str, float]:
    unseen = [each for folder in folders for each in outcomes(*known(folder), weights)]
    posted = [right for chance, most, right in unseen if min(honest(chance), most) >= THRESHOLD]
    wrong = len(posted) - sum(posted)
    if upper_bound(wrong, len(posted)) > MOST_WRONG:
        raise SystemExit(f"{wrong} of {len(posted)} were wrong: nothing is certified, and nothing is written")
    return {"threshold": THRESHOLD, "error_bound": MOST_WRONG, "payments": len(posted), "wrong": wrong}


if __name__ == "__main__":
    main()
