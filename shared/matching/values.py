"""What matching sees and says, as plain values: payments and a book of open invoices in, proposals out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class Payment:
    """Money that reached the account; `amount_minor` in minor units of `currency`, always positive."""

    id: int
    amount_minor: int
    currency: str
    booked_on: date
    text: str = ""
    reference: str | None = None
    """The structured reference, with or without valid check digits."""
    end_to_end_id: str | None = None
    payer_name: str | None = None
    payer_iban: str | None = None


@dataclass(frozen=True, slots=True)
class OpenInvoice:
    """An invoice with something left to pay; `outstanding_minor` in minor units of `currency`."""

    id: int
    number: str
    debtor_id: int
    currency: str
    outstanding_minor: int
    due_on: date
    reference: str | None = None
    discount_until: date | None = None
    discount_minor: int = 0


@dataclass(frozen=True, slots=True)
class Debtor:
    id: int
    name: str
    number: str = ""
    ibans: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Book:
    """All that may be paid: the open invoices and who owes them."""

    invoices: Sequence[OpenInvoice]
    debtors: Mapping[int, Debtor]


class AmountFit(StrEnum):
    """How the payment's amount relates to what is left on the proposed invoices."""

    EXACT = "exact"
    DISCOUNT = "discount"
    PARTIAL = "partial"
    OVER = "over"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Signal:
    """One reason for or against, with the piece of the payment that gave it."""

    kind: str
    """reference | number | iban | name | amount | against"""
    sentence: str
    strength: str
    """strong | fair | weak"""
    source: str = ""
    """Which field of the payment it was read from: text, reference, end_to_end_id, payer_name, payer_iban, amount."""
    start: int = 0
    end: int = 0
    """Where in that field, as a half-open range of characters; equal when it is about the whole field."""


@dataclass(frozen=True, slots=True)
class Share:
    """What of the payment goes to one invoice; `amount_minor` is positive."""

    invoice_id: int
    amount_minor: int


@dataclass(frozen=True, slots=True)
class RunnerUp:
    """The second best explanation and one sentence on why it lost."""

    shares: tuple[Share, ...]
    confidence: float
    why_not: str


@dataclass(frozen=True, slots=True)
class Proposal:
    """A suggested allocation of one payment. No shares: nothing is proposed, and the signals say why."""

    payment_id: int
    shares: tuple[Share, ...] = ()
    confidence: float = 0.0
    """0 to 1; a rank, see domain.md 1.5 for what earns which."""
    fit: AmountFit = AmountFit.NONE
    debtor_id: int | None = None
    signals: tuple[Signal, ...] = field(default=())
    runner_up: RunnerUp | None = None
