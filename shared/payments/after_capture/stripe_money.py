"""Stripe's calls about money after capture: refunds made and looked at, disputes, the balance, payouts."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from shared.money import Money
from shared.payments.after_capture.told import (
    REFUND_KEY,
    ChargeSeen,
    DisputeSeen,
    Movement,
    PayoutSeen,
    RefundSeen,
    read_dispute,
    read_movement,
    read_payout,
    read_refund,
)
from shared.payments.rules import ForeignPayment
from shared.payments.seen import Seen
from shared.payments.stripe_gateway import client, in_our_words, look_at_intent

_AT_ONCE = 100


@dataclass(frozen=True, slots=True)
class RefundOrder:
    """All the provider is told to send a refund; asking again with the same one makes no second refund."""

    refund_id: int
    payment_id: str
    amount: Money

    @property
    def idempotency_key(self) -> str:
        return f"refund:{self.refund_id}"


def make_refund(order: RefundOrder) -> RefundSeen:
    """Send money back to the card.

    Raises:
        ProviderUnreachable: it may have been sent; only the same order may be asked again.
        ProviderRefused: it never will be.
    """
    params: Any = {
        "payment_intent": order.payment_id,
        "amount": order.amount.minor,
        "metadata": {REFUND_KEY: str(order.refund_id)},
    }
    with in_our_words("this refund"):
        made = client().v1.refunds.create(params, {"idempotency_key": order.idempotency_key})
    return read_refund(made.to_dict(), look_at_intent(order.payment_id))


def look_at_refund(refund_id: str) -> list[RefundSeen]:
    """The refund as it is now.

    Raises:
        ProviderUnreachable, UnknownToProvider, ForeignPayment.
    """
    with in_our_words(refund_id):
        told = client().v1.refunds.retrieve(refund_id).to_dict()
    return [read_refund(told, _payment_of(told))]


def refunds_of_charge(charge_id: str) -> list[RefundSeen]:
    """Every refund of a charge: its own sum of them is never believed, because it comes in any order."""
    return _refunds({"charge": charge_id})


def refunds_of_payment(payment_id: str) -> list[RefundSeen]:
    """Every refund of a payment.

    Raises:
        ProviderUnreachable, UnknownToProvider.
    """
    return _refunds({"payment_intent": payment_id})


def look_at_dispute(dispute_id: str) -> DisputeSeen:
    """The dispute as it is now.

    Raises:
        ProviderUnreachable, UnknownToProvider, ForeignPayment.
    """
    with in_our_words(dispute_id):
        told = client().v1.disputes.retrieve(dispute_id).to_dict()
    return read_dispute(told, _payment_of(told))


def look_at_charge(charge_id: str) -> ChargeSeen:
    """The charge as it is now.

    Raises:
        ProviderUnreachable, UnknownToProvider, ForeignPayment.
    """
    with in_our_words(charge_id):
        told = client().v1.charges.retrieve(charge_id, {"expand": ["balance_transaction"]}).to_dict()
    movement = told.get("balance_transaction")
    return ChargeSeen(_payment_of(told), read_movement(movement, told["payment_intent"]) if movement else None)


def look_at_payout(payout_id: str) -> PayoutSeen:
    """The payout as it is now, with the movements it pays out.

    Raises:
        ProviderUnreachable, UnknownToProvider.
    """
    with in_our_words(payout_id):
        told = client().v1.payouts.retrieve(payout_id).to_dict()
    if not told.get("automatic"):
        return read_payout(told, ())  # the provider tells the parts of its own payouts only
    pages = _pages(client().v1.balance_transactions.list, {"payout": payout_id, "expand": ["data.source"]})
    items = tuple(read_movement(each) for page in pages for each in page)
    return read_payout(told, items)


def movements_since(moment: datetime) -> Iterator[list[Movement]]:
    """What moved our balance since then, in pages.

    Raises:
        ProviderUnreachable.
    """
    listing = client().v1.balance_transactions.list
    for page in _pages(listing, {"created": _since(moment), "expand": ["data.source"]}):
        yield [read_movement(each) for each in page]


def disputes_since(moment: datetime) -> Iterator[tuple[str, datetime]]:
    """Names of the disputes opened since then.

    Raises:
        ProviderUnreachable.
    """
    return _names(client().v1.disputes.list, moment)


def payouts_since(moment: datetime) -> Iterator[tuple[str, datetime]]:
    """Names of the payouts made since then.

    Raises:
        ProviderUnreachable.
    """
    return _names(client().v1.payouts.list, moment)


def _refunds(of: dict[str, str]) -> list[RefundSeen]:
    found = [each for page in _pages(client().v1.refunds.list, of) for each in page]
    payment = _payment_of(found[0]) if found else Seen()
    # The oldest first: what went back first takes what was settled last.
    return [read_refund(each, payment) for each in reversed(found)]


def _payment_of(told: dict[str, Any]) -> Seen:
    if not told.get("payment_intent"):
        raise ForeignPayment
    return look_at_intent(told["payment_intent"])


def _since(moment: datetime) -> dict[str, int]:
    return {"gte": int(moment.timestamp())}


def _names(listing: Callable[..., Any], moment: datetime) -> Iterator[tuple[str, datetime]]:
    for page in _pages(listing, {"created": _since(moment)}):
        for each in page:
            yield each["id"], datetime.fromtimestamp(each["created"], moment.tzinfo)


def _pages(listing: Callable[..., Any], params: dict[str, Any]) -> Iterator[list[dict[str, Any]]]:
    """A list of the provider's, page by page, the newest first."""
    asked = {**params, "limit": _AT_ONCE}
    while True:
        with in_our_words("this list"):
            page = listing(asked)
        if page.data:
            yield [each.to_dict() for each in page.data]
        if not page.has_more:
            return
        asked = {**asked, "starting_after": page.data[-1].id}
