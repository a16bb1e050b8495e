"""The socket as attackers meet it: the app served by its real server, a client without a page."""

import asyncio
import json
import os
import socket
import subprocess
import sys
import time
import uuid
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
import socketio

from shared import db
from shared.access import service
from shared.settings import settings
from tests.harness import cookie_value, debtor_cookie, new_debtor

ROOT = "reflex___state____state"
PATIENCE_S = 60  # a machine that has other work to do takes its time


@pytest.fixture
def server(database: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The app on loopback, without a front end; gone after the test."""
    with socket.socket() as some:
        some.bind(("127.0.0.1", 0))
        port = some.getsockname()[1]
    origin = f"http://127.0.0.1:{port}"
    monkeypatch.setenv("DUEBOOK_ORIGIN", origin)
    settings.cache_clear()
    environment = os.environ | {"__REFLEX_SKIP_COMPILE": "true", "REFLEX_ENV_MODE": "prod"}
    command = ["--interface", "asgi", "--factory", "--host", "127.0.0.1", "--port", str(port), "app:app"]
    process = subprocess.Popen([sys.executable, "-m", "granian", *command], env=environment)
    try:
        _wait_for(f"{origin}/ping")
        yield origin
    finally:
        process.terminate()
        process.wait(15)


class Client:
    """A socket client that asks what it likes and keeps all it is sent."""

    def __init__(self, server: str, *, cookie: str = "", origin: str = "", token: str = "") -> None:
        self.server, self.token = server, token or str(uuid.uuid4())
        self.headers = {name: value for name, value in {"Cookie": cookie, "Origin": origin}.items() if value}
        self.frames: list[str] = []
        self.socket = socketio.AsyncClient(reconnection=False)
        self.socket.on("event", self._take, namespace="/_event")

    async def connect(self) -> None:
        await self.socket.connect(
            f"{self.server}?token={self.token}",
            headers=self.headers,
            socketio_path="/_event",
            namespaces=["/_event"],
            transports=["websocket"],
            wait_timeout=PATIENCE_S,
        )

    async def hydrate(self, more: dict[str, Any] | None = None) -> str:
        """Ask for the whole state and give the frames that answer: all of it, and what half a second more brings."""
        before, deadline = len(self.frames), time.monotonic() + PATIENCE_S
        where = {"pathname": "/", "query": {}, "asPath": "/"} | (more or {})
        event = {"name": f"{ROOT}.hydrate", "payload": {}, "router_data": where}
        await self.socket.emit("event", event, namespace="/_event")
        while time.monotonic() < deadline and not any("portal_session" in frame for frame in self.frames[before:]):
            await asyncio.sleep(0.05)
        await asyncio.sleep(0.5)
        return " ".join(self.frames[before:])

    async def _take(self, frame: Any) -> None:
        self.frames.append(frame if isinstance(frame, str) else json.dumps(frame))


async def test_the_socket_withstands_what_a_client_without_a_page_can_do(server: str) -> None:
    cookie = debtor_cookie(new_debtor())
    await _only_our_origin_connects(server)
    await _nobody_sees_anything(server, cookie)
    await _a_debtor_sees_their_name_and_no_cookie(server, cookie)
    await _a_stolen_token_finds_nothing(server, cookie)
    await _an_ended_session_ends_on_the_open_socket(server, cookie)


async def _only_our_origin_connects(server: str) -> None:
    for origin in ("http://evil.example", "null", f"{server}.evil.example"):
        with pytest.raises(socketio.exceptions.ConnectionError):
            await Client(server, origin=origin).connect()
    client = Client(server, origin=server)
    await client.connect()
    await client.socket.disconnect()


async def _nobody_sees_anything(server: str, cookie: str) -> None:
    client = Client(server)
    await client.connect()
    forged = {"headers": {"cookie": cookie}, "ip": "10.0.0.1"}
    frames = await client.hydrate(forged)
    await client.socket.disconnect()

    assert "portal_session" in frames
    assert "Jana" not in frames


async def _a_debtor_sees_their_name_and_no_cookie(server: str, cookie: str) -> None:
    client = Client(server, cookie=cookie)
    await client.connect()
    frames = await client.hydrate()
    await client.socket.disconnect()

    assert "Jana Vestergaard" in frames
    assert cookie_value(cookie) not in frames


async def _a_stolen_token_finds_nothing(server: str, cookie: str) -> None:
    victim = Client(server, cookie=cookie)
    await victim.connect()
    await victim.hydrate()
    await victim.socket.disconnect()
    thief = Client(server, token=victim.token)
    await thief.connect()
    frames = await thief.hydrate()
    await thief.socket.disconnect()

    assert "portal_session" in frames
    assert "Jana" not in frames


async def _an_ended_session_ends_on_the_open_socket(server: str, cookie: str) -> None:
    client = Client(server, cookie=cookie)
    await client.connect()
    assert "Jana" in await client.hydrate()
    db.run(service.sign_out, cookie_value(cookie))
    frames = await client.hydrate()
    await client.socket.disconnect()

    assert "portal_session" in frames
    assert "Jana" not in frames


def _wait_for(address: str) -> None:
    for _ in range(240):
        try:
            if httpx.get(address).status_code == 200:
                return
        except httpx.HTTPError:
            time.sleep(0.25)
    raise AssertionError("the server did not come up within a minute")
