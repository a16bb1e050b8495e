"""Serving the simulator with granian, inside this process."""

from pathlib import Path

from granian.constants import Interfaces
from granian.server.embed import Server

from stripe_simulator.app import build
from stripe_simulator.delivery import Target


def server(port: int, target: Target, *, host: str = "127.0.0.1", state: Path | None = None) -> Server:
    """A server ready to `await serve()`; the caller has checked that the host is loopback."""
    shown = f"[{host}]" if ":" in host else host
    app = build(f"http://{shown}:{port}", target, state)
    return Server(app, address=host, port=port, interface=Interfaces.ASGI, websockets=False, log_enabled=False)
