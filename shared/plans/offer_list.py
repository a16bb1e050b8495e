"""Settlement offers as staff see them: what waits for approval, what stands, what became of the others."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import ColumnElement, func, select
from sqlmodel import Session, col

from shared.models import Debtor, OfferState, SettlementOffer
from shared.money import Money
from shared.plans import settling


class Which(StrEnum):
    """The parts of the list."""

    WAITING = "waiting"
    OPEN = "open"
    ENDED = "ended"
    ALL = "all"


@dataclass(frozen=True, slots=True)
class OfferRow:
    """An offer with how far it is; `approved_by` is "" until somebody has."""

    id: int
    debtor_id: int
    debtor: str
    owed: Money
    pay: Money
    paid: Money
    until: date
    state: OfferState
    reason: str
    proposed_by: str
    proposed_at: datetime
    approved_by: str

    @property
    def actors(self) -> set[str]:
        return {self.proposed_by, self.approved_by} - {""}


@dataclass(frozen=True, slots=True)
class OfferPage:
    rows: tuple[OfferRow, ...]
    counts: Mapping[Which, int]


def page(session: Session, which: Which, *, offset: int = 0, limit: int = 25) -> OfferPage:
    """A part of the list, the newest first, with the counts of all parts."""
    query = select(SettlementOffer, col(Debtor.name)).join(Debtor, col(Debtor.id) == col(SettlementOffer.debtor_id))
    shown = query.where(_part(which)).order_by(col(SettlementOffer.id).desc()).offset(offset).limit(limit)
    counted = select(func.count()).select_from(SettlementOffer)
    counts = {each: session.scalars(counted.where(_part(each))).one() for each in Which}
    return OfferPage(tuple(_row(session, offer, name) for offer, name in session.execute(shown)), counts)


def _part(which: Which) -> ColumnElement[bool]:
    state = col(SettlementOffer.state)
    return {
        Which.WAITING: state == OfferState.PROPOSED,
        Which.OPEN: state.in_(settling.OPEN),
        Which.ENDED: state.not_in((OfferState.PROPOSED, *settling.OPEN)),
        Which.ALL: col(SettlementOffer.id) > 0,
    }[which]


def _row(session: Session, offer: SettlementOffer, debtor: str) -> OfferRow:
    return OfferRow(
        id=offer.id or 0,
        debtor_id=offer.debtor_id,
        debtor=debtor,
        owed=Money(offer.owed_minor, offer.currency),
        pay=offer.pay,
        paid=settling.progress(session, offer).paid if offer.approved_at else Money.zero(offer.currency),
        until=offer.until,
        state=offer.state,
        reason=offer.reason,
        proposed_by=offer.proposed_by,
        proposed_at=offer.proposed_at,
        approved_by=offer.approved_by,
    )
