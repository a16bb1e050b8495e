"""Fees: what was claimed from a debtor beside their invoices, on what ground, and what of it was waived."""

from datetime import date

from sqlalchemy import CheckConstraint
from sqlmodel import Field, SQLModel

from shared.models.base import key, link, minor


class Fee(SQLModel, table=True):
    """A claim on a debtor, kept as an item of their account: `invoice_id` has its amount and what is open of it.

    `basis` is what allows it: the agreement or the law. `number` is that of the instalment which carries it, where it
    is owed under a plan. What is waived was never paid; who waives it gives a reason.
    """

    __tablename__ = "fee"
    __table_args__ = (
        CheckConstraint("waived_minor >= 0", name="waived_positive"),
        CheckConstraint("(waived_minor > 0) = (waived_by <> '')", name="waived_by_somebody"),
    )

    id: int | None = key()
    invoice_id: int = link("invoice.id", unique=True, index=False)
    plan_id: int | None = link("plan.id", nullable=True)
    number: int | None = None
    basis: str = Field(max_length=200)
    claimed_on: date
    waived_minor: int = minor(0)
    waived_on: date | None = None
    waived_by: str = Field(default="", max_length=80)
    waived_why: str = Field(default="", max_length=200)
