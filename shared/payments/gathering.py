"""Events that arrive while others are being written are kept together: one transaction for all that wait."""

from __future__ import annotations

import asyncio

from shared import db
from shared.payments import inbox
from shared.payments.signatures import Notice

_MOST = 100


class Keeper:
    """Keeps events as `inbox.keep` does; whoever finds nobody writing writes for all who come meanwhile."""

    def __init__(self) -> None:
        self._waiting: list[tuple[Notice, asyncio.Future[None]]] = []
        self._is_writing = False

    async def keep(self, notice: Notice) -> None:
        """Return once the event is kept.

        Raises:
            whatever the database raises: nothing is certain then, and the provider sends the event again.
        """
        kept = asyncio.get_running_loop().create_future()
        self._waiting.append((notice, kept))
        if not self._is_writing:
            self._is_writing = True
            # Others wait for it too, so it goes on when this request is given up.
            await asyncio.shield(asyncio.create_task(self._write()))
        await kept

    async def _write(self) -> None:
        try:
            while self._waiting:
                some, self._waiting = self._waiting[:_MOST], self._waiting[_MOST:]
                await _write_together([notice for notice, _ in some], [kept for _, kept in some])
        finally:
            self._is_writing = False


async def _write_together(notices: list[Notice], waiting: list[asyncio.Future[None]]) -> None:
    try:
        await db.call(inbox.keep, notices)
    except Exception as problem:  # noqa: BLE001 - each who waits is told
        for each in waiting:
            each.set_exception(problem)
    else:
        for each in waiting:
            each.set_result(None)
