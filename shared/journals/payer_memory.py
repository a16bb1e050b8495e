"""What is remembered of payers: learned when a line is posted, unlearned when it is reversed, corrected by people.

Keyed by the account and the name under which somebody paid, never by amounts (matching.md 5).
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import case, delete, func, update
from sqlalchemy import select as rows_of
from sqlmodel import Session, col, select

from shared import audit, clock, outbox
from shared.db import add_rows, chunks, locked
from shared.errors import Refused
from shared.journals.identity import squeezed
from shared.matching import Remembered
from shared.models import Debtor, JournalLine, PayerLesson, PayerMemory

TOPIC = "payers"


class SameDebtor(Refused):
    def __init__(self) -> None:
        super().__init__("This payer is remembered for that debtor already.")


@dataclass(frozen=True, slots=True)
class Lesson:
    """A posted line and whose invoices it paid: what it teaches."""

    line_id: int
    payer_iban: str
    payer_name: str
    booked_on: date
    debtor_id: int

    @property
    def key(self) -> tuple[str, str, int]:
        """As a memory holds it: a name may grow in capitals (ß), and is cut to what fits."""
        return self.payer_iban.replace(" ", "").upper()[:34], squeezed(self.payer_name)[:140], self.debtor_id


def learn(session: Session, lessons: Iterable[Lesson]) -> None:
    """Remember who paid for whom; what somebody had forgotten on purpose is not learned again by itself."""
    told = [each for each in lessons if each.payer_iban or each.payer_name.strip()]
    known = _known(session, told)
    fresh = {each.key: each for each in reversed(told) if each.key not in known}
    known.update(zip(fresh, _begin(session, list(fresh.values())), strict=True))
    usable = _usable(session, known.values())
    taught = [each for each in told if known[each.key] in usable]
    add_rows(session, PayerLesson, [{"memory_id": known[each.key], "line_id": each.line_id} for each in taught])
    for some in chunks(taught):
        _count(session, [each.line_id for each in some])
    if taught:
        outbox.changed(session, TOPIC)


def _usable(session: Session, memory_ids: Iterable[int]) -> set[int]:
    """Those of them that nobody forgot, locked in the order of their ids."""
    found: set[int] = set()
    for some in chunks(sorted(memory_ids)):
        query = select(PayerMemory.id).where(col(PayerMemory.id).in_(some), col(PayerMemory.forgotten_at).is_(None))
        found.update(id_ or 0 for id_ in session.exec(query.order_by(col(PayerMemory.id)).with_for_update()))
    return found


def _count(session: Session, line_ids: Sequence[int]) -> None:
    """Add the lessons of these lines to what they teach, in one statement."""
    booked = col(JournalLine.booked_on)
    new = (
        rows_of(
            col(PayerLesson.memory_id).label("memory_id"),
            func.count(col(PayerLesson.id)).label("times"),
            func.min(booked).label("first_on"),
            func.max(booked).label("last_on"),
        )
        .join(JournalLine, col(JournalLine.id) == col(PayerLesson.line_id))
        .where(col(PayerLesson.line_id).in_(line_ids))
        .group_by(col(PayerLesson.memory_id))
        .subquery()
    )
    first_on, last_on = col(PayerMemory.first_on), col(PayerMemory.last_on)
    more = update(PayerMemory).where(col(PayerMemory.id) == new.c.memory_id)
    more = more.values(
        times=col(PayerMemory.times) + new.c.times,
        first_on=case((new.c.first_on < first_on, new.c.first_on), else_=first_on),
        last_on=case((new.c.last_on > last_on, new.c.last_on), else_=last_on),
    )
    session.execute(more, execution_options={"synchronize_session": False})


def unlearn(session: Session, line_id: int) -> None:
    """A posting was undone: what it taught is taken away."""
    taught = session.exec(select(PayerLesson.memory_id).where(PayerLesson.line_id == line_id)).all()
    for memory_id, times in Counter(taught).items():
        less = update(PayerMemory).where(col(PayerMemory.id) == memory_id)
        session.execute(less.values(times=col(PayerMemory.times) - times))
    session.execute(delete(PayerLesson).where(col(PayerLesson.line_id) == line_id))
    if taught:
        outbox.changed(session, TOPIC)


def forget(session: Session, memory_id: int, *, actor: str) -> None:
    """Stop using what is remembered, at once; it is kept, and can be recalled.

    Raises:
        NotFound: nothing of this id is remembered.
    """
    memory = locked(session, PayerMemory, [memory_id])[memory_id]
    memory.forgotten_by, memory.forgotten_at = actor, clock.now()
    audit.note(session, actor, "payer.forgotten", f"payer_memory:{memory_id}", debtor=memory.debtor_id)
    outbox.changed(session, TOPIC)


def recall(session: Session, memory_id: int, *, actor: str) -> None:
    """Use again what was forgotten.

    Raises:
        NotFound: nothing of this id is remembered.
    """
    memory = locked(session, PayerMemory, [memory_id])[memory_id]
    memory.forgotten_by, memory.forgotten_at = "", None
    memory.times, memory.taught_by = max(memory.times, 1), actor
    audit.note(session, actor, "payer.recalled", f"payer_memory:{memory_id}", debtor=memory.debtor_id)
    outbox.changed(session, TOPIC)


def correct(session: Session, memory_id: int, debtor_id: int, *, actor: str) -> int:
    """This payer pays for another debtor: the old memory is forgotten, the new one stands by the person's word.

    Returns:
        The id of the memory for the other debtor.

    Raises:
        NotFound: no such memory or debtor.
        SameDebtor: it is for this debtor already.
    """
    wrong = locked(session, PayerMemory, [memory_id])[memory_id]
    locked(session, Debtor, [debtor_id])
    if wrong.debtor_id == debtor_id:
        raise SameDebtor
    name = Lesson(0, wrong.payer_iban, wrong.payer_name, wrong.last_on, debtor_id)
    right = _known(session, [name]).get(name.key) or _begin(session, [name])[0]
    forget(session, memory_id, actor=actor)
    recall(session, right, actor=actor)
    return right


def remembered(session: Session) -> list[Remembered]:
    """All that matching may use: what is neither forgotten nor unlearned."""
    query = select(PayerMemory).where(col(PayerMemory.forgotten_at).is_(None), PayerMemory.times > 0)
    return [
        Remembered(each.debtor_id, each.payer_name, each.payer_iban, each.times)
        for each in session.exec(query.order_by(col(PayerMemory.id)))
    ]


def _known(session: Session, lessons: Sequence[Lesson]) -> dict[tuple[str, str, int], int]:
    wanted = {each.key for each in lessons}
    found: dict[tuple[str, str, int], int] = {}
    for some in chunks(sorted({name for _, name, _ in wanted})):
        query = select(PayerMemory.payer_iban, PayerMemory.payer_name, PayerMemory.debtor_id, PayerMemory.id).where(
            col(PayerMemory.payer_iban).in_({iban for iban, _, _ in wanted}),
            col(PayerMemory.payer_name).in_(some),
            col(PayerMemory.debtor_id).in_({debtor_id for _, _, debtor_id in wanted}),
        )
        found.update({(iban, name, debtor_id): id_ or 0 for iban, name, debtor_id, id_ in session.exec(query)})
    return {key: id_ for key, id_ in found.items() if key in wanted}


def _begin(session: Session, lessons: Sequence[Lesson]) -> list[int]:
    rows = []
    for each in lessons:
        iban, name, debtor_id = each.key
        rows.append(
            {
                "payer_iban": iban,
                "payer_name": name,
                "debtor_id": debtor_id,
                "times": 0,
                "first_on": each.booked_on,
                "last_on": each.booked_on,
                "taught_by": "",
                "forgotten_by": "",
                "forgotten_at": None,
            }
        )
    return add_rows(session, PayerMemory, rows)
