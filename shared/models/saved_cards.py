"""Saved cards: the provider's name of a card, the debtor's mandate for it, how it was added, what it was charged."""

from datetime import datetime

from sqlalchemy import CheckConstraint, Text
from sqlmodel import Field, SQLModel

from shared.models.base import Moment, key, link, minor, partial_index, words
from shared.money import Money
from shared.words import AttemptState, ChargeState


class CardHolder(SQLModel, table=True):
    """A debtor as the card provider knows them: a customer that carries no name."""

    __tablename__ = "card_holder"

    id: int | None = key()
    debtor_id: int = link("debtor.id", unique=True)
    customer_id: str = Field(unique=True, max_length=255)


class SavedCard(SQLModel, table=True):
    """A card the provider keeps for a debtor; here are only its name there and what the debtor knows it by.

    `stopped` says why its bank will not pay with it again, `removed_why` why it is not kept any more. `replaced_by_id`
    is the card that plans go on with.
    """

    __tablename__ = "saved_card"
    __table_args__ = (
        CheckConstraint("exp_month BETWEEN 1 AND 12", name="month_in_year"),
        CheckConstraint("(removed_at IS NULL) = (removed_why = '')", name="removed_with_a_reason"),
    )

    id: int | None = key()
    debtor_id: int = link("debtor.id")
    customer_id: str = Field(max_length=255)
    method_id: str = Field(unique=True, max_length=255)
    fingerprint: str = Field(default="", max_length=64)
    brand: str = Field(max_length=24)
    last4: str = Field(max_length=4)
    exp_month: int
    exp_year: int
    saved_at: datetime = Field(sa_type=Moment)
    stopped: str = Field(default="", max_length=200)
    removed_at: datetime | None = Field(default=None, sa_type=Moment)
    removed_why: str = Field(default="", max_length=200)
    replaced_by_id: int | None = link("saved_card.id", index=False, nullable=True)

    @property
    def reference(self) -> str:
        """How plans name the card."""
        return f"card:{self.id}"


class CardSetup(SQLModel, table=True):
    """One wish to save a card, written before the provider is called; `key` names it there."""

    __tablename__ = "card_setup"

    id: int | None = key()
    key: str = Field(unique=True, max_length=36)
    debtor_id: int = link("debtor.id")
    replaces_id: int | None = link("saved_card.id", index=False, nullable=True)
    card_id: int | None = link("saved_card.id", index=False, nullable=True)
    state: AttemptState = Field(default=AttemptState.CREATED, sa_type=words(AttemptState))
    try_number: int = 1
    session_id: str | None = Field(default=None, unique=True, max_length=255)
    intent_id: str | None = Field(default=None, unique=True, max_length=255)
    url: str = Field(default="", sa_type=Text)
    problem: str = Field(default="", max_length=300)
    created_at: datetime = Field(sa_type=Moment)
    expires_at: datetime = Field(sa_type=Moment)


class Mandate(SQLModel, table=True):
    """What a debtor agreed to be charged for, word for word, and when they took it back; never changed otherwise.

    Without `card_id` the card it was given for is not saved yet.
    """

    __tablename__ = "mandate"
    __table_args__ = (CheckConstraint("(revoked_at IS NULL) = (revoked_why = '')", name="revoked_with_a_reason"),)

    id: int | None = key()
    debtor_id: int = link("debtor.id")
    setup_id: int | None = link("card_setup.id", nullable=True)
    card_id: int | None = link("saved_card.id", nullable=True)
    version: str = Field(max_length=40)
    language: str = Field(max_length=5)
    text: str = Field(sa_type=Text)
    notice_days: int
    address: str = Field(default="", max_length=45)
    accepted_at: datetime = Field(sa_type=Moment)
    revoked_at: datetime | None = Field(default=None, sa_type=Moment)
    revoked_why: str = Field(default="", max_length=200)


class CardCharge(SQLModel, table=True):
    """Money asked of a saved card while its owner is away; the key makes a repeat harmless, here and at the provider.

    Customer and card are as they were at the first asking, so that every repeat tells the provider the same.
    """

    __tablename__ = "card_charge"
    __table_args__ = (
        CheckConstraint("amount_minor > 0", name="amount_positive"),
        partial_index("ix_card_charge_open", "asked_at", where="state = 'processing'"),
    )

    id: int | None = key()
    key: str = Field(unique=True, max_length=80)
    debtor_id: int = link("debtor.id")
    card_id: int = link("saved_card.id")
    mandate_id: int = link("mandate.id", index=False)
    customer_id: str = Field(max_length=255)
    method_id: str = Field(max_length=255)
    text: str = Field(default="", max_length=140)
    currency: str = Field(max_length=3)
    amount_minor: int = minor()
    state: ChargeState = Field(default=ChargeState.PROCESSING, sa_type=words(ChargeState))
    code: str = Field(default="", max_length=60)
    problem: str = Field(default="", max_length=300)
    intent_id: str | None = Field(default=None, unique=True, max_length=255)
    receipt_id: int | None = link("receipt.id", index=False, nullable=True)
    asked_at: datetime = Field(sa_type=Moment)
    settled_at: datetime | None = Field(default=None, sa_type=Moment)

    @property
    def amount(self) -> Money:
        return Money(self.amount_minor, self.currency)


class CardChargeShare(SQLModel, table=True):
    """What of a charge is for which invoice, and for which instalment."""

    __tablename__ = "card_charge_share"
    __table_args__ = (CheckConstraint("amount_minor > 0", name="amount_positive"),)

    id: int | None = key()
    charge_id: int = link("card_charge.id")
    invoice_id: int = link("invoice.id", index=False)
    instalment_id: int | None = link("instalment.id", index=False, nullable=True)
    amount_minor: int = minor()
