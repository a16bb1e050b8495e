"""Walk the chain and say where it was tampered with."""

from sqlmodel import Session, col, select

from shared.audit import rules
from shared.models import AuditRecord


def broken_links(session: Session) -> list[str]:
    """One sentence for each record that does not follow from the one before it."""
    problems, previous, expected = [], rules.GENESIS, 1
    chain = select(AuditRecord).where(col(AuditRecord.sequence).is_not(None)).order_by(col(AuditRecord.sequence))
    for record in session.exec(chain):
        if record.sequence != expected:
            problems.append(f"Audit record {expected} is missing.")
        if record.previous_hash != previous or record.hash != rules.digest_of(previous, record):
            problems.append(f"Audit record {record.sequence} was changed after it was sealed.")
        expected, previous = (record.sequence or 0) + 1, record.hash
    return problems
