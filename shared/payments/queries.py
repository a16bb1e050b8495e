"""What is told about card payments: to debtors about theirs, to staff about all of them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import ColumnElement, func
from sqlmodel import Session, col, or_, select

from shared import clock
from shared.errors import NotFound
from shared.models import (
    OPEN_STATES,
    AttemptShare,
    AttemptState,
    CardCharge,
    CardChargeShare,
    ChargeState,
    EventState,
    Invoice,
    PaymentAttempt,
    ProviderEvent,
)
from shared.money import Money
from shared.payments.order import RETURN_PATH, Item, Order
from shared.payments.rules import Owed
from shared.payments.stripe_gateway import API_VERSION
from shared.settings import settings

PROCESSING, PAID, FAILED, RELEASED = "processing", "paid", "failed", "released"


@dataclass(frozen=True, slots=True)
class PaidPart:
    """What of a payment is for one invoice."""

    invoice_id: int
    invoice_number: str
    amount: Money


@dataclass(frozen=True, slots=True)
class AttemptView:
    """A card payment as its debtor may see it.

    `state` is `processing`, `paid`, `failed` or `released`; `paid` only once the ledger holds the money, as the
    receipt. `url` is the provider's page while something can be paid on it. `problem` is the last refusal's sentence.
    """

    key: str
    state: str
    amount: Money
    begun_at: datetime
    url: str
    problem: str
    receipt_id: int | None
    shares: tuple[PaidPart, ...]


@dataclass(frozen=True, slots=True)
class EventView:
    """A provider's event as staff see it; `next_try_at` is None when nothing more is tried by itself."""

    id: int
    event_id: str
    type: str
    object_id: str
    state: EventState
    problem: str
    tries: int
    kept_at: datetime
    next_try_at: datetime | None


def payable(session: Session, debtor_id: int, invoice_ids: Collection[int]) -> list[Owed]:
    """What the debtor owes on these invoices, zero included.

    Raises:
        NotFound: one of them does not exist, or is somebody else's.
    """
    query = select(Invoice).where(Invoice.debtor_id == debtor_id, col(Invoice.id).in_(invoice_ids))
    found = session.exec(query.order_by(col(Invoice.due_on), col(Invoice.id))).all()
    if len(found) != len(set(invoice_ids)):
        raise NotFound("This invoice does not exist, or it is not yours.")
    return [Owed(each.id or 0, each.outstanding, each.due_on) for each in found]


def attempt_for(session: Session, debtor_id: int, key: str) -> AttemptView:
    """One of the debtor's card payments.

    Raises:
        NotFound: there is none of that key, or it is somebody else's.
    """
    query = select(PaymentAttempt).where(PaymentAttempt.key == key, PaymentAttempt.debtor_id == debtor_id)
    if found := _views(session, session.exec(query).all()):
        return found[0]
    raise NotFound("This payment does not exist, or it is not yours.")


def attempts_of(session: Session, debtor_id: int, *, limit: int = 25) -> list[AttemptView]:
    """The debtor's card payments, the newest first."""
    query = select(PaymentAttempt).where(PaymentAttempt.debtor_id == debtor_id)
    return _views(session, session.exec(query.order_by(col(PaymentAttempt.id).desc()).limit(limit)).all())


def being_paid(session: Session, invoice_ids: Collection[int]) -> set[int]:
    """Of these invoices, those that an open attempt on the provider's page is for."""
    query = select(AttemptShare.invoice_id).where(
        col(AttemptShare.is_open), col(AttemptShare.invoice_id).in_(sorted(invoice_ids))
    )
    return set(session.exec(query))


def being_charged(session: Session, invoice_ids: Collection[int]) -> set[int]:
    """Of these invoices, those for which a saved card is being charged: nothing else may be begun for them."""
    query = (
        select(CardChargeShare.invoice_id)
        .join(CardCharge, col(CardCharge.id) == CardChargeShare.charge_id)
        .where(CardCharge.state == ChargeState.PROCESSING, col(CardChargeShare.invoice_id).in_(sorted(invoice_ids)))
    )
    return set(session.exec(query))


