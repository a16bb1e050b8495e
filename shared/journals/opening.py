"""Open journals and find the one being worked on."""

from sqlalchemy import func
from sqlmodel import Session, col, select

from shared import audit, clock, outbox
from shared.db import locked
from shared.models import BankAccount, Journal, JournalState


def open_journal(session: Session, bank_account_id: int, *, actor: str) -> Journal:
    """A new, empty journal for one bank account (S1-08 to S1-13).

    Raises:
        NotFound: no such account; a journal cannot exist without one.
    """
    account = locked(session, BankAccount, [bank_account_id])[bank_account_id]
    now = clock.now()
    journal = Journal(
        number=_next_number(session, now.year),
        bank_account_id=bank_account_id,
        currency=account.currency,
        opened_by=actor,
        opened_at=now,
    )
    session.add(journal)
    session.flush()
    audit.note(session, actor, "journal.opened", f"journal:{journal.id}", account=bank_account_id)
    outbox.changed(session, "journals")
    return journal


def working_journal(session: Session, bank_account_id: int) -> Journal | None:
    """The newest journal of the account that is not posted yet."""
    query = select(Journal).where(Journal.bank_account_id == bank_account_id, Journal.state != JournalState.POSTED)
    return session.exec(query.order_by(col(Journal.id).desc())).first()


def _next_number(session: Session, year: int) -> str:
    prefix = f"J-{year}-"
    last = session.exec(select(func.max(Journal.number)).where(col(Journal.number).startswith(prefix))).one()
    return f"{prefix}{int(last.removeprefix(prefix)) + 1 if last else 1:04d}"
