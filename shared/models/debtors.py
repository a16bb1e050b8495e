"""Who owes: a debtor, the accounts they are known to pay from, and how they allow us to reach them."""

from datetime import datetime

from sqlalchemy import Index, Text, UniqueConstraint
from sqlmodel import Field, SQLModel

from shared.models.base import Moment, key, link, words
from shared.postal import Address
from shared.words import Channel, ConsentWay, DebtorKind


class Debtor(SQLModel, table=True):
    __tablename__ = "debtor"

    id: int | None = key()
    number: str = Field(unique=True, max_length=40)
    name: str = Field(index=True, max_length=140)
    kind: DebtorKind = Field(default=DebtorKind.BUSINESS, sa_type=words(DebtorKind))
    street: str = Field(default="", max_length=70)
    house_number: str = Field(default="", max_length=16)
    postcode: str = Field(default="", max_length=16)
    town: str = Field(default="", max_length=35)
    country: str = Field(default="", max_length=2)
    language: str = Field(default="en", max_length=5)
    email: str = Field(default="", index=True, max_length=254)
    phone: str = Field(default="", max_length=16)
    """With its country code and nothing but digits after the plus, as `debtors.rules.telephone` writes it."""
    rating: str = Field(default="", max_length=1)
    """The stored grade, A (best) to E; "" while nobody has rated them (domain.md 6.1)."""

    @property
    def address(self) -> Address:
        return Address(self.street, self.house_number, self.postcode, self.town, self.country)


class DebtorAccount(SQLModel, table=True):
    """An IBAN this debtor pays from, and who said so."""

    __tablename__ = "debtor_account"
    __table_args__ = (UniqueConstraint("debtor_id", "iban"),)

    id: int | None = key()
    debtor_id: int = link("debtor.id")
    iban: str = Field(index=True, max_length=34)
    source: str = Field(max_length=60)
    known_since: datetime = Field(sa_type=Moment)


class Consent(SQLModel, table=True):
    """A debtor allows us to write to them about what they owe, or no longer does, in the words they were shown or read.

    Append-only (triggers see to it): the newest row of a channel and an address is what counts.
    """

    __tablename__ = "consent"
    __table_args__ = (Index("ix_consent_debtor_id_channel", "debtor_id", "channel"),)

    id: int | None = key()
    debtor_id: int = link("debtor.id", index=False)
    channel: Channel = Field(sa_type=words(Channel))
    address: str = Field(max_length=254)
    is_given: bool
    version: str = Field(max_length=40)
    language: str = Field(max_length=5)
    text: str = Field(sa_type=Text)
    way: ConsentWay = Field(default=ConsentWay.PORTAL, sa_type=words(ConsentWay))
    given_by: str = Field(max_length=80)
    at: datetime = Field(sa_type=Moment)
