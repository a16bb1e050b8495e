"""The statements that were brought into a journal, and what is missing between those of an account."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from shared.journals import sequences
from shared.models import BankAccount, Journal, JournalStatement
from shared.money import Money


@dataclass(frozen=True, slots=True)
class StatementView:
    """A statement that was brought in; `ties` is None when the bank stated no balances."""

    id: int
    file_name: str
    statement_id: str
    ties: bool | None
    is_held: bool
    opening: Money | None
    closing: Money | None
    added: int
    imported_at: datetime
    release_reason: str
    repeated: int = 0
    set_aside: int = 0
    sequence: int | None = None
    gap: str = ""
    """What is missing between this statement and those before it, in a sentence."""


def brought_in(session: Session, journal: Journal, account: BankAccount) -> list[StatementView]:
    """The journal's statements, as they came."""
    kept = select(JournalStatement).where(JournalStatement.journal_id == journal.id)
    missing = gaps(session, account)
    return [
        _statement(each, account.currency, missing.get(each.id or 0, ""))
        for each in session.exec(kept.order_by(col(JournalStatement.id)))
    ]


def gaps(session: Session, account: BankAccount) -> dict[int, str]:
    """What is missing between the statements of an account, whatever journals they are in, by statement id."""
    columns = (
        JournalStatement.id,
        JournalStatement.sequence,
        JournalStatement.opens_on,
        JournalStatement.closes_on,
        JournalStatement.opening_minor,
        JournalStatement.closing_minor,
    )
    query = select(*columns).join(Journal, col(Journal.id) == col(JournalStatement.journal_id))  # type: ignore[call-overload]
    links = [
        sequences.Link(id_, number, opens, closes, _money(opening, account.currency), _money(closing, account.currency))
        for id_, number, opens, closes, opening, closing in session.exec(
            query.where(Journal.bank_account_id == account.id)
        )
    ]
    return sequences.gaps(links)


def _money(minor: int | None, currency: str) -> Money | None:
    return None if minor is None else Money(minor, currency)


def _statement(kept: JournalStatement, currency: str, gap: str) -> StatementView:
    return StatementView(
        id=kept.id or 0,
        file_name=kept.file_name,
        statement_id=kept.statement_id,
        ties=kept.ties,
        is_held=kept.is_held,
        opening=_money(kept.opening_minor, currency),
        closing=_money(kept.closing_minor, currency),
        added=kept.added,
        imported_at=kept.imported_at,
        release_reason=kept.release_reason,
        repeated=kept.repeated,
        set_aside=kept.set_aside,
        sequence=kept.sequence,
        gap=gap,
    )
