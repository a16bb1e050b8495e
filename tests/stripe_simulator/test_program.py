"""The program itself: its command line, its file, and that it stands alone."""

import ast
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import httpx
import pytest
import stripe

import stripe_simulator
from stripe_simulator.testing import running
from tests.stripe_simulator.driving import BROWSER, SECRET, Receiver, connect, paid_session, session_params, settled

COMMAND = [sys.executable, "-m", "stripe_simulator"]


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--host", "0.0.0.0"], "listens on loopback only"),
        (["--host", "192.168.1.5"], "listens on loopback only"),
        (["--webhook", "https://duebook.example/webhooks/stripe", "--secret", "whsec_x"], "webhooks to loopback only"),
        (["--webhook", "http://127.0.0.1:8000/webhooks/stripe"], "need --secret"),
    ],
)
def test_it_refuses_to_reach_beyond_this_machine(arguments: list[str], sentence: str) -> None:
    ended = subprocess.run([*COMMAND, *arguments], capture_output=True, text=True, timeout=20, check=False)

    assert ended.returncode == 1
    assert sentence in ended.stderr


def test_it_serves_until_it_is_told_to_stop(receiver: Receiver, tmp_path: Path) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = str(probe.getsockname()[1])
    options = ["--port", port, "--webhook", receiver.url, "--secret", SECRET, "--state", str(tmp_path / "stripe.db")]
    with subprocess.Popen([*COMMAND, *options], stdout=subprocess.PIPE, text=True) as program:
        try:
            assert program.stdout is not None
            assert f"http://127.0.0.1:{port}" in program.stdout.readline()
            url = f"http://127.0.0.1:{port}"
            _wait_for(url)
            assert paid_session(connect(url)).status == "complete"
            settled(url)
        finally:
            program.send_signal(signal.SIGTERM)
        assert program.wait(10) == 0
    assert "checkout.session.completed" in receiver.types


def test_a_restart_keeps_what_happened(tmp_path: Path) -> None:
    state = tmp_path / "stripe.db"
    with running(state=state) as url:
        client = connect(url)
        paid = paid_session(client)
        opened = client.v1.checkout.sessions.create(session_params(), {"idempotency_key": "k1"})

    with running(state=state) as url:
        client = connect(url)
        assert client.v1.payment_intents.retrieve(paid.payment_intent).status == "succeeded"
        assert client.v1.checkout.sessions.create(session_params(), {"idempotency_key": "k1"}).id == opened.id
        assert len(client.v1.events.list().data) == 5


def test_what_was_not_delivered_before_a_restart_is_delivered_after_it(tmp_path: Path, receiver: Receiver) -> None:
    state = tmp_path / "stripe.db"
    with running("http://127.0.0.1:9/", SECRET, backoff_s=(), state=state) as url:
        paid_session(connect(url))
        settled(url)

    with running(receiver.url, SECRET, state=state) as url:
        settled(url)

    assert receiver.types[0] == "payment_intent.created"
    assert receiver.types[-1] == "checkout.session.completed"
    assert len(receiver.types) == 5


def test_a_request_that_breaks_off_leaves_nothing_behind_and_is_logged(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    state = tmp_path / "stripe.db"
    with running(state=state) as url:
        client = connect(url)
        client.v1.customers.create({"name": "Before"})
        with sqlite3.connect(state) as other:
            other.execute(
                "CREATE TRIGGER broken BEFORE INSERT ON object WHEN NEW.kind = 'event'"
                " BEGIN SELECT RAISE(ABORT, 'disk'); END"
            )
        with pytest.raises(stripe.APIError, match="The Stripe simulator failed"):
            client.v1.customers.create({"name": "Lost"}, {"idempotency_key": "k1"})
        assert "POST /v1/customers failed" in caplog.text
        with sqlite3.connect(state) as other:
            other.execute("DROP TRIGGER broken")
        client.v1.customers.create({"name": "Lost"}, {"idempotency_key": "k1"})

        assert [each.name for each in client.v1.customers.list()] == ["Lost", "Before"]


def test_it_imports_nothing_of_the_product() -> None:
    folder = Path(stripe_simulator.__file__).parent
    imported = {name.split(".")[0] for file in folder.glob("**/*.py") for name in _imports(file)}

    assert not imported & {"shared", "portal", "backoffice", "app", "reflex", "stripe"}
    assert "starlette" in imported


def _imports(file: Path) -> list[str]:
    nodes = list(ast.walk(ast.parse(file.read_text())))
    plain = [alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names]
    return plain + [str(node.module) for node in nodes if isinstance(node, ast.ImportFrom)]


def _wait_for(url: str) -> None:
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        try:
            BROWSER.get(f"{url}/_log")
        except httpx.TransportError:
            time.sleep(0.05)
        else:
            return
    raise AssertionError("the program did not start")
