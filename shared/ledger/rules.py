"""What an entry is: balanced lines, or it cannot be constructed (domain.md 1.7, 1)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from shared.errors import Refused
from shared.ledger.chart import Account
from shared.money import Money


class Unbalanced(Refused):
    def __init__(self, reference: str, excess: int) -> None:
        super().__init__(f"Entry {reference} does not balance: debits exceed credits by {excess} minor units.")


class TooFewLines(Refused):
    def __init__(self, reference: str) -> None:
        super().__init__(f"Entry {reference} needs at least two lines.")


class NoExchangeRate(Refused):
    def __init__(self, currency: str, base: str) -> None:
        super().__init__(f"These books are kept in {base}; there is no exchange rate for {currency} yet.")


class AlreadyReversed(Refused):
    def __init__(self, reference: str) -> None:
        super().__init__(f"“{reference}” was reversed before; an entry is reversed once.")


@dataclass(frozen=True, slots=True)
class Line:
    """One leg: a debit is positive, a credit negative. What it is about is named beside it."""

    account: Account
    amount: Money
    invoice_id: int | None = None
    receipt_id: int | None = None
    bank_account_id: int | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """A balanced set of lines under a posting key that makes a repeat impossible.

    Lines of zero are left out: they say nothing, and the books refuse them.
    """

    reference: str
    kind: str
    booked_on: date
    lines: tuple[Line, ...]
    value_date: date | None = None
    reverses_id: int | None = None
    reason: str = ""

    def __post_init__(self) -> None:
        object.__setattr__(self, "lines", tuple(line for line in self.lines if line.amount))
        if len(self.lines) < 2:
            raise TooFewLines(self.reference)
        if excess := sum(line.amount.minor for line in self.lines):
            raise Unbalanced(self.reference, excess)
        if len({line.amount.currency for line in self.lines}) > 1:
            raise Unbalanced(self.reference, excess)


def in_base(lines: Iterable[Line], base: str) -> None:
    """Refuse lines that cannot be stated in the firm's base currency.

    Raises:
        NoExchangeRate: a line is in another currency.
    """
    for line in lines:
        if line.amount.currency != base:
            raise NoExchangeRate(line.amount.currency, base)
