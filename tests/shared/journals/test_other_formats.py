"""What interim reports and other formats tell comes into a journal like camt: booked once, by the statement."""

from sqlmodel import Session

from shared import journals, statements
from shared.models import LineState
from tests import factories
from tests.factories import IBAN, lines_of

_ENTRY = ":61:2604010401C119,00NTRFNONREF//B1\n:86:166?00TEXT?20SVWZ+Invoice 2026-1?32Anna Berg\n"
_ACCOUNT = f":20:S1\n:25:{IBAN[4:12]}/{IBAN[12:]}\n:28C:1/1\n"
_INTERIM = f"{_ACCOUNT}:34F:EUR0,\n:13D:2604011200+0200\n{_ENTRY}:90D:0EUR0,\n:90C:1EUR119,00\n-\n".encode()
_FINAL = f"{_ACCOUNT}:60F:C260331EUR0,\n{_ENTRY}:62F:C260401EUR119,00\n-\n".encode()


def _take_in(session: Session, journal_id: int, data: bytes) -> tuple[int, int, int, int]:
    taken = journals.take_in(session, journal_id, statements.read(data), file_name="x.sta", actor="test")
    return taken.added, taken.repeated, taken.set_aside, taken.held


def test_what_an_interim_report_announced_is_booked_once_by_the_statement(session: Session) -> None:
    journal = factories.journal(session)

    assert _take_in(session, journal.id or 0, _INTERIM) == (0, 0, 1, 0)
    assert _take_in(session, journal.id or 0, _FINAL) == (1, 0, 0, 0)
    assert _take_in(session, journal.id or 0, _FINAL) == (0, 1, 0, 0)
    assert [each.state for each in lines_of(session, journal)] == [LineState.SET_ASIDE, LineState.NEW]


def test_a_statement_that_a_payers_text_has_changed_is_held(session: Session) -> None:
    journal = factories.journal(session)
    forged = _FINAL.replace(b"Invoice 2026-1", b"Invoice\n:61:2604010401C900,00NTRFX//B9")

    assert _take_in(session, journal.id or 0, forged) == (2, 0, 0, 1)