def open_attempts_since(session: Session, moment: datetime) -> list[tuple[str, AttemptState, datetime]]:
    """Key, state and end of every open attempt that was begun before then, the oldest first."""
    query = select(PaymentAttempt).where(
        col(PaymentAttempt.state).in_(OPEN_STATES), col(PaymentAttempt.created_at) <= moment
    )
    return [(each.key, each.state, each.expires_at) for each in session.exec(query.order_by(col(PaymentAttempt.id)))]


def attempt(session: Session, key: str) -> PaymentAttempt:
    """The attempt as it stands.

    Raises:
        NotFound: there is none of that key.
    """
    found = session.exec(select(PaymentAttempt).where(PaymentAttempt.key == key)).one_or_none()
    if found is None:
        raise NotFound("This payment does not exist.")
    return found


def order_for(session: Session, key: str) -> Order:
    """What to tell the provider, the same at every asking.

    Raises:
        NotFound: there is no attempt of that key.
    """
    found = attempt(session, key)
    [parts] = _parts(session, [found]).values()
    return Order(
        attempt_key=key,
        try_number=found.try_number,
        items=[Item(f"Invoice {each.invoice_number}", each.amount) for each in parts],
        expires_at=found.expires_at,
        return_url=f"{settings().origin}{RETURN_PATH}?attempt={key}",
    )


def events_needing_attention(session: Session, *, offset: int = 0, limit: int = 25) -> tuple[list[EventView], int]:
    """Events that failed or wait, the latest first; and how many there are in all."""
    unsettled = _unsettled()
    total = session.exec(select(func.count()).select_from(ProviderEvent).where(unsettled)).one()
    query = select(ProviderEvent).where(unsettled).order_by(col(ProviderEvent.id).desc()).offset(offset).limit(limit)
    return [_event_view(each) for each in session.exec(query)], total


def foreign_versions(session: Session) -> list[str]:
    """Versions of the provider's API, other than ours, in which events of the last week were told."""
    since = clock.now() - timedelta(days=7)
    query = select(ProviderEvent.api_version).where(
        col(ProviderEvent.kept_at) >= since, col(ProviderEvent.api_version).not_in((API_VERSION, ""))
    )
    return sorted(session.exec(query.distinct()).all())


_WORDS: Final = {AttemptState.FAILED: FAILED, AttemptState.RELEASED: RELEASED}


def _views(session: Session, attempts: Sequence[PaymentAttempt]) -> list[AttemptView]:
    parts = _parts(session, attempts)
    return [_view(each, parts[each.id or 0]) for each in attempts]


def _view(found: PaymentAttempt, parts: Sequence[PaidPart]) -> AttemptView:
    can_pay = found.state is AttemptState.STARTED and found.expires_at > clock.now()
    return AttemptView(
        key=found.key,
        state=PAID if found.receipt_id is not None else _WORDS.get(found.state, PROCESSING),
        amount=found.amount,
        begun_at=found.created_at,
        url=found.url if can_pay else "",
        problem=found.problem,
        receipt_id=found.receipt_id,
        shares=tuple(parts),
    )


def _parts(session: Session, attempts: Sequence[PaymentAttempt]) -> dict[int, list[PaidPart]]:
    found: dict[int, list[PaidPart]] = {each.id or 0: [] for each in attempts}
    currency = {each.id: each.currency for each in attempts}
    query = (
        select(AttemptShare, Invoice.number)
        .join(Invoice, col(Invoice.id) == col(AttemptShare.invoice_id))
        .where(col(AttemptShare.attempt_id).in_(found))
        .order_by(col(AttemptShare.id))
    )
    for share, number in session.exec(query):
        amount = Money(share.amount_minor, currency[share.attempt_id])
        found[share.attempt_id].append(PaidPart(share.invoice_id, number, amount))
    return found


def _unsettled() -> ColumnElement[bool]:
    tried_in_vain = (col(ProviderEvent.state) == EventState.KEPT) & (col(ProviderEvent.tries) > 1)
    return or_(col(ProviderEvent.state).in_((EventState.FAILED, EventState.WAITING)), tried_in_vain)


def _event_view(event: ProviderEvent) -> EventView:
    return EventView(
        id=event.id or 0,
        event_id=event.event_id,
        type=event.type,
        object_id=event.object_id,
        state=event.state,
        problem=event.problem,
        tries=event.tries,
        kept_at=event.kept_at,
        next_try_at=None if event.state is EventState.FAILED else event.next_try_at,
    )
