"""The invoice: what a debtor owes a creditor, and by when."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, UniqueConstraint
from sqlmodel import Field, SQLModel

from shared.models.base import Moment, key, link, minor, partial_index, words
from shared.money import Money
from shared.words import FeeKind


class Invoice(SQLModel, table=True):
    """Paid is `outstanding_minor == 0`, never a stored word.

    `outstanding_minor` is a running balance that `ledger.post` alone writes. `settled_before_minor` is what had
    been paid before an open item was brought in, so that total = settled before + all that happened here + open.
    `outstanding_base_minor` is what is outstanding as the books carry it, in the firm's base currency.
    With a `fee_kind` it is no sale but a fee that is owed beside the invoices, and stands in 1230 or 1240.
    """

    __tablename__ = "invoice"
    __table_args__ = (
        UniqueConstraint("creditor_id", "number"),
        UniqueConstraint("creditor_id", "payment_reference"),
        CheckConstraint("total_minor > 0", name="total_positive"),
        CheckConstraint("tax_minor >= 0 AND tax_minor <= total_minor", name="tax_within_total"),
        CheckConstraint("outstanding_minor BETWEEN 0 AND total_minor", name="outstanding_within_total"),
        CheckConstraint("settled_before_minor BETWEEN 0 AND total_minor - 1", name="settled_within_total"),
        CheckConstraint("outstanding_base_minor >= 0", name="outstanding_base_positive"),
        CheckConstraint("due_on >= issued_on", name="due_after_issue"),
        partial_index("ix_invoice_open", "due_on", where="outstanding_minor > 0"),
    )

    id: int | None = key()
    number: str = Field(index=True, max_length=40)
    creditor_id: int = link("creditor.id", index=False)
    debtor_id: int = link("debtor.id")
    agreement_id: int | None = link("agreement.id", nullable=True)
    currency: str = Field(max_length=3)
    total_minor: int = minor()
    tax_minor: int = minor(0)
    settled_before_minor: int = minor(0)
    outstanding_minor: int = minor(0)
    outstanding_base_minor: int = minor(0)
    issued_on: date
    due_on: date
    terms: str = Field(default="", max_length=40)
    payment_reference: str = Field(max_length=35)
    discount_until: date | None = None
    discount_bp: int = 0
    purchase_order: str = Field(default="", max_length=60)
    source: str = Field(default="", max_length=140)
    fee_kind: FeeKind | None = Field(default=None, sa_type=words(FeeKind))
    registered_at: datetime = Field(sa_type=Moment)

    @property
    def total(self) -> Money:
        return Money(self.total_minor, self.currency)

    @property
    def outstanding(self) -> Money:
        return Money(self.outstanding_minor, self.currency)
