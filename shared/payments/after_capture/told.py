"""What the provider says of money after capture, read into our words; its own words stop here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, Final

from shared import clock
from shared.money import Money
from shared.payments.seen import Seen, named
from shared.words import ChargebackState, PayoutState

REFUND_KEY: Final = "refund"
"""The name under which the number of our refund stands in the provider's metadata."""

_STATES: Final[Mapping[str, ChargebackState]] = {
    "warning_needs_response": ChargebackState.INQUIRY,
    "warning_under_review": ChargebackState.INQUIRY,
    "warning_closed": ChargebackState.CLOSED,
    "prevented": ChargebackState.CLOSED,
    "needs_response": ChargebackState.OPEN,
    "under_review": ChargebackState.OPEN,
    "won": ChargebackState.WON,
    "lost": ChargebackState.LOST,
}


@dataclass(frozen=True, slots=True)
class Movement:
    """A movement of our balance at the provider; `payment_id` is the payment it is about, where that was told."""

    id: str
    kind: str
    amount: Money
    fee: Money
    source_id: str
    payment_id: str
    created_at: datetime

    @property
    def on(self) -> date:
        return clock.day_of(self.created_at)


@dataclass(frozen=True, slots=True)
class RefundSeen:
    """A refund as it is now; `number` is ours, 0 for one made elsewhere. `has_moved`: it left our balance there."""

    id: str
    number: int
    amount: Money
    reason: str
    has_moved: bool
    has_failed: bool
    problem: str
    created_at: datetime
    payment: Seen

    @property
    def on(self) -> date:
        return clock.day_of(self.created_at)


@dataclass(frozen=True, slots=True)
class DisputeSeen:
    """A cardholder's dispute as it is now, with the money it moved."""

    id: str
    amount: Money
    state: ChargebackState
    reason: str
    opened_at: datetime
    answer_by: datetime | None
    movements: tuple[Movement, ...]
    payment: Seen


@dataclass(frozen=True, slots=True)
class ChargeSeen:
    """A charge and what it brought to our balance; that is told a moment after the charge succeeded."""

    payment: Seen
    movement: Movement | None


@dataclass(frozen=True, slots=True)
class PayoutSeen:
    """A payout as it is now, with what it pays out."""

    id: str
    amount: Money
    state: PayoutState
    problem: str
    is_live: bool
    created_at: datetime
    arrives_on: date
    movements: tuple[Movement, ...]


def read_movement(told: Mapping[str, Any], payment_id: str = "") -> Movement:
    """A balance transaction. Its category says more than its type: a chargeback is an "adjustment" there."""
    currency: str = told["currency"].upper()
    source: Any = told.get("source") or ""
    is_whole = not isinstance(source, str)
    return Movement(
        id=told["id"],
        kind=told.get("reporting_category") or told["type"],
        amount=Money(told["amount"], currency),
        fee=Money(told.get("fee") or 0, currency),
        source_id=source["id"] if is_whole else source,
        payment_id=payment_id or (_id_of(source.get("payment_intent")) if is_whole else ""),
        created_at=_moment(told["created"]),
    )


def read_refund(told: Mapping[str, Any], payment: Seen) -> RefundSeen:
    """A refund; it has left our balance once the provider names the movement."""
    number, status = named(told, REFUND_KEY), told["status"]
    return RefundSeen(
        id=told["id"],
        number=int(number) if number.isascii() and number.isdigit() else 0,
        amount=Money(told["amount"], told["currency"].upper()),
        reason=str(told.get("reason") or "refunded at the card provider").replace("_", " "),
        has_moved=status == "succeeded" or bool(told.get("balance_transaction")),
        has_failed=status in ("failed", "canceled"),
        problem=str(told.get("failure_reason") or status).replace("_", " "),
        created_at=_moment(told["created"]),
        payment=payment,
    )


def read_dispute(told: Mapping[str, Any], payment: Seen) -> DisputeSeen:
    """A dispute; a status we do not know yet is an open one."""
    ends = (told.get("evidence_details") or {}).get("due_by")
    payment_id = payment.intent.id if payment.intent else ""
    return DisputeSeen(
        id=told["id"],
        amount=Money(told["amount"], told["currency"].upper()),
        state=_STATES.get(told["status"], ChargebackState.OPEN),
        reason=str(told.get("reason") or "").replace("_", " "),
        opened_at=_moment(told["created"]),
        answer_by=_moment(ends) if ends else None,
        movements=tuple(read_movement(each, payment_id) for each in told.get("balance_transactions") or ()),
        payment=payment,
    )


def read_payout(told: Mapping[str, Any], movements: tuple[Movement, ...]) -> PayoutSeen:
    return PayoutSeen(
        id=told["id"],
        amount=Money(told["amount"], told["currency"].upper()),
        state=PayoutState(told["status"]),
        problem=str(told.get("failure_message") or ""),
        is_live=told["livemode"],
        created_at=_moment(told["created"]),
        arrives_on=_moment(told["arrival_date"]).date(),
        movements=movements,
    )


def _moment(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)


def _id_of(named_or_whole: Any) -> str:
    return str(named_or_whole if isinstance(named_or_whole, str) else (named_or_whole or {}).get("id", ""))
