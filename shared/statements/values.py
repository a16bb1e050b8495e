"""What a bank says, as plain values: statements, their balances, entries and details.

Entries and details are named tuples because a file has 100,000 of them: a frozen dataclass takes four times as long.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from shared.money import Money


class Direction(StrEnum):
    """The effect on the account: `CdtDbtInd` of ISO 20022, which a reversal does not flip."""

    CREDIT = "CRDT"
    DEBIT = "DBIT"


@dataclass(frozen=True, slots=True)
class Balance:
    """A balance the bank states; `amount` is negative when the account is overdrawn."""

    type: str
    amount: Money
    date: date | None


@dataclass(frozen=True, slots=True)
class ReferredDocument:
    """An invoice the payer names in a structured way, and how much of the payment is for it."""

    number: str
    amount: Money | None


class Detail(NamedTuple):
    """One payment inside an entry; its amounts add up to the entry's or the entry is set aside.

    `amount` is negative only in an entry that nets payments of both directions, for those against its direction.
    """

    amount: Money
    end_to_end_id: str | None = None
    remittance: str = ""
    structured_reference: str | None = None
    reference_scheme: str | None = None
    counterparty_name: str | None = None
    counterparty_iban: str | None = None
    servicer_reference: str | None = None
    instructed: Money | None = None
    """What the payer ordered, before charges and exchange; the receipt is `amount`."""
    documents: tuple[ReferredDocument, ...] = ()
    amount_unstated: bool = False
    """No amount in the entry's currency is given: `amount` is zero and the entry is set aside."""
    ultimate_payer: str | None = None
    """For whom the counterparty paid, where the bank says so."""

    @property
    def words(self) -> str:
        """What the payer says: in words, or else by naming documents."""
        return self.remittance or " ".join(each.number for each in self.documents)


class Entry(NamedTuple):
    """One movement on the account; `amount` is never negative, `direction` says its effect."""

    amount: Money
    direction: Direction
    reversal: bool
    status: str
    booking_date: date | None
    value_date: date | None
    ntry_ref: str | None
    servicer_reference: str | None
    details: tuple[Detail, ...]
    charges: Money | None = None
    return_reason: str | None = None
    set_aside: str | None = None
    """Why this entry is not to be booked (pending, information only, details that do not add up)."""


@dataclass(frozen=True, slots=True)
class Unreadable:
    """An entry whose amount no `Money` can hold (half a yen, an unknown currency): for a person to look at."""

    number: int
    """Its place in the statement, counted from 1."""
    amount: str
    currency: str
    reason: str


@dataclass(frozen=True, slots=True)
class Statement:
    """One account's movements; `ties` says whether opening + booked entries = closing, None when not stated."""

    id: str
    account_iban: str | None
    account_other: str | None
    currency: str | None
    balances: tuple[Balance, ...]
    entries: tuple[Entry, ...]
    ties: bool | None
    sequence: int | None = None
    warnings: tuple[str, ...] = ()
    unreadable: tuple[Unreadable, ...] = ()
