"""Carry out what commits have promised: answer wishes for a link, send messages."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any, Final

from sqlmodel import Session

from backoffice.jobs import charges
from shared import clock, db, messaging, outbox
from shared.access import service as access
from shared.access.rules import LINK_LIFETIME, LINK_PATH
from shared.messaging import channels
from shared.messaging import service as messages
from shared.payments.after_capture import confirming
from shared.payments.after_capture import refunds as card_refunds
from shared.payments.saved_cards import cards
from shared.receipts.refunds import CARD_REFUND_APPROVED, CARD_REFUND_FAILED, CARD_REFUND_SENT
from shared.settings import settings

log = logging.getLogger(__name__)

Effect = Callable[[dict[str, Any]], None]


# A claim lapses after five minutes; so many effects end within it even when each waits for its time limit.
_AT_ONCE = 4


def send_due() -> int:
    """Carry out a few promises that are due, each by itself; returns how many were kept.

    An effect that fails is tried again later, twice as late each time; the others go on.
    """
    kept = 0
    for promise in db.run(outbox.claim, _AT_ONCE):
        number = promise.id or 0
        try:
            EFFECTS[promise.topic](promise.payload)
        except Exception as problem:
            log.exception("Promise %s of %s failed", number, promise.topic)
            db.run(outbox.fail, number, f"{type(problem).__name__}: {problem}")
        else:
            db.run(outbox.complete, number)
            kept += 1
    return kept


def answer_wish(payload: dict[str, Any]) -> None:
    """Write to whoever the address belongs to, or to nobody."""
    db.run(_write_links, str(payload["email"]), str(payload["request_digest"]))


def send_message(payload: dict[str, Any]) -> None:
    """Send one message; a repeat finds it dealt with. See `messaging.service` for what a broken sending means."""
    number = int(payload["message_id"])
    if not channels.leaves_by_mail():
        return db.run(messages.keep, number)
    outgoing = db.run(messages.take, number)
    if outgoing is None:
        return None
    try:
        channels.send(outgoing)
    except channels.MaybeSent as unknown:
        return db.run(messages.failed, number, str(unknown))
    except channels.NotSent as problem:
        db.run(messages.put_back, number, str(problem))
        raise
    return db.run(messages.sent, number)


def send_card_refund(payload: dict[str, Any]) -> None:
    """Send an approved refund back to the card; a repeat asks under the same key."""
    card_refunds.send(int(payload["refund_id"]))


def _tells(tell: Callable[[Session, int], None], of: str) -> Effect:
    """Write a mail about card money, of the row that the payload names; a repeat writes nothing more."""
    return lambda payload: db.run(tell, int(payload[of]))


EFFECTS: Final[dict[str, Effect]] = {
    access.LINK_WANTED: answer_wish,
    messages.MESSAGE_WRITTEN: send_message,
    cards.DETACH: charges.detach_card,
    cards.GONE: charges.card_gone,
    cards.REPLACED: charges.card_replaced,
    CARD_REFUND_APPROVED: send_card_refund,
    CARD_REFUND_SENT: _tells(confirming.tell_refunded, "refund_id"),
    CARD_REFUND_FAILED: _tells(confirming.tell_refund_failed, "refund_id"),
    confirming.CARD_PAID: _tells(confirming.tell_paid, "receipt_id"),
}


def _write_links(session: Session, email: str, request_digest: str) -> None:
    made = access.make_links(session, email, request_digest)
    if not made:
        return
    links = [
        {"name": each.debtor_name, "address": messaging.Secret(f"{settings().origin}{LINK_PATH}{each.token}")}
        for each in made
    ]
    minutes = int(LINK_LIFETIME.total_seconds() // 60)
    messaging.write(
        session,
        made[0].debtor_id,
        "sign_in_link",
        address=email,
        facts={"firm": settings().firm_name, "links": links, "minutes": minutes},
        secrets_until=clock.now() + LINK_LIFETIME,
    )
