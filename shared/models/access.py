"""People who sign in, how they prove it, and the sessions they hold."""

from datetime import datetime

from sqlalchemy import CheckConstraint, Index
from sqlmodel import Field, SQLModel

from shared.models.base import Moment, key, link, words
from shared.words import Role


class Staff(SQLModel, table=True):
    __tablename__ = "staff"

    id: int | None = key()
    email: str = Field(unique=True, max_length=254)
    name: str = Field(max_length=80)
    role: Role = Field(sa_type=words(Role))
    password_hash: str = Field(max_length=200)
    totp_secret: str = Field(max_length=64)
    totp_last_step: int = 0
    """The time step of the last code used: a code works once."""
    is_active: bool = True


class SignInLink(SQLModel, table=True):
    """An e-mailed link, kept as a digest; works once, for ten minutes, in the browser that asked for it."""

    __tablename__ = "sign_in_link"

    id: int | None = key()
    digest: str = Field(unique=True, max_length=64)
    debtor_id: int = link("debtor.id")
    request_digest: str = Field(default="", max_length=64)
    created_at: datetime = Field(sa_type=Moment)
    expires_at: datetime = Field(sa_type=Moment)
    used_at: datetime | None = Field(default=None, sa_type=Moment)


class Session(SQLModel, table=True):
    """A signed-in browser; the cookie's digest, never the cookie. `awaits_code`: password right, code still missing."""

    __tablename__ = "session"
    __table_args__ = (CheckConstraint("(staff_id IS NULL) <> (debtor_id IS NULL)", name="one_person"),)

    id: int | None = key()
    digest: str = Field(unique=True, max_length=64)
    staff_id: int | None = link("staff.id", nullable=True)
    debtor_id: int | None = link("debtor.id", nullable=True)
    awaits_code: bool = False
    created_at: datetime = Field(sa_type=Moment)
    seen_at: datetime = Field(sa_type=Moment)
    expires_at: datetime = Field(sa_type=Moment)
    revoked_at: datetime | None = Field(default=None, sa_type=Moment)


class AccessTry(SQLModel, table=True):
    """One try of something that is rationed: `bucket` names what and who, hashed where it is personal."""

    __tablename__ = "access_try"
    __table_args__ = (Index("ix_access_try_bucket_at", "bucket", "at"),)

    id: int | None = key()
    bucket: str = Field(max_length=80)
    at: datetime = Field(sa_type=Moment)
