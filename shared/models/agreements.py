"""Factoring agreements: under which invoices of a client are bought."""

from datetime import date

from sqlalchemy import CheckConstraint
from sqlmodel import Field, SQLModel

from shared.models.base import key, link, words
from shared.words import AgreementStatus


class Agreement(SQLModel, table=True):
    """Rates are basis points: 9000 is 90 %. Totals are not stored; they are sums over ledger lines."""

    __tablename__ = "agreement"
    __table_args__ = (
        CheckConstraint("advance_bp BETWEEN 0 AND 10000", name="advance"),
        CheckConstraint("commission_bp BETWEEN 0 AND 10000", name="commission"),
    )

    id: int | None = key()
    number: str = Field(unique=True, max_length=40)
    client_id: int = link("creditor.id")
    currency: str = Field(max_length=3)
    status: AgreementStatus = Field(default=AgreementStatus.ACTIVE, sa_type=words(AgreementStatus))
    is_recourse: bool = True
    is_disclosed: bool = True
    advance_bp: int
    commission_bp: int
    discount_bp: int = 0
    recourse_days: int = 90
    starts_on: date
