"""Apply Automatically and Post as jobs: with progress, one at a time, begun again after a kill."""

from datetime import timedelta

import pytest
from sqlmodel import Session, col, select

from backoffice.jobs import journals as jobs
from backoffice.jobs.journals import Applied, AtWorkAlready
from shared import clock, db, journals, ledger
from shared.errors import NotFound
from shared.journals import Posted
from shared.models import Invoice, Journal, JournalLine, JournalState, LineState
from tests import factories
from tests.factories import ACTOR, detail, entry, statement

pytestmark = pytest.mark.usefixtures("database")


def _owed_and_paid(session: Session) -> int:
    """Three invoices and a journal: one paid by reference, one by number, one line that nobody can place."""
    by_reference = factories.invoice(session, 400_00, number="2026-1001")
    factories.invoice(session, 80_00, number="2026-1002")
    factories.invoice(session, 55_00, number="2026-1003")
    journal = factories.journal(session)
    paid = detail(400_00, structured_reference=by_reference.payment_reference)
    placed = entry(400_00, details=(paid,)), entry(80_00, "Rechnung 2026-1002")
    unknown = detail(7_77, "thanks for dinner", counterparty_name="Somebody Else")
    factories.take_in(session, journal, statement(*placed, entry(7_77, details=(unknown,))))
    return journal.id or 0


def _states(session: Session) -> list[LineState]:
    return [each.state for each in session.exec(select(JournalLine).order_by(col(JournalLine.position)))]


def _journal(number: int) -> Journal:
    return db.look(lambda session: session.get_one(Journal, number))


def _books() -> dict[str, int]:
    return db.look(factories.books)


class TestApply:
    def test_sorts_every_line_that_nobody_decided(self) -> None:
        journal = db.run(_owed_and_paid)

        assert jobs.apply_journal(journal, actor=ACTOR) == Applied(lines=3, ready=2, review=0, unmatched=1)

        assert db.look(_states) == [LineState.READY, LineState.READY, LineState.UNMATCHED]
        assert _journal(journal).state is JournalState.MATCHED
        assert _books() == {"1200": 535_00, "4000": -535_00}

    def test_again_proposes_the_same(self) -> None:
        journal = db.run(_owed_and_paid)
        first = jobs.apply_journal(journal, actor=ACTOR)

        assert jobs.apply_journal(journal, actor=ACTOR) == first

    def test_leaves_held_statements_alone(self) -> None:
        journal = db.run(lambda session: factories.journal(session).id) or 0
        db.run(lambda session: factories.take_in(session, _of(session, journal), statement(entry(1_00), ties=False)))

        assert jobs.apply_journal(journal, actor=ACTOR).lines == 0

    def test_of_no_journal_is_not_found(self) -> None:
        with pytest.raises(NotFound):
            jobs.apply_journal(4711, actor=ACTOR)


class TestPost:
    def test_posts_all_that_was_accepted_and_tells_how_much(self) -> None:
        journal = db.run(_owed_and_paid)
        jobs.apply_journal(journal, actor=ACTOR)
        db.run(journals.accept_above, journal, 9000, actor=ACTOR)

        assert jobs.post_journal(journal, actor=ACTOR) == Posted(lines=2, amount_minor=480_00)

        assert db.look(_states) == [LineState.POSTED, LineState.POSTED, LineState.UNMATCHED]
        assert _books() == {"1010": 480_00, "1200": 55_00, "4000": -535_00}
        assert db.look(ledger.verify) == []
        assert _journal(journal).job == ""

    def test_takes_up_what_a_killed_run_left(self) -> None:
        journal = db.run(_owed_and_paid)
        jobs.apply_journal(journal, actor=ACTOR)
        db.run(journals.accept_above, journal, 9000, actor=ACTOR)
        db.run(jobs._begin, journal, "Post")
        db.run(journals.post_batch, journal, actor=ACTOR, size=1)

        clock.move(timedelta(seconds=61))

        assert jobs.post_journal(journal, actor=ACTOR) == Posted(lines=1, amount_minor=80_00)
        assert _books() == {"1010": 480_00, "1200": 55_00, "4000": -535_00}


class TestTwoAtOnce:
    def test_are_told_that_the_journal_is_busy(self) -> None:
        journal = db.run(_owed_and_paid)
        db.run(jobs._begin, journal, "Apply Automatically")

        with pytest.raises(AtWorkAlready, match="Apply Automatically is under way"):
            jobs.post_journal(journal, actor=ACTOR)

        assert _journal(journal).job == "Apply Automatically"

    def test_do_not_stay_blocked_by_one_that_failed(self, monkeypatch: pytest.MonkeyPatch) -> None:
        journal = db.run(_owed_and_paid)

        def out_of_memory(*_: object) -> None:
            raise MemoryError

        monkeypatch.setattr(jobs, "propose", out_of_memory)
        with pytest.raises(MemoryError):
            jobs.apply_journal(journal, actor=ACTOR)
        assert _journal(journal).job == ""


def _of(session: Session, number: int) -> Journal:
    return session.get_one(Journal, number)


def test_nothing_of_the_story_is_paid_before_post() -> None:
    journal = db.run(_owed_and_paid)
    jobs.apply_journal(journal, actor=ACTOR)
    db.run(journals.accept_above, journal, 9000, actor=ACTOR)

    owed = db.look(lambda session: session.exec(select(Invoice.outstanding_minor).order_by(col(Invoice.id))).all())
    assert list(owed) == [400_00, 80_00, 55_00]
