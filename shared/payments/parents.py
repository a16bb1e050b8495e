"""The payment behind any other object of the provider's: booked first when it is not in the books yet."""

from __future__ import annotations

from sqlmodel import Session, select

from shared.errors import Refused
from shared.models import Rail, Receipt
from shared.payments import rules, service
from shared.payments.saved_cards import charges
from shared.payments.seen import Seen


class NeverPaid(Refused):
    def __init__(self) -> None:
        super().__init__("This belongs to a payment that the card provider never took.")


def settle(session: Session, seen: Seen) -> None:
    """Make the books agree with a payment, by page or by saved card; a repeat changes nothing.

    Raises:
        Refused: see `service.settle` and `charges.settle_intent`.
    """
    if seen.intent and seen.intent.charge_key:
        charges.settle_intent(session, seen.intent)
    else:
        service.settle(session, seen)


def receipt_of(session: Session, payment: Seen) -> int:
    """The receipt of a payment, booked now if it was not before: an event may outrun that of its payment.

    Raises:
        ForeignPayment: it was not begun by this installation.
        MissingAttempt: it was, and is not known yet.
        NeverPaid: no money was taken.
    """
    if payment.intent is None:
        raise rules.ForeignPayment
    query = select(Receipt.id).where(Receipt.rail == Rail.CARD, Receipt.external_id == payment.intent.id)
    found = session.exec(query).first()
    if found is None:
        settle(session, payment)
        found = session.exec(query).first()
    if found is None:
        raise NeverPaid
    return found
