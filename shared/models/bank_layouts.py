"""How a bank account's CSV is read, as staff once said it; and the file that waits until they have."""

from datetime import datetime
from typing import Any

from sqlalchemy import LargeBinary, UniqueConstraint
from sqlmodel import Field, SQLModel

from shared.models.base import Document, Moment, key, link


class KeptLayout(SQLModel, table=True):
    """What the columns of an account's CSV mean; `fingerprint` is of the headings by which the file is known."""

    __tablename__ = "kept_layout"
    __table_args__ = (UniqueConstraint("bank_account_id", "fingerprint"),)

    id: int | None = key()
    bank_account_id: int = link("bank_account.id", index=False)
    fingerprint: str = Field(max_length=32)
    settings: dict[str, Any] = Field(sa_type=Document)
    """As `bank_csv.known_layout` takes them."""
    file_name: str = Field(max_length=140)
    """The file for which it was said."""
    kept_by: str = Field(max_length=80)
    kept_at: datetime = Field(sa_type=Moment)


class WaitingFile(SQLModel, table=True):
    """A CSV of no known bank, as it was uploaded: only who brought it sees it, and only for a day."""

    __tablename__ = "waiting_file"

    id: int | None = key()
    journal_id: int = link("journal.id")
    file_name: str = Field(max_length=140)
    content: bytes = Field(sa_type=LargeBinary)
    brought_by: str = Field(index=True, max_length=80)
    brought_at: datetime = Field(sa_type=Moment)
