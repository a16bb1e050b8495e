"""Who did what to which record, chained by hashes so that an edit shows."""

from datetime import datetime
from typing import Any

from sqlmodel import Field, SQLModel

from shared.models.base import Document, Moment, key


class AuditRecord(SQLModel, table=True):
    """Written unsealed beside its cause; a single sealer gives it its place in the chain."""

    __tablename__ = "audit_record"

    id: int | None = key()
    at: datetime = Field(sa_type=Moment)
    actor: str = Field(max_length=80)
    action: str = Field(max_length=60)
    subject: str = Field(index=True, max_length=80)
    facts: dict[str, Any] = Field(default_factory=dict, sa_type=Document)
    sequence: int | None = Field(default=None, unique=True)
    previous_hash: str = Field(default="", max_length=64)
    hash: str = Field(default="", max_length=64)
