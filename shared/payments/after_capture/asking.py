"""What the provider is asked every few minutes, so that an event that never came changes nothing in the end."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from functools import partial
from typing import Final, TypeVar

from sqlmodel import Session

from shared import clock, db
from shared.errors import Refused
from shared.payments import inbox
from shared.payments.after_capture import balance, chargebacks, payouts, refunds, stripe_money
from shared.payments.after_capture.told import Movement
from shared.payments.stripe_gateway import ProviderUnreachable

log = logging.getLogger(__name__)

Named = TypeVar("Named", str, Movement)

_OVERLAP: Final = timedelta(minutes=15)
_FIRST_LOOK_BACK: Final = timedelta(days=3)


def ask(older_than: timedelta) -> None:
    """Ask for our refunds on their way, disputes, payouts and every movement of the balance, and act on them.

    Raises:
        ProviderUnreachable: what was not asked is asked next time.
    """
    for number, decided_at in db.look(refunds.on_their_way, clock.now() - older_than):
        _attempt(f"refund {number}", partial(refunds.find, number, decided_at))
    for each in db.look(chargebacks.still_open):
        _look_at_dispute(each)
    _read("disputes", stripe_money.disputes_since, _look_at_dispute)
    _read("balance", _movements, _settle_movement)
    _read("payouts", stripe_money.payouts_since, _look_at_payout)


def _read(
    listing: str, since: Callable[[datetime], Iterator[tuple[Named, datetime]]], settle: Callable[[Named], None]
) -> None:
    """Read one of the provider's lists from where it was read last, and then say how far that was."""
    read_until = db.look(inbox.read_until, listing)
    start = read_until - _OVERLAP if read_until else clock.now() - _FIRST_LOOK_BACK
    found = list(since(start))
    for each, _ in reversed(found):  # the list comes newest first
        settle(each)
    newest = max((at for _, at in found), default=start)
    db.run(inbox.have_read, newest, listing)


def _movements(moment: datetime) -> Iterator[tuple[Movement, datetime]]:
    for page in stripe_money.movements_since(moment):
        for each in page:
            if not db.look(balance.is_kept, each.id):
                yield each, each.created_at


def _settle_movement(movement: Movement) -> None:
    """Settle what the movement is about, then keep it; one that is about nothing of ours is kept all the same."""

    def look() -> None:
        if movement.kind in balance.REFUNDS:
            db.run(refunds.settle, stripe_money.look_at_refund(movement.source_id))
        elif movement.kind in balance.DISPUTES:
            db.run(chargebacks.settle, stripe_money.look_at_dispute(movement.source_id))
        elif movement.kind in balance.CHARGES:
            db.run(balance.settle_charge, stripe_money.look_at_charge(movement.source_id))

    _attempt(f"movement {movement.id}", look)
    db.run(_keep, movement)


def _keep(session: Session, movement: Movement) -> None:
    balance.keep(session, movement)


def _look_at_dispute(dispute_id: str) -> None:
    _attempt(dispute_id, lambda: db.run(chargebacks.settle, stripe_money.look_at_dispute(dispute_id)))


def _look_at_payout(payout_id: str) -> None:
    _attempt(payout_id, lambda: db.run(payouts.settle, stripe_money.look_at_payout(payout_id)))


def _attempt(what: str, work: Callable[[], None]) -> None:
    """One that cannot be settled stops no other; it stays to be seen in card clearing."""
    try:
        work()
    except ProviderUnreachable:
        raise
    except Refused as refused:
        log.warning("%s: %s", what, refused)
