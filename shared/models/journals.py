"""Receipt journals: a working list for one bank account, from import to posting."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, ForeignKeyConstraint, Index, Text, UniqueConstraint
from sqlmodel import Field, SQLModel

from shared.models.base import Document, Key, Moment, key, link, minor, words
from shared.words import JournalState, LinePurpose, LineState, RowFate


class Journal(SQLModel, table=True):
    """`number` is what people call it: J-2026-0001. `job` and its counts are the progress of background work."""

    __tablename__ = "journal"
    __table_args__ = (Index("uq_journal_account", "id", "bank_account_id", unique=True),)

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
    __table_args__ = (
        ForeignKeyConstraint(["journal_id", "bank_account_id"], ["journal.id", "journal.bank_account_id"]),
        Index("uq_journal_statement_own", "id", "journal_id", "bank_account_id", unique=True),
    )

    id: int | None = key()
    journal_id: int = Field(sa_type=Key, index=True)
    bank_account_id: int = Field(sa_type=Key)
    file_name: str = Field(max_length=140)
    statement_id: str = Field(max_length=80)
    ties: bool | None = None
    is_held: bool = False
    opening_minor: int | None = Field(default=None, sa_type=BigInteger)
    closing_minor: int | None = Field(default=None, sa_type=BigInteger)
    sequence: int | None = None
    """The number the bank gives its statements, where it gives one."""
    opens_on: date | None = None
    closes_on: date | None = None
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
        # One check a line for all three: a statement is of one journal, and a journal of one account.
        ForeignKeyConstraint(
            ["statement_id", "journal_id", "bank_account_id"],
            ["journal_statement.id", "journal_statement.journal_id", "journal_statement.bank_account_id"],
        ),
        UniqueConstraint("bank_account_id", "identity", "occurrence"),
        CheckConstraint("amount_minor > 0", name="amount_positive"),
        Index("ix_journal_line_state", "journal_id", "state", "position"),
        Index("ix_journal_line_position", "journal_id", "position"),
        Index("ix_journal_line_row", "statement_id", "row_number"),
    )

    id: int | None = key()
    journal_id: int = Field(sa_type=Key)
    statement_id: int = Field(sa_type=Key)
    bank_account_id: int = Field(sa_type=Key)
    position: int
    row_number: int = 0
    """Its place among the payments of its statement, counted from 1."""
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
    ultimate_payer: str = Field(default="", max_length=140)
    instructed_minor: int | None = Field(default=None, sa_type=BigInteger)
    instructed_currency: str = Field(default="", max_length=3)
    """What the payer ordered, before charges and exchange; "" when the bank does not say."""
    charges_minor: int | None = Field(default=None, sa_type=BigInteger)
    """What the bank says it took of the payment."""
    return_reason: str = Field(default="", max_length=35)
    is_bookable: bool = True
    """Whether the bank has booked it, in the account's currency: only such a line may ever reach the books."""
    is_reversal: bool = False
    state: LineState = Field(default=LineState.NEW, sa_type=words(LineState))
    former_state: LineState | None = Field(default=None, sa_type=words(LineState))
    """What it was before somebody decided; undo goes back there."""
    purpose: LinePurpose = Field(default=LinePurpose.RECEIPT, sa_type=words(LinePurpose))
    account: str = Field(default="", max_length=4)
    """Where it is booked when its purpose is `other`."""
    text_rule_id: int | None = link("text_rule.id", index=False, nullable=True)
    undoes_id: int | None = link("receipt.id", index=False, nullable=True)
    """The receipt that a `return` takes back."""
    fee_minor: int = minor(0)
    """What the bank took for a return besides, part of `amount_minor`."""
    finding: str = Field(default="", max_length=16)
    note: str = Field(default="", max_length=300)
    confidence: int = 0
    """Per ten thousand: 9710 is 97.1 %."""
    fit: str = Field(default="none", max_length=12)
    debtor_id: int | None = link("debtor.id", index=False, nullable=True)
    proof: dict[str, Any] | None = Field(default=None, sa_type=Document)
    """What matching said: shares, debtor, signals and the runner-up."""
    decided_by: str = Field(default="", max_length=80)
    was_right: bool | None = None
    """Whether the proposal was what was posted; None as long as nobody can say. What calibration learns from."""
    postings: int = 0
    """How often it was posted and reversed before: each time is a receipt of its own."""
    receipt_id: int | None = link("receipt.id", nullable=True)


