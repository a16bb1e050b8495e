"""What debtors say against invoices: disputes, and the files that go with them."""

from datetime import datetime

from sqlalchemy import CheckConstraint, Index, Text, UniqueConstraint
from sqlmodel import Field, SQLModel

from shared.models.base import Moment, key, link, minor, partial_index, words
from shared.money import Money
from shared.words import DisputeReason, DisputeState


class Dispute(SQLModel, table=True):
    """The debtor's word that an invoice, or `amount_minor` of it, is not owed; one open dispute an invoice.

    `held_by` is who let a plan wait for it, where it came again after another (ADR-0034).
    """

    __tablename__ = "dispute"
    __table_args__ = (
        CheckConstraint("amount_minor > 0", name="amount_positive"),
        partial_index("uq_dispute_open_invoice", "invoice_id", where="state = 'open'", unique=True),
        Index("ix_dispute_state", "state", "raised_at"),
    )

    id: int | None = key()
    debtor_id: int = link("debtor.id")
    invoice_id: int = link("invoice.id")
    currency: str = Field(max_length=3)
    amount_minor: int = minor()
    reason: DisputeReason = Field(sa_type=words(DisputeReason))
    text: str = Field(sa_type=Text)
    state: DisputeState = Field(default=DisputeState.OPEN, sa_type=words(DisputeState))
    raised_by: str = Field(max_length=80)
    raised_at: datetime = Field(sa_type=Moment)
    answer: str = Field(default="", sa_type=Text)
    closed_by: str = Field(default="", max_length=80)
    held_by: str = Field(default="", max_length=80)
    closed_at: datetime | None = Field(default=None, sa_type=Moment)

    @property
    def amount(self) -> Money:
        return Money(self.amount_minor, self.currency)


class DisputeFile(SQLModel, table=True):
    """A file the debtor gave with a dispute."""

    __tablename__ = "dispute_file"
    __table_args__ = (UniqueConstraint("dispute_id", "attachment_id"),)

    id: int | None = key()
    dispute_id: int = link("dispute.id", index=False)
    attachment_id: int = link("attachment.id", index=False)
