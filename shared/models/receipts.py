"""Receipts, money that reached us; allocations, the parts of it set against invoices; and what went back."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, UniqueConstraint
from sqlmodel import Field, SQLModel

from shared.models.base import Moment, key, link, minor, partial_index, words
from shared.money import Money
from shared.words import DifferenceKind, Rail, RefundState, ReturnReason


class Receipt(SQLModel, table=True):
    """Money in, once: the same (rail, external id) is the same receipt.

    `unapplied_minor` is a running balance that `ledger.post` alone writes, `unapplied_base_minor` the same as the books
    carry it in the firm's base currency. No debtor: unidentified, held in 2110. A credit note is a receipt of its own
    rail; `number` is what it is called, and `about_invoice_id` the invoice it was issued for, if it names one.
    """

    __tablename__ = "receipt"
    __table_args__ = (
        UniqueConstraint("rail", "external_id"),
        CheckConstraint("amount_minor > 0", name="amount_positive"),
        CheckConstraint("unapplied_minor >= 0 AND unapplied_minor <= amount_minor", name="unapplied_within_amount"),
        CheckConstraint("unapplied_base_minor >= 0", name="unapplied_base_positive"),
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
    unapplied_base_minor: int = minor(0)
    number: str = Field(default="", max_length=40)
    about_invoice_id: int | None = link("invoice.id", index=False, nullable=True)
    received_on: date = Field(index=True)
    value_date: date
    payer_name: str = Field(default="", max_length=140)
    payer_iban: str = Field(default="", max_length=34)
    text: str = Field(default="", max_length=500)
    recorded_at: datetime = Field(sa_type=Moment)

    @property
    def issuer_id(self) -> int | None:
        """The creditor who issued a credit note, which its external id begins with; money has none."""
        return int(self.external_id.split(":")[0]) if self.rail is Rail.CREDIT_NOTE else None

    @property
    def amount(self) -> Money:
        return Money(self.amount_minor, self.currency)

    @property
    def unapplied(self) -> Money:
        return Money(self.unapplied_minor, self.currency)


class Allocation(SQLModel, table=True):
    """Part of a receipt set against an invoice; undone by a row with the opposite signs.

    `amount_minor` is the money in the invoice's currency, `receipt_minor` the same in the receipt's. Besides it,
    `difference_minor` of the invoice is settled without money; a rounding in our favour is negative. `instalment_id` is
    set where it was for an instalment of a plan.
    """

    __tablename__ = "allocation"
    __table_args__ = (
        CheckConstraint("amount_minor <> 0", name="amount_not_zero"),
        CheckConstraint("(reverses_id IS NULL) = (amount_minor > 0)", name="reversal_is_negative"),
    )

    id: int | None = key()
    receipt_id: int = link("receipt.id")
    invoice_id: int = link("invoice.id")
    instalment_id: int | None = link("instalment.id", nullable=True)
    amount_minor: int = minor()
    receipt_minor: int = minor()
    difference_minor: int = minor(0)
    difference_kind: DifferenceKind | None = Field(default=None, sa_type=words(DifferenceKind))
    allocated_on: date
    reverses_id: int | None = link("allocation.id", index=False, nullable=True, unique=True)
    reason: str = Field(default="", max_length=200)
    actor: str = Field(max_length=80)
    created_at: datetime = Field(sa_type=Moment)


class Refund(SQLModel, table=True):
    """Money to be paid back. Who approves is never who proposed; money leaves the books when it is sent.

    By the bank it goes to `payee_iban`, by card back to the card that paid. `provider_id` is the card provider's name
    for it; one that was made in the provider's own dashboard was proposed and approved there.
    """

    __tablename__ = "refund"
    __table_args__ = (
        CheckConstraint("amount_minor > 0", name="amount_positive"),
        CheckConstraint("state NOT IN ('approved', 'sent') OR decided_by <> proposed_by", name="four_eyes"),
        partial_index("ix_refund_waiting", "proposed_at", where="state IN ('proposed', 'approved')"),
        partial_index("uq_refund_provider_id", "provider_id", where="provider_id IS NOT NULL", unique=True),
    )

    id: int | None = key()
    receipt_id: int = link("receipt.id")
    currency: str = Field(max_length=3)
    amount_minor: int = minor()
    rail: Rail = Field(default=Rail.BANK, sa_type=words(Rail))
    provider_id: str | None = Field(default=None, max_length=60)
    payee_name: str = Field(default="", max_length=140)
    payee_iban: str = Field(default="", max_length=34)
    reason: str = Field(max_length=200)
    state: RefundState = Field(default=RefundState.PROPOSED, sa_type=words(RefundState))
    proposed_by: str = Field(max_length=80)
    proposed_at: datetime = Field(sa_type=Moment)
    decided_by: str = Field(default="", max_length=80)
    decided_at: datetime | None = Field(default=None, sa_type=Moment)
    decline_reason: str = Field(default="", max_length=200)
    sent_by: str = Field(default="", max_length=80)
    sent_on: date | None = None
    bank_account_id: int | None = link("bank_account.id", index=False, nullable=True)

    @property
    def amount(self) -> Money:
        return Money(self.amount_minor, self.currency)


class ReceiptReturn(SQLModel, table=True):
    """A receipt that the bank or card scheme took back, once an external id (L11).

    `claim_id` is the invoice that what could not be taken from the receipt became. `given_back_on` is set once the card
    scheme gave the money again.
    """

    __tablename__ = "receipt_return"
    __table_args__ = (CheckConstraint("amount_minor > 0 AND fee_minor >= 0", name="amounts_positive"),)

    id: int | None = key()
    receipt_id: int = link("receipt.id")
    external_id: str = Field(unique=True, max_length=80)
    amount_minor: int = minor()
    fee_minor: int = minor(0)
    reason: ReturnReason = Field(sa_type=words(ReturnReason))
    iso_reason: str = Field(default="", max_length=8)
    returned_on: date
    claim_id: int | None = link("invoice.id", index=False, nullable=True)
    given_back_on: date | None = None
    actor: str = Field(max_length=80)
    created_at: datetime = Field(sa_type=Moment)


class ReopenedPart(SQLModel, table=True):
    """What of an invoice reopened because money of it went back, by a refund or a return.

    It is settled again with the same money should that come back. `disputed_minor` of it was moved to 1210.
    """

    __tablename__ = "reopened_part"
    __table_args__ = (
        CheckConstraint("(refund_id IS NULL) <> (return_id IS NULL)", name="of_one"),
        CheckConstraint("amount_minor > 0 AND disputed_minor BETWEEN 0 AND amount_minor", name="amounts_positive"),
    )

    id: int | None = key()
    refund_id: int | None = link("refund.id", nullable=True)
    return_id: int | None = link("receipt_return.id", nullable=True)
    invoice_id: int = link("invoice.id")
    instalment_id: int | None = link("instalment.id", index=False, nullable=True)
    amount_minor: int = minor()
    disputed_minor: int = minor(0)
