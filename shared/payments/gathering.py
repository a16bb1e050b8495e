"""Events that arrive while others are being written are kept together: one transaction for all that wait."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from weakref import WeakKeyDictionary

from shared import db
from shared.payments import inbox
from shared.payments.signatures import Notice

_MOST = 100


class Keeper:
    """Keeps events as `inbox.keep` does; whoever finds nobody writing begins to write for all who come meanwhile."""

    def __init__(self) -> None:
        self._waiting: list[tuple[Notice, asyncio.Future[None]]] = []
        self._writing: asyncio.Task[None] | None = None

    async def keep(self, notice: Notice) -> None:
        """Return once the event is kept.

        Raises:
            whatever the database raises: nothing is certain then, and the provider sends the event again.
        """
        kept = asyncio.get_running_loop().create_future()
        self._waiting.append((notice, kept))
        if self._writing is None or self._writing.done():
            # A task of its own: others wait for it too, so it goes on when this request is given up.
            self._writing = asyncio.create_task(self._write())
        await kept

    async def _write(self) -> None:
        while self._waiting:
            some, self._waiting = self._waiting[:_MOST], self._waiting[_MOST:]
            await _write_together([notice for notice, _ in some], [kept for _, kept in some])


_keepers: WeakKeyDictionary[asyncio.AbstractEventLoop, Keeper] = WeakKeyDictionary()


async def keep(notice: Notice) -> None:
    """Keep the event with all others that come to this event loop now; a loop that was stopped holds up no other.

    Raises:
        as `Keeper.keep` does.
    """
    await _keepers.setdefault(asyncio.get_running_loop(), Keeper()).keep(notice)


async def _write_together(notices: list[Notice], waiting: list[asyncio.Future[None]]) -> None:
    try:
        await db.call(inbox.keep, notices)
    except Exception as problem:  # noqa: BLE001 - each who waits is told
        for each in _still(waiting):
            each.set_exception(problem)
    else:
        for each in _still(waiting):
            each.set_result(None)


def _still(waiting: list[asyncio.Future[None]]) -> Iterator[asyncio.Future[None]]:
    return (each for each in waiting if not each.cancelled())
