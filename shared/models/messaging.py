"""What was written to whom: the communication history."""

from datetime import datetime
from typing import Any

from sqlalchemy import Text
from sqlmodel import Field, SQLModel

from shared.models.base import Document, Moment, key, link, words
from shared.words import MessageState


class Message(SQLModel, table=True):
    """One message to a debtor; `kept` means no mail leaves this installation and staff can read it here.

    The body never holds a sign-in link: it holds a mark, and `secrets` what stands for it until it was sent or lapsed.
    """

    __tablename__ = "message"

    id: int | None = key()
    debtor_id: int = link("debtor.id")
    channel: str = Field(default="email", max_length=10)
    template: str = Field(default="", max_length=40)
    address: str = Field(max_length=254)
    subject: str = Field(max_length=200)
    body: str = Field(sa_type=Text)
    secrets: dict[str, Any] = Field(default_factory=dict, sa_type=Document)
    secrets_until: datetime | None = Field(default=None, sa_type=Moment)
    state: MessageState = Field(default=MessageState.WAITING, sa_type=words(MessageState))
    problem: str = Field(default="", max_length=300)
    created_at: datetime = Field(sa_type=Moment)
    sent_at: datetime | None = Field(default=None, sa_type=Moment)
