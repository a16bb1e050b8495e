"""The real simulator with its webhooks going to a receiver that verifies them as the product does."""

import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from stripe_simulator.testing import running
from tests.stripe_simulator.driving import BROWSER, SECRET, Receiver, connect


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    kept = Receiver()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            self.send_response(kept.take(body, self.headers.get("Stripe-Signature", "")))
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: Any) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    kept.url = f"http://127.0.0.1:{server.server_port}/webhooks/stripe"
    yield kept
    server.shutdown()
    server.server_close()


@pytest.fixture
def simulator(receiver: Receiver) -> Iterator[str]:
    with running(receiver.url, SECRET) as url:
        yield url


@pytest.fixture
def client(simulator: str) -> Any:
    return connect(simulator)


@pytest.fixture
def fault(simulator: str) -> Callable[..., None]:
    def ask(**knobs: Any) -> None:
        BROWSER.post(f"{simulator}/_fault", json=knobs).raise_for_status()

    return ask
