"""What came of an agreement: its totals are sums over its invoices, never numbers of their own."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import func
from sqlalchemy import select as select_columns
from sqlmodel import Session, col, select

from shared.agreements import figures
from shared.errors import NotFound
from shared.models import Agreement, AgreementStatus, Creditor, Invoice
from shared.money import Money


@dataclass(frozen=True, slots=True)
class Totals:
    """Sums over invoices; invoiced − settled before − collected − credited = outstanding.

    `settled_before` is what had been paid when an open item was taken over; `credited` is all that lowered the claim
    otherwise than by a receipt.
    """

    open_count: int
    invoiced: Money
    settled_before: Money
    collected: Money
    outstanding: Money
    advance_paid: Money
    in_use: Money
    reserve: Money

    @property
    def credited(self) -> Money:
        return self.invoiced - self.settled_before - self.collected - self.outstanding


@dataclass(frozen=True, slots=True)
class AgreementCard:
    """An agreement with its terms and totals; rates in basis points."""

    id: int
    number: str
    client: str
    currency: str
    status: AgreementStatus
    is_recourse: bool
    is_disclosed: bool
    advance_bp: int
    commission_bp: int
    discount_bp: int
    recourse_days: int
    starts_on: date
    invoice_count: int
    totals: Totals


def every(session: Session) -> list[AgreementCard]:
    """All agreements by number, each with its totals."""
    query = select(Agreement, Creditor.name).join(Creditor, col(Creditor.id) == Agreement.client_id)
    return _cards(session, session.exec(query.order_by(col(Agreement.number))))


def card(session: Session, number: str) -> AgreementCard:
    """One agreement.

    Raises:
        NotFound: no agreement has this number.
    """
    query = select(Agreement, Creditor.name).join(Creditor, col(Creditor.id) == Agreement.client_id)
    found = _cards(session, session.exec(query.where(Agreement.number == number)))
    if not found:
        raise NotFound(f"There is no agreement {number[:40]}.")
    return found[0]


def _cards(session: Session, rows: Iterable[tuple[Agreement, str]]) -> list[AgreementCard]:
    agreements = list(rows)
    sums = _sums(session, [agreement.id or 0 for agreement, _ in agreements])
    return [_card(agreement, client, sums.get(agreement.id or 0)) for agreement, client in agreements]


def _sums(session: Session, agreement_ids: list[int]) -> dict[int, Any]:
    """One row of sums an agreement that has invoices, in one statement for all of them."""
    per_invoice = (
        select_columns(
            col(Invoice.agreement_id).label("agreement_id"),
            col(Invoice.total_minor).label("invoiced"),
            col(Invoice.settled_before_minor).label("settled_before"),
            col(Invoice.outstanding_minor).label("outstanding"),
            figures.collected().label("collected"),
            figures.advance_paid().label("advance_paid"),
            figures.reserve().label("reserve"),
        )
        .where(col(Invoice.agreement_id).in_(agreement_ids))
        .subquery()
    )
    one = per_invoice.c
    amounts = (one.invoiced, one.settled_before, one.outstanding, one.collected, one.advance_paid, one.reserve)
    query = select_columns(
        one.agreement_id,
        func.count().label("invoices"),
        func.count().filter(one.outstanding > 0).label("open"),
        func.sum(figures.in_use(one.advance_paid, one.collected)).label("in_use"),
        *(func.sum(each).label(each.name) for each in amounts),
    ).group_by(one.agreement_id)
    return {each.agreement_id: each for each in session.execute(query)}


def _card(agreement: Agreement, client: str, sums: Any) -> AgreementCard:
    return AgreementCard(
        id=agreement.id or 0,
        number=agreement.number,
        client=client,
        currency=agreement.currency,
        status=agreement.status,
        is_recourse=agreement.is_recourse,
        is_disclosed=agreement.is_disclosed,
        advance_bp=agreement.advance_bp,
        commission_bp=agreement.commission_bp,
        discount_bp=agreement.discount_bp,
        recourse_days=agreement.recourse_days,
        starts_on=agreement.starts_on,
        invoice_count=sums.invoices if sums else 0,
        totals=_totals(sums, agreement.currency),
    )


def _totals(sums: Any, currency: str) -> Totals:
    names = ("invoiced", "settled_before", "collected", "outstanding", "advance_paid", "in_use", "reserve")
    amounts = {each: Money(int(getattr(sums, each)) if sums else 0, currency) for each in names}
    return Totals(open_count=sums.open if sums else 0, **amounts)
