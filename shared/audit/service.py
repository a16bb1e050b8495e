"""Note what was done, in the transaction that does it; a single sealer chains the notes later.

Sealing apart keeps the chain's head, one row that everybody would queue for, out of posting (security.md 2.3).
"""

from typing import Any

from sqlmodel import Session, col, select

from shared import clock
from shared.audit import rules
from shared.models import AuditRecord


def note(session: Session, actor: str, action: str, subject: str, **facts: Any) -> None:
    """Record an act; `action` is dotted (`journal.posted`), `subject` a record (`journal:12`); no personal data."""
    session.add(AuditRecord(at=clock.now(), actor=actor, action=action, subject=subject, facts=facts))


def seal(session: Session) -> int:
    """Give every unsealed record its place in the chain; returns how many.

    The last sealed row is locked first, so two sealers cannot fork the chain.
    """
    last = session.exec(
        select(AuditRecord)
        .where(col(AuditRecord.sequence).is_not(None))
        .order_by(col(AuditRecord.sequence).desc())
        .limit(1)
        .with_for_update()
    ).first()
    sequence, previous = (last.sequence or 0, last.hash) if last else (0, rules.GENESIS)
    waiting = select(AuditRecord).where(col(AuditRecord.sequence).is_(None)).order_by(col(AuditRecord.id))
    count = 0
    for record in session.exec(waiting):
        sequence += 1
        count += 1
        record.sequence, record.previous_hash = sequence, previous
        record.hash = previous = rules.digest_of(previous, record)
    return count
