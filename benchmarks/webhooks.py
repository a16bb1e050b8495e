"""Webhooks of paid cards on PostgreSQL: verified, kept, acted on and posted, against a bare route with one insert."""

import asyncio
import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from unittest.mock import patch

import httpx
import stripe
from sqlalchemy import text
from sqlmodel import Session, col, func, select
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from benchmarks import books
from portal.http import webhook
from portal.routes import STRIPE_WEBHOOK
from shared import db, ledger
from shared.models import EventState, Invoice, ProviderEvent
from shared.payments import dispatch, service, stripe_gateway
from shared.payments.dispatch import Handler
from shared.payments.seen import ATTEMPT_KEY, Intent, Seen
from shared.settings import settings
from stripe_simulator import signing

EVENTS, FETCHED = 2_000, 400
AT_ONCE = 16
_PAID = "payment_intent.succeeded"
_GATHERS_WITHIN_S = 600


def run() -> None:
    """Print events per second and the ratios to the bare route, without and with the fetch from the provider."""
    with books.postgres(), _simulator():
        bare = asyncio.run(_rate(Starlette(routes=[Route("/", _insert, methods=["POST"])]), "/", _bare_bodies()))
        known = db.run(_attempts, EVENTS, 0)
        with _looking_in(known):
            ours = asyncio.run(_rate(_ours(), STRIPE_WEBHOOK, list(map(_event, known)), _all_handled))
        fetched = db.run(_attempts, FETCHED, EVENTS)
        paid = [_pay(each) for each in fetched.values()]
        full = asyncio.run(_rate(_ours(), STRIPE_WEBHOOK, list(map(_event, paid)), _all_handled))
        problems = db.look(ledger.verify)
    print(f"bare route, one insert:                   {bare:7.0f} a second, {AT_ONCE} at once")
    print(f"verify, keep, act, post:                  {ours:7.0f} a second")
    print(f"the same with the fetch from the provider:{full:7.0f} a second")
    print(f"broken invariants: {len(problems)}")
    print(f"ratio to the bare route {ours / bare:.2f}, with the fetch {full / bare:.2f}")


def _attempts(session: Session, count: int, start: int) -> dict[str, Intent]:
    """So many open attempts of many debtors, each with the intent that pays it, by the intent's id."""
    owed = books.owe(count, start=start)
    numbers = select(Invoice).where(col(Invoice.number).in_([each.number for each in owed]))
    found: dict[str, Intent] = {}
    for invoice in session.exec(numbers):
        attempt = service.begin(session, invoice.debtor_id, {invoice.id or 0: None})
        intent_id = f"pi_{attempt.key.replace('-', '')}"
        now = datetime.now(UTC)
        found[intent_id] = Intent(intent_id, "succeeded", attempt.amount, False, attempt.key, "", now)
    return found


@contextmanager
def _looking_in(known: Mapping[str, Intent]) -> Iterator[None]:
    """What the provider would say, handed out from memory."""
    handler: Handler[Any] = dispatch.HANDLERS[_PAID]
    here = replace(handler, look=lambda intent_id: Seen(intent=known[intent_id]))
    with patch.object(dispatch, "HANDLERS", {**dispatch.HANDLERS, _PAID: here}):
        yield


def _pay(intent: Intent) -> str:
    """Pay at the provider what the intent says; the id it has there."""
    made = stripe_gateway.client().v1.payment_intents.create(
        {
            "amount": intent.received.minor,
            "currency": intent.received.currency.lower(),
            "payment_method": "pm_card_visa",
            "confirm": True,
            "metadata": {ATTEMPT_KEY: intent.attempt_key},
            "automatic_payment_methods": {"enabled": True, "allow_redirects": "never"},
        }
    )
    return made.id


def _event(intent_id: str) -> bytes:
    told = {
        "id": f"evt_{intent_id}",
        "object": "event",
        "api_version": stripe.api_version,
        "created": int(time.time()),
        "livemode": False,
        "type": _PAID,
        "data": {"object": {"id": intent_id, "object": "payment_intent"}},
    }
    return json.dumps(told).encode()


def _ours() -> Starlette:
    return Starlette(routes=webhook.routes)


def _all_handled() -> bool:
    waiting = select(func.count()).select_from(ProviderEvent).where(ProviderEvent.state != EventState.HANDLED)
    return db.look(lambda session: session.exec(waiting).one()) == 0


async def _rate(
    app: Starlette, path: str, bodies: Sequence[bytes], is_done: Callable[[], bool] = lambda: True
) -> float:
    """Requests a second, from the first sent until all are answered and done with."""
    signed = [(body, signing.header(body, settings().webhook_secrets, int(time.time()))) for body in bodies]
    queue = iter(signed)
    transport = httpx.ASGITransport(app=app)
    async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as client:

        async def send() -> None:
            for body, header in queue:
                answer = await client.post(path, content=body, headers={"stripe-signature": header})
                answer.raise_for_status()

        began = time.perf_counter()
        await asyncio.gather(*(send() for _ in range(AT_ONCE)))
        while not await asyncio.to_thread(is_done):
            if time.perf_counter() - began > _GATHERS_WITHIN_S:
                raise TimeoutError("Some events were never handled.")
            await asyncio.sleep(0.02)
        return len(bodies) / (time.perf_counter() - began)


def _bare_bodies() -> list[bytes]:
    db.run(lambda session: session.execute(text("CREATE TABLE bare (id bigserial PRIMARY KEY, body text NOT NULL)")))
    return [_event(f"pi_{number}") for number in range(EVENTS)]


async def _insert(request: Request) -> Response:
    body = (await request.body()).decode()
    await db.call(lambda session: session.execute(text("INSERT INTO bare (body) VALUES (:body)"), {"body": body}))
    return Response()


@contextmanager
def _simulator() -> Iterator[None]:
    """The simulator as a process of its own, sending nothing by itself."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    os.environ["DUEBOOK_STRIPE_API_BASE"] = f"http://127.0.0.1:{port}"
    settings.cache_clear()
    process = subprocess.Popen(
        [sys.executable, "-m", "stripe_simulator", "--port", str(port)], stdout=subprocess.DEVNULL
    )
    try:
        for _ in range(300):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.1)
        yield
    finally:
        process.terminate()
        process.wait(15)


if __name__ == "__main__":
    run()
