"""The card rail: attempts to pay and what each is for, events as they came, and what became of card money since."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Index, Text
from sqlmodel import Field, SQLModel

from shared.models.base import Document, Moment, key, link, minor, partial_index, words
from shared.money import Money
from shared.words import AttemptState, ChargebackState, EventState, PayoutState

OPEN_STATES = (AttemptState.CREATED, AttemptState.STARTED, AttemptState.PROCESSING)


class PaymentAttempt(SQLModel, table=True):
    """One try to pay by card, written before the provider is called; `key` goes to the provider and names it there."""

    __tablename__ = "payment_attempt"
    __table_args__ = (CheckConstraint("amount_minor > 0", name="amount_positive"),)

    id: int | None = key()
    key: str = Field(unique=True, max_length=36)
    debtor_id: int = link("debtor.id")
    currency: str = Field(max_length=3)
    amount_minor: int = minor()
    state: AttemptState = Field(default=AttemptState.CREATED, sa_type=words(AttemptState), index=True)
    try_number: int = 1
    session_id: str | None = Field(default=None, unique=True, max_length=255)
    intent_id: str | None = Field(default=None, unique=True, max_length=255)
    url: str = Field(default="", sa_type=Text)
    receipt_id: int | None = link("receipt.id", index=False, nullable=True)
    problem: str = Field(default="", max_length=300)
    created_at: datetime = Field(sa_type=Moment)
    expires_at: datetime = Field(sa_type=Moment)

    @property
    def amount(self) -> Money:
        return Money(self.amount_minor, self.currency)


class AttemptShare(SQLModel, table=True):
    """What of an attempt is for one invoice; at most one open attempt may hold an invoice.

    `instalments` says what of it is for which instalment of a plan, in minor units by the instalment's id.
    """

    __tablename__ = "attempt_share"
    __table_args__ = (
        CheckConstraint("amount_minor > 0", name="amount_positive"),
        partial_index("uq_attempt_share_open_invoice", "invoice_id", where="is_open", unique=True),
    )

    id: int | None = key()
    attempt_id: int = link("payment_attempt.id")
    invoice_id: int = link("invoice.id")
    amount_minor: int = minor()
    instalments: dict[str, int] = Field(default_factory=dict, sa_type=Document)
    is_open: bool = True


class ProviderEvent(SQLModel, table=True):
    """An event exactly as it was delivered; `event_id` makes the second delivery the same row."""

    __tablename__ = "provider_event"
    __table_args__ = (Index("ix_provider_event_due", "state", "next_try_at"),)

    id: int | None = key()
    event_id: str = Field(unique=True, max_length=255)
    type: str = Field(max_length=80)
    object_id: str = Field(default="", index=True, max_length=255)
    is_live: bool = False
    api_version: str = Field(default="", max_length=40)
    body: str = Field(sa_type=Text)
    created_at: datetime = Field(sa_type=Moment)
    kept_at: datetime = Field(sa_type=Moment)
    state: EventState = Field(default=EventState.KEPT, sa_type=words(EventState))
    tries: int = 0
    next_try_at: datetime = Field(sa_type=Moment)
    handled_at: datetime | None = Field(default=None, sa_type=Moment)
    problem: str = Field(default="", max_length=300)


class EventCursor(SQLModel, table=True):
    """How far a list of the provider's was read, one row a list. In the provider's time, not in ours."""

    __tablename__ = "event_cursor"
    __table_args__ = (Index("uq_event_cursor_listing", "listing", unique=True),)

    id: int | None = key()
    listing: str = Field(default="events", max_length=40)
    read_until: datetime = Field(sa_type=Moment)


class Chargeback(SQLModel, table=True):
    """A cardholder's dispute of a card payment, once under the provider's name for it.

    Money that left and came back for it is in the books under that name too; `return_id` is the return it made.
    """

    __tablename__ = "chargeback"
    __table_args__ = (partial_index("ix_chargeback_open", "receipt_id", where="state IN ('inquiry', 'open')"),)

    id: int | None = key()
    provider_id: str = Field(unique=True, max_length=50)
    receipt_id: int = link("receipt.id")
    currency: str = Field(max_length=3)
    amount_minor: int = minor()
    fee_minor: int = minor(0)
    state: ChargebackState = Field(sa_type=words(ChargebackState))
    reason: str = Field(default="", max_length=80)
    opened_at: datetime = Field(sa_type=Moment)
    answer_by: datetime | None = Field(default=None, sa_type=Moment)
    return_id: int | None = link("receipt_return.id", index=False, nullable=True)
    reinstated_on: date | None = None

    @property
    def amount(self) -> Money:
        return Money(self.amount_minor, self.currency)


class CardTransaction(SQLModel, table=True):
    """A movement of our balance at the card provider, as the provider lists it; `amount_minor` is before its fee.

    `entry_reference` names the ledger entry that moved card clearing for it, "" while there is none.
    """

    __tablename__ = "card_transaction"

    id: int | None = key()
    provider_id: str = Field(unique=True, max_length=60)
    kind: str = Field(max_length=60)
    currency: str = Field(max_length=3)
    amount_minor: int = minor()
    fee_minor: int = minor(0)
    source_id: str = Field(default="", index=True, max_length=60)
    payment_id: str = Field(default="", max_length=60)
    payout_id: str = Field(default="", index=True, max_length=60)
    entry_reference: str = Field(default="", index=True, max_length=80)
    created_at: datetime = Field(sa_type=Moment)

    @property
    def net(self) -> Money:
        """What our balance changed by."""
        return Money(self.amount_minor - self.fee_minor, self.currency)


class CardPayout(SQLModel, table=True):
    """Money the card provider sent to our bank, once under the provider's name for it."""

    __tablename__ = "card_payout"
    __table_args__ = (CheckConstraint("amount_minor <> 0", name="amount_not_zero"),)

    id: int | None = key()
    provider_id: str = Field(unique=True, max_length=60)
    currency: str = Field(max_length=3)
    amount_minor: int = minor()
    state: PayoutState = Field(sa_type=words(PayoutState))
    problem: str = Field(default="", max_length=300)
    created_at: datetime = Field(sa_type=Moment)
    arrives_on: date

    @property
    def amount(self) -> Money:
        return Money(self.amount_minor, self.currency)
