"""Is a webhook really from the provider? Everything that is not surely so is refused."""

from __future__ import annotations

import json
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated, Any, Final, Literal

import stripe
from pydantic import BaseModel, Field

from shared.errors import Refused

TOLERANCE_S: Final = 300
_LATEST: Final = 253_402_300_799  # the last second of the year 9999

Name = Annotated[str, Field(pattern=r"^[A-Za-z0-9_.-]+$")]


class NotGenuine(Refused):
    def __init__(self) -> None:
        super().__init__("This message was not signed by the card provider.")


@dataclass(frozen=True, slots=True)
class Notice:
    """An event as it was delivered. `body` is kept; only its names and its mark are ever believed."""

    event_id: str
    type: str
    object_id: str
    is_live: bool
    api_version: str
    created_at: datetime
    body: str


class _Data(BaseModel):
    object: dict[str, Any]


class _Event(BaseModel, strict=True):
    id: Annotated[Name, Field(max_length=255)]
    object: Literal["event"]
    type: Annotated[Name, Field(max_length=80)]
    livemode: bool
    created: Annotated[int, Field(ge=0, le=_LATEST)]
    api_version: Annotated[Name | Literal[""] | None, Field(max_length=40)] = None
    data: _Data


def verified(body: bytes, header: str, secrets: Sequence[str]) -> Notice:
    """The event in a body that one of the secrets signed within the last five minutes (security.md 1.4).

    Raises:
        NotGenuine: forged, altered, too old, from the future, or no event of the kind we take.
    """
    try:
        _check_signed(body, header, secrets)
        return read(body.decode())
    except (stripe.SignatureVerificationError, ValueError, TypeError, RecursionError) as error:
        raise NotGenuine from error


def read(body: str) -> Notice:
    """An event whose origin is certain.

    Raises:
        ValueError: the text is no event.
    """
    event = _Event.model_validate(json.loads(body))
    return Notice(
        event_id=event.id,
        type=event.type,
        object_id=_object_id(event.data.object),
        is_live=event.livemode,
        api_version=event.api_version or "",
        created_at=datetime.fromtimestamp(event.created, UTC),
        body=body,
    )


def _check_signed(body: bytes, header: str, secrets: Sequence[str]) -> None:
    """Signed by any of the secrets, so that one can be replaced by the next without losing a message."""
    if not any(_signed_with(secret, body, header) for secret in secrets):
        raise NotGenuine
    # The library refuses only what is too old; what claims to be from the future would stay valid until then.
    if _signed_at(header) > time.time() + TOLERANCE_S:
        raise NotGenuine


def _signed_with(secret: str, body: bytes, header: str) -> bool:
    try:
        stripe.WebhookSignature.verify_header(body, header, secret, TOLERANCE_S)
    except stripe.SignatureVerificationError:
        return False
    return True


def _signed_at(header: str) -> int:
    return int(next(each for each in header.split(",") if each.startswith("t="))[2:])


def _object_id(subject: dict[str, Any]) -> str:
    """Balances and a few other objects have no id."""
    given = subject.get("id")
    return given[:255] if isinstance(given, str) and given.isascii() and given.isprintable() else ""
