"""One invoice: its card, the entries behind each figure on it, and everything that was booked for it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from shared.agreements import figures, rules
from shared.errors import NotFound
from shared.ledger import CONTROL, Account
from shared.ledger.queries import EntryBehind, behind_invoice
from shared.models import Agreement, Creditor, Debtor, Invoice, LedgerEntry, LedgerLine, Rail, Receipt
from shared.money import Money

_REGISTERING = frozenset({"invoice", "opening", "purchase", "return", "fee"})


@dataclass(frozen=True, slots=True)
class InvoiceCard:
    """The invoice and its figures (domain.md 1.6); total − settled before − collected − credited = outstanding."""

    id: int
    number: str
    creditor: str
    debtor_id: int
    debtor: str
    agreement: str
    issued_on: date
    due_on: date
    terms: str
    discount_until: date | None
    discount_bp: int
    payment_reference: str
    purchase_order: str
    source: str
    registered_at: datetime
    total: Money
    settled_before: Money
    collected: Money
    outstanding: Money
    advance_paid: Money
    reserve: Money

    @property
    def credited(self) -> Money:
        """What lowered the claim otherwise than by a receipt."""
        return self.total - self.settled_before - self.collected - self.outstanding

    @property
    def in_use(self) -> Money:
        return rules.funds_in_use(self.advance_paid, self.collected)

    def figure(self, of: "Figure") -> Money:
        """A figure as the card shows it and as its entries must add up to it."""
        return {
            Figure.AMOUNT: self.total - self.settled_before,
            Figure.COLLECTION: self.collected,
            Figure.OUTSTANDING: self.outstanding,
            Figure.ADVANCE: self.advance_paid,
        }[of]


class Figure(StrEnum):
    """A number of the card that opens the entries behind it."""

    AMOUNT = "amount"
    COLLECTION = "collection"
    OUTSTANDING = "outstanding"
    ADVANCE = "advance"


@dataclass(frozen=True, slots=True)
class Booked:
    """An entry about the invoice. `kind` is what happened; for a reversal, what was undone by it."""

    id: int
    kind: str
    booked_on: date
    posted_at: datetime
    actor: str
    reason: str
    amount: Money
    undoes: int | None
    undone_by: int | None
    allocation_id: int | None


@dataclass(frozen=True, slots=True)
class Step:
    """An entry behind a figure: what it changed, the balance after it, and all its lines."""

    booked: Booked
    entry: EntryBehind


# Which accounts an entry of a kind is told by, and the sign that makes the usual case positive.
_TOLD_BY: Mapping[str, tuple[Sequence[Account], int]] = {
    "allocation": (CONTROL, -1),
    "advance": ((Account.ADVANCE_PAYABLE,), 1),
    "commission": ((Account.FACTORING_COMMISSION,), -1),
}
_BEHIND: Mapping[Figure, tuple[Sequence[Account], int, frozenset[str] | None]] = {
    Figure.AMOUNT: (CONTROL, 1, _REGISTERING),
    Figure.COLLECTION: (CONTROL, -1, frozenset({"allocation"})),
    Figure.OUTSTANDING: (CONTROL, 1, None),
    Figure.ADVANCE: ((Account.ADVANCE_PAYABLE,), 1, frozenset({"advance"})),
}


def card(session: Session, invoice_id: int) -> InvoiceCard:
    """The card of one invoice.

    Raises:
        NotFound: no such invoice.
    """
    query: Any = (
        select(
            Invoice,
            col(Creditor.name).label("creditor"),
            col(Debtor.name).label("debtor"),
            col(Agreement.number).label("agreement"),
            figures.collected().label("collected"),
            figures.advance_paid().label("advance_paid"),
            figures.reserve().label("reserve"),
        )
        .join(Creditor, col(Creditor.id) == Invoice.creditor_id)
        .join(Debtor, col(Debtor.id) == Invoice.debtor_id)
        .outerjoin(Agreement, col(Agreement.id) == Invoice.agreement_id)
        .where(col(Invoice.id) == invoice_id)
    )
    found = session.execute(query).one_or_none()
    if found is None:
        raise NotFound("There is no such invoice.")
    return _card(found)


def history(session: Session, invoice_id: int) -> list[Booked]:
    """Every entry about the invoice, oldest first."""
    undone, mirror = aliased(LedgerEntry), aliased(LedgerEntry)
    about = select(col(LedgerLine.entry_id)).where(col(LedgerLine.invoice_id) == invoice_id)
    query: Any = (
        select(
            LedgerEntry,
            func.coalesce(undone.kind, LedgerEntry.kind).label("kind"),
            func.coalesce(undone.reference, LedgerEntry.reference).label("reference"),
            col(mirror.id).label("undone_by"),
        )
        .outerjoin(undone, col(undone.id) == LedgerEntry.reverses_id)
        .outerjoin(mirror, col(mirror.reverses_id) == LedgerEntry.id)
        .where(col(LedgerEntry.id).in_(about))
        .order_by(col(LedgerEntry.id))
    )
    lines = session.execute(select(LedgerLine).where(col(LedgerLine.invoice_id) == invoice_id)).scalars().all()
    return [_booked(each, [line for line in lines if line.entry_id == each[0].id]) for each in session.execute(query)]


def behind(session: Session, invoice_id: int, figure: Figure) -> list[Step]:
    """Every entry that moved a figure, oldest first, with the running balance; they add up to it."""
    accounts, sign, kinds = _BEHIND[figure]
    booked = {each.id: each for each in history(session, invoice_id)}
    of_money = select(col(Receipt.id)).where(col(Receipt.rail) != Rail.CREDIT_NOTE)
    receipts = of_money if figure is Figure.COLLECTION else None
    moved = behind_invoice(session, invoice_id, accounts, sign=sign, receipts=receipts)
    counted = (each for each in moved if kinds is None or booked[each.id].kind in kinds)
    return [Step(booked[each.id], each) for each in _running(counted)]


def _running(entries: Iterable[EntryBehind]) -> Iterable[EntryBehind]:
    """The same entries with the balance of these alone."""
    balance: Money | None = None
    for each in entries:
        balance = each.change if balance is None else balance + each.change
        yield replace(each, balance=balance)


def _booked(found: Any, lines: Sequence[LedgerLine]) -> Booked:
    entry: LedgerEntry = found[0]
    accounts, sign = _TOLD_BY.get(found.kind, (CONTROL, 1))
    counted = [line for line in lines if line.account in accounts]
    moved = sum(line.amount_minor for line in counted)
    what, _, which = found.reference.partition(":")
    return Booked(
        id=entry.id or 0,
        kind=found.kind,
        booked_on=entry.booked_on,
        posted_at=entry.created_at,
        actor=entry.actor,
        reason=entry.reason,
        amount=Money(sign * moved, (counted or lines)[0].currency),
        undoes=entry.reverses_id,
        undone_by=found.undone_by,
        allocation_id=int(which) if what == "allocation" else None,
    )


def _card(found: Any) -> InvoiceCard:
    invoice: Invoice = found.Invoice

    def money(minor: int) -> Money:
        return Money(int(minor), invoice.currency)

    return InvoiceCard(
        id=invoice.id or 0,
        number=invoice.number,
        creditor=found.creditor,
        debtor_id=invoice.debtor_id,
        debtor=found.debtor,
        agreement=found.agreement or "",
        issued_on=invoice.issued_on,
        due_on=invoice.due_on,
        terms=invoice.terms,
        discount_until=invoice.discount_until,
        discount_bp=invoice.discount_bp,
        payment_reference=invoice.payment_reference,
        purchase_order=invoice.purchase_order,
        source=invoice.source,
        registered_at=invoice.registered_at,
        total=invoice.total,
        settled_before=money(invoice.settled_before_minor),
        collected=money(found.collected),
        outstanding=invoice.outstanding,
        advance_paid=money(found.advance_paid),
        reserve=money(found.reserve),
    )
