"""Which lines of a journal may be matched, accepted and posted: those whose statement is not held."""

from sqlalchemy import ColumnElement
from sqlmodel import col, select

from shared.models import JournalLine, JournalStatement


def workable(journal_id: int) -> tuple[ColumnElement[bool], ...]:
    """What restricts lines to those of this journal's released statements (domain.md 1.5, Control)."""
    held = select(JournalStatement.id).where(JournalStatement.journal_id == journal_id, col(JournalStatement.is_held))
    return col(JournalLine.journal_id) == journal_id, col(JournalLine.statement_id).not_in(held)
