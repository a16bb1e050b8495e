"""Who is owed, and the bank accounts that their money reaches."""

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, SQLModel

from shared.models.base import key, link
from shared.postal import Address


class Creditor(SQLModel, table=True):
    """`is_house`: the firm itself; other creditors are clients whose invoices it bought.

    The address has the parts, and the lengths, that a Swiss QR-bill asks for.
    """

    __tablename__ = "creditor"

    id: int | None = key()
    name: str = Field(unique=True, max_length=140)
    is_house: bool = False
    street: str = Field(default="", max_length=70)
    house_number: str = Field(default="", max_length=16)
    postcode: str = Field(default="", max_length=16)
    town: str = Field(default="", max_length=35)
    country: str = Field(max_length=2)
    trade: str = Field(default="", max_length=60)
    phone: str = Field(default="", max_length=40)
    email: str = Field(default="", max_length=254)

    @property
    def address(self) -> Address:
        return Address(self.street, self.house_number, self.postcode, self.town, self.country)


class BankAccount(SQLModel, table=True):
    """An account of the firm; receipts of `currency` reach it and post to 1010 under its id."""

    __tablename__ = "bank_account"
    __table_args__ = (UniqueConstraint("iban", "currency"),)

    id: int | None = key()
    creditor_id: int = link("creditor.id")
    name: str = Field(max_length=80)
    iban: str = Field(max_length=34)
    bic: str = Field(default="", max_length=11)
    currency: str = Field(max_length=3)
