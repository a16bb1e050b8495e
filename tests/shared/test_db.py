"""One unit of work: whole or not at all, rows numbered in order, locks taken afresh."""

import asyncio
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import text
from sqlalchemy.exc import OperationalError
from sqlmodel import Session, col, select

from shared import creditors, db
from shared.errors import NotFound, Refused
from shared.models import AuditRecord, Creditor, Debtor, Invoice
from tests import factories

pytestmark = pytest.mark.usefixtures("database")


def _count(session: Session) -> int:
    return len(session.exec(select(Creditor)).all())


class TestTransaction:
    def test_keeps_what_was_done(self) -> None:
        db.run(factories.house)

        assert db.look(_count) == 1

    def test_leaves_nothing_behind_when_it_is_refused(self) -> None:
        def half(session: Session) -> None:
            factories.house(session)
            raise Refused("not like this")

        with pytest.raises(Refused, match="not like this"):
            db.run(half)

        assert db.look(_count) == 0

    def test_leaves_nothing_behind_when_it_crashes(self) -> None:
        def half(session: Session) -> None:
            factories.house(session)
            session.flush()
            raise ZeroDivisionError

        with pytest.raises(ZeroDivisionError):
            db.run(half)

        assert db.look(_count) == 0

    def test_of_a_page_runs_off_the_event_loop(self) -> None:
        async def page() -> int:
            await db.call(creditors.register, "Halden", "DE")
            return await db.ask(_count)

        assert asyncio.run(page()) == 1


class TestAReading:
    def test_sees_what_was_committed_and_keeps_nothing(self) -> None:
        db.run(factories.house)

        with db.reading() as session:
            session.add(Creditor(name="Never kept", country="DE"))
            assert session.exec(select(Creditor.name)).all() == [factories.HOUSE]

        assert db.look(_count) == 1


class TestARetry:
    class Deadlock(Exception):
        sqlstate = "40P01"

    def test_lets_the_loser_of_a_deadlock_try_again(self) -> None:
        tries: list[int] = []

        def unlucky_twice(session: Session) -> int:
            tries.append(1)
            factories.house(session)
            if len(tries) < 3:
                raise OperationalError("UPDATE", {}, self.Deadlock())
            return len(tries)

        assert db.run(unlucky_twice) == 3
        assert db.look(_count) == 1

    def test_ends_after_five_tries(self) -> None:
        tries: list[int] = []

        def unlucky(_: Session) -> None:
            tries.append(1)
            raise OperationalError("UPDATE", {}, self.Deadlock())

        with pytest.raises(OperationalError):
            db.run(unlucky)

        assert len(tries) == 5

    def test_is_not_for_anything_else(self) -> None:
        tries: list[int] = []

        def broken(session: Session) -> None:
            tries.append(1)
            session.execute(text("SELECT nothing FROM nowhere"))

        with pytest.raises(Exception, match="nowhere"):
            db.run(broken)

        assert len(tries) == 1


class TestAddRows:
    def test_numbers_rows_in_the_order_given_also_beside_others(self, session: Session) -> None:
        session.add(Creditor(name="first", country="DE"))
        rows = [Creditor(name=name, country="DE").model_dump(exclude={"id"}) for name in "zayb"]

        ids = db.add_rows(session, Creditor, rows)

        session.add(Creditor(name="last", country="DE"))
        names = [session.get_one(Creditor, each).name for each in ids]
        assert names == list("zayb")
        assert ids == sorted(set(ids))
        assert [each.name for each in session.exec(select(Creditor).order_by("id"))] == ["first", *"zayb", "last"]

    def test_of_nothing_adds_nothing(self, session: Session) -> None:
        assert db.add_rows(session, Creditor, []) == []

    def test_keeps_moments_documents_and_any_text_as_they_are(self, session: Session) -> None:
        at = datetime(2026, 3, 29, 1, 30, 0, 123456, tzinfo=UTC)
        awkward = 'tab\t line\n quote" \\N backslash \\ ø € 💶'
        row = {"at": at, "actor": awkward, "action": "a", "subject": "s", "facts": {"text": awkward, "list": [1, None]}}

        ids = db.add_rows(session, AuditRecord, [{**row, "sequence": None, "previous_hash": "", "hash": ""}])

        kept = session.get_one(AuditRecord, ids[0])
        assert (kept.at, kept.actor, kept.facts) == (at, awkward, {"text": awkward, "list": [1, None]})
        assert kept.sequence is None


class TestOneOf:
    def test_finds_the_rows_with_one_of_many_values_each_once(self, session: Session) -> None:
        numbers = [factories.invoice(session, number=f"A-{place}").number for place in range(3)]
        wanted = [*numbers[:2], numbers[0], *(f"nobody {place}" for place in range(12_000)), "quote ' \\ { }"]

        found = [
            each
            for among in db.one_of(col(Invoice.number), wanted)
            for each in session.exec(select(Invoice.number).where(among))
        ]

        assert sorted(found) == sorted(numbers[:2])

    def test_of_nothing_asks_nothing(self, session: Session) -> None:
        assert list(db.one_of(col(Invoice.number), [])) == []


class TestLocked:
    def test_reads_afresh_what_the_session_held_already(self, session: Session) -> None:
        debtor_id = factories.debtor(session)
        held = session.get_one(Debtor, debtor_id)
        session.execute(text("UPDATE debtor SET name = 'Renamed'"))

        locked = db.locked(session, Debtor, [debtor_id, debtor_id])

        assert locked == {debtor_id: held}
        assert held.name == "Renamed"

    def test_names_a_row_that_does_not_exist(self, session: Session) -> None:
        with pytest.raises(NotFound, match="Debtor 4711"):
            db.locked(session, Debtor, [factories.debtor(session), 4711])

    def test_takes_more_rows_than_fit_one_statement(self, session: Session) -> None:
        debtors = (Debtor(number=f"D-{n}", name="x") for n in range(1_201))
        ids = db.add_rows(session, Debtor, [each.model_dump(exclude={"id"}) for each in debtors])

        assert list(db.locked(session, Debtor, reversed(ids))) == ids


def test_a_posted_day_is_the_day_that_was_meant(session: Session) -> None:
    invoice = factories.invoice(session, issued_on=date(2024, 2, 29), due_on=date(2024, 12, 31))

    session.expire(invoice)

    assert (invoice.issued_on, invoice.due_on) == (date(2024, 2, 29), date(2024, 12, 31))
