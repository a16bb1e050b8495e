"""The `Stripe-Signature` header: HMAC-SHA256 over the time of sending and the body."""

import hmac


def signature(payload: bytes, secret: str, timestamp: int) -> str:
    """The `v1` value for a body sent at that many seconds since 1970."""
    return hmac.new(secret.encode(), f"{timestamp}.".encode() + payload, "sha256").hexdigest()


def header(payload: bytes, secrets: list[str], timestamp: int) -> str:
    """The whole header; while a secret is rotated there are two, and either may verify."""
    values = (f"v1={signature(payload, secret, timestamp)}" for secret in secrets)
    return ",".join([f"t={timestamp}", *values])
