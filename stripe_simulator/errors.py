"""Refusals in the shape of Stripe's error object, from which the `stripe` library raises its own classes."""

from typing import Any


class ApiError(Exception):
    """An answer other than 200.

    `facts` are further members of the error object: `code`, `param`, `decline_code`, `payment_intent`.
    """

    def __init__(self, status: int, message: str, *, kind: str = "invalid_request_error", **facts: Any) -> None:
        super().__init__(message)
        self.status = status
        self.body: dict[str, Any] = {"error": {"type": kind, "message": message, **facts}}


class ParameterError(ApiError):
    """The parameters are wrong, so nothing was begun and the idempotency key stays free."""

    def __init__(self, message: str, param: str, code: str) -> None:
        super().__init__(400, message, param=param, code=code)


class Declined(ApiError):
    """The card was refused. What was written about the attempt stays."""

    def __init__(self, intent: dict[str, Any], failure: dict[str, Any]) -> None:
        facts = {key: failure[key] for key in ("code", "decline_code", "charge") if failure.get(key)}
        facts[intent["object"]] = intent
        super().__init__(402, failure["message"], kind="card_error", **facts)


def no_such(noun: str, key: str, *, param: str = "id", status: int = 404) -> ApiError:
    return ApiError(status, f"No such {noun}: '{key}'", code="resource_missing", param=param)


def unexpected_state(message: str, payment_intent: dict[str, Any]) -> ApiError:
    return ApiError(400, message, code="payment_intent_unexpected_state", payment_intent=payment_intent)


def injected(status: int) -> ApiError:
    """The failure a fault asked for."""
    code = {429: "rate_limit", 409: "lock_timeout"}.get(status)
    if code is None:
        return ApiError(status, f"Simulated failure {status}.", kind="api_error")
    return ApiError(status, f"Simulated failure {status}.", code=code)
