"""Events: what happened, with the object as it was at that moment."""

from typing import Any

from stripe_simulator import objects
from stripe_simulator.store import Object, Store


def emit(store: Store, kind: str, subject: Object, previous: dict[str, Any] | None = None) -> None:
    """Record that `kind` happened to `subject`; `previous` are the values its update replaced."""
    request = {"id": store.cause.request_id, "idempotency_key": store.cause.idempotency_key}
    event = objects.event(kind, subject, request, store.clock.now())
    if previous is not None:
        event["data"]["previous_attributes"] = previous
    store.announce(event)
