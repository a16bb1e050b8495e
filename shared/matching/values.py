"""What matching sees and says, as plain values: payments and a book of open invoices in, proposals out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from fractions import Fraction


@dataclass(frozen=True, slots=True)
class Payment:
    """Money that moved on the account; `amount_minor` in minor units of `currency`, always positive."""

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
    is_credit: bool = True
    """False: money that left the account, of interest only when it takes back a payment (a return)."""
    return_reason: str | None = None
    """The ISO 20022 reason of a return, such as AM04; None when the bank gives none."""
    ultimate_payer_name: str | None = None
    """For whom the payer paid, where the bank says so."""
    instructed_minor: int | None = None
    """What the payer ordered, in minor units of `instructed_currency`, when that is not what arrived."""
    instructed_currency: str | None = None
    bank_reference: str | None = None
    """The bank's own reference of the entry; two entries that share it are one, delivered twice."""


@dataclass(frozen=True, slots=True)
class OpenInvoice:
    """What may be paid; `outstanding_minor` in minor units of `currency`.

    Positive: an open invoice. Negative: a credit note not used yet. Zero: paid lately, kept so that a payment of it is
    seen to be a second one, and so that a return finds what it takes back.
    """

    id: int
    number: str
    debtor_id: int
    currency: str
    outstanding_minor: int
    due_on: date
    reference: str | None = None
    discount_until: date | None = None
    discount_minor: int = 0
    """The discount in minor units while `discount_until` has not passed."""
    original_minor: int = 0
    """What was invoiced; zero where it is not known."""
    plan_id: int | None = None
    """The instalment plan it is paid by."""
    issued_on: date | None = None


@dataclass(frozen=True, slots=True)
class Debtor:
    id: int
    name: str
    number: str = ""
    ibans: frozenset[str] = frozenset()
    country: str = ""
    """Two letters; empty where it is not known."""


@dataclass(frozen=True, slots=True)
class Instalment:
    """A part of a plan still to be paid, in the order of `sequence`."""

    plan_id: int
    sequence: int
    due_on: date
    amount_minor: int
    currency: str
    plan_number: str = ""
    """What the plan is called towards the debtor."""


@dataclass(frozen=True, slots=True)
class Remembered:
    """A payer confirmed before: who paid under this account and this name, for which debtor, and how often."""

    debtor_id: int
    payer_name: str = ""
    payer_iban: str = ""
    times: int = 1


@dataclass(frozen=True, slots=True)
class Book:
    """All that may be paid, who owes it, and what is known of those who pay."""

    invoices: Sequence[OpenInvoice]
    debtors: Mapping[int, Debtor]
    instalments: Sequence[Instalment] = ()
    memory: Sequence[Remembered] = ()
    rates: Mapping[str, Fraction] = field(default_factory=dict)
    """Units of each currency per one unit of the base currency, the base with rate 1; empty: no exchange."""


class AmountFit(StrEnum):
    """How the payment's amount relates to what is left on the proposed invoices."""

    EXACT = "exact"
    DISCOUNT = "discount"
    CHARGE = "charge"
    """Short by what banks take for a transfer."""
    ROUNDING = "rounding"
    INSTALMENT = "instalment"
    EXCHANGE = "exchange"
    """Paid in another currency, at a rate near the known one."""
    PARTIAL = "partial"
    OVER = "over"
    RETURN = "return"
    """Money going back: it undoes an earlier payment."""
    NONE = "none"


class Finding(StrEnum):
    """What the payment is, beyond its shares."""

    PAYS = "pays"
    RETURNS = "returns"
    DUPLICATE = "duplicate"
    """The same payment once more; its invoice is taken by the first."""
    ALREADY_PAID = "already_paid"
    UNKNOWN = "unknown"
    """Nothing found, or not enough to say."""


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
    """What of the payment goes to one invoice, in minor units of the invoice's currency.

    Negative for a credit note that is netted, and for an invoice that a return opens again. A discount, bank charge or
    rounding difference is not part of it: only the money is.
    """

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
    """The probability, 0 to 1, that the shares are exactly right, counted on payments whose matching is known."""
    fit: AmountFit = AmountFit.NONE
    debtor_id: int | None = None
    signals: Sequence[Signal] = field(default=())
    """What speaks for it and against it; worked out when it is first asked for."""
    runner_up: RunnerUp | None = None
    finding: Finding = Finding.UNKNOWN
    for_review: str = ""
    """Why a person has to decide whatever the confidence: a rule, not a doubt. Empty when none does."""
