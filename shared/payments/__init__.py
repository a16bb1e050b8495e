"""The card rail: attempts to pay, the provider's page, and its events, once each, into the books."""

from shared.payments.inbox import act, claim, keep, retry
from shared.payments.queries import being_paid
from shared.payments.replay import handle, poll, replay_due
from shared.payments.service import begin, refused, release, settle, started

__all__ = [
    "act",
    "begin",
    "being_paid",
    "claim",
    "handle",
    "keep",
    "poll",
    "refused",
    "release",
    "replay_due",
    "retry",
    "settle",
    "started",
]
