"""People who sign in, how they prove it, and the sessions they hold."""

from datetime import datetime

from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from shared.models.base import Moment, key, link, minor, words
from shared.words import LinkScope, Role

_ONE_OF_THREE = (
    "(CASE WHEN staff_id IS NULL THEN 0 ELSE 1 END) + (CASE WHEN debtor_id IS NULL THEN 0 ELSE 1 END)"
    " + (CASE WHEN pay_link_id IS NULL THEN 0 ELSE 1 END) = 1"
)


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


class AddressChange(SQLModel, table=True):
    """A debtor's wish for another e-mail address: a link went there, kept as a digest, that proves they read it."""

    __tablename__ = "address_change"

    id: int | None = key()
    digest: str = Field(unique=True, max_length=64)
    debtor_id: int = link("debtor.id")
    address: str = Field(max_length=254)
    created_at: datetime = Field(sa_type=Moment)
    expires_at: datetime = Field(sa_type=Moment)
    used_at: datetime | None = Field(default=None, sa_type=Moment)


class PayLink(SQLModel, table=True):
    """A link that pays without signing in, kept as a digest; it may be opened until it lapses or is revoked.

    `scope` says what it may pay: the invoices of `pay_link_invoice`, one instalment, or whatever is overdue.
    """

    __tablename__ = "pay_link"
    __table_args__ = (
        CheckConstraint("(scope = 'instalment') = (instalment_id IS NOT NULL)", name="instalment_named"),
        CheckConstraint("opened >= 0", name="opened_positive"),
    )

    id: int | None = key()
    digest: str = Field(unique=True, max_length=64)
    debtor_id: int = link("debtor.id")
    scope: LinkScope = Field(sa_type=words(LinkScope))
    instalment_id: int | None = link("instalment.id", index=False, nullable=True)
    made_by: str = Field(max_length=80)
    made_at: datetime = Field(sa_type=Moment)
    expires_at: datetime = Field(sa_type=Moment)
    opened: int = 0
    opened_at: datetime | None = Field(default=None, sa_type=Moment)
    revoked_at: datetime | None = Field(default=None, sa_type=Moment)
    revoked_by: str = Field(default="", max_length=80)


class PayLinkInvoice(SQLModel, table=True):
    """An invoice that a pay link may pay."""

    __tablename__ = "pay_link_invoice"
    __table_args__ = (UniqueConstraint("pay_link_id", "invoice_id"),)

    id: int | None = key()
    pay_link_id: int = link("pay_link.id", index=False)
    invoice_id: int = link("invoice.id")


class GenuineCode(SQLModel, table=True):
    """A code printed on a letter or mail, and what is told to whoever asks whether that is genuine.

    It gives access to nothing, so it is kept as it is: staff may be asked about it on the telephone.
    """

    __tablename__ = "genuine_code"
    __table_args__ = (CheckConstraint("amount_minor >= 0", name="amount_positive"),)

    id: int | None = key()
    code: str = Field(unique=True, max_length=10)
    debtor_id: int = link("debtor.id")
    kind: str = Field(max_length=40)
    creditors: str = Field(default="", max_length=300)
    amount_minor: int = minor(0)
    currency: str = Field(default="", max_length=3)
    sent_at: datetime = Field(sa_type=Moment)


class Session(SQLModel, table=True):
    """A signed-in browser; the cookie's digest, never the cookie. `awaits_code`: password right, code still missing.

    With `pay_link_id` nobody is signed in: whoever holds the browser may pay what the link may pay.
    """

    __tablename__ = "session"
    __table_args__ = (CheckConstraint(_ONE_OF_THREE, name="one_person"),)

    id: int | None = key()
    digest: str = Field(unique=True, max_length=64)
    staff_id: int | None = link("staff.id", nullable=True)
    debtor_id: int | None = link("debtor.id", nullable=True)
    pay_link_id: int | None = link("pay_link.id", nullable=True)
    awaits_code: bool = False
    created_at: datetime = Field(sa_type=Moment)
    seen_at: datetime = Field(sa_type=Moment)
    expires_at: datetime = Field(sa_type=Moment)
    revoked_at: datetime | None = Field(default=None, sa_type=Moment)
    proved_at: datetime | None = Field(default=None, sa_type=Moment)
    """When whoever sits there last typed the code that was mailed to them."""
    code_digest: str = Field(default="", max_length=64)
    code_made_at: datetime | None = Field(default=None, sa_type=Moment)
    code_tries: int = 0


class AccessTry(SQLModel, table=True):
    """One try of something that is rationed: `bucket` names what and who, hashed where it is personal."""

    __tablename__ = "access_try"
    __table_args__ = (Index("ix_access_try_bucket_at", "bucket", "at"),)

    id: int | None = key()
    bucket: str = Field(max_length=80)
    at: datetime = Field(sa_type=Moment)
