"""Where cases are made: finds invoices that nobody pays yet, and writes the lines that pay them."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from typing import Any

from benchmarks.matching.generator.books import FIRST_DAY, Books
from benchmarks.matching.generator.mangling import mangle
from benchmarks.matching.generator.values import Debtor, Invoice, Line
from benchmarks.matching.generator.writing import Writer

_TRIES = 80
Applied = list[tuple[Invoice, int]]


class Desk:
    """The statement in the making."""

    def __init__(self, books: Books, chance: random.Random) -> None:
        self.books = books
        self.chance = chance
        self.level = books.level
        self.writer = Writer(books.level, chance)
        self.lines: list[Line] = []
        self.open = [each for each in books.invoices if each.open > 0]
        self.foreign = [each for each in self.open if each.currency != each.creditor.currency]
        self.paid = [each for each in books.invoices if not each.open]
        self.credits = [each for each in books.invoices if each.open < 0]
        self.grouped = [each for each in books.debtors if each.group and each.invoices]
        self.heads = {each.group: each for each in reversed(books.debtors) if each.group}
        self.part_payers: set[str] = set()
        """Debtors who paid a part this week without naming an invoice."""
        self.holdings: dict[str, str] = {}
        """Accounts of group heads that are no debtors, by the group's name."""
        self.discounted = [each for each in self.open if each.discount_until and each.discount_until >= FIRST_DAY]

    def moment(self, day: date | None = None) -> tuple[date, float]:
        """A working day of the week, and a place in it."""
        return day or FIRST_DAY + timedelta(days=self.chance.randrange(5)), self.chance.random()

    def one(
        self, among: Sequence[Invoice] | None = None, fits: Callable[[Invoice], bool] = lambda _: True
    ) -> Invoice | None:
        """An invoice nobody pays yet; of the debtor's equal ones mostly the oldest."""
        pool = self.open if among is None else among
        for _ in range(_TRIES if pool else 0):
            invoice = self.chance.choice(pool)
            foreign = invoice.currency != invoice.creditor.currency
            if not invoice.taken and fits(invoice) and (among is not None or not foreign):
                return invoice
        return None

    def free(self, debtor: Debtor, currency: str = "") -> list[Invoice]:
        """What the debtor still owes in the currency of its account, the oldest first."""
        own = [each for each in debtor.invoices if not each.taken and each.currency == each.creditor.currency]
        wanted = currency or (own[0].currency if own else "")
        return sorted((each for each in own if each.currency == wanted), key=age)

    def crowd(self, fewest: int) -> tuple[Debtor, list[Invoice]] | None:
        """A debtor with at least so many free invoices of one currency."""
        for _ in range(_TRIES):
            debtor = self.chance.choice(self.open).debtor
            free = self.free(debtor)
            if len(free) >= fewest:
                return debtor, free
        return None

    def number(self, invoice: Invoice, noisy: float) -> tuple[str, str]:
        """The number as written here and what was done to it."""
        if self.chance.random() < noisy:
            return mangle(invoice, self.chance, twice=self.level.second_noise)
        return invoice.number, "number"

    def cited(self, invoice: Invoice, noisy: float) -> tuple[str, str]:
        """A text naming the invoice, and what was done to the number."""
        number, evidence = self.number(invoice, noisy)
        return self.writer.citing(invoice.debtor, number, invoice), evidence

    def line(self, debtor: Debtor, applied: Applied, text: str, kind: str, evidence: str, **more: Any) -> Line:
        """A line of the debtor's paying what is applied and `residual` besides; marks the invoices as taken."""
        for invoice, _ in applied:
            invoice.taken = True
        breaks = more.pop("may_break", False)
        amount = more.pop("amount", None) or sum(part for _, part in applied) + more.get("residual", 0)
        line = Line(
            more.pop("moment", None) or self.moment(),
            more.pop("currency", None) or applied[0][0].creditor.currency,
            amount,
            more.pop("payer_name", None) or self.writer.name(debtor),
            more.pop("payer_account", None) or self.account(debtor),
            self.writer.through_bank(debtor.habits, text, may_break=breaks),
            kind,
            evidence,
            debtor,
            list(applied),
            **more,
        )
        line.end_to_end = line.end_to_end or self.end_to_end()
        line.servicer = f"{self.chance.choice('ABCDEFGH')}{self.chance.randrange(10**13, 10**14)}"
        return line

    def account(self, debtor: Debtor) -> str:
        """The account the debtor pays from; now and then the bank does not say."""
        return "" if self.chance.random() < 0.06 else self.chance.choice(debtor.pays_from)

    def end_to_end(self) -> str:
        own = f"{self.chance.choice(('PAY', 'E2E-', '', 'Z'))}{self.chance.randrange(10**5, 10**11)}"
        return self.chance.choice(("NOTPROVIDED", "NOTPROVIDED", "", own, own))


def age(invoice: Invoice) -> tuple[date, date, str]:
    """Oldest first: by when it was due."""
    return invoice.due, invoice.issued, invoice.number


def oldest_alike(desk: Desk, chosen: Sequence[Invoice]) -> list[Invoice]:
    """Where nothing names them: of the debtor's equal invoices mostly the oldest are meant."""
    if desk.chance.random() >= desk.level.oldest:
        return list(chosen)
    meant: list[Invoice] = []
    for invoice in chosen:
        free = desk.free(invoice.debtor, invoice.currency)
        equal = [each for each in free if each.open == invoice.open and each not in meant]
        meant.append(equal[0] if equal else invoice)
    return meant
