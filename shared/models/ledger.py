"""The books: balanced entries and their lines, append-only (triggers see to it), and the rates they are kept at."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from shared.models.base import Moment, key, link, minor


class LedgerEntry(SQLModel, table=True):
    """`reference` is the posting key: what happened can be posted once, whatever is repeated.

    Written with `posted` false, then its lines, then set true: the trigger on that step checks the balance.
    """

    __tablename__ = "ledger_entry"

    id: int | None = key()
    reference: str = Field(unique=True, max_length=80)
    kind: str = Field(max_length=30)
    booked_on: date = Field(index=True)
    value_date: date
    reverses_id: int | None = link("ledger_entry.id", index=False, nullable=True, unique=True)
    reason: str = Field(default="", max_length=200)
    actor: str = Field(max_length=80)
    posted: bool = False
    created_at: datetime = Field(sa_type=Moment)


class LedgerLine(SQLModel, table=True):
    """One leg. Debits are positive, credits negative; `base_minor` is the same in the firm's base currency.

    A small amount of a small currency may be nothing in the base currency.
    """

    __tablename__ = "ledger_line"
    __table_args__ = (
        CheckConstraint("amount_minor <> 0", name="amount_not_zero"),
        CheckConstraint(
            "(amount_minor > 0 AND base_minor >= 0) OR (amount_minor < 0 AND base_minor <= 0)", name="base_same_side"
        ),
        Index("ix_ledger_line_invoice", "invoice_id", "account"),
        Index("ix_ledger_line_receipt", "receipt_id", "account"),
    )

    id: int | None = key()
    entry_id: int = link("ledger_entry.id")
    account: str = Field(index=True, max_length=4)
    amount_minor: int = minor()
    currency: str = Field(max_length=3)
    base_minor: int = minor()
    invoice_id: int | None = link("invoice.id", index=False, nullable=True)
    receipt_id: int | None = link("receipt.id", index=False, nullable=True)
    bank_account_id: int | None = link("bank_account.id", index=False, nullable=True)


class ExchangeRate(SQLModel, table=True):
    """Units of a currency for one unit of the base currency from a day on; `per_base` keeps the digits as given."""

    __tablename__ = "exchange_rate"
    __table_args__ = (UniqueConstraint("currency", "valid_on"),)

    id: int | None = key()
    currency: str = Field(max_length=3)
    valid_on: date
    per_base: str = Field(max_length=40)
    source: str = Field(default="", max_length=140)
    recorded_at: datetime = Field(sa_type=Moment)
