"""Cases of several invoices: listed, from-to, cut off, not named, netted with a credit note."""

from __future__ import annotations

from collections.abc import Sequence

from benchmarks.matching.generator.desk import Desk, oldest_alike
from benchmarks.matching.generator.numbering import tail
from benchmarks.matching.generator.values import Debtor, Invoice, Line
from benchmarks.matching.generator.writing import LONGEST, ROOM

_CUTS = (LONGEST, 105, 70, 54, 35)
"""Where banks cut a text off."""


def multi_list(desk: Desk) -> list[Line]:
    found = desk.crowd(2)
    if not found:
        return []
    debtor, free = found
    chosen = _some(desk, free, desk.chance.choice((2, 2, 2, 3, 3, 4, 5, 6, 8, 12)))
    text, evidence = listed(desk, debtor, chosen)
    while len(text) > ROOM and len(chosen) > 2:
        chosen.pop()
        text, evidence = listed(desk, debtor, chosen)
    if len(text) > ROOM:
        return []
    applied = [(each, each.open) for each in chosen]
    return [desk.line(debtor, applied, text, "multi_list", evidence, may_break=True)]


def multi_range(desk: Desk) -> list[Line]:
    """Everything of one creditor's between two numbers, so nothing there may be paid by somebody else."""
    found = desk.crowd(3)
    if not found:
        return []
    debtor, free = found
    creditor = desk.chance.choice(free).creditor
    series = sorted((each for each in debtor.invoices if each.creditor is creditor), key=lambda each: each.sequence)
    start = desk.chance.randrange(len(series))
    chosen = series[start : start + desk.chance.choice((3, 3, 4, 5, 6, 8))]
    if len(chosen) < 3 or not all(each in free for each in chosen) or _credit_between(debtor, chosen):
        return []
    first, last = chosen[0], chosen[-1]
    end = last.number if desk.chance.random() < 0.65 else tail(last.number, last.sequence, 3)
    phrases = desk.writer.words(debtor)
    between = desk.writer.usual(debtor, phrases.until)
    text = desk.writer.among(debtor, f"{desk.writer.usual(debtor, phrases.invoices)} {first.number} {between} {end}")
    return [desk.line(debtor, [(each, each.open) for each in chosen], text, "multi_range", "range")]


def multi_truncated(desk: Desk) -> list[Line]:
    """A list longer than what the bank lets through: at least its last number does not arrive whole."""
    found = desk.crowd(4)
    if not found:
        return []
    debtor, free = found
    chosen = _some(desk, free, desk.chance.choice((4, 5, 6, 8, 10, 14, 20)))
    text, evidence = listed(desk, debtor, chosen)
    needed = text.rfind(chosen[-1].number[-3:])
    cut = next((each for each in _CUTS if each < needed), None)
    if cut is None:
        return []
    applied = [(each, each.open) for each in chosen]
    return [desk.line(debtor, applied, text[:cut], "multi_truncated", f"{evidence}_cut")]


def multi_noref(desk: Desk) -> list[Line]:
    """All that was due by a day, the latest few, or any two to five; the text tells none."""
    found = desk.crowd(2)
    if not found:
        return []
    debtor, free = found
    style = desk.chance.random()
    if style < 0.5:
        chosen = free[: desk.chance.randrange(2, min(len(free), 9) + 1)]
    elif style < 0.65:
        chosen = free[-desk.chance.randrange(2, min(len(free), 4) + 1) :]
    else:
        chosen = _some(desk, free, desk.chance.choice((2, 2, 3, 3, 4, 5)))
    chosen = oldest_alike(desk, chosen)
    words = desk.writer.words(debtor).several
    text = desk.writer.filled(debtor, desk.writer.usual(debtor, words)) if desk.chance.random() < 0.6 else ""
    text = desk.writer.among(debtor, text)
    return [desk.line(debtor, [(each, each.open) for each in chosen], text, "multi_noref", "none")]


def creditnote_net(desk: Desk) -> list[Line]:
    """Invoices less a credit note: three in five name all, one in five names only the invoices, one in five none."""
    credit = desk.one(desk.credits, lambda each: each.currency == each.creditor.currency)
    if not credit:
        return []
    debtor = credit.debtor
    free = desk.free(debtor, credit.currency)
    chosen = _some(desk, free, desk.chance.choice((1, 1, 2, 3, 4))) if free else []
    if sum(each.open for each in chosen) + credit.open <= 0:
        return []
    how = desk.chance.random()
    word = desk.writer.usual(debtor, desk.writer.words(debtor).credit)
    text, evidence = listed(desk, debtor, chosen)
    if how < 0.6:
        text = (
            f"{text} {word} {credit.number}"
            if desk.chance.random() < 0.6
            else listed(desk, debtor, [*chosen, credit])[0]
        )
    elif how < 0.8:
        text, evidence = f"{text} {word}", "list_without_credit"
    else:
        chosen = oldest_alike(desk, chosen)
        text, evidence = desk.writer.nothing(debtor), "none"
    if len(text) > ROOM:
        return []
    applied = [(each, each.open) for each in (*chosen, credit)]
    return [desk.line(debtor, applied, text, "creditnote_net", evidence)]


def listed(desk: Desk, debtor: Debtor, chosen: Sequence[Invoice]) -> tuple[str, str]:
    """The numbers in a row: whole, abbreviated to their last digits, or some of them miswritten."""
    how = desk.chance.random()
    if how < 0.18 and len(chosen) > 1 and _tails_tell(debtor, chosen):
        return desk.writer.listing(debtor, desk.writer.abbreviated(chosen)), "list_short"
    noisy = 0.45 if how < 0.5 else 0.0
    written = [desk.number(each, noisy) for each in chosen]
    miswritten = any(evidence != "number" for _, evidence in written)
    return desk.writer.listing(debtor, [number for number, _ in written]), "list_noisy" if miswritten else "list"


def _some(desk: Desk, free: list[Invoice], count: int) -> list[Invoice]:
    """A run of neighbours or any, in their order or not."""
    count = min(count, len(free))
    if desk.chance.random() < 0.5:
        start = desk.chance.randrange(len(free) - count + 1)
        return free[start : start + count]
    chosen = desk.chance.sample(free, count)
    return sorted(chosen, key=lambda each: each.number) if desk.chance.random() < 0.5 else chosen


def _tails_tell(debtor: Debtor, chosen: Sequence[Invoice]) -> bool:
    """Whether three last digits are enough for this debtor, of one creditor's series."""
    if any(each.creditor is not chosen[0].creditor for each in chosen):
        return False
    tails = [tail(each.number, each.sequence, 3) for each in debtor.invoices]
    return all(tails.count(tail(each.number, each.sequence, 3)) == 1 for each in chosen if each.open > 0)


def _credit_between(debtor: Debtor, chosen: Sequence[Invoice]) -> bool:
    first, last = chosen[0], chosen[-1]
    return any(
        each.creditor is first.creditor and first.sequence < each.sequence < last.sequence for each in debtor.credits
    )
