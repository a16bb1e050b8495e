"""What was written to whom, and what debtors write to us: the communication history."""

from datetime import datetime
from typing import Any

from sqlalchemy import Index, Text
from sqlmodel import Field, SQLModel

from shared.models.base import Document, Moment, key, link, partial_index, words
from shared.words import MessageState


class Message(SQLModel, table=True):
    """One message to a debtor; `kept` means no mail leaves this installation and staff can read it here.

    The body never holds a sign-in link: it holds a mark, and `secrets` what stands for it until it was sent or lapsed.
    `cause` names what it tells of, where that is told once: a receipt, a refund.
    """

    __tablename__ = "message"
    __table_args__ = (partial_index("uq_message_cause", "cause", where="cause IS NOT NULL", unique=True),)

    id: int | None = key()
    debtor_id: int = link("debtor.id")
    channel: str = Field(default="email", max_length=10)
    template: str = Field(default="", max_length=40)
    cause: str | None = Field(default=None, max_length=60)
    address: str = Field(max_length=254)
    subject: str = Field(max_length=200)
    body: str = Field(sa_type=Text)
    secrets: dict[str, Any] = Field(default_factory=dict, sa_type=Document)
    secrets_until: datetime | None = Field(default=None, sa_type=Moment)
    state: MessageState = Field(default=MessageState.WAITING, sa_type=words(MessageState))
    problem: str = Field(default="", max_length=300)
    created_at: datetime = Field(sa_type=Moment)
    sent_at: datetime | None = Field(default=None, sa_type=Moment)


class PortalMessage(SQLModel, table=True):
    """What a debtor writes to staff in the portal, or staff to the debtor; `read_at` is when the other side saw it."""

    __tablename__ = "portal_message"
    __table_args__ = (Index("ix_portal_message_unread", "is_from_debtor", "read_at"),)

    id: int | None = key()
    debtor_id: int = link("debtor.id")
    invoice_id: int | None = link("invoice.id", index=False, nullable=True)
    is_from_debtor: bool
    author: str = Field(max_length=80)
    text: str = Field(sa_type=Text)
    written_at: datetime = Field(sa_type=Moment)
    read_at: datetime | None = Field(default=None, sa_type=Moment)
