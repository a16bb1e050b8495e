"""Unguessable values: sent out once, kept as digests only."""

import hashlib
import hmac
import secrets

from shared.settings import settings


def new_token() -> str:
    """256 bits, fit for an address and a cookie."""
    return secrets.token_urlsafe(32)


def digest(token: str) -> str:
    """SHA-256; enough for a value that nobody can guess."""
    return hashlib.sha256(token.encode()).hexdigest()


def csrf_token(session_id: int) -> str:
    """What a form of this session must carry; nobody without our secret can make it."""
    return hmac.new(settings().secret.encode(), f"csrf:{session_id}".encode(), hashlib.sha256).hexdigest()


def is_csrf_token(given: str, session_id: int) -> bool:
    return hmac.compare_digest(given.encode(), csrf_token(session_id).encode())
