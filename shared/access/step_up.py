"""A code by mail before what nobody else may do in a browser that was left open (security.md 3.3)."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from typing import Final

from sqlmodel import Session

from shared import audit, clock, models
from shared.access import rations
from shared.access.rules import FRESH_FOR, MAILED_CODE_LIFETIME, MAILED_CODE_PAUSE, MAILED_CODE_TRIES, Person
from shared.db import locked
from shared.settings import settings

_DIGITS: Final = 6


def is_fresh(session: Session, person: Person) -> bool:
    """Whether they signed in, or typed a mailed code, a moment ago."""
    row = session.get_one(models.Session, person.session_id)
    return clock.now() - (row.proved_at or row.created_at) <= FRESH_FOR


def new_code(session: Session, person: Person) -> str:
    """A code of six digits for this session; the one before stops working. "" if one was made just now.

    Raises:
        TooManyTries: too many were made for this debtor.
    """
    row, now = _row(session, person), clock.now()
    if row.code_digest and row.code_made_at and now - row.code_made_at < MAILED_CODE_PAUSE:
        return ""
    rations.spend(session, code_debtor=str(person.id))
    code = f"{secrets.randbelow(10**_DIGITS):0{_DIGITS}}"
    row.code_digest, row.code_made_at, row.code_tries = _digest(person, code), now, 0
    return code


def prove(session: Session, person: Person, given: str) -> bool:
    """Whether this is the code that was made for this session; each works once and may be tried five times."""
    row, now = _row(session, person), clock.now()
    is_open = row.code_digest and row.code_made_at and now - row.code_made_at <= MAILED_CODE_LIFETIME
    if not is_open or row.code_tries >= MAILED_CODE_TRIES:
        return False
    row.code_tries += 1
    if not hmac.compare_digest(row.code_digest, _digest(person, "".join(given.split()))):
        return False
    row.code_digest, row.proved_at = "", now
    audit.note(session, person.actor, "session.proved", f"session:{person.session_id}")
    return True


def _row(session: Session, person: Person) -> models.Session:
    return locked(session, models.Session, [person.session_id])[person.session_id]


def _digest(person: Person, code: str) -> str:
    # Six digits are guessed at once by whoever has the digests; not without our secret.
    message = f"code:{person.session_id}:{code}".encode()
    return hmac.new(settings().secret.encode(), message, hashlib.sha256).hexdigest()
