"""Makes a whole set: the books, a week's statement drawn from the table of kinds, its truth, and the files."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from benchmarks.matching.generator import files, odd, parties, rates, several, single
from benchmarks.matching.generator.books import Books
from benchmarks.matching.generator.desk import Desk, age
from benchmarks.matching.generator.history import history
from benchmarks.matching.generator.values import Invoice, Line, Plan

_MODULES = (single, several, parties, odd)
_LINES_A_CASE = {"split_payments": 2.6}
_TRIES = 15
_INVOICES_AN_ENTRY = 3
"""With fewer, the rarer kinds find nothing to be made of."""


@dataclass(frozen=True, slots=True)
class Order:
    """What is wanted: the same order makes the same set, byte for byte."""

    seed: int = 1
    level: str = "standard"
    entries: int = 2_000
    invoices: int = 10_000


def generate(order: Order, folder: Path) -> None:
    """Write the set into the folder.

    Raises:
        ValueError: there are too few invoices for so many entries.
    """
    if order.invoices < order.entries * _INVOICES_AN_ENTRY:
        raise ValueError(f"{order.invoices} invoices are too few for {order.entries} entries")
    desk = _statement(order)
    earlier = history(desk, round(order.entries * rates.HISTORY))
    folder.mkdir(parents=True, exist_ok=True)
    files.write(folder, desk.books, desk.lines, earlier, name=f"{order.level}-{order.seed}")


def _statement(order: Order) -> Desk:
    chance = random.Random(f"{order.level} {order.seed} {order.entries} {order.invoices}")
    desk = Desk(Books(rates.LEVELS[order.level], order.invoices, chance), chance)
    names = [each.name for each in rates.KINDS]
    shares = [getattr(each, order.level) / _LINES_A_CASE.get(each.name, 1.0) for each in rates.KINDS]
    each_once = iter(names)
    while len(desk.lines) < order.entries:
        made = _made(desk, next(each_once, "") or chance.choices(names, shares)[0])
        if made and len(desk.lines) + len(made) <= order.entries:
            desk.lines += made
        elif made:
            _give_back(made)
    _put_in_order(desk.lines)
    return desk


def _made(desk: Desk, kind: str) -> list[Line]:
    """The first that comes of a few tries: not every draw has what its kind needs."""
    maker = _maker(kind)
    return next((lines for lines in (maker(desk) for _ in range(_TRIES)) if lines), [])


def _maker(kind: str) -> Callable[[Desk], list[Line]]:
    maker: Callable[[Desk], list[Line]] = next(getattr(each, kind) for each in _MODULES if hasattr(each, kind))
    return maker


def _give_back(lines: list[Line]) -> None:
    """A case that would be more lines than are left is not told, so its invoices are free again."""
    for invoice, _ in (applied for line in lines for applied in line.applications):
        invoice.taken = False


def _put_in_order(lines: list[Line]) -> None:
    """Fix the order of the statement, and with it what depends on the order."""
    lines.sort(key=lambda line: line.moment)
    for place, line in enumerate(lines, start=1):
        line.ref = f"N{place:07d}"
    _pay_plans(lines)
    _older_first(lines)


def _pay_plans(lines: list[Line]) -> None:
    """An instalment goes to its plan's invoices, the oldest first, in the order of the statement."""
    left: dict[int, list[tuple[Invoice, int]]] = {}
    for line in (each for each in lines if each.plan):
        plan = line.plan
        assert plan is not None
        waiting = left.setdefault(id(plan), _owed(plan))
        amount = line.amount
        while amount:
            invoice, owed = waiting[0]
            part = min(owed, amount)
            line.applications.append((invoice, part))
            amount -= part
            waiting[0] = (invoice, owed - part)
            if part == owed:
                waiting.pop(0)


def _owed(plan: Plan) -> list[tuple[Invoice, int]]:
    return [(each, each.open) for each in sorted(plan.invoices, key=age)]


def _older_first(lines: list[Line]) -> None:
    """Of payments alike that name nothing, the earlier pays the older invoice: nobody could tell otherwise."""
    alike: dict[tuple[str, str, int], list[Line]] = defaultdict(list)
    for line in lines:
        if line.evidence == "none" and len(line.applications) == 1 and line.debtor:
            invoice, amount = line.applications[0]
            if amount == invoice.open:
                alike[line.debtor.id, line.currency, line.amount].append(line)
    for group in alike.values():
        invoices = sorted((line.applications[0][0] for line in group), key=age)
        for line, invoice in zip(group, invoices, strict=True):
            line.applications = [(invoice, invoice.open)]
