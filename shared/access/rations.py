"""How often something may be tried, counted in the database so that no second process or restart forgets."""

import hashlib
from datetime import datetime

from sqlalchemy import delete, func, text
from sqlmodel import Session, col, select

from shared import clock
from shared.access.rules import LONGEST_SPAN, RATIONS, Ration, TooManyTries
from shared.models import AccessTry


def spend(session: Session, /, **subjects: str) -> None:
    """Count one try for each subject: `spend(session, link_address="jana@…", link_ip="::1")`.

    Names are keys of `rules.RATIONS` with `_` for `.`. Nothing is counted when one of them is used up.

    Raises:
        TooManyTries: the ration of one subject is used up.
    """
    now = clock.now()
    for name, subject in sorted(subjects.items()):
        ration = name.replace("_", ".")
        bucket = f"{ration}:{hashlib.sha256(subject.encode()).hexdigest()[:32]}"
        _queue_up(session, bucket)
        if any(_used(session, bucket, now, each) >= each.most for each in RATIONS[ration]):
            raise TooManyTries
        session.add(AccessTry(bucket=bucket, at=now))


def forget_old_tries(session: Session) -> None:
    session.execute(delete(AccessTry).where(col(AccessTry.at) < clock.now() - LONGEST_SPAN))


def _used(session: Session, bucket: str, now: datetime, ration: Ration) -> int:
    tries = select(func.count()).where(AccessTry.bucket == bucket, col(AccessTry.at) > now - ration.span)
    return session.exec(tries).one()


def _queue_up(session: Session, bucket: str) -> None:
    # Two tries at one moment would both see room for one; SQLite's writers queue anyway.
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("SELECT pg_advisory_xact_lock(hashtext(:bucket))"), {"bucket": bucket})
