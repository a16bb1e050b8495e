"""Settlement offers: less than what is owed, if it comes by a day; proposed, approved by another, honoured or lapsed.

What is forgiven is posted as a credit note on each invoice, so that revenue and tax follow (domain.md 1.2, L12).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func
from sqlmodel import Session, col, select

from shared import audit, clock, outbox, receipts
from shared.db import locked
from shared.errors import Refused
from shared.models import (
    Allocation,
    Creditor,
    Debtor,
    Invoice,
    OfferState,
    Receipt,
    SettlementInvoice,
    SettlementOffer,
)
from shared.money import Money, part_of, share
from shared.plans import policies, telling
from shared.plans.loading import MONEY, last_allocation
from shared.receipts import Wanted, credit_notes
from shared.receipts.credit_notes import NewCreditNote

OPEN = (OfferState.OFFERED, OfferState.ACCEPTED)


class NoOffer(Refused):
    """The offer cannot be made or taken as it is; the sentence says why."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far an offer is: what came in time since it was made."""

    paid: Money
    left: Money


def propose(
    session: Session, debtor_id: int, invoice_ids: Sequence[int], pay: Money, until: date, *, reason: str, actor: str
) -> SettlementOffer:
    """Propose that an amount by a day settles these invoices; it counts only when somebody else approves it.

    Raises:
        NoOffer: more is forgiven, or for longer, than the policy allows, or the invoices are not all the debtor's.
        NotFound: no such invoice.
    """
    rows = locked(session, Invoice, invoice_ids)
    owed = sum(each.outstanding_minor for each in rows.values())
    if not rows or any(each.debtor_id != debtor_id or each.currency != pay.currency for each in rows.values()):
        raise NoOffer("An offer is for open invoices of one debtor in one currency.")
    _check(session, debtor_id, Money(owed, pay.currency), pay, until)
    offer = SettlementOffer(
        debtor_id=debtor_id,
        currency=pay.currency,
        owed_minor=owed,
        pay_minor=pay.minor,
        until=until,
        reason=reason[:200],
        proposed_by=actor,
        proposed_at=clock.now(),
    )
    session.add(offer)
    session.flush()
    for id_, each in rows.items():
        if each.outstanding_minor:
            session.add(SettlementInvoice(offer_id=offer.id or 0, invoice_id=id_, open_minor=each.outstanding_minor))
    session.flush()
    _note(session, offer, "proposed", actor)
    return offer


def approve(session: Session, offer_id: int, *, actor: str) -> None:
    """Make the offer to the debtor.

    Raises:
        NoOffer: who proposed it approves, or it was decided before.
    """
    offer = _locked(session, offer_id, OfferState.PROPOSED)
    if actor == offer.proposed_by:
        raise NoOffer("Somebody other than who proposed this offer has to approve it.")
    offer.state, offer.approved_by, offer.approved_at = OfferState.OFFERED, actor, clock.now()
    offer.after_allocation_id = last_allocation(session)
    _note(session, offer, "approved", actor)


def accept(session: Session, offer_id: int, *, actor: str) -> None:
    """The debtor takes the offer; it is honoured when the amount has come in time.

    Raises:
        NoOffer: it has lapsed, or was decided before.
    """
    offer = _locked(session, offer_id, OfferState.OFFERED)
    if clock.today() > offer.until:
        raise NoOffer("This offer was for payment until {until}.", until=offer.until)
    offer.state, offer.accepted_at = OfferState.ACCEPTED, clock.now()
    _note(session, offer, "accepted", actor)


def withdraw(session: Session, offer_id: int, *, actor: str) -> None:
    """Take back an offer that the debtor has not accepted.

    Raises:
        NoOffer: it was accepted or has ended.
    """
    offer = _locked(session, offer_id, OfferState.PROPOSED, OfferState.OFFERED)
    offer.state, offer.ended_on = OfferState.WITHDRAWN, clock.today()
    _note(session, offer, "withdrawn", actor)


def to_follow(session: Session) -> list[int]:
    """The offers that may be honoured or have lapsed."""
    query = select(SettlementOffer.id).where(col(SettlementOffer.state).in_(OPEN)).order_by(col(SettlementOffer.id))
    return [id_ or 0 for id_ in session.exec(query)]


