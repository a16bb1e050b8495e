"""Stripe's API over HTTP: who asks, what was sent, whether it was asked before, and the answer."""

import asyncio
from functools import partial
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from stripe_simulator import errors, forms, idempotency, objects
from stripe_simulator.connection import hang_up
from stripe_simulator.endpoints import ENDPOINTS, Endpoint
from stripe_simulator.errors import ApiError, ParameterError
from stripe_simulator.expansion import expand
from stripe_simulator.faults import Plan
from stripe_simulator.idempotency import Answer
from stripe_simulator.store import Cause, Store

KEY_PREFIX = "sk_test_fake_"
_METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE"]


class Api:
    """The endpoints on a store, with the faults that were asked for."""

    def __init__(self, store: Store, plan: Plan) -> None:
        self._store, self._plan = store, plan

    def routes(self) -> list[Route]:
        spoken = [Route(each.path, partial(self._answer, each), methods=[each.method]) for each in ENDPOINTS]
        return [*spoken, Route("/v1/{rest:path}", self._unrecognised, methods=_METHODS)]

    async def _answer(self, endpoint: Endpoint, request: Request) -> Response:
        path = request.url.path
        cause = Cause(objects.new_id("req"), _key_of(request))
        if self._plan.take_refusal(path):
            return _cut_off(request)
        sent = request.url.query if request.method == "GET" else (await request.body()).decode("utf-8", "replace")
        await asyncio.sleep(self._plan.latency_s(path))
        answer = self._carry_out(endpoint, request, cause, sent)
        if request.method == "POST" and answer.status == 200 and self._plan.take_drop_response(path):
            return _cut_off(request)
        return _response(answer, cause)

    def _carry_out(self, endpoint: Endpoint, request: Request, cause: Cause, sent: str) -> Answer:
        path = request.url.path
        try:
            _authenticate(request)
            if status := self._plan.take_status(path, after_commit=False):
                raise errors.injected(status)
            raw = forms.decode(sent)
            params = {**endpoint.reader(raw, ""), **request.path_params}
            with self._store.transaction(cause):
                return idempotency.once(
                    self._store,
                    cause.idempotency_key,
                    idempotency.Call(path, raw),
                    partial(self._perform, endpoint, path, params),
                )
        except ApiError as refusal:
            return Answer(refusal.status, refusal.body)

    def _perform(self, endpoint: Endpoint, path: str, params: dict[str, Any]) -> Answer:
        """Do the work; a refusal is an answer too, and what it wrote (a declined charge) is kept.

        Raises:
            ParameterError: the parameters are wrong, so nothing is kept, the answer included.
        """
        try:
            paths = params.pop("expand", [])
            answer = Answer(200, expand(self._store, endpoint.work(self._store, params), paths))
        except ParameterError:
            raise
        except ApiError as refusal:
            return Answer(refusal.status, refusal.body)
        if status := self._plan.take_status(path, after_commit=True):
            return Answer(status, errors.injected(status).body)
        return answer

    async def _unrecognised(self, request: Request) -> Response:
        message = f"Unrecognized request URL ({request.method}: {request.url.path})."
        return JSONResponse(ApiError(404, message).body, 404)


def _authenticate(request: Request) -> None:
    scheme, _, key = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not key:
        raise ApiError(401, "You did not provide an API key.")
    if not key.startswith(KEY_PREFIX):
        raise ApiError(401, f"Invalid API Key provided: this simulator takes only keys that start with {KEY_PREFIX}.")


def _key_of(request: Request) -> str | None:
    """The idempotency key; only requests that change something have one."""
    return request.headers.get("idempotency-key") if request.method == "POST" else None


def _cut_off(request: Request) -> Response:
    """Hang up; the answer reaches nobody."""
    if request.client:
        hang_up((request.client.host, int(request.client.port)))  # granian gives the port as text
    return Response(status_code=503)


def _response(answer: Answer, cause: Cause) -> Response:
    headers = {"request-id": cause.request_id, "stripe-version": objects.API_VERSION}
    if cause.idempotency_key:
        headers["idempotency-key"] = cause.idempotency_key
    if answer.replayed:
        headers["idempotent-replayed"] = "true"
    return JSONResponse(answer.body, answer.status, headers)
