"""Which invoices are held and why, what is disputed, and what waits for staff."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import func
from sqlmodel import Session, col, select

from shared import clock
from shared.db import one_of
from shared.documents import Given, attachments
from shared.errors import NotFound
from shared.models import Debtor, Dispute, DisputeFile, Invoice
from shared.money import Money
from shared.words import DisputeReason, DisputeState

Holds = Mapping[int, frozenset[str]]
"""What stands against collecting an invoice, in words, by the invoice's id."""

DISPUTED = "disputed"


class Which(StrEnum):
    """Parts of the list of staff."""

    OPEN = "open"
    CLOSED = "closed"
    ALL = "all"


@dataclass(frozen=True, slots=True)
class Disputed:
    """A dispute with whose it is, of which invoice, and the files that came with it."""

    id: int
    debtor_id: int
    debtor: str
    invoice_id: int
    invoice: str
    outstanding: Money
    amount: Money
    reason: DisputeReason
    text: str
    state: DisputeState
    raised_by: str
    raised_at: datetime
    answer: str
    closed_by: str
    closed_at: datetime | None
    files: tuple[Given, ...] = ()


@dataclass(frozen=True, slots=True)
class Objected:
    """From when to when an invoice was disputed; `until` is None while it is. `is_held`: staff let plans wait."""

    id: int
    invoice_id: int
    since: date
    until: date | None
    is_held: bool


@dataclass(frozen=True, slots=True)
class DisputePage:
    rows: tuple[Disputed, ...]
    counts: Mapping[Which, int]


def holds(session: Session, invoice_ids: Iterable[int]) -> dict[int, frozenset[str]]:
    """Of these invoices those that must not be reminded, charged or planned, each with why."""
    found: dict[int, frozenset[str]] = {}
    for among in one_of(col(Dispute.invoice_id), set(invoice_ids)):
        query = select(Dispute.invoice_id).where(Dispute.state == DisputeState.OPEN, among)
        found |= dict.fromkeys(session.exec(query), frozenset({DISPUTED}))
    return found


def objections(session: Session, invoice_ids: Iterable[int]) -> dict[int, list[Objected]]:
    """All that was ever said against these invoices, by invoice, the oldest first."""
    found: dict[int, list[Objected]] = defaultdict(list)
    for among in one_of(col(Dispute.invoice_id), set(invoice_ids)):
        for each in session.exec(select(Dispute).where(among).order_by(col(Dispute.id))):
            until = clock.day_of(each.closed_at) if each.closed_at else None
            made = Objected(each.id or 0, each.invoice_id, clock.day_of(each.raised_at), until, bool(each.held_by))
            found[each.invoice_id].append(made)
    return found


def of_invoice(session: Session, invoice_id: int, *, debtor_id: int | None = None) -> list[Disputed]:
    """The disputes of one invoice, the newest first; for a debtor only their own."""
    query = _rows().where(Dispute.invoice_id == invoice_id)
    if debtor_id is not None:
        query = query.where(Dispute.debtor_id == debtor_id)
    found = session.exec(query.order_by(col(Dispute.id).desc())).all()
    return _with_files(session, [_row(*each) for each in found])


def of_debtor(session: Session, debtor_id: int) -> list[Disputed]:
    """The disputes of one debtor, the newest first."""
    found = session.exec(_rows().where(Dispute.debtor_id == debtor_id).order_by(col(Dispute.id).desc())).all()
    return _with_files(session, [_row(*each) for each in found])


def one(session: Session, dispute_id: int) -> Disputed:
    """One dispute.

    Raises:
        NotFound: there is none of that id.
    """
    found = session.exec(_rows().where(Dispute.id == dispute_id)).first()
    if found is None:
        raise NotFound("There is no such dispute.")
    return _with_files(session, [_row(*found)])[0]


def page(session: Session, which: Which, *, offset: int = 0, limit: int = 25) -> DisputePage:
    """The disputes of one part, open ones oldest first, closed ones newest first."""
    is_open = col(Dispute.state) == DisputeState.OPEN
    parts = {Which.OPEN: [is_open], Which.CLOSED: [~is_open], Which.ALL: []}
    oldest_first = col(Dispute.id).asc() if which is Which.OPEN else col(Dispute.id).desc()
    found = session.exec(_rows().where(*parts[which]).order_by(oldest_first).offset(offset).limit(limit)).all()
    total = select(func.count(col(Dispute.id)))
    counts = {part: session.exec(total.where(*of)).one() for part, of in parts.items()}
    return DisputePage(tuple(_with_files(session, [_row(*each) for each in found])), counts)


def _rows() -> Any:
    return (
        select(Dispute, Debtor, Invoice)
        .join(Debtor, col(Debtor.id) == Dispute.debtor_id)
        .join(Invoice, col(Invoice.id) == Dispute.invoice_id)
    )


def _row(dispute: Dispute, debtor: Debtor, invoice: Invoice) -> Disputed:
    return Disputed(
        id=dispute.id or 0,
        debtor_id=dispute.debtor_id,
        debtor=debtor.name,
        invoice_id=dispute.invoice_id,
        invoice=invoice.number,
        outstanding=invoice.outstanding,
        amount=dispute.amount,
        reason=dispute.reason,
        text=dispute.text,
        state=dispute.state,
        raised_by=dispute.raised_by,
        raised_at=dispute.raised_at,
        answer=dispute.answer,
        closed_by=dispute.closed_by,
        closed_at=dispute.closed_at,
    )


def _with_files(session: Session, rows: Sequence[Disputed]) -> list[Disputed]:
    links = select(DisputeFile.dispute_id, DisputeFile.attachment_id).where(
        col(DisputeFile.dispute_id).in_([each.id for each in rows])
    )
    of = session.exec(links).all()
    given = {each.id: each for each in attachments(session, [attachment for _, attachment in of])}
    return [
        replace(row, files=tuple(given[attachment] for dispute, attachment in of if dispute == row.id)) for row in rows
    ]
