"""The simulator's own switches, for tests and demos: faults, the delivery log, the clock, a fresh start."""

import json
from collections.abc import Callable
from typing import Any

from pydantic import ValidationError
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from stripe_simulator import checkout, disputes, objects, payouts, refunds, saved_cards
from stripe_simulator.delivery import Delivery
from stripe_simulator.errors import ApiError
from stripe_simulator.faults import Faults, Plan
from stripe_simulator.store import Cause, Object, Store


class Controls:
    """Routes that start with an underscore, none of which Stripe has."""

    def __init__(self, store: Store, plan: Plan, delivery: Delivery) -> None:
        self._store, self._plan, self._delivery = store, plan, delivery

    def routes(self) -> list[Route]:
        return [
            Route("/_fault", self._set_faults, methods=["POST"]),
            Route("/_fault", self._clear_faults, methods=["DELETE"]),
            Route("/_fault", self._show_faults, methods=["GET"]),
            Route("/_log", self._show_log, methods=["GET"]),
            Route("/_clock", self._advance, methods=["POST"]),
            Route("/_dispute", self._open_dispute, methods=["POST"]),
            Route("/_dispute/{id}/close", self._close_dispute, methods=["POST"]),
            Route("/_card/{id}", self._change_card, methods=["POST"]),
            Route("/_refund/{id}/fail", self._fail_refund, methods=["POST"]),
            Route("/_payout", self._pay_out, methods=["POST"]),
            Route("/_payout/{id}/fail", self._fail_payout, methods=["POST"]),
            Route("/_redeliver", self._redeliver, methods=["POST"]),
            Route("/_reset", self._reset, methods=["POST"]),
        ]

    async def _set_faults(self, request: Request) -> Response:
        """Replace all knobs; what is not named goes back to harmless."""
        try:
            self._plan.set(Faults.model_validate_json(await request.body()))
        except ValidationError as refusal:
            return _impossible(refusal)
        return await self._show_faults(request)

    async def _clear_faults(self, request: Request) -> Response:
        self._plan.set(Faults())
        return await self._show_faults(request)

    async def _show_faults(self, _: Request) -> Response:
        return JSONResponse(self._plan.knobs.model_dump())

    async def _show_log(self, _: Request) -> Response:
        """Every send in order, and how many events still have something to send."""
        return JSONResponse({"deliveries": self._delivery.log(), "under_way": self._delivery.under_way})

    async def _advance(self, request: Request) -> Response:
        """Let `{"advance_s": N}` seconds pass; what is due by then, such as expiries, happens at once."""
        seconds = (await _json(request)).get("advance_s")
        if not isinstance(seconds, int) or seconds < 0:
            return JSONResponse({"error": "advance_s must be a whole number of seconds, zero or more."}, 400)
        self._store.clock.ahead_s += seconds
        checkout.expire_due(self._store)
        return JSONResponse({"now": self._store.clock.now()})

    async def _open_dispute(self, request: Request) -> Response:
        """Have a cardholder dispute `{"charge": "ch_…"}`, optionally with `amount`, `reason`, `inquiry`."""
        try:
            wish = disputes.Wish.model_validate_json(await request.body())
        except ValidationError as refusal:
            return _impossible(refusal)
        return self._happen(lambda: disputes.open_dispute(self._store, wish))

    async def _close_dispute(self, request: Request) -> Response:
        """Have the bank decide a dispute: `{"won": true}` or false."""
        won = (await _json(request)).get("won") is True
        key = request.path_params["id"]
        return self._happen(lambda: disputes.close(self._store, self._store.need("dispute", key), won=won))

    async def _change_card(self, request: Request) -> Response:
        """What a bank decides of a card: `declines` (and `times`), `exp_month`, `exp_year`, `last4`, `mandate`."""
        try:
            wish = saved_cards.Change.model_validate_json(await request.body())
        except ValidationError as refusal:
            return _impossible(refusal)
        key = request.path_params["id"]
        return self._happen(
            lambda: saved_cards.change(self._store, self._store.need("payment_method", key), wish),
        )

    async def _fail_refund(self, request: Request) -> Response:
        """Have the card's bank refuse a refund that was sent."""
        key = request.path_params["id"]
        return self._happen(lambda: refunds.fail(self._store, self._store.need("refund", key)))

    async def _pay_out(self, request: Request) -> Response:
        """Pay out the balance of `{"currency": "eur"}`."""
        currency = str((await _json(request)).get("currency", "eur"))
        return self._happen(lambda: payouts.pay_out(self._store, currency))

    async def _fail_payout(self, request: Request) -> Response:
        """Have our bank send a payout back."""
        key = request.path_params["id"]
        return self._happen(lambda: payouts.fail(self._store, self._store.need("payout", key)))

    def _happen(self, work: Callable[[], Object]) -> Response:
        """Something that at Stripe happens without a request of ours."""
        try:
            with self._store.transaction(Cause(objects.new_id("req"))):
                return JSONResponse(work())
        except ApiError as refusal:
            return JSONResponse(refusal.body, refusal.status)

    async def _redeliver(self, request: Request) -> Response:
        """Send `{"event_id": "evt_…"}` again, whether or not it was delivered before."""
        try:
            event = self._store.need("event", str((await _json(request)).get("event_id")))
        except ApiError as refusal:
            return JSONResponse(refusal.body, refusal.status)
        self._delivery.send([event["id"]])
        return JSONResponse({"event_id": event["id"]})

    async def _reset(self, _: Request) -> Response:
        """Forget everything: objects, faults, the log, and what was on its way."""
        await self._delivery.stop()
        self._store.clear()
        self._plan.set(Faults())
        return JSONResponse({"reset": True})


def _impossible(refusal: ValidationError) -> Response:
    return JSONResponse({"error": refusal.errors(include_url=False, include_context=False)}, 400)


async def _json(request: Request) -> dict[str, Any]:
    try:
        sent = json.loads(await request.body())
    except ValueError:
        return {}
    return sent if isinstance(sent, dict) else {}
