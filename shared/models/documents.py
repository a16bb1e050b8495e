"""Documents made for debtors, and files that people gave us; their bytes lie in the documents folder."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint
from sqlmodel import Field, SQLModel

from shared.models import base
from shared.models.base import Moment, key, link, partial_index, words
from shared.words import DocumentState


class Document(SQLModel, table=True):
    """A letter as PDF. The same facts have the same `digest` and are made once; `facts` are kept until it is made."""

    __tablename__ = "document"
    __table_args__ = (
        CheckConstraint("(state = 'ready') = (stored <> '')", name="ready_with_a_file"),
        partial_index("ix_document_due", "id", where="state IN ('waiting', 'making')"),
    )

    id: int | None = key()
    debtor_id: int = link("debtor.id")
    kind: str = Field(max_length=20)
    number: str = Field(max_length=60)
    name: str = Field(max_length=140)
    digest: str = Field(unique=True, max_length=64)
    state: DocumentState = Field(default=DocumentState.WAITING, sa_type=words(DocumentState))
    facts: dict[str, Any] = Field(default_factory=dict, sa_type=base.Document)
    stored: str = Field(default="", max_length=40)
    size: int = 0
    tries: int = 0
    problem: str = Field(default="", max_length=300)
    asked_at: datetime = Field(sa_type=Moment, index=True)
    taken_at: datetime | None = Field(default=None, sa_type=Moment)


class Attachment(SQLModel, table=True):
    """A file somebody gave us: what its bytes are was looked at, and its name is theirs, cleaned."""

    __tablename__ = "attachment"
    __table_args__ = (CheckConstraint("size > 0", name="size_positive"),)

    id: int | None = key()
    debtor_id: int = link("debtor.id")
    name: str = Field(max_length=140)
    media_type: str = Field(max_length=40)
    size: int
    digest: str = Field(max_length=64)
    stored: str = Field(unique=True, max_length=40)
    given_by: str = Field(max_length=80)
    given_at: datetime = Field(sa_type=Moment)
