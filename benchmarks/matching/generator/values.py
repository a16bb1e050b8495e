"""What a made-up world consists of: creditors, debtors, invoices, plans, and the lines of a statement."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta


@dataclass(frozen=True, slots=True)
class Creditor:
    """Who invoices: in which currency to which account, numbered how, with which kind of reference."""

    id: str
    country: str
    currency: str
    series: str
    scheme: str
    weight: float
    exports: bool = False


@dataclass(frozen=True, slots=True)
class Habits:
    """How a payer writes, and what his bank makes of it; the same in every payment of his."""

    capitals: bool
    ascii_only: bool
    wraps: bool
    tags: bool
    chatter: float
    """That a place in his text carries a number that is no invoice's."""
    words: int
    """Which of his language's words he uses."""


@dataclass(slots=True)
class Debtor:
    id: str
    name: str
    country: str
    language: str
    customer_number: str
    is_person: bool
    pays_from: tuple[str, ...]
    known_accounts: tuple[str, ...]
    habits: Habits
    creditors: tuple[Creditor, ...]
    group: str = ""
    invoices: list[Invoice] = field(default_factory=list)
    """Open ones, the oldest first."""
    paid: list[Invoice] = field(default_factory=list)
    credits: list[Invoice] = field(default_factory=list)


@dataclass(slots=True, eq=False)
class Invoice:
    """An invoice, or a credit note with negative amounts; amounts in minor units of its currency."""

    number: str
    sequence: int
    creditor: Creditor
    debtor: Debtor
    issued: date
    due: date
    currency: str
    original: int
    open: int
    reference: str = ""
    discount_until: date | None = None
    discount_percent: int = 0
    plan: Plan | None = None
    taken: bool = False
    """Whether a line of the statement pays it already."""


@dataclass(slots=True, eq=False)
class Plan:
    id: str
    debtor: Debtor
    invoices: list[Invoice]
    parts: list[tuple[date, int]]
    """What is still to be paid, in minor units of the invoices' currency."""
    used: int = 0


@dataclass(slots=True, eq=False)
class Line:
    """A line of the statement and the truth about it; `amount` in minor units of the account's currency."""

    moment: tuple[date, float]
    """Booking date, and the place within the day."""
    currency: str
    amount: int
    payer_name: str
    payer_account: str
    text: str
    kind: str
    evidence: str
    debtor: Debtor | None
    applications: list[tuple[Invoice, int]] = field(default_factory=list)
    is_credit: bool = True
    ultimate: str = ""
    reference: str = ""
    scheme: str = ""
    end_to_end: str = ""
    instructed: tuple[int, str] | None = None
    return_reason: str = ""
    servicer: str = ""
    residual: int = 0
    """What of the amount belongs to no invoice; negative where a fee was taken besides."""
    plan: Plan | None = None
    """For instalments: the invoices follow from the order of the statement."""
    repeated: bool = False
    ref: str = ""
    """`NtryRef`, given once the order is fixed."""

    @property
    def value_date(self) -> date:
        """The day of booking, for a tenth the day before."""
        return self.moment[0] - timedelta(days=self.moment[1] < 0.1)
