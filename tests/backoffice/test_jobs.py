"""The worker: promises kept whatever happens, a queue that holds data and nothing that runs."""

import json
import pickle
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from huey.registry import Message
from sqlmodel import Session, col, select

from backoffice.jobs import outbox as jobs
from backoffice.jobs import periodic
from backoffice.jobs.queue import JsonSerializer, open_queue
from shared import audit, clock, db, models, outbox

pytestmark = pytest.mark.usefixtures("database")


class TestTheOutbox:
    def test_one_promise_that_fails_stops_no_other(self, monkeypatch: pytest.MonkeyPatch) -> None:
        done: list[int] = []

        def effect(payload: dict[str, Any]) -> None:
            if payload["number"] == 1:
                raise OSError("the line is down")
            done.append(payload["number"])

        monkeypatch.setitem(jobs.EFFECTS, "test", effect)
        for number in range(3):
            db.run(outbox.promise, "test", f"test:{number}", {"number": number})

        assert jobs.send_due() == 2
        assert done == [0, 2]
        [waiting] = db.look(_waiting)
        assert waiting.problem == "OSError: the line is down"

    def test_what_failed_is_tried_again_later_and_then_forgotten(self, monkeypatch: pytest.MonkeyPatch) -> None:
        tries: list[int] = []

        def effect(_payload: dict[str, Any]) -> None:
            tries.append(1)
            if len(tries) < 3:
                raise OSError("the line is down")

        monkeypatch.setitem(jobs.EFFECTS, "test", effect)
        db.run(outbox.promise, "test", "test:1", {"secret": "link"})
        for minutes in (0, 0, 1, 3, 5):
            clock.move(timedelta(minutes=minutes))
            jobs.send_due()

        assert len(tries) == 3
        assert db.look(_waiting) == []
        assert "link" not in repr(db.look(_all_payloads))

    def test_a_topic_nobody_knows_waits_and_is_seen(self) -> None:
        db.run(outbox.promise, "no such topic", "x:1", {})
        jobs.send_due()

        [waiting] = db.look(_waiting)
        assert waiting.problem == "KeyError: 'no such topic'"


class TestTheClock:
    def test_every_job_is_on_it_by_its_own_name(self) -> None:
        queue = open_queue()
        periodic.register(queue)

        names = {type(task).__name__ for task in queue._registry.periodic_tasks}
        assert names == {job.__name__ for _, jobs in periodic.CLOCK for job in jobs}

    @pytest.mark.parametrize("job", [*periodic.EVERY_MINUTE, *periodic.EVERY_HOUR])
    def test_every_job_may_run_twice(self, job: periodic.Job) -> None:
        job()
        job()

    def test_the_audit_is_sealed(self) -> None:
        db.run(audit.note, "staff:1", "journal.posted", "journal:1")
        periodic.seal_audit()

        assert db.look(_unsealed) == []

    def test_tries_and_links_of_long_ago_are_dropped(self) -> None:
        db.run(_add_try)
        periodic.prune()
        assert len(db.look(_tries)) == 1

        clock.move(timedelta(days=1, minutes=1))
        periodic.prune()
        assert db.look(_tries) == []


class TestTheQueue:
    def test_lies_in_a_file_of_its_own(self, tmp_path: Path) -> None:
        open_queue()

        assert (tmp_path / "jobs.db").exists()

    def test_gives_back_the_task_it_took(self) -> None:
        queue = open_queue()
        periodic.register(queue)
        [task, *_] = queue._registry.periodic_tasks
        queue.enqueue(task)

        taken = queue.dequeue()
        assert (taken.name, taken.id) == (task.name, task.id)

    def test_holds_json_and_refuses_a_pickle(self) -> None:
        serializer = JsonSerializer()
        kept = serializer.serialize(Message("1", "seal_audit"))

        assert json.loads(kept)["message"]["name"] == "seal_audit"
        with pytest.raises(ValueError, match=r"JSON|utf-8|decode|value"):
            serializer.deserialize(pickle.dumps({"a": 1}))


def _waiting(session: Session) -> list[models.OutboxMessage]:
    return list(session.exec(select(models.OutboxMessage).where(col(models.OutboxMessage.done_at).is_(None))))


def _all_payloads(session: Session) -> list[Any]:
    return list(session.exec(select(models.OutboxMessage.payload)))


def _unsealed(session: Session) -> list[Any]:
    return list(session.exec(select(models.AuditRecord).where(col(models.AuditRecord.sequence).is_(None))))


def _add_try(session: Session) -> None:
    session.add(models.AccessTry(bucket="link.ip:x", at=clock.now()))


def _tries(session: Session) -> list[models.AccessTry]:
    return list(session.exec(select(models.AccessTry)))
