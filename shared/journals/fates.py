"""What became of every row of a statement: added, repeated (of which line), set aside, held or unreadable, and why."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import Select, case, func, literal
from sqlalchemy import select as rows_of
from sqlmodel import Session, col

from shared.errors import NotFound
from shared.models import ImportRow, Journal, JournalLine, JournalStatement, RowFate
from shared.money import Money


@dataclass(frozen=True, slots=True)
class RowView:
    """A row of a statement as it was imported; `line_id` is its line, or the line it repeats.

    What could not be read has no amount and no day; `note` says what the bank wrote.
    """

    number: int
    fate: RowFate
    line_id: int | None
    journal_id: int | None
    journal: str
    position: int
    booked_on: date | None
    amount: Money | None
    payer_name: str
    text: str
    note: str


def fates(session: Session, statement_id: int) -> dict[RowFate, int]:
    """How many rows of a statement met which fate; those that none met are left out.

    Raises:
        NotFound: no such statement.
    """
    every = _every(session, statement_id).subquery()
    found = session.execute(rows_of(every.c.fate, func.count()).group_by(every.c.fate))
    return {RowFate(fate): count for fate, count in found}


def rows(
    session: Session, statement_id: int, *, fate: RowFate | None = None, offset: int = 0, limit: int = 50
) -> tuple[list[RowView], int]:
    """A page of a statement's rows in its own order, all or those of one fate; and how many there are of them.

    Raises:
        NotFound: no such statement.
    """
    every = _every(session, statement_id).subquery()
    chosen = [] if fate is None else [every.c.fate == fate.value]
    total = session.execute(rows_of(func.count()).select_from(every).where(*chosen)).scalar_one()
    page = rows_of(every).where(*chosen).order_by(every.c.number).offset(offset).limit(limit).subquery()
    query = (
        rows_of(page, JournalLine, col(Journal.number).label("journal"))
        .outerjoin(JournalLine, col(JournalLine.id) == page.c.line_id)
        .outerjoin(Journal, col(Journal.id) == col(JournalLine.journal_id))
        .order_by(page.c.number)
    )
    return [
        _view(each.number, each.fate, each.note, each.JournalLine, each.journal) for each in session.execute(query)
    ], total


def _every(session: Session, statement_id: int) -> Select[tuple[int, str, str, int | None]]:
    statement = session.get(JournalStatement, statement_id)
    if statement is None:
        raise NotFound("This statement does not exist.")
    taken = RowFate.HELD if statement.is_held else RowFate.ADDED
    # As it came, whatever somebody made of it since.
    is_aside = ~col(JournalLine.is_bookable) | ~col(JournalLine.is_credit) | col(JournalLine.is_reversal)
    lines = rows_of(
        col(JournalLine.row_number).label("number"),
        case((is_aside, RowFate.SET_ASIDE.value), else_=literal(taken.value)).label("fate"),
        case((is_aside, col(JournalLine.note)), else_="").label("note"),
        col(JournalLine.id).label("line_id"),
    ).where(col(JournalLine.statement_id) == statement_id)
    others = rows_of(col(ImportRow.number), col(ImportRow.fate), col(ImportRow.note), col(ImportRow.line_id)).where(
        col(ImportRow.statement_id) == statement_id
    )
    return lines.union_all(others)  # type: ignore[return-value]


def _view(number: int, fate: str, note: str, line: JournalLine | None, journal: str | None) -> RowView:
    return RowView(
        number=number,
        fate=RowFate(fate),
        line_id=line.id if line else None,
        journal_id=line.journal_id if line else None,
        journal=journal or "",
        position=line.position if line else 0,
        booked_on=line.booked_on if line else None,
        amount=_moved(line) if line else None,
        payer_name=line.payer_name if line else "",
        text=line.text if line else "",
        note=note,
    )


def _moved(line: JournalLine) -> Money:
    """Below zero when the money left the account."""
    return Money(line.amount_minor if line.is_credit else -line.amount_minor, line.currency)
