"""The card provider's webhook: verify, keep, answer; acting on it starts beside the answer, never before it."""

from contextlib import suppress
from typing import Final

from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as NoConnection
from starlette.requests import Request
from starlette.responses import Response

from portal import routes as at
from shared import db, payments
from shared.payments import gathering, inbox, waiting
from shared.payments.dispatch import is_acted_on
from shared.payments.signatures import NotGenuine, verified
from shared.settings import settings
from shared.ui.http import hook

MOST_BYTES: Final = 256 * 1024
_due_events: Final = waiting.Soon(payments.replay_due)
_DATABASE_DOWN: Final = (OperationalError, InterfaceError, NoConnection)


async def take_event(request: Request) -> Response:
    """200 once the event is kept; 503 when it cannot be, so that the provider sends it again; 400 for anything else."""
    try:
        notice = verified(await _body(request), request.headers.get("stripe-signature", ""), settings().webhook_secrets)
    except NotGenuine:
        return await _forged()
    try:
        await gathering.keep(notice)
    except _DATABASE_DOWN:
        return Response(status_code=503)
    if is_acted_on(notice.type):
        _due_events.ask()
    return Response(status_code=200)


async def _body(request: Request) -> bytes:
    """The body exactly as it came, because the signature is over its bytes.

    Raises:
        NotGenuine: it is larger than any event.
    """
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > MOST_BYTES:
            raise NotGenuine
    return bytes(body)


async def _forged() -> Response:
    with suppress(*_DATABASE_DOWN):  # a forgery stays one, noted or not
        if await db.ask(inbox.forgery_is_news):
            await db.call(inbox.note_forgery)
    return Response(status_code=400)


routes = [hook(at.STRIPE_WEBHOOK, take_event)]
