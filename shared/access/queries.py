"""Who holds a cookie, and which sessions a person holds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import func
from sqlmodel import Session, col, select

from shared import clock, models
from shared.access.names import masked
from shared.access.rules import Kind, Person, is_over, normal_email
from shared.access.tokens import digest


@dataclass(frozen=True, slots=True)
class HeldSession:
    """One signed-in browser, as its owner sees it."""

    id: int
    created_at: datetime
    seen_at: datetime
    is_this_one: bool


@dataclass(frozen=True, slots=True)
class KnownPassword:
    staff_id: int
    password_hash: str


def person_of(session: Session, kind: Kind, cookie: str) -> Person | None:
    """Whose cookie this is, if it still counts: not ended, not revoked, code given, person still active."""
    row = _row_of(session, cookie)
    return _person(session, kind, row) if row is not None and not row.awaits_code else None


def person_awaiting_code(session: Session, cookie: str) -> Person | None:
    """The member of staff whose password was right and whose code is still missing."""
    row = _row_of(session, cookie)
    return _person(session, Kind.STAFF, row) if row is not None and row.awaits_code else None


def people_of(session: Session, cookies: dict[Kind, str]) -> dict[Kind, Person]:
    """Everybody this browser is signed in as: at most one of each kind."""
    found = {kind: person_of(session, kind, cookie) for kind, cookie in cookies.items() if cookie}
    return {kind: person for kind, person in found.items() if person}


def is_live(session: Session, kind: Kind, session_id: int) -> bool:
    """Whether a session still counts."""
    row = session.get(models.Session, session_id)
    return row is not None and row.revoked_at is None and _person(session, kind, row) is not None


def sessions_of(session: Session, person: Person) -> list[HeldSession]:
    """This person's live sessions, the newest first."""
    mine = select(models.Session).where(
        _OWNERS[person.kind] == person.id,
        col(models.Session.revoked_at).is_(None),
        col(models.Session.awaits_code).is_(False),
    )
    rows = session.exec(mine.order_by(col(models.Session.id).desc())).all()
    return [
        HeldSession(row.id or 0, row.created_at, row.seen_at, row.id == person.session_id)
        for row in rows
        if not is_over(person.kind, seen_at=row.seen_at, expires_at=row.expires_at, now=clock.now())
    ]


def password_of(session: Session, email: str) -> KnownPassword | None:
    """The kept hash of an active member of staff, to be compared outside any transaction."""
    found = session.exec(
        select(models.Staff).where(
            func.lower(models.Staff.email) == normal_email(email), col(models.Staff.is_active).is_(True)
        )
    ).first()
    return KnownPassword(found.id or 0, found.password_hash) if found else None


_OWNERS: Final[Mapping[Kind, Any]] = {
    Kind.STAFF: models.Session.staff_id,
    Kind.DEBTOR: models.Session.debtor_id,
    Kind.PAYER: models.Session.pay_link_id,
}


def _row_of(session: Session, cookie: str) -> models.Session | None:
    return session.exec(
        select(models.Session).where(models.Session.digest == digest(cookie), col(models.Session.revoked_at).is_(None))
    ).first()


def _person(session: Session, kind: Kind, row: models.Session) -> Person | None:
    if is_over(kind, seen_at=row.seen_at, expires_at=row.expires_at, now=clock.now()):
        return None
    if kind is Kind.DEBTOR:
        debtor = session.get(models.Debtor, row.debtor_id) if row.debtor_id else None
        return Person(kind, debtor.id or 0, debtor.name, row.id or 0, seen_at=row.seen_at) if debtor else None
    if kind is Kind.PAYER:
        return _payer(session, row)
    staff = session.get(models.Staff, row.staff_id) if row.staff_id else None
    if staff is None or not staff.is_active:
        return None
    return Person(kind, staff.id or 0, staff.name, row.id or 0, role=staff.role, seen_at=row.seen_at)


def _payer(session: Session, row: models.Session) -> Person | None:
    """Who holds a pay link is known by nothing but the link; it ends with the link."""
    link = session.get(models.PayLink, row.pay_link_id) if row.pay_link_id else None
    if link is None or link.revoked_at is not None or link.expires_at <= clock.now():
        return None
    name = masked(session.get_one(models.Debtor, link.debtor_id).name)
    return Person(Kind.PAYER, link.id or 0, name, row.id or 0, seen_at=row.seen_at)
