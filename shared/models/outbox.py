"""Promises a commit made to the outside, and the counter that live pages watch."""

from datetime import datetime
from typing import Any

from sqlalchemy import Index
from sqlmodel import Field, SQLModel

from shared.models.base import Document, Moment, key


class OutboxMessage(SQLModel, table=True):
    """An effect to carry out: at least once by the worker, exactly once for the world thanks to `key`."""

    __tablename__ = "outbox_message"
    __table_args__ = (Index("ix_outbox_message_due", "done_at", "due_at"),)

    id: int | None = key()
    topic: str = Field(max_length=40)
    key: str = Field(unique=True, max_length=120)
    payload: dict[str, Any] = Field(default_factory=dict, sa_type=Document)
    created_at: datetime = Field(sa_type=Moment)
    due_at: datetime = Field(sa_type=Moment)
    tries: int = 0
    problem: str = Field(default="", max_length=300)
    done_at: datetime | None = Field(default=None, sa_type=Moment)


class Change(SQLModel, table=True):
    """Something visible changed; `topic` says what, so that only the pages concerned look again."""

    __tablename__ = "change"

    id: int | None = key()
    topic: str = Field(max_length=40)
    at: datetime = Field(sa_type=Moment, index=True)
