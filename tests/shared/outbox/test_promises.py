"""A promise is kept at least once, taken by one worker at a time, and forgotten when it was carried out."""

from datetime import timedelta

import pytest
from sqlmodel import Session, select

from shared import clock, db, outbox
from shared.errors import Refused
from shared.models import Change, OutboxMessage

pytestmark = pytest.mark.usefixtures("database")


def _promise(key: str = "mail:1") -> None:
    db.run(outbox.promise, "mail", key, {"to": "ap@debtor.example", "link": "a secret"})


def _claimed(limit: int = 20) -> list[int]:
    return [each.id or 0 for each in db.run(outbox.claim, limit)]


def _message(number: int) -> OutboxMessage:
    return db.look(lambda session: session.get_one(OutboxMessage, number))


class TestAPromise:
    def test_under_the_same_key_is_one(self) -> None:
        _promise()
        _promise()

        assert len(_claimed()) == 1

    def test_is_not_made_by_what_was_rolled_back(self) -> None:
        def refused(session: Session) -> None:
            outbox.promise(session, "mail", "mail:1", {})
            raise Refused("not like this")

        with pytest.raises(Refused):
            db.run(refused)

        assert _claimed() == []


class TestClaim:
    def test_gives_a_promise_to_one_worker(self) -> None:
        _promise()

        assert len(_claimed()) == 1
        assert _claimed() == []

    def test_gives_back_what_a_dead_worker_held(self) -> None:
        _promise()
        taken = _claimed()

        clock.move(timedelta(minutes=5, seconds=1))

        assert _claimed() == taken

    def test_takes_the_oldest_first_and_no_more_than_asked(self) -> None:
        for number in range(3):
            _promise(f"mail:{number}")

        assert (_claimed(2), _claimed(2)) == ([1, 2], [3])

    def test_gives_up_after_twelve_tries(self) -> None:
        _promise()
        for day in range(1, 13):
            clock.move(timedelta(days=day))
            assert len(_claimed()) == 1

        clock.move(timedelta(days=13))
        assert _claimed() == []
        assert _message(1).tries == 12


class TestWhatHappened:
    def test_is_forgotten_once_it_was_carried_out(self) -> None:
        _promise()
        db.run(outbox.complete, _claimed()[0])

        clock.move(timedelta(days=1))

        assert _claimed() == []
        assert _message(1).payload == {}

    def test_is_tried_again_twice_as_late_each_time(self) -> None:
        _promise()
        waits = []
        for day in range(1, 4):
            clock.move(timedelta(days=day))
            started = clock.now()
            db.run(outbox.fail, _claimed()[0], "no route to host")
            waits.append(round((_message(1).due_at - started).total_seconds()))

        assert waits == [30, 60, 120]
        assert _message(1).problem == "no route to host"


class TestChanges:
    def test_are_seen_by_who_looks_and_pruned_after_an_hour(self) -> None:
        before = db.look(outbox.latest_change)
        db.run(outbox.changed, "ledger")
        db.run(outbox.changed, "journal:1")

        seen = db.look(outbox.changes_since, before)
        assert [topic for number, topic in seen.items() if number > before] == ["ledger", "journal:1"]

        clock.move(timedelta(hours=1, seconds=1))
        db.run(outbox.prune)
        assert db.look(lambda session: session.exec(select(Change)).all()) == []
