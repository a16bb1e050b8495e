"""What staff see of remembered payers: for whom, how often, since when, and the lines it was learned from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func
from sqlmodel import Session, col, or_, select

from shared.journals.queries import name_of
from shared.models import Debtor, Journal, JournalLine, PayerLesson, PayerMemory
from shared.money import Money


@dataclass(frozen=True, slots=True)
class MemoryView:
    """One payer remembered for one debtor; `taught_by` is "" when it was learned from postings alone."""

    id: int
    payer_iban: str
    payer_name: str
    debtor_id: int
    debtor_name: str
    debtor_number: str
    times: int
    first_on: date
    last_on: date
    taught_by: str
    forgotten_by: str
    forgotten_at: datetime | None

    @property
    def is_forgotten(self) -> bool:
        return self.forgotten_at is not None


@dataclass(frozen=True, slots=True)
class LessonView:
    """A posted line that taught a memory."""

    line_id: int
    journal_id: int
    journal: str
    position: int
    booked_on: date
    amount: Money
    text: str


def payers(
    session: Session,
    *,
    debtor_id: int | None = None,
    search: str = "",
    forgotten: bool | None = None,
    offset: int = 0,
    limit: int = 50,
) -> tuple[list[MemoryView], int]:
    """A page of what is remembered, the latest first, of one debtor or by words; and how many in all."""
    chosen = [] if debtor_id is None else [col(PayerMemory.debtor_id) == debtor_id]
    if forgotten is not None:
        chosen.append(col(PayerMemory.forgotten_at).is_not(None) == forgotten)
    if asked := search.strip():
        fields = (PayerMemory.payer_name, Debtor.name, Debtor.number)
        ways = [col(each).icontains(asked, autoescape=True) for each in fields]
        iban = col(PayerMemory.payer_iban).icontains(asked.replace(" ", ""), autoescape=True)
        chosen.append(or_(*ways, iban))
    query = (
        select(PayerMemory, Debtor.name, Debtor.number)
        .join(Debtor, col(Debtor.id) == col(PayerMemory.debtor_id))
        .where(*chosen)
        .order_by(col(PayerMemory.last_on).desc(), col(PayerMemory.id).desc())
    )
    rows = session.exec(query.offset(offset).limit(limit)).all()
    total = session.exec(select(func.count()).select_from(query.order_by(None).subquery())).one()
    names = name_of(session, [who for memory, _, _ in rows for who in (memory.taught_by, memory.forgotten_by)])
    return [_view(memory, debtor, number, names) for memory, debtor, number in rows], total


def payer(session: Session, memory_id: int) -> MemoryView | None:
    """One payer, remembered or forgotten; None if there is none of that id."""
    query = select(PayerMemory, Debtor.name, Debtor.number).join(Debtor, col(Debtor.id) == col(PayerMemory.debtor_id))
    found = session.exec(query.where(PayerMemory.id == memory_id)).first()
    if found is None:
        return None
    memory, debtor, number = found
    return _view(memory, debtor, number, name_of(session, [memory.taught_by, memory.forgotten_by]))


def lessons(session: Session, memory_id: int, *, limit: int = 50) -> list[LessonView]:
    """The lines that taught a memory, the latest first."""
    query = (
        select(JournalLine, Journal.number)
        .join(PayerLesson, col(PayerLesson.line_id) == col(JournalLine.id))
        .join(Journal, col(Journal.id) == col(JournalLine.journal_id))
        .where(PayerLesson.memory_id == memory_id)
        .order_by(col(JournalLine.booked_on).desc(), col(JournalLine.id).desc())
        .limit(limit)
    )
    return [
        LessonView(
            line.id or 0,
            line.journal_id,
            journal,
            line.position,
            line.booked_on,
            Money(line.amount_minor, line.currency),
            line.text,
        )
        for line, journal in session.exec(query)
    ]


def _view(memory: PayerMemory, debtor: str, number: str, names: dict[str, str]) -> MemoryView:
    return MemoryView(
        id=memory.id or 0,
        payer_iban=memory.payer_iban,
        payer_name=memory.payer_name,
        debtor_id=memory.debtor_id,
        debtor_name=debtor,
        debtor_number=number,
        times=memory.times,
        first_on=memory.first_on,
        last_on=memory.last_on,
        taught_by=names[memory.taught_by],
        forgotten_by=names[memory.forgotten_by],
        forgotten_at=memory.forgotten_at,
    )
