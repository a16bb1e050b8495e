"""Waiting for the card provider in threads of its own, so that a slow one holds up neither pages nor the database."""

from __future__ import annotations

import asyncio
import logging
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import TypeVar

log = logging.getLogger(__name__)

T = TypeVar("T")

_people = ThreadPoolExecutor(max_workers=8, thread_name_prefix="duebook-checkout")
_machines = ThreadPoolExecutor(max_workers=4, thread_name_prefix="duebook-events")


async def within(patience: timedelta, work: Callable[[], T]) -> T | None:
    """What the work returns, or None when it takes longer; it goes on all the same and leaves its result in the books.

    Raises:
        whatever the work raises within that time.
    """
    future = asyncio.get_running_loop().run_in_executor(_people, work)
    done, _ = await asyncio.wait({future}, timeout=patience.total_seconds())
    return future.result() if done else None


class Soon:
    """Work that is begun soon after it was asked for: once, however often it is asked for until then."""

    def __init__(self, work: Callable[[], object]) -> None:
        self._work, self._is_asked, self._lock = work, False, threading.Lock()

    def ask(self) -> None:
        with self._lock:
            if self._is_asked:
                return
            self._is_asked = True
        _machines.submit(self._begin)

    def _begin(self) -> None:
        with self._lock:
            self._is_asked = False
        _logged(self._work)


def _logged(work: Callable[[], object]) -> None:
    try:
        work()
    except Exception:
        log.exception("work on a card event failed; the worker will try it again")
