"""One receipt: what came in, what it was set against, what went back, and everything that was booked for it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from shared.errors import NotFound
from shared.ledger import Account
from shared.models import (
    Allocation,
    BankAccount,
    Debtor,
    DifferenceKind,
    Invoice,
    LedgerEntry,
    LedgerLine,
    Rail,
    Receipt,
)
from shared.money import Money
from shared.receipts.lists import with_origin
from shared.receipts.rules import receipt_number
from shared.receipts.standing import standing

_HELD_IN = (Account.UNAPPLIED, Account.UNIDENTIFIED)


@dataclass(frozen=True, slots=True)
class Part:
    """What of the receipt stands against one invoice, and who set it; `left` is what is open on it now.

    `amount` is in the invoice's currency, `taken` the same in the receipt's; `difference` was granted besides.
    """

    allocation_id: int
    invoice_id: int
    invoice: str
    debtor_id: int
    debtor: str
    amount: Money
    taken: Money
    difference: Money
    difference_kind: DifferenceKind | None
    left: Money
    on: date
    actor: str


@dataclass(frozen=True, slots=True)
class Happened:
    """An entry about the receipt, and by how much it changed what we hold. Of a reversal, `kind` is what it undid."""

    id: int
    kind: str
    booked_on: date
    posted_at: datetime
    actor: str
    reason: str
    change: Money
    undoes: int | None
    invoice_id: int | None
    invoice: str


@dataclass(frozen=True, slots=True)
class ReceiptCard:
    """A receipt with its parts; amount − applied − given back = unapplied."""

    id: int
    number: str
    rail: Rail
    amount: Money
    unapplied: Money
    received_on: date
    value_date: date
    recorded_at: datetime
    payer_name: str
    payer_iban: str
    text: str
    debtor_id: int
    debtor: str
    bank_account: str
    journal_id: int
    journal: str
    line_id: int
    line: int
    is_reversed: bool
    parts: tuple[Part, ...]
    happened: tuple[Happened, ...]

    @property
    def applied(self) -> Money:
        return Money.total((each.taken for each in self.parts), self.amount.currency)

    @property
    def given_back(self) -> Money:
        """What left again otherwise than to an invoice: refunded, returned, or reversed."""
        return self.amount - self.applied - self.unapplied

    @property
    def actors(self) -> set[str]:
        """Everybody who did something to it, as the books name them."""
        return {each.actor for each in self.happened} | {each.actor for each in self.parts}


def card(session: Session, receipt_id: int) -> ReceiptCard:
    """The card of one receipt.

    Raises:
        NotFound: no such receipt.
    """
    query = (
        with_origin()
        .add_columns(col(BankAccount.name).label("bank_account"))
        .outerjoin(BankAccount, col(BankAccount.id) == Receipt.bank_account_id)
        .where(col(Receipt.id) == receipt_id)
    )
    found = session.execute(query).first()
    if found is None:
        raise NotFound("There is no such receipt.")
    return _card(found, _parts(session, receipt_id), _happened(session, found.Receipt))


def _parts(session: Session, receipt_id: int) -> tuple[Part, ...]:
    query = standing(
        select(Allocation, Invoice, col(Debtor.name).label("debtor"), col(Receipt.currency).label("currency"))
        .join(Receipt, col(Receipt.id) == Allocation.receipt_id)
        .join(Invoice, col(Invoice.id) == Allocation.invoice_id)
        .join(Debtor, col(Debtor.id) == Invoice.debtor_id)
        .where(col(Allocation.receipt_id) == receipt_id)
        .order_by(col(Allocation.id))
    )
    return tuple(_part(*row) for row in session.execute(query))


def _part(allocation: Allocation, invoice: Invoice, debtor: str, currency: str) -> Part:
    return Part(
        allocation_id=allocation.id or 0,
        invoice_id=allocation.invoice_id,
        invoice=invoice.number,
        debtor_id=invoice.debtor_id,
        debtor=debtor,
        amount=Money(allocation.amount_minor, invoice.currency),
        taken=Money(allocation.receipt_minor, currency),
        difference=Money(allocation.difference_minor, invoice.currency),
        difference_kind=allocation.difference_kind,
        left=invoice.outstanding,
        on=allocation.allocated_on,
        actor=allocation.actor,
    )


def _happened(session: Session, receipt: Receipt) -> tuple[Happened, ...]:
    """Every entry with a line about the receipt, oldest first."""
    undone = aliased(LedgerEntry)
    about = (
        select(
            col(LedgerLine.entry_id).label("entry_id"),
            func.max(col(LedgerLine.invoice_id)).label("invoice_id"),
        )
        .where(col(LedgerLine.receipt_id) == receipt.id)
        .group_by(col(LedgerLine.entry_id))
        .subquery()
    )
    query: Any = (
        select(
            LedgerEntry,
            func.coalesce(undone.kind, LedgerEntry.kind).label("kind"),
            about.c.invoice_id,
            col(Invoice.number).label("invoice"),
        )
        .join(about, about.c.entry_id == LedgerEntry.id)
        .outerjoin(undone, col(undone.id) == LedgerEntry.reverses_id)
        .outerjoin(Invoice, col(Invoice.id) == about.c.invoice_id)
        .order_by(col(LedgerEntry.id))
    )
    held = _held(session, receipt)
    return tuple(_entry(each, held.get(each.LedgerEntry.id, 0), receipt.currency) for each in session.execute(query))


def _held(session: Session, receipt: Receipt) -> dict[int, int]:
    """What each entry did to the money we hold of the receipt, which is a credit in the books."""
    query = (
        select(col(LedgerLine.entry_id), func.sum(col(LedgerLine.amount_minor)))
        .where(col(LedgerLine.receipt_id) == receipt.id, col(LedgerLine.account).in_(_HELD_IN))
        .group_by(col(LedgerLine.entry_id))
    )
    return {entry_id: -int(minor) for entry_id, minor in session.execute(query)}


def _entry(found: Any, minor: int, currency: str) -> Happened:
    entry: LedgerEntry = found.LedgerEntry
    return Happened(
        id=entry.id or 0,
        kind=found.kind,
        booked_on=entry.booked_on,
        posted_at=entry.created_at,
        actor=entry.actor,
        reason=entry.reason,
        change=Money(minor, currency),
        undoes=entry.reverses_id,
        invoice_id=found.invoice_id,
        invoice=found.invoice or "",
    )


def _card(found: Any, parts: Sequence[Part], happened: Sequence[Happened]) -> ReceiptCard:
    receipt: Receipt = found.Receipt
    return ReceiptCard(
        id=receipt.id or 0,
        number=receipt.number or receipt_number(receipt.id or 0, receipt.received_on),
        rail=receipt.rail,
        amount=receipt.amount,
        unapplied=receipt.unapplied,
        received_on=receipt.received_on,
        value_date=receipt.value_date,
        recorded_at=receipt.recorded_at,
        payer_name=receipt.payer_name,
        payer_iban=receipt.payer_iban,
        text=receipt.text,
        debtor_id=receipt.debtor_id or 0,
        debtor=found.debtor or "",
        bank_account=found.bank_account or "",
        journal_id=found.Journal.id if found.Journal else 0,
        journal=found.Journal.number if found.Journal else "",
        line_id=found.line_id or 0,
        line=found.position or 0,
        is_reversed=any(each.undoes and each.kind == "receipt" for each in happened),
        parts=tuple(parts),
        happened=tuple(happened),
    )
