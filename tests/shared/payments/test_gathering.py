"""Events that come at one moment are kept in few transactions, and each who waits is told how it went."""

import asyncio

import pytest

from shared import db
from shared.payments import gathering, inbox
from shared.payments.gathering import Keeper
from shared.payments.signatures import Notice, read
from tests.shared.payments.cards import event, events

pytestmark = pytest.mark.usefixtures("database")


def _notices(count: int) -> list[Notice]:
    return [read(event("payment_intent.succeeded", {"id": "pi_1"}, f"evt_{each}").decode()) for each in range(count)]


async def _keep_at_once(notices: list[Notice]) -> list[BaseException | None]:
    keeper = Keeper()
    return await asyncio.gather(*map(keeper.keep, notices), return_exceptions=True)


def test_all_are_kept_when_everybody_is_answered(monkeypatch: pytest.MonkeyPatch) -> None:
    batches: list[int] = []
    really = inbox.keep
    monkeypatch.setattr(inbox, "keep", lambda session, some: batches.append(len(some)) or really(session, some))

    assert asyncio.run(_keep_at_once(_notices(120))) == [None] * 120

    assert len(events()) == 120
    assert batches == [100, 20]


def test_what_cannot_be_written_is_told_to_each_who_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> int:
        raise ConnectionError("the database is gone")

    with monkeypatch.context() as meanwhile:
        meanwhile.setattr(inbox, "keep", broken)
        told = asyncio.run(_keep_at_once(_notices(3)))

    assert [type(each) for each in told] == [ConnectionError] * 3
    assert db.run(inbox.keep, _notices(3)) == 3


@pytest.mark.parametrize("leaves", [0, 1])
def test_a_request_that_is_given_up_holds_up_no_other(leaves: int) -> None:
    async def one_leaves() -> None:
        keeper = Keeper()
        asked = [asyncio.create_task(keeper.keep(each)) for each in _notices(3)]
        await asyncio.sleep(0)
        asked.pop(leaves).cancel()
        await asyncio.wait_for(asyncio.gather(*asked), 10)

    asyncio.run(one_leaves())

    assert len(events()) == 3


def test_a_loop_that_was_stopped_while_it_wrote_holds_up_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = _notices(2)
    stopped = asyncio.new_event_loop()
    with monkeypatch.context() as meanwhile:
        meanwhile.setattr(db, "call", lambda *_: asyncio.sleep(60))
        stopped.run_until_complete(asyncio.wait({stopped.create_task(gathering.keep(first))}, timeout=0.05))

    asyncio.run(asyncio.wait_for(gathering.keep(second), 10))

    assert [each.event_id for each in events()] == [second.event_id]
    _end(stopped)


def _end(loop: asyncio.AbstractEventLoop) -> None:
    tasks = asyncio.all_tasks(loop)
    for each in tasks:
        each.cancel()
    loop.run_until_complete(asyncio.gather(*tasks, return_exceptions=True))
    loop.close()
