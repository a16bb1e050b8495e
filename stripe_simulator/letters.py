"""One webhook as it goes out: the event's bytes and their signature, honest or as a fault asks."""

import json
import time
from dataclasses import dataclass
from typing import Any

from stripe_simulator import signing
from stripe_simulator.faults import WebhookFaults
from stripe_simulator.objects import new_id
from stripe_simulator.store import Object

_OTHER_SECRET = "whsec_of_somebody_else"


@dataclass(frozen=True, slots=True)
class Letter:
    """A body, its headers, and the names of the lies in it."""

    body: bytes
    headers: dict[str, str]
    lies: tuple[str, ...]


def write(event: Object, secret: str, lies: WebhookFaults) -> Letter:
    """The webhook for an event, signed at the real time: the receiver's clock is not ours to move."""
    body = json.dumps(_told(event, lies), indent=2).encode()
    secrets = [_OTHER_SECRET] if lies.wrong_secret else [secret]
    if lies.two_signatures:
        secrets.insert(0, f"{_OTHER_SECRET}_before")
    header = signing.header(body, secrets, int(time.time()) + lies.timestamp_shift_s)
    sent = body + b"\n" if lies.altered_after_signing else body
    headers = {
        "Stripe-Signature": header,
        "Content-Type": "application/json; charset=utf-8",
        "User-Agent": "Stripe/1.0",
    }
    return Letter(sent, headers, _names(lies))


def _told(event: Object, lies: WebhookFaults) -> Object:
    subject: dict[str, Any] = dict(event["data"]["object"])
    if lies.tampered_amount:
        subject.update({key: value + 100_00 for key, value in subject.items() if _is_amount(key, value)})
    if lies.foreign_currency:
        subject["currency"] = "usd" if subject.get("currency") != "usd" else "eur"
    if lies.livemode_mismatch:
        subject["livemode"] = True
    if lies.unknown_payment_intent:
        subject["id" if subject["object"] == "payment_intent" else "payment_intent"] = new_id("pi")
    told = {**event, "data": {**event["data"], "object": subject}}
    return {**told, "livemode": True} if lies.livemode_mismatch else told


def _is_amount(key: str, value: object) -> bool:
    return key.startswith("amount") and isinstance(value, int) and value > 0


def _names(lies: WebhookFaults) -> tuple[str, ...]:
    told = lies.model_dump(
        exclude={"types", "delay_s", "duplicate", "reorder", "concurrent", "drop", "times"}, exclude_defaults=True
    )
    return tuple(told)