def follow(session: Session, offer_id: int) -> OfferState:
    """Honour an offer whose amount came in time, whether it was accepted in words or by paying; let others lapse.

    Money that was received by the last day counts also when it is posted some days later.
    """
    ids = session.exec(select(SettlementInvoice.invoice_id).where(SettlementInvoice.offer_id == offer_id)).all()
    invoices = locked(session, Invoice, ids)
    offer = locked(session, SettlementOffer, [offer_id])[offer_id]
    if offer.state not in OPEN:
        return offer.state
    if not progress(session, offer).left:
        _honour(session, offer, [each for each in invoices.values() if each.outstanding_minor])
    elif clock.today() > offer.until:
        offer.state, offer.ended_on = OfferState.EXPIRED, clock.today()
        _note(session, offer, "expired", telling.AUTOMATIC)
    return offer.state


def progress(session: Session, offer: SettlementOffer) -> Progress:
    """What was set against the offer's invoices since it was made, of money received by its last day."""
    counted = func.coalesce(Allocation.reverses_id, Allocation.id)
    query = (
        select(func.coalesce(func.sum(Allocation.amount_minor), 0))
        .join(SettlementInvoice, col(SettlementInvoice.invoice_id) == Allocation.invoice_id)
        .join(Receipt, col(Receipt.id) == Allocation.receipt_id)
        .where(SettlementInvoice.offer_id == offer.id, counted > offer.after_allocation_id)
        .where(col(Receipt.rail).in_(MONEY), Receipt.received_on <= offer.until)
    )
    paid = Money(int(session.exec(query).one()), offer.currency)
    return Progress(paid, max(offer.pay - paid, Money.zero(offer.currency)))


def _check(session: Session, debtor_id: int, owed: Money, pay: Money, until: date) -> None:
    debtor, today = session.get_one(Debtor, debtor_id), clock.today()
    allowed = policies.in_force(session, pay.currency, debtor.country, debtor.kind, today).policy.settlement
    if not 0 < pay.minor < owed.minor:
        raise NoOffer("An offer is for less than the {owed} that is owed, and for more than nothing.", owed=owed)
    most = Money(share(owed.minor, allowed.max_discount_bp), owed.currency)
    if most < owed - pay:
        raise NoOffer("At most {most} of {owed} may be forgiven.", most=most, owed=owed)
    if not 0 <= (until - today).days <= allowed.max_days:
        raise NoOffer("An offer stands for up to {days} days.", days=allowed.max_days)


def _honour(session: Session, offer: SettlementOffer, invoices: Iterable[Invoice]) -> None:
    """Credit what is left of each invoice, and set the credit against it."""
    for each in invoices:
        left, number = each.outstanding, f"SETTLE-{offer.id}-{each.id}"
        note = NewCreditNote(
            line=1,
            number=number,
            creditor=session.get_one(Creditor, each.creditor_id).name,
            debtor_number=session.get_one(Debtor, offer.debtor_id).number,
            amount=left,
            tax_minor=part_of(each.tax_minor, left.minor, each.total_minor),
            issued_on=clock.today(),
            invoice=each.number,
            text="Settlement",
        )
        [credit_id] = credit_notes.register(session, [note], source="settlement", actor=telling.AUTOMATIC).added
        receipts.allocate(session, [Wanted(credit_id, each.id or 0, left)], on=clock.today(), actor=telling.AUTOMATIC)
        offer.discount_minor += left.minor
    offer.state, offer.ended_on = OfferState.HONOURED, clock.today()
    _note(session, offer, "honoured", telling.AUTOMATIC)


def _locked(session: Session, offer_id: int, *allowed: OfferState) -> SettlementOffer:
    offer = locked(session, SettlementOffer, [offer_id])[offer_id]
    if offer.state not in allowed:
        raise NoOffer("This offer is {state}.", state=offer.state.value)
    return offer


def _note(session: Session, offer: SettlementOffer, kind: str, actor: str) -> None:
    audit.note(session, actor, f"settlement.{kind}", f"settlement:{offer.id}", pay=str(offer.pay))
    outbox.changed(session, telling.CHANGED)
