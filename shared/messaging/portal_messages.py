"""What debtors and staff write to one another in the portal."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func
from sqlmodel import Session, col, select

from shared import audit, clock, outbox
from shared.errors import NotFound, Refused
from shared.messaging.service import write
from shared.models import Debtor, Invoice, PortalMessage
from shared.settings import settings

MOST_TEXT = 4_000
MOST_A_DAY = 20
"""So many a debtor may write to us a day; more is no conversation any more."""


class NothingWritten(Refused):
    def __init__(self) -> None:
        super().__init__("Please write something first.")


class TooManyMessages(Refused):
    def __init__(self) -> None:
        super().__init__("You have written to us often today. Please wait for our answer.")


@dataclass(frozen=True, slots=True)
class Said:
    """One message of the conversation; `invoice` is the number of the invoice it is about, if it is about one."""

    id: int
    is_from_debtor: bool
    author: str
    text: str
    invoice_id: int | None
    invoice: str
    written_at: datetime
    read_at: datetime | None


@dataclass(frozen=True, slots=True)
class Waiting:
    """A debtor who waits for an answer."""

    debtor_id: int
    debtor: str
    unread: int
    since: datetime


def ask(session: Session, debtor_id: int, text: str, *, invoice_id: int | None = None, actor: str) -> int:
    """A debtor writes to staff.

    Raises:
        NothingWritten, TooManyMessages.
        NotFound: the invoice is not theirs.
    """
    today = clock.now().replace(hour=0, minute=0, second=0, microsecond=0)
    mine = PortalMessage.debtor_id == debtor_id, col(PortalMessage.is_from_debtor), PortalMessage.written_at >= today
    if session.exec(select(func.count(col(PortalMessage.id))).where(*mine)).one() >= MOST_A_DAY:
        raise TooManyMessages
    return _add(session, debtor_id, text, invoice_id, is_from_debtor=True, actor=actor)


def answer(session: Session, debtor_id: int, text: str, *, invoice_id: int | None = None, actor: str) -> int:
    """Staff write to a debtor, who is told by mail that something waits; what they wrote counts as read.

    Raises:
        NothingWritten: the text is empty.
        NotFound: there is no such debtor, or the invoice is not theirs.
    """
    debtor = session.get(Debtor, debtor_id)
    if debtor is None:
        raise NotFound("There is no such debtor.")
    number = _add(session, debtor_id, text, invoice_id, is_from_debtor=False, actor=actor)
    mark_read(session, debtor_id, from_debtor=True)
    if debtor.email:
        facts = {"firm": settings().firm_name, "name": debtor.name, "where": f"{settings().origin}/messages"}
        write(session, debtor_id, "portal_message", address=debtor.email, facts=facts)
    return number


def mark_read(session: Session, debtor_id: int, *, from_debtor: bool) -> int:
    """The other side has seen what was written; how many were new to them."""
    unread = select(PortalMessage).where(
        PortalMessage.debtor_id == debtor_id,
        PortalMessage.is_from_debtor == from_debtor,
        col(PortalMessage.read_at).is_(None),
    )
    found = session.exec(unread).all()
    for each in found:
        each.read_at = clock.now()
    if found:
        outbox.changed(session, "messages")
    return len(found)


def conversation(session: Session, debtor_id: int, *, offset: int = 0, limit: int = 50) -> list[Said]:
    """What was written both ways, the newest first."""
    query = (
        select(PortalMessage, Invoice.number)
        .outerjoin(Invoice, col(Invoice.id) == PortalMessage.invoice_id)
        .where(PortalMessage.debtor_id == debtor_id)
        .order_by(col(PortalMessage.id).desc())
    )
    return [_said(each, number or "") for each, number in session.exec(query.offset(offset).limit(limit))]


def unread_by_debtor(session: Session, debtor_id: int) -> int:
    """How many of our messages the debtor has not seen."""
    mine = (
        PortalMessage.debtor_id == debtor_id,
        ~col(PortalMessage.is_from_debtor),
        col(PortalMessage.read_at).is_(None),
    )
    return session.exec(select(func.count(col(PortalMessage.id))).where(*mine)).one()


def waiting(session: Session, limit: int = 50) -> list[Waiting]:
    """Who waits for an answer of staff, the longest first."""
    since, unread = func.min(PortalMessage.written_at), func.count(col(PortalMessage.id))
    query = (
        select(PortalMessage.debtor_id, Debtor.name, unread, since)
        .join(Debtor, col(Debtor.id) == PortalMessage.debtor_id)
        .where(col(PortalMessage.is_from_debtor), col(PortalMessage.read_at).is_(None))
        .group_by(col(PortalMessage.debtor_id), col(Debtor.name))
        .order_by(since)
    )
    return [Waiting(*each) for each in session.exec(query.limit(limit))]


def _add(
    session: Session, debtor_id: int, text: str, invoice_id: int | None, *, is_from_debtor: bool, actor: str
) -> int:
    if not text.strip():
        raise NothingWritten
    invoice = session.get(Invoice, invoice_id) if invoice_id else None
    if invoice_id and (invoice is None or invoice.debtor_id != debtor_id):
        raise NotFound("There is no such invoice.")
    made = PortalMessage(
        debtor_id=debtor_id,
        invoice_id=invoice_id,
        is_from_debtor=is_from_debtor,
        author=actor[:80],
        text=text.strip()[:MOST_TEXT],
        written_at=clock.now(),
    )
    session.add(made)
    session.flush()
    audit.note(session, actor, "message.written", f"portal_message:{made.id}")
    outbox.changed(session, "messages")
    return made.id or 0


def _said(message: PortalMessage, number: str) -> Said:
    return Said(
        id=message.id or 0,
        is_from_debtor=message.is_from_debtor,
        author=message.author,
        text=message.text,
        invoice_id=message.invoice_id,
        invoice=number,
        written_at=message.written_at,
        read_at=message.read_at,
    )
