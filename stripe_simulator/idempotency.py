"""Idempotency keys: the same key gives the same answer for a day, and never a second effect."""

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from stripe_simulator.errors import ApiError
from stripe_simulator.store import Store

KEPT_S = 24 * 60 * 60
_LONGEST = 255


@dataclass(frozen=True, slots=True)
class Call:
    """What was asked: the endpoint's path and the parameters as they were sent."""

    path: str
    params: dict[str, Any]

    @property
    def fingerprint(self) -> str:
        return hashlib.sha256(json.dumps(self.params, sort_keys=True).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Answer:
    """What a request was told."""

    status: int
    body: dict[str, Any]
    replayed: bool = False


def once(store: Store, key: str | None, call: Call, work: Callable[[], Answer]) -> Answer:
    """The answer kept under that key, or else the one `work` gives, which is then kept.

    Raises:
        ApiError: the key was used with other parameters or for another endpoint, or is too long.
    """
    if key is None:
        return work()
    if len(key) > _LONGEST:
        raise ApiError(400, f"Idempotency keys can have up to {_LONGEST} characters.", kind="idempotency_error")
    kept_as, now = f"idempotency/{key}", store.clock.now()
    kept = store.get(kept_as)
    if kept is not None and now - kept["created"] < KEPT_S:
        _check_same(kept, key, call)
        return Answer(kept["status"], kept["body"], replayed=True)
    answer = work()
    store.put(
        {
            "id": kept_as,
            "object": "idempotent_answer",
            "created": now,
            "fingerprint": call.fingerprint,
            "path": call.path,
            "status": answer.status,
            "body": answer.body,
        }
    )
    return answer


def _check_same(kept: dict[str, Any], key: str, call: Call) -> None:
    if kept["path"] != call.path:
        raise ApiError(
            400,
            "Keys for idempotent requests can only be used for the same endpoint they were first used for"
            f" ('{call.path}' vs '{kept['path']}'). Try using a key other than '{key}' if you meant to execute a"
            " different request.",
            kind="idempotency_error",
        )
    if kept["fingerprint"] != call.fingerprint:
        raise ApiError(
            400,
            "Keys for idempotent requests can only be used with the same parameters they were first used with."
            f" Try using a key other than '{key}' if you meant to execute a different request.",
            kind="idempotency_error",
        )
