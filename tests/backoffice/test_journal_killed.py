"""Apply and Post are killed in the middle and begun again: nothing is lost, nothing is done twice."""

from datetime import timedelta

import pytest
from sqlalchemy import func
from sqlmodel import Session, col, select

from backoffice.jobs import journals as jobs
from shared import clock, db, journals, ledger
from shared.models import JournalLine, LineShare, LineState, PayerLesson, Receipt
from tests import factories
from tests.backoffice.killing import kill_apply, kill_post
from tests.factories import ACTOR, detail, entry, statement

pytestmark = pytest.mark.usefixtures("database")

LINES = 150
BATCH = 5


def _owed_and_paid(session: Session) -> int:
    """A journal whose every line pays an invoice by its reference."""
    owed = [factories.invoice(session, 1_00 + number) for number in range(LINES)]
    journal = factories.journal(session)
    paid = [detail(each.outstanding_minor, structured_reference=each.payment_reference) for each in owed]
    factories.take_in(session, journal, statement(*(entry(each.amount.minor, details=(each,)) for each in paid)))
    return journal.id or 0


def _in_state(state: LineState) -> int:
    query = select(func.count(col(JournalLine.id))).where(JournalLine.state == state)
    return db.look(lambda session: session.exec(query).one())


def _later() -> None:
    """When whoever was at work has not been heard of for long enough."""
    clock.move(timedelta(minutes=2))


def test_apply_that_was_killed_is_done_by_the_next() -> None:
    journal = db.run(_owed_and_paid)

    kill_apply(journal, once=lambda: _in_state(LineState.NEW) < LINES)
    _later()
    done = jobs.apply_journal(journal, actor=ACTOR)

    assert done.lines == LINES
    assert db.look(lambda session: session.exec(select(func.count(col(LineShare.id)))).one()) == LINES
    assert _in_state(LineState.NEW) == 0


def test_post_that_was_killed_goes_on_where_it_was() -> None:
    journal = db.run(_owed_and_paid)
    jobs.apply_journal(journal, actor=ACTOR)
    db.run(journals.accept_above, journal, 0, actor=ACTOR)
    waiting = _in_state(LineState.ACCEPTED)

    kill_post(journal, size=BATCH, once=lambda: _in_state(LineState.POSTED) >= 3 * BATCH)
    posted = _in_state(LineState.POSTED)
    assert (posted % BATCH, 0 < posted < waiting) == (0, True)
    assert db.look(ledger.verify) == []

    _later()
    done = jobs.post_journal(journal, actor=ACTOR)

    assert (done.lines, _in_state(LineState.POSTED)) == (waiting - posted, waiting)
    assert db.look(lambda session: session.exec(select(func.count(col(Receipt.id)))).one()) == waiting
    assert db.look(lambda session: session.exec(select(func.count(col(PayerLesson.id)))).one()) == waiting
    assert db.look(ledger.verify) == []
