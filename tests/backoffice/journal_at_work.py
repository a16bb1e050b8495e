"""A journal that a clerk can work on: three lines with proposals, one without, and a statement nobody released."""

from dataclasses import dataclass, replace
from urllib.parse import parse_qsl, urlsplit

from sqlmodel import Session

from backoffice import routes
from shared import db, journals
from shared.matching import AmountFit, Signal
from shared.models import JournalLine, LineState
from tests import factories as make
from tests.harness import NOWHERE


@dataclass(frozen=True, slots=True)
class AtWork:
    """Ids of a journal, its lines in order, and the held statement."""

    journal: int
    lines: list[int]
    statement: int

    @property
    def path(self) -> str:
        """As the harness wants it: a page that exists would begin to watch."""
        return NOWHERE + routes.journal(self.journal)


def journal_at_work() -> AtWork:
    return db.run(_make)


def state_of(line_id: int) -> LineState:
    return db.look(lambda session: session.get_one(JournalLine, line_id).state)


def query_of(address: str) -> dict[str, str]:
    return dict(parse_qsl(urlsplit(address).query))


def _make(session: Session) -> AtWork:
    journal = make.journal(session)
    entries = [make.entry(amount, f"RE A-{number}") for number, amount in enumerate((100_00, 200_00, 300_00, 55_00), 1)]
    make.take_in(session, journal, make.statement(*entries))
    lines = make.lines_of(session, journal)
    owed = [make.invoice(session, amount, number=f"A-{at}") for at, amount in enumerate((100_00, 200_00, 350_00), 1)]
    reason = Signal("number", "Invoice number A-1", "strong", "text", 3, 6)
    said = [
        replace(make.proposal(line, pays, line.amount_minor, sure), signals=(reason,))
        for line, pays, sure in zip(lines, owed, (0.99, 0.65, 0.85), strict=False)
    ]
    nothing = replace(said[0], payment_id=lines[3].id or 0, shares=(), confidence=0.0, fit=AmountFit.NONE)
    journals.keep_proposals(session, journal.id or 0, [*said, nothing])
    make.take_in(session, journal, make.statement(make.entry(77_00, "later"), ties=False, id="STMT-2"))
    held = session.get_one(JournalLine, make.lines_of(session, journal)[-1].id).statement_id
    return AtWork(journal.id or 0, [each.id or 0 for each in make.lines_of(session, journal)], held)
