"""The card rail: attempts to pay, what each is for, and the provider's events as they came."""

from datetime import datetime

from sqlalchemy import CheckConstraint, Index, Text
from sqlmodel import Field, SQLModel

from shared.models.base import Document, Moment, key, link, minor, partial_index, words
from shared.money import Money
from shared.words import AttemptState, EventState

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
    """How far the provider's own list of events was read; a single row. In the provider's time, not in ours."""

    __tablename__ = "event_cursor"

    id: int | None = key()
    read_until: datetime = Field(sa_type=Moment)
