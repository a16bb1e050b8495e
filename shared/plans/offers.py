"""Settlement offers as the debtor sees them: what to pay until when, what is given up for it, how far it is."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlmodel import Session, col

from shared.models import Invoice, OfferState, SettlementInvoice, SettlementOffer
from shared.money import Money
from shared.payments import rules
from shared.payments.rules import Owed
from shared.plans import settling

_TOLD = (OfferState.OFFERED, OfferState.ACCEPTED, OfferState.HONOURED, OfferState.EXPIRED)
"""Never one that is only proposed, or was taken back."""


@dataclass(frozen=True, slots=True)
class Settled:
    """An invoice that an offer covers, with what is open on it now."""

    invoice_id: int
    number: str
    due_on: date
    outstanding: Money


@dataclass(frozen=True, slots=True)
class OfferView:
    """An offer; `stands` while its amount may still come in time."""

    id: int
    state: OfferState
    owed: Money
    pay: Money
    until: date
    left: Money
    stands: bool
    ended_on: date | None
    invoices: tuple[Settled, ...]

    @property
    def discount(self) -> Money:
        return self.owed - self.pay

    @property
    def parts(self) -> Mapping[int, Money]:
        """What is left to pay, over the invoices, the earliest due first."""
        return rules.spread(self.left, [Owed(each.invoice_id, each.outstanding, each.due_on) for each in self.invoices])


def of_debtor(session: Session, debtor_id: int, on: date) -> list[OfferView]:
    """What was offered to the debtor, the newest first."""
    query = select(SettlementOffer).where(
        col(SettlementOffer.debtor_id) == debtor_id, col(SettlementOffer.state).in_(_TOLD)
    )
    return [_view(session, each, on) for each in session.scalars(query.order_by(col(SettlementOffer.id).desc()))]


def _view(session: Session, offer: SettlementOffer, on: date) -> OfferView:
    left = settling.progress(session, offer).left
    return OfferView(
        id=offer.id or 0,
        state=offer.state,
        owed=Money(offer.owed_minor, offer.currency),
        pay=offer.pay,
        until=offer.until,
        left=left,
        stands=offer.state in settling.OPEN and bool(left) and on <= offer.until,
        ended_on=offer.ended_on,
        invoices=_invoices(session, offer),
    )


def _invoices(session: Session, offer: SettlementOffer) -> tuple[Settled, ...]:
    query = (
        select(Invoice)
        .join(SettlementInvoice, col(SettlementInvoice.invoice_id) == col(Invoice.id))
        .where(col(SettlementInvoice.offer_id) == offer.id)
        .order_by(col(Invoice.due_on), col(Invoice.id))
    )
    return tuple(Settled(each.id or 0, each.number, each.due_on, each.outstanding) for each in session.scalars(query))
