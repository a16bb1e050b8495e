"""Receipts, money that reached us, and allocations, the parts of it set against invoices."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, UniqueConstraint
from sqlmodel import Field, SQLModel

from shared.models.base import Moment, key, link, minor, partial_index, words
from shared.money import Money
from shared.words import Rail


class Receipt(SQLModel, table=True):
    """Money in, once: the same (rail, external id) is the same receipt.

    `unapplied_minor` is a running balance that `ledger.post` alone writes. No debtor: unidentified, held in 2110.
    """

    __tablename__ = "receipt"
    __table_args__ = (
        UniqueConstraint("rail", "external_id"),
        CheckConstraint("amount_minor > 0", name="amount_positive"),
        CheckConstraint("unapplied_minor >= 0 AND unapplied_minor <= amount_minor", name="unapplied_within_amount"),
        partial_index("ix_receipt_unapplied", "debtor_id", where="unapplied_minor > 0"),
    )

    id: int | None = key()
    rail: Rail = Field(sa_type=words(Rail))
    external_id: str = Field(max_length=80)
    debtor_id: int | None = link("debtor.id", nullable=True)
    bank_account_id: int | None = link("bank_account.id", index=False, nullable=True)
    currency: str = Field(max_length=3)
    amount_minor: int = minor()
    unapplied_minor: int = minor(0)
    received_on: date = Field(index=True)
    value_date: date
    payer_name: str = Field(default="", max_length=140)
    payer_iban: str = Field(default="", max_length=34)
    text: str = Field(default="", max_length=500)
    recorded_at: datetime = Field(sa_type=Moment)

    @property
    def amount(self) -> Money:
        return Money(self.amount_minor, self.currency)

    @property
    def unapplied(self) -> Money:
        return Money(self.unapplied_minor, self.currency)


class Allocation(SQLModel, table=True):
    """Part of a receipt set against an invoice, in the currency of both; undone by a row with the opposite sign."""

    __tablename__ = "allocation"
    __table_args__ = (
        CheckConstraint("amount_minor <> 0", name="amount_not_zero"),
        CheckConstraint("(reverses_id IS NULL) = (amount_minor > 0)", name="reversal_is_negative"),
    )

    id: int | None = key()
    receipt_id: int = link("receipt.id")
    invoice_id: int = link("invoice.id")
    amount_minor: int = minor()
    allocated_on: date
    reverses_id: int | None = link("allocation.id", index=False, nullable=True, unique=True)
    reason: str = Field(default="", max_length=200)
    actor: str = Field(max_length=80)
    created_at: datetime = Field(sa_type=Moment)
