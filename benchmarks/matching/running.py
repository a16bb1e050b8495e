"""Runs every matcher on made-up sets and on those found, then measures how speed grows with the book."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from backoffice.commands.match_folder import read_folder
from benchmarks.matching import cashbench, erpnext_like, odoo_like, ours, sets, tables
from benchmarks.matching.generator import LEVELS, Order, generate
from benchmarks.matching.scorer import Score, Verdict, pooled, verdicts
from benchmarks.matching.sets import Proposals

Matcher = Callable[[Path], Proposals]

OURS = "Duebook"
ENGINE = "Duebook, files read"
MATCHERS: dict[str, Matcher] = {
    OURS: ours.match,
    "Odoo-like": odoo_like.match,
    "Odoo-like, any partner": odoo_like.match_without_partner,
    "ERPNext-like": erpnext_like.match,
}
SEEDS = (9001, 9002, 9003)
"""Kept for figures: nothing is tuned or calibrated on them."""
BOOKS = ((1_000, 10_000), (1_000, 30_000), (1_000, 100_000))
LARGEST = (20_000, 200_000)
_NOT_ON_THE_LARGEST = ("ERPNext-like",)
"""It compares every payer's name with every debtor's: many minutes there."""


def run(*, largest: bool = False) -> None:
    """Print every table; a few minutes, some more with the largest set of 20,000 entries and 200,000 invoices."""
    with tempfile.TemporaryDirectory() as place:
        here = Path(place)
        levels = {level: _level(level, here) for level in LEVELS}
        print(f"\nBy kind of case, {OURS}, {len(SEEDS)} seeds together")
        tables.kinds(levels)
        _foreign(here)
        _speed(here)
        if largest:
            _largest(here)


def _level(level: str, here: Path) -> Score:
    """All matchers on all seeds of a level; ours also seed by seed, so that the scatter shows."""
    folders = [_made(Order(seed, level), here) for seed in SEEDS]
    judged = {name: [_judged(matcher, folder) for folder in folders] for name, matcher in MATCHERS.items()}
    rows = {name: pooled(each) for name, each in judged.items()}
    print(f"\nGenerated, {level}: 2,000 entries x 10,000 invoices, seeds {', '.join(map(str, SEEDS))} together")
    _print(rows | {f"{OURS}, seed {seed}": pooled([one]) for seed, one in zip(SEEDS, judged[OURS], strict=True)})
    return rows[OURS]


def _foreign(here: Path) -> None:
    """Sets of another maker, so that nothing rests on how our own generator writes."""
    folders = cashbench.folders(here)
    if not folders:
        print(f"\n{cashbench.VARIABLE} is not set: only our own generator's sets were measured")
    for folder in folders:
        print(f"\n{folder.name}, of {cashbench.VARIABLE}")
        _print({name: pooled([_judged(matcher, folder)]) for name, matcher in MATCHERS.items()})


def _print(rows: dict[str, Score]) -> None:
    tables.scores(rows)
    tables.attainable(rows)


def _speed(here: Path) -> None:
    rows = []
    for entries, invoices in BOOKS:
        folder = _made(Order(SEEDS[0], "standard", entries, invoices), here)
        rates = {name: _rate(match, folder, entries) for name, match in MATCHERS.items()}
        rows.append((entries, invoices, {ENGINE: _rate(ours.matched, read_folder(folder), entries), **rates}))
    print("\nEntries a second of processor time, index built within it; files read within it too but for the first")
    tables.speed(rows)
    first, last = rows[0][2][ENGINE], rows[-1][2][ENGINE]
    print(f"{ENGINE}: ratio, rate at {BOOKS[-1][1]:,} invoices to rate at {BOOKS[0][1]:,}: {last / first:.2f}")


def _largest(here: Path) -> None:
    entries, invoices = LARGEST
    folder = _made(Order(SEEDS[0], "standard", entries, invoices), here)
    rows, rates = {}, {}
    for name in (each for each in MATCHERS if each not in _NOT_ON_THE_LARGEST):
        began = time.process_time()
        judged = _judged(MATCHERS[name], folder)
        rates[name] = entries / (time.process_time() - began)
        rows[name] = pooled([judged])
    print(f"\nGenerated, standard: {entries:,} entries x {invoices:,} invoices, seed {SEEDS[0]}")
    _print(rows)
    tables.speed([(entries, invoices, rates)])
    tables.kinds({"standard": rows[OURS]})


def _made(order: Order, here: Path) -> Path:
    folder = here / f"{order.level}-{order.seed}-{order.entries}x{order.invoices}"
    generate(order, folder)
    return folder


def _judged(matcher: Matcher, folder: Path) -> list[Verdict]:
    return verdicts(sets.truth(folder), matcher(folder))


def _rate(matcher: Callable[[Any], Proposals], given: object, entries: int) -> float:
    began = time.process_time()
    matcher(given)
    return entries / (time.process_time() - began)


def scored(folder: Path, proposals: Path) -> None:
    """Print the score of a file of proposals, whoever made it."""
    score = pooled([verdicts(sets.truth(folder), sets.read_proposals(proposals))])
    _print({folder.name: score})
    tables.kinds({folder.name: score})
