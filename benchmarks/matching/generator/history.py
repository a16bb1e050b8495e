"""Earlier entries with their confirmed matching: how the debtors paid before, and who paid for them."""

from __future__ import annotations

from datetime import date, timedelta

from benchmarks.matching.generator.books import FIRST_DAY
from benchmarks.matching.generator.desk import Desk
from benchmarks.matching.generator.values import Debtor, Invoice, Line

_FOR_OTHERS = ("third_party", "group_payer")


def history(desk: Desk, count: int) -> list[Line]:
    """Up to `count` payments of invoices paid lately, oldest first; payers for others are among them by the level."""
    lines = _by_others(desk)
    seen = {id(line.applications[0][0]) for line in lines}
    waiting = [each for each in desk.paid if id(each) not in seen and each.currency == each.creditor.currency]
    desk.chance.shuffle(waiting)
    lines += [_by_himself(desk, each) for each in waiting[: max(0, count - len(lines))]]
    lines.sort(key=lambda line: line.moment)
    for place, line in enumerate(lines, start=1):
        line.ref = f"H{place:07d}"
    return lines


def _by_others(desk: Desk) -> list[Line]:
    """Some who pay for others this week did so before, from the same account."""
    lines: list[Line] = []
    used: set[int] = set()
    for line in desk.lines:
        if line.kind not in _FOR_OTHERS or desk.chance.random() >= desk.level.remembered or not line.debtor:
            continue
        paid = next((each for each in line.debtor.paid if _usable(each, used)), None)
        if paid:
            used.add(id(paid))
            lines.append(_earlier(desk, line.debtor, paid, line.payer_name, line.payer_account))
    return lines


def _usable(paid: Invoice, used: set[int]) -> bool:
    return id(paid) not in used and paid.currency == paid.creditor.currency


def _by_himself(desk: Desk, paid: Invoice) -> Line:
    return _earlier(desk, paid.debtor, paid, desk.writer.name(paid.debtor), desk.account(paid.debtor))


def _earlier(desk: Desk, debtor: Debtor, paid: Invoice, payer: str, account: str) -> Line:
    by_slip = bool(paid.reference) and desk.chance.random() < 0.4
    text = "" if by_slip else desk.cited(paid, 0.3)[0]
    if not by_slip and desk.chance.random() < 0.2:
        text = desk.writer.nothing(debtor)
    more = {"reference": paid.reference, "scheme": paid.creditor.scheme} if by_slip else {}
    taken = paid.taken
    line = desk.line(
        debtor,
        [(paid, paid.original)],
        text,
        "history",
        "history",
        moment=(_day(desk, paid), desk.chance.random()),
        payer_name=payer,
        payer_account=account,
        **more,
    )
    paid.taken = taken
    return line


def _day(desk: Desk, paid: Invoice) -> date:
    day = paid.due + timedelta(days=round(desk.chance.gauss(0, 5)))
    return min(max(day, paid.issued + timedelta(days=2)), FIRST_DAY - timedelta(days=desk.chance.randrange(7, 20)))
