"""Webhooks on their way: sent in the background, tried again for a while, and written down."""

import asyncio
from collections import deque
from collections.abc import Coroutine
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any

import httpx

from stripe_simulator import letters
from stripe_simulator.faults import Plan, WebhookFaults
from stripe_simulator.store import Object, Store

BACKOFF_S = (1.0, 3.0, 9.0, 27.0, 81.0)
_LOG_LENGTH = 5_000


@dataclass(frozen=True, slots=True)
class Target:
    """Where webhooks go (nowhere if `url` is empty), how they are signed, how long to wait before each further try."""

    url: str = ""
    secret: str = ""
    backoff_s: tuple[float, ...] = BACKOFF_S
    timeout_s: float = 10.0


@dataclass(frozen=True, slots=True)
class Sending:
    """One line of the log. `status` is what the receiver answered, None when nothing came back."""

    event: str
    type: str
    attempt: int
    at: str
    status: int | None
    error: str | None
    faults: tuple[str, ...]


class Delivery:
    """Sends events to the target. An event is delivered once it was answered with 2xx."""

    def __init__(self, store: Store, plan: Plan, target: Target) -> None:
        self._store, self._plan, self._target = store, plan, target
        self._tasks: set[asyncio.Task[None]] = set()
        self._turn = asyncio.Lock()  # changes are told in the order they were made, unless a fault says otherwise
        # Never leaves this machine, so neither proxies nor certificates are looked for.
        self._client = httpx.AsyncClient(timeout=target.timeout_s, trust_env=False, verify=False)
        self._log: deque[Sending] = deque(maxlen=_LOG_LENGTH)

    def send(self, event_ids: list[str]) -> None:
        """Start sending the events of one change; returns at once."""
        if self._target.url and event_ids:
            self._start(self._send_all(event_ids))

    def send_pending(self) -> None:
        """Start sending what was not delivered before the program was stopped."""
        pending = [each["id"] for each in self._store.newest_first("event") if each["pending_webhooks"]]
        self.send(pending[::-1])

    def log(self) -> list[dict[str, Any]]:
        return [asdict(each) for each in self._log]

    @property
    def under_way(self) -> int:
        """How many tasks still have something to send or to try again."""
        return len(self._tasks)

    async def stop(self) -> None:
        """Give up whatever is under way."""
        tasks = tuple(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        self._log.clear()

    async def close(self) -> None:
        await self.stop()
        await self._client.aclose()

    def _start(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _send_all(self, event_ids: list[str]) -> None:
        knobs = self._plan.knobs.webhook
        await asyncio.sleep(knobs.delay_s)
        async with self._turn:
            queue = [copy for event in self._to_send(event_ids) for copy in self._copies(event, knobs)]
            if knobs.concurrent:
                await asyncio.gather(*(self._send(event) for event in queue))
                return
            for event in queue:
                await self._send(event)

    def _to_send(self, event_ids: list[str]) -> list[Object]:
        """The events in the order they are to go, without those that a fault loses."""
        events = [self._store.need("event", each) for each in event_ids]
        if self._plan.knobs.webhook.reorder:
            events = self._plan.shuffled(events)
        return [each for each in events if not self._lost(each)]

    def _lost(self, event: Object) -> bool:
        if not self._plan.concerns(event["type"]) or not self._plan.take_drop_event():
            return False
        self._write_down(event, attempt=0, status=None, error=None, faults=("drop",))
        return True

    def _copies(self, event: Object, knobs: WebhookFaults) -> list[Object]:
        return [event] * (1 + (knobs.duplicate if self._plan.concerns(event["type"]) else 0))

    async def _send(self, event: Object) -> None:
        if not await self._try(event, 1):
            self._start(self._try_again(event))

    async def _try_again(self, event: Object) -> None:
        for attempt, wait_s in enumerate(self._target.backoff_s, start=2):
            await asyncio.sleep(wait_s)
            if await self._try(event, attempt):
                return

    async def _try(self, event: Object, attempt: int) -> bool:
        lies = self._plan.take_lies(event["type"])
        letter = letters.write(event, self._target.secret, lies)
        try:
            answer = await self._client.post(self._target.url, content=letter.body, headers=letter.headers)
        except httpx.HTTPError as failure:
            error = f"{type(failure).__name__}: {failure}"
            self._write_down(event, attempt=attempt, status=None, error=error, faults=letter.lies)
            return False
        self._write_down(event, attempt=attempt, status=answer.status_code, error=None, faults=letter.lies)
        if answer.is_success:
            self._store.put({**event, "pending_webhooks": 0})
        return answer.is_success

    def _write_down(self, event: Object, **facts: Any) -> None:
        self._log.append(Sending(event["id"], event["type"], at=datetime.now(UTC).isoformat(), **facts))
