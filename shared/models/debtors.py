"""Who owes: a debtor, and the accounts they are known to pay from."""

from datetime import datetime

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, SQLModel

from shared.models.base import Moment, key, link, words
from shared.words import DebtorKind


class Debtor(SQLModel, table=True):
    __tablename__ = "debtor"

    id: int | None = key()
    number: str = Field(unique=True, max_length=40)
    name: str = Field(index=True, max_length=140)
    kind: DebtorKind = Field(default=DebtorKind.BUSINESS, sa_type=words(DebtorKind))
    country: str = Field(default="", max_length=2)
    language: str = Field(default="en", max_length=5)
    email: str = Field(default="", index=True, max_length=254)
    rating: str = Field(default="", max_length=1)
    """The stored grade, A (best) to E; "" while nobody has rated them (domain.md 6.1)."""


class DebtorAccount(SQLModel, table=True):
    """An IBAN this debtor pays from, and who said so."""

    __tablename__ = "debtor_account"
    __table_args__ = (UniqueConstraint("debtor_id", "iban"),)

    id: int | None = key()
    debtor_id: int = link("debtor.id")
    iban: str = Field(index=True, max_length=34)
    source: str = Field(max_length=60)
    known_since: datetime = Field(sa_type=Moment)
