"""Refunds as a list: what waits for approval, what waits to be sent, and who did what to each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import func, select
from sqlmodel import Session, col

from shared.errors import NotFound
from shared.models import Debtor, Rail, Receipt, Refund, RefundState
from shared.money import Money
from shared.receipts.rules import receipt_number

SORTS: Final = ("proposed", "amount")


@dataclass(frozen=True, slots=True)
class RefundRow:
    """One refund with where its money is and who did what; `decided_by`, `sent_by` are "" until somebody did."""

    id: int
    receipt_id: int
    receipt: str
    debtor_id: int
    debtor: str
    amount: Money
    rail: Rail
    payee_name: str
    payee_iban: str
    reason: str
    state: RefundState
    proposed_by: str
    proposed_at: datetime
    decided_by: str
    decided_at: datetime | None
    decline_reason: str
    sent_by: str
    sent_on: date | None

    @property
    def actors(self) -> set[str]:
        return {self.proposed_by, self.decided_by, self.sent_by} - {""}


@dataclass(frozen=True, slots=True)
class RefundPage:
    """A page of them, and how many there are in each state."""

    rows: tuple[RefundRow, ...]
    counts: Mapping[RefundState, int]

    def total(self, state: RefundState | None) -> int:
        return sum(self.counts.values()) if state is None else self.counts.get(state, 0)


@dataclass(frozen=True, slots=True)
class ToApprove:
    """Refunds that wait for somebody's approval: how many, and their sums by currency."""

    count: int
    sums: Mapping[str, Money]


def page(
    session: Session, state: RefundState | None, *, sort: str = "", offset: int = 0, limit: int = 25
) -> RefundPage:
    """The refunds in a state, or all; the newest first, or by one of `SORTS`."""
    chosen = [] if state is None else [col(Refund.state) == state]
    order = {"proposed": col(Refund.proposed_at), "amount": col(Refund.amount_minor)}.get(sort.removeprefix("-"))
    first = col(Refund.id).desc() if order is None else order.desc() if sort.startswith("-") else order.asc()
    query = _refunds().where(*chosen).order_by(first, col(Refund.id).desc()).offset(offset).limit(limit)
    counted = select(col(Refund.state), func.count(col(Refund.id))).group_by(col(Refund.state))
    counts = {found: int(number) for found, number in session.execute(counted)}
    return RefundPage(tuple(_row(each) for each in session.execute(query)), counts)


def refund(session: Session, refund_id: int) -> RefundRow:
    """One refund.

    Raises:
        NotFound: no such refund.
    """
    found = session.execute(_refunds().where(col(Refund.id) == refund_id)).first()
    if found is None:
        raise NotFound("There is no such refund.")
    return _row(found)


def of_receipt(session: Session, receipt_id: int) -> tuple[RefundRow, ...]:
    """All refunds of a receipt, oldest first."""
    query = _refunds().where(col(Refund.receipt_id) == receipt_id).order_by(col(Refund.id))
    return tuple(_row(each) for each in session.execute(query))


def to_approve(session: Session) -> ToApprove:
    """What Daily Actions says of refunds that wait."""
    query = (
        select(col(Refund.currency), func.count(col(Refund.id)), func.sum(col(Refund.amount_minor)))
        .where(col(Refund.state) == RefundState.PROPOSED)
        .group_by(col(Refund.currency))
        .order_by(col(Refund.currency))
    )
    found = [(currency, int(number), int(minor)) for currency, number, minor in session.execute(query)]
    sums = {currency: Money(minor, currency) for currency, _, minor in found}
    return ToApprove(sum(number for _, number, _ in found), sums)


def _refunds() -> Any:
    return (
        select(Refund, Receipt, col(Debtor.name).label("debtor"))
        .join(Receipt, col(Receipt.id) == Refund.receipt_id)
        .outerjoin(Debtor, col(Debtor.id) == Receipt.debtor_id)
    )


def _row(found: Any) -> RefundRow:
    refund, receipt = found.Refund, found.Receipt
    return RefundRow(
        id=refund.id,
        receipt_id=receipt.id,
        receipt=receipt.number or receipt_number(receipt.id, receipt.received_on),
        debtor_id=receipt.debtor_id or 0,
        debtor=found.debtor or "",
        amount=refund.amount,
        rail=refund.rail,
        payee_name=refund.payee_name,
        payee_iban=refund.payee_iban,
        reason=refund.reason,
        state=refund.state,
        proposed_by=refund.proposed_by,
        proposed_at=refund.proposed_at,
        decided_by=refund.decided_by,
        decided_at=refund.decided_at,
        decline_reason=refund.decline_reason,
        sent_by=refund.sent_by,
        sent_on=refund.sent_on,
    )
