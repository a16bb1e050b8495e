"""What tests of card payments stand on: somebody who owes, the real simulator, the portal on a real server."""

import asyncio
import json
import socket
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from functools import partial
from typing import Any

import httpx
import pytest
import stripe
from granian.constants import Interfaces
from granian.server.embed import Server
from sqlmodel import Session, select
from starlette.applications import Starlette

from portal.http import cards as card_routes
from portal.http import pay, webhook
from shared import creditors, db, invoices
from shared.invoices.rules import NewInvoice
from shared.ledger import verify
from shared.ledger.queries import trial_balance
from shared.models import Invoice, PaymentAttempt, ProviderEvent, Receipt
from shared.money import Money
from shared.settings import settings

SECRET = "whsec_of_the_tests"
OLD_SECRET = "whsec_on_its_way_out"

get, post = partial(httpx.get, verify=False), partial(httpx.post, verify=False)
"""A request to a server of the tests; for none of them the machine's 140 certificates are read, as each would."""


def owing(*amounts: int, debtor: str = "D-1", currency: str = "EUR") -> tuple[int, list[int]]:
    """A debtor who owes these invoices, in minor units; returns the debtor's id and the invoices'."""

    def register(session: Session) -> tuple[int, list[int]]:
        creditors.register(session, "Halden", "DE", is_house=True)
        taken = len(session.exec(select(Invoice.id)).all())
        rows = [_row(taken + number, debtor, Money(each, currency)) for number, each in enumerate(amounts, 1)]
        ids = invoices.register(session, rows, source="test", actor="test").added
        return session.get_one(Invoice, ids[0]).debtor_id, ids

    return db.run(register)


def _row(number: int, debtor: str, amount: Money) -> NewInvoice:
    issued, due = date(2026, 10, 1), date(2026, 10, 1 + min(number, 28))
    return NewInvoice(number, f"FL-{number}", "Halden", debtor, f"Debtor {debtor}", amount, issued, due)


def event(kind: str, subject: dict[str, Any], event_id: str = "evt_1", **more: Any) -> bytes:
    """An event's bytes as the provider writes them."""
    told = {
        "id": event_id,
        "object": "event",
        "api_version": "2026-10-28.endive",
        "created": int(time.time()),
        "data": {"object": subject},
        "livemode": False,
        "pending_webhooks": 1,
        "type": kind,
        **more,
    }
    return json.dumps(told, indent=2).encode()


def signature(body: bytes, secret: str = SECRET, *, age_s: int = 0) -> str:
    """A real signature, made that many seconds ago."""
    at = int(time.time()) - age_s
    return stripe.WebhookSignature.generate_signature_header(body.decode(), secret, at)


@contextmanager
def portal() -> Iterator[str]:
    """The portal's card routes on a real server of their own thread; yields its address."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    loop = asyncio.new_event_loop()
    app = Starlette(routes=[*pay.routes, *card_routes.routes, *webhook.routes])
    server = Server(app, address="127.0.0.1", port=port, interface=Interfaces.ASGI, websockets=False, log_enabled=False)

    def run() -> None:
        loop.run_until_complete(server.serve())

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    _wait_for(port)
    yield f"http://127.0.0.1:{port}"
    loop.call_soon_threadsafe(server.stop)
    thread.join(10)
    loop.close()


def _wait_for(port: int) -> None:
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.01)
    raise TimeoutError("the portal did not start")


def pays_at(
    monkeypatch: pytest.MonkeyPatch, base: str, *, secrets: Sequence[str] = (SECRET,), origin: str = ""
) -> None:
    """Let the product find the card provider there."""
    monkeypatch.setenv("DUEBOOK_STRIPE_API_BASE", base)
    monkeypatch.setenv("DUEBOOK_STRIPE_WEBHOOK_SECRETS", ",".join(secrets))
    if origin:
        monkeypatch.setenv("DUEBOOK_ORIGIN", origin)
    settings.cache_clear()


def pay_page(url: str, card: str = "succeeds") -> httpx.Response:
    """Press the button on the hosted page."""
    return post(url, data={"card": card})


def fault(simulator: str, **knobs: Any) -> None:
    post(f"{simulator}/_fault", json=knobs).raise_for_status()


def log_of(simulator: str) -> list[dict[str, Any]]:
    """All deliveries, once nothing is under way."""
    until(lambda: get(f"{simulator}/_log").json()["under_way"] == 0)
    return list(get(f"{simulator}/_log").json()["deliveries"])


def until(holds: Callable[[], bool], within_s: float = 15.0) -> None:
    """Wait for what happens beside the test.

    Raises:
        AssertionError: it did not happen.
    """
    deadline = time.monotonic() + within_s
    while time.monotonic() < deadline:
        if holds():
            return
        time.sleep(0.02)
    raise AssertionError("it did not happen in time")


def attempts() -> list[PaymentAttempt]:
    return db.look(lambda session: list(session.exec(select(PaymentAttempt).order_by(PaymentAttempt.id))))


def events() -> list[ProviderEvent]:
    return db.look(lambda session: list(session.exec(select(ProviderEvent).order_by(ProviderEvent.id))))


def receipts() -> list[Receipt]:
    return db.look(lambda session: list(session.exec(select(Receipt).order_by(Receipt.id))))


def outstanding(invoice_id: int) -> int:
    return db.look(lambda session: session.get_one(Invoice, invoice_id).outstanding_minor)


def books() -> dict[str, int]:
    """The whole trial balance by account number, after the ledger was found to agree with itself."""
    assert db.look(verify) == []
    return {account.value: balance for account, balance in db.look(trial_balance).items()}