class LineShare(SQLModel, table=True):
    """What of a line is proposed, or decided, for one invoice or out of one credit note.

    `amount_minor` is in the currency of the invoice: negative out of a credit note, and for an invoice that a return
    opens again. `taken_minor` is what leaves the payment in its own currency; None: the same. A difference
    (`difference_kind`) is settled besides and is no money.
    """

    __tablename__ = "line_share"
    __table_args__ = (
        UniqueConstraint("line_id", "invoice_id"),
        UniqueConstraint("line_id", "credit_note_id"),
        CheckConstraint("amount_minor <> 0", name="amount_not_zero"),
        CheckConstraint("(invoice_id IS NULL) <> (credit_note_id IS NULL)", name="for_one_thing"),
    )

    id: int | None = key()
    line_id: int = link("journal_line.id", index=False)
    invoice_id: int | None = link("invoice.id", nullable=True)
    credit_note_id: int | None = link("receipt.id", index=False, nullable=True)
    amount_minor: int = minor()
    taken_minor: int | None = Field(default=None, sa_type=BigInteger)
    difference_kind: str = Field(default="", max_length=12)
    difference_minor: int = minor(0)
    is_granted: bool = False
    """Somebody who may granted a discount that the terms do not cover."""

    @property
    def book_id(self) -> int:
        """The id it has in a matching book: an invoice's own, or minus the credit note's receipt."""
        return self.invoice_id or -(self.credit_note_id or 0)

    @property
    def settles_minor(self) -> int:
        """What is settled, with and without money."""
        return self.amount_minor + self.difference_minor


class ImportRow(SQLModel, table=True):
    """A row of a statement that made no line: one we held already, or one that could not be read."""

    __tablename__ = "import_row"
    __table_args__ = (Index("ix_import_row_statement", "statement_id", "number"),)

    id: int | None = key()
    statement_id: int = link("journal_statement.id", index=False)
    number: int
    fate: RowFate = Field(sa_type=words(RowFate))
    line_id: int | None = link("journal_line.id", nullable=True)
    """The line it repeats."""
    note: str = Field(default="", max_length=300)


class TextRule(SQLModel, table=True):
    """Lines that are no customer's money, told by their words and booked to an account (interest, fees, tax).

    `words` are plain: all of them must occur in the line, or, with `is_prefix`, the line begins with them.
    """

    __tablename__ = "text_rule"

    id: int | None = key()
    name: str = Field(max_length=80)
    words: str = Field(max_length=140)
    is_prefix: bool = False
    is_credit: bool | None = None
    """True for money in, False for money out, None for both."""
    account: str = Field(max_length=4)
    is_active: bool = True
    made_by: str = Field(max_length=80)
    made_at: datetime = Field(sa_type=Moment)


class PayerMemory(SQLModel, table=True):
    """Who pays under an account and a name, for which debtor; learned from posted lines, never from amounts.

    Of account and name one may be empty. What is forgotten is kept, so that it can be seen and recalled.
    """

    __tablename__ = "payer_memory"
    __table_args__ = (UniqueConstraint("payer_iban", "payer_name", "debtor_id"),)

    id: int | None = key()
    payer_iban: str = Field(default="", max_length=34)
    payer_name: str = Field(default="", max_length=140)
    """In capitals, spaces squeezed."""
    debtor_id: int = link("debtor.id")
    times: int = 0
    first_on: date
    last_on: date
    taught_by: str = Field(default="", max_length=80)
    """Who said so by hand; "" when it was learned from postings alone."""
    forgotten_by: str = Field(default="", max_length=80)
    forgotten_at: datetime | None = Field(default=None, sa_type=Moment)


class PayerLesson(SQLModel, table=True):
    """A posted line that taught a memory: its provenance, taken away when the line is reversed."""

    __tablename__ = "payer_lesson"
    __table_args__ = (UniqueConstraint("line_id", "memory_id"),)

    id: int | None = key()
    memory_id: int = link("payer_memory.id")
    line_id: int = link("journal_line.id", index=False)


class Calibration(SQLModel, table=True):
    """How sure matching is, fitted to what this installation confirmed and corrected; the newest one counts."""

    __tablename__ = "calibration"

    id: int | None = key()
    fitted_at: datetime = Field(sa_type=Moment)
    outcomes: int
    fit: dict[str, Any] = Field(sa_type=Document)
    made_by: str = Field(max_length=80)
