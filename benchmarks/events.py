"""What an idle UI event costs: through the guard and a signed-in session, against a bare Reflex application."""

import asyncio
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import socketio

from backoffice.commands import schema
from backoffice.commands.services import ROOT
from shared import db
from shared.access import service as access
from shared.access.rules import Kind, cookie_name
from shared.models import Debtor
from shared.settings import settings

ROUNDS = 400
_ROOT_STATE = "reflex___state____state"
OURS = f"{_ROOT_STATE}.shared___ui___notice_state____notice_state.clear"
BARE = f"{_ROOT_STATE}.bare___bare____bare.nothing"
_BARE_APP = """
import reflex as rx
class Bare(rx.State):
    n: int = 0
    @rx.event
    def nothing(self): self.n = 1 - self.n
app = rx.App()
app.add_page(lambda: rx.el.p(Bare.n), route="/")
"""


def run() -> None:
    """Print both medians in milliseconds and their ratio."""
    with tempfile.TemporaryDirectory() as folder:
        cookie = _signed_in(folder)
        with _serving(ROOT, "app:app", folder) as address:
            ours = asyncio.run(_median_ms(address, OURS, cookie))
        with _serving(_bare(folder), "bare.bare:app", folder) as address:
            bare = asyncio.run(_median_ms(address, BARE, ""))
    print(f"idle event, signed in: {ours:.2f} ms; bare Reflex: {bare:.2f} ms, medians of {ROUNDS}")
    print(f"ratio, ours to bare: {ours / bare:.2f}")


def _signed_in(folder: str) -> str:
    """A database with one debtor, and the cookie of that debtor's session."""
    os.environ.update(DUEBOOK_DATABASE_URL=f"sqlite:///{folder}/ui.db", DUEBOOK_DATA_DIR=folder)
    settings.cache_clear()
    db.engine.cache_clear()
    schema.bring_up_to_date()
    return db.run(_debtor_cookie)


def _debtor_cookie(session: Any) -> str:
    session.add(Debtor(number="D-1", name="Debtor", email="debtor@example.com"))
    session.flush()
    (link,) = access.make_links(session, "debtor@example.com", access.ANY_BROWSER)
    return access.consume_link(session, link.token, "") or ""


def _bare(folder: str) -> Path:
    root = Path(folder) / "bare_site"
    (root / "bare").mkdir(parents=True)
    (root / "bare" / "__init__.py").touch()
    (root / "bare" / "bare.py").write_text(_BARE_APP)
    config = "import reflex as rx\nconfig = rx.Config(app_name='bare', telemetry_enabled=False)\n"
    (root / "rxconfig.py").write_text(config)
    return root


@contextmanager
def _serving(root: Path, target: str, folder: str) -> Iterator[str]:
    """The application's backend on a free port of loopback."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    env = {**os.environ, "__REFLEX_SKIP_COMPILE": "true", "REFLEX_ENV_MODE": "prod", "PYTHONPATH": str(root)}
    env |= {"REFLEX_STATE_MANAGER_MODE": "memory", "REFLEX_TELEMETRY_ENABLED": "false"}
    command = [
        sys.executable,
        "-m",
        "granian",
        "--interface",
        "asgi",
        "--factory",
        "--host",
        "127.0.0.1",
        "--port",
        str(port),
        target,
    ]
    with (Path(folder) / "log").open("wb") as log:
        process = subprocess.Popen(command, cwd=root, env=env, stdout=log, stderr=log)
    try:
        _wait(port)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(15)


def _wait(port: int) -> None:
    for _ in range(900):
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise TimeoutError("the application did not start within 90 seconds")


async def _median_ms(address: str, event: str, cookie: str) -> float:
    """The median time from sending an event to its answer, over one idle socket."""
    client = socketio.AsyncClient()
    answered = asyncio.Event()
    client.on("event", lambda _update: answered.set(), namespace="/_event")
    headers = {"Cookie": f"{cookie_name(Kind.DEBTOR, secure=False)}={cookie}"} if cookie else {}
    url = f"{address}?token={uuid.uuid4()}"
    places: dict[str, Any] = {"socketio_path": "/_event", "namespaces": ["/_event"], "transports": ["websocket"]}
    await client.connect(url, headers=headers, **places)
    times = []
    for _ in range(ROUNDS + 20):
        answered.clear()
        started = time.perf_counter()
        message = {"name": event, "payload": {}, "router_data": {"pathname": "/", "query": {}, "asPath": "/"}}
        await client.emit("event", message, namespace="/_event")
        await asyncio.wait_for(answered.wait(), 10)
        times.append((time.perf_counter() - started) * 1000)
    await client.disconnect()
    return statistics.median(times[20:])


if __name__ == "__main__":
    run()
