"""What may be made to go wrong, on request: answers of the API and deliveries of webhooks."""

import random
from typing import Annotated, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field

Count = Annotated[int, Field(ge=0, le=1000)]
Share = Annotated[float, Field(ge=0, le=1)]


Thing = TypeVar("Thing")


class _Knobs(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


class WebhookFaults(_Knobs):
    """How deliveries go wrong.

    The last two groups are lies, told in the next `times` sends (all of them when it is absent).
    """

    types: list[str] = []  # of these event types only; empty means all
    delay_s: Annotated[float, Field(ge=0, le=600)] = 0
    duplicate: Count = 0  # extra copies of each event
    reorder: bool = False  # shuffle the events of one change
    concurrent: bool = False  # send all copies of all events of one change at once
    drop: Count | Share = 0  # a whole number: the next so many events; a fraction: that share of them

    times: Count | None = None
    timestamp_shift_s: int = 0  # negative is stale, positive lies in the future
    wrong_secret: bool = False
    two_signatures: bool = False  # as while a secret is rotated: one of the two is ours
    altered_after_signing: bool = False

    tampered_amount: bool = False  # these four are signed properly: the payload itself says what is not so
    foreign_currency: bool = False
    livemode_mismatch: bool = False
    unknown_payment_intent: bool = False


class Faults(_Knobs):
    """All knobs. `status` answers the next `times` requests under `path`, before their work or after it."""

    seed: int = 0
    path: str = "/v1/"
    latency_ms: Annotated[int, Field(ge=0, le=120_000)] = 0
    drop_response_after_commit: Count = 0
    refuse_connection: Count = 0  # hang up before anything is done
    status: Literal[409, 429, 500, 502, 503] | None = None
    times: Count = 1
    after_commit: bool = False
    webhook: WebhookFaults = WebhookFaults()


class Plan:
    """The knobs as they stand, counted down as they are used."""

    def __init__(self) -> None:
        self.set(Faults())

    def set(self, faults: Faults) -> None:
        self.knobs = faults
        self.random = random.Random(faults.seed)

    def latency_s(self, path: str) -> float:
        return self.knobs.latency_ms / 1000 if path.startswith(self.knobs.path) else 0

    def take_status(self, path: str, *, after_commit: bool) -> int | None:
        """The failure to answer with, if one is due now."""
        knobs = self.knobs
        due = knobs.status is not None and knobs.times > 0 and knobs.after_commit == after_commit
        if not due or not path.startswith(knobs.path):
            return None
        knobs.times -= 1
        return knobs.status

    def take_refusal(self, path: str) -> bool:
        if not self.knobs.refuse_connection or not path.startswith(self.knobs.path):
            return False
        self.knobs.refuse_connection -= 1
        return True

    def take_drop_response(self, path: str) -> bool:
        if not self.knobs.drop_response_after_commit or not path.startswith(self.knobs.path):
            return False
        self.knobs.drop_response_after_commit -= 1
        return True

    def concerns(self, event_type: str) -> bool:
        types = self.knobs.webhook.types
        return not types or event_type in types

    def take_drop_event(self) -> bool:
        """Whether the next event is to be lost for good."""
        webhook = self.knobs.webhook
        if isinstance(webhook.drop, float):
            return self.random.random() < webhook.drop
        if webhook.drop == 0:
            return False
        webhook.drop -= 1
        return True

    def take_lies(self, event_type: str) -> WebhookFaults:
        """The lies to tell in the next send of such an event; none when they are used up."""
        webhook = self.knobs.webhook
        if not self.concerns(event_type) or webhook.times == 0:
            return WebhookFaults()
        if webhook.times is not None:
            webhook.times -= 1
        return webhook

    def shuffled(self, things: list[Thing]) -> list[Thing]:
        """Another order, never the one given, if there is another."""
        order = self.random.sample(things, len(things))
        return things[::-1] if order == things else order
