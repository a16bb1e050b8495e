"""What a debtor is written once card money is booked, and once some of it went back: one mail each, however often told.

The books promise it beside what they post; the worker writes it, from what stands in them by then.
"""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Final

from sqlmodel import Session, col, select

from shared import messaging, outbox
from shared.messaging.queries import was_told
from shared.messaging.rules import UnfitAddress
from shared.models import Debtor, Invoice, Receipt, Refund, RefundState, ReopenedPart
from shared.money import Money
from shared.receipts import paid
from shared.receipts.rules import receipt_number
from shared.settings import settings

CARD_PAID: Final = "payments.card_paid"
"""The outbox topic of a card payment that was booked: `{"receipt_id"}`."""


@dataclass(frozen=True, slots=True)
class Open:
    """An invoice that a refund opened again, and what is left to pay on it."""

    number: str
    left: Money


def promise(session: Session, receipt_ids: Iterable[int]) -> None:
    """Promise a mail for each of these receipts of card money; the same receipt promises one."""
    wanted = {f"card_paid:{each}": {"receipt_id": each} for each in receipt_ids}
    outbox.promise_all(session, CARD_PAID, wanted)


def tell_paid(session: Session, receipt_id: int) -> None:
    """Write what came, what it paid, and what is still open; nothing where all of it was taken back by now."""
    receipt = session.get_one(Receipt, receipt_id)
    found = paid.receipt(session, receipt.debtor_id or 0, receipt_id)
    if found is None or found.taken_back_on:
        return
    facts = {
        "amount": found.amount,
        "on": found.received_on,
        "parts": found.parts,
        "spare": found.unapplied,
    }
    _write(session, receipt, "card_paid", cause=f"receipt:{receipt_id}", facts=facts)


def tell_refunded(session: Session, refund_id: int) -> None:
    """Write what went back to the card, and what is open because of it; nothing where its bank did not take it."""
    refund = session.get_one(Refund, refund_id)
    if refund.state is not RefundState.SENT:
        return
    receipt = session.get_one(Receipt, refund.receipt_id)
    facts = {"amount": refund.amount, "on": refund.sent_on, "open": _opened(session, refund_id, receipt.debtor_id)}
    _write(session, receipt, "card_refunded", cause=_cause(refund_id), facts=facts)


def tell_refund_failed(session: Session, refund_id: int) -> None:
    """Correct what was written of a refund that its bank did not take; nothing where nothing was written."""
    refund = session.get_one(Refund, refund_id)
    if refund.state is not RefundState.FAILED or not was_told(session, _cause(refund_id)):
        return
    receipt = session.get_one(Receipt, refund.receipt_id)
    facts = {"amount": refund.amount}
    _write(session, receipt, "card_refund_failed", cause=f"{_cause(refund_id)}:failed", facts=facts)


def _cause(refund_id: int) -> str:
    return f"refund:{refund_id}"


def _opened(session: Session, refund_id: int, debtor_id: int | None) -> list[Open]:
    """Whoever paid another's invoice is not told what is left of it."""
    named = select(ReopenedPart.invoice_id).where(ReopenedPart.refund_id == refund_id)
    query = select(Invoice).where(
        col(Invoice.id).in_(named), Invoice.debtor_id == debtor_id, col(Invoice.outstanding_minor) > 0
    )
    return [Open(each.number, each.outstanding) for each in session.exec(query.order_by(col(Invoice.id)))]


def _write(session: Session, receipt: Receipt, template: str, *, cause: str, facts: dict[str, Any]) -> None:
    """A receipt needs no consent: who paid asks for it. Without an address that takes mail there is none."""
    debtor = session.get_one(Debtor, receipt.debtor_id)
    known = {
        "firm": settings().firm_name,
        "name": debtor.name,
        "receipt": receipt_number(receipt.id or 0, receipt.received_on),
        "where": f"{settings().origin}/receipts/{receipt.id}",
    }
    if debtor.email:
        with suppress(UnfitAddress):
            messaging.write_once(
                session, receipt.debtor_id or 0, template, cause=cause, address=debtor.email, facts={**known, **facts}
            )
