"""The simulator put together: one store, the API, the hosted page, the switches, and deliveries beside them."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from stripe_simulator import checkout
from stripe_simulator.api import Api
from stripe_simulator.controls import Controls
from stripe_simulator.delivery import Delivery, Target
from stripe_simulator.faults import Plan
from stripe_simulator.hosted_page import HostedPage
from stripe_simulator.loopback import host_of, is_loopback
from stripe_simulator.store import Store

_SWEEP_EVERY_S = 1.0
_log = logging.getLogger(__name__)


class LoopbackOnly:
    """Refuses requests that were not addressed to this machine, as a page elsewhere could make a browser send."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and not is_loopback(host_of(_host_header(scope))):
            refusal = PlainTextResponse("This test payment service answers on this machine only.", 403)
            await refusal(scope, receive, send)
            return
        await self._app(scope, receive, send)


def build(public_url: str, target: Target, state: Path | None = None) -> Starlette:
    """The application as reached at `public_url`; sends webhooks to `target`, keeps its state in the file named."""
    store, plan = Store(public_url, state), Plan()

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        store.on_commit = delivery.send
        delivery.send_pending()
        sweep = asyncio.create_task(_expire_in_time(store))
        yield
        sweep.cancel()
        await delivery.close()
        store.close()

    delivery = Delivery(store, plan, target)
    routes = [
        *Api(store, plan).routes(),
        *HostedPage(store).routes(),
        *Controls(store, plan, delivery).routes(),
    ]
    return Starlette(
        routes=routes,
        lifespan=lifespan,
        middleware=[Middleware(LoopbackOnly)],
        exception_handlers={Exception: _crashed},
    )


async def _crashed(request: Request, failure: Exception) -> Response:
    """A bug of the simulator: told to the caller as Stripe tells its own, and written to standard error."""
    _log.error("%s %s failed", request.method, request.url.path, exc_info=failure)
    return JSONResponse({"error": {"type": "api_error", "message": "The Stripe simulator failed; see its log."}}, 500)


async def _expire_in_time(store: Store) -> None:
    while True:
        await asyncio.sleep(_SWEEP_EVERY_S)
        checkout.expire_due(store)


def _host_header(scope: Scope) -> str:
    return next((value.decode("latin-1") for name, value in scope["headers"] if name == b"host"), "")
