"""Receipt journals: a working list for one bank account, from import to posting."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, Index, Text, UniqueConstraint
from sqlmodel import Field, SQLModel

from shared.models.base import Document, Moment, key, link, minor, words
from shared.words import JournalState, LineState


class Journal(SQLModel, table=True):
    """`number` is what people call it: J-2026-0001. `job` and its counts are the progress of background work."""

    __tablename__ = "journal"

    id: int | None = key()
    number: str = Field(unique=True, max_length=20)
    bank_account_id: int = link("bank_account.id")
    currency: str = Field(max_length=3)
    state: JournalState = Field(default=JournalState.DRAFT, sa_type=words(JournalState))
    job: str = Field(default="", max_length=20)
    job_done: int = 0
    job_total: int = 0
    job_at: datetime | None = Field(default=None, sa_type=Moment)
    opened_by: str = Field(max_length=80)
    opened_at: datetime = Field(sa_type=Moment)


class JournalStatement(SQLModel, table=True):
    """A bank statement brought into a journal; held while its balances do not tie and nobody released it."""

    __tablename__ = "journal_statement"

    id: int | None = key()
    journal_id: int = link("journal.id")
    file_name: str = Field(max_length=140)
    statement_id: str = Field(max_length=80)
    ties: bool | None = None
    is_held: bool = False
    opening_minor: int | None = Field(default=None, sa_type=BigInteger)
    closing_minor: int | None = Field(default=None, sa_type=BigInteger)
    added: int = 0
    repeated: int = 0
    set_aside: int = 0
    released_by: str = Field(default="", max_length=80)
    release_reason: str = Field(default="", max_length=200)
    imported_by: str = Field(max_length=80)
    imported_at: datetime = Field(sa_type=Moment)


class JournalLine(SQLModel, table=True):
    """One payment of a statement. `identity` and `occurrence` tell it from every other line of this account.

    `identity` is a digest of the entry's own facts (domain.md 1.5); two genuine equal payments differ in `occurrence`.
    """

    __tablename__ = "journal_line"
    __table_args__ = (
        UniqueConstraint("bank_account_id", "identity", "occurrence"),
        CheckConstraint("amount_minor > 0", name="amount_positive"),
        Index("ix_journal_line_state", "journal_id", "state", "position"),
        Index("ix_journal_line_position", "journal_id", "position"),
    )

    id: int | None = key()
    journal_id: int = link("journal.id", index=False)
    statement_id: int = link("journal_statement.id")
    bank_account_id: int = link("bank_account.id", index=False)
    position: int
    identity: str = Field(max_length=32)
    occurrence: int
    is_credit: bool
    amount_minor: int = minor()
    currency: str = Field(max_length=3)
    booked_on: date
    value_date: date
    payer_name: str = Field(default="", max_length=140)
    payer_iban: str = Field(default="", max_length=34)
    text: str = Field(default="", sa_type=Text)
    reference: str = Field(default="", max_length=140)
    end_to_end_id: str = Field(default="", max_length=140)
    entry_reference: str = Field(default="", index=True, max_length=140)
    """The bank's own reference of the whole entry; ties a camt.054 detail to its camt.053 entry."""
    state: LineState = Field(default=LineState.NEW, sa_type=words(LineState))
    note: str = Field(default="", max_length=300)
    confidence: int = 0
    """Per ten thousand: 9710 is 97.1 %."""
    fit: str = Field(default="none", max_length=12)
    debtor_id: int | None = link("debtor.id", index=False, nullable=True)
    proof: dict[str, Any] | None = Field(default=None, sa_type=Document)
    decided_by: str = Field(default="", max_length=80)
    postings: int = 0
    """How often it was posted and reversed before: each time is a receipt of its own."""
    receipt_id: int | None = link("receipt.id", nullable=True)


class LineShare(SQLModel, table=True):
    """What of a line is proposed, or decided, for one invoice."""

    __tablename__ = "line_share"
    __table_args__ = (
        UniqueConstraint("line_id", "invoice_id"),
        CheckConstraint("amount_minor > 0", name="amount_positive"),
    )

    id: int | None = key()
    line_id: int = link("journal_line.id", index=False)
    invoice_id: int = link("invoice.id")
    amount_minor: int = minor()
