"""Starting the real simulator inside a test."""

import asyncio
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from stripe_simulator.delivery import Target
from stripe_simulator.server import server

QUICK_BACKOFF_S = (0.05, 0.15, 0.45)
_STARTS_WITHIN_S = 10.0


@contextmanager
def running(
    webhook_url: str = "",
    secret: str = "",
    *,
    backoff_s: tuple[float, ...] = QUICK_BACKOFF_S,
    state: Path | None = None,
) -> Iterator[str]:
    """The simulator on a free port of 127.0.0.1, in a thread of this process; yields its base URL.

    Raises:
        TimeoutError: it did not start within ten seconds.
    """
    port = _free_port()
    started = _InThread(port, Target(webhook_url, secret, backoff_s), state)
    try:
        _wait_for(port)
        yield f"http://127.0.0.1:{port}"
    finally:
        started.stop()


class _InThread:
    """A server with an event loop and a thread of its own."""

    def __init__(self, port: int, target: Target, state: Path | None) -> None:
        self._loop = asyncio.new_event_loop()
        self._serving = server(port, target, state=state)
        self._thread = threading.Thread(target=self._run, name="stripe_simulator", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        self._loop.call_soon_threadsafe(self._serving.stop)
        self._thread.join(_STARTS_WITHIN_S)

    def _run(self) -> None:
        self._loop.run_until_complete(self._serving.serve())
        self._loop.close()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_for(port: int) -> None:
    deadline = time.monotonic() + _STARTS_WITHIN_S
    while time.monotonic() < deadline:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.01)
    raise TimeoutError(f"the Stripe simulator did not start on port {port}")
