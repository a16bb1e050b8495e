"""Pay links: made for a letter or mail, opened to pay what they name and nothing else, ended one by one."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import update
from sqlmodel import Session, col, select

from shared import audit, clock, models, outbox
from shared.access import rations, service
from shared.access.rules import PAY_LINK_LIFETIME, PAY_LINK_PATH, Person
from shared.access.tokens import digest, new_token
from shared.db import locked
from shared.errors import NotFound
from shared.settings import settings
from shared.words import LinkScope

CHANGED = "pay_links"
"""The topic that pages with pay links on them watch."""


@dataclass(frozen=True, slots=True)
class FreshPayLink:
    """A link that was just made; its token exists here and in what is sent, nowhere else."""

    id: int
    token: str
    expires_at: datetime

    @property
    def address(self) -> str:
        return f"{settings().origin}{PAY_LINK_PATH}{self.token}"


@dataclass(frozen=True, slots=True)
class Scope:
    """What a link may pay: of this debtor these invoices, or this instalment, or whatever is overdue."""

    kind: LinkScope
    debtor_id: int
    invoice_ids: tuple[int, ...] = ()
    instalment_id: int | None = None


def make_for_invoices(session: Session, debtor_id: int, invoice_ids: Collection[int], *, actor: str) -> FreshPayLink:
    """A link that pays these invoices.

    Raises:
        NotFound: none was named, or one does not exist or is somebody else's.
    """
    theirs = select(models.Invoice.id).where(
        models.Invoice.debtor_id == debtor_id, col(models.Invoice.id).in_(invoice_ids)
    )
    found = session.exec(theirs).all()
    if not found or len(found) != len(set(invoice_ids)):
        raise NotFound("This invoice does not exist.")
    made = _make(session, Scope(LinkScope.INVOICES, debtor_id), actor)
    session.add_all(models.PayLinkInvoice(pay_link_id=made.id, invoice_id=each or 0) for each in found)
    return made


def make_for_instalment(session: Session, instalment_id: int, *, actor: str) -> FreshPayLink:
    """A link that pays one instalment of a plan.

    Raises:
        NotFound: there is no such instalment.
    """
    query = select(models.Plan.debtor_id).join(models.Instalment, col(models.Instalment.plan_id) == models.Plan.id)
    debtor_id = session.exec(query.where(models.Instalment.id == instalment_id)).one_or_none()
    if debtor_id is None:
        raise NotFound("This instalment does not exist.")
    return _make(session, Scope(LinkScope.INSTALMENT, debtor_id, instalment_id=instalment_id), actor)


def make_for_overdue(session: Session, debtor_id: int, *, actor: str) -> FreshPayLink:
    """A link that pays whatever of this debtor's is overdue on the day it is opened.

    Raises:
        NotFound: there is no such debtor.
    """
    if session.get(models.Debtor, debtor_id) is None:
        raise NotFound("This debtor does not exist.")
    return _make(session, Scope(LinkScope.OVERDUE, debtor_id), actor)


def open_link(session: Session, token: str, *, ip: str) -> str | None:
    """Trade a link for a session that may pay, and return its cookie; None if it lapsed, was ended or never was.

    A link may be opened again: letters lie about, and mails are read twice. Each opening is counted and noted.

    Raises:
        TooManyTries: from this network address, or of this link.
    """
    rations.spend(session, paylink_ip=ip)
    links, now = models.PayLink, clock.now()
    is_live = col(links.revoked_at).is_(None) & (col(links.expires_at) > now)
    found = session.exec(select(links.id).where(links.digest == digest(token), is_live)).one_or_none()
    if found is None:
        return None
    rations.spend(session, paylink_link=str(found))
    session.execute(update(links).where(col(links.id) == found).values(opened=links.opened + 1, opened_at=now))
    audit.note(session, f"payer:{found}", "pay_link.opened", f"pay_link:{found}")
    outbox.changed(session, CHANGED)
    return service.open_payer_session(session, found)


def revoke(session: Session, link_id: int, *, actor: str, debtor_id: int | None = None) -> None:
    """End a link, and every session that was opened with it; a debtor ends only their own.

    Raises:
        NotFound: there is none of that number, or it is somebody else's.
    """
    if session.get(models.PayLink, link_id) is None:
        raise NotFound("This link does not exist.")
    link = locked(session, models.PayLink, [link_id])[link_id]
    if debtor_id not in (None, link.debtor_id):
        raise NotFound("This link does not exist.")
    if link.revoked_at is None:
        link.revoked_at, link.revoked_by = clock.now(), actor[:80]
        audit.note(session, actor, "pay_link.revoked", f"pay_link:{link_id}")
        outbox.changed(session, CHANGED)


def scope_of(session: Session, payer: Person) -> Scope:
    """What whoever holds this link may pay.

    Raises:
        NotFound: the link is gone.
    """
    link = session.get(models.PayLink, payer.id)
    if link is None:
        raise NotFound("This link does not exist.")
    named = select(models.PayLinkInvoice.invoice_id).where(models.PayLinkInvoice.pay_link_id == link.id)
    return Scope(link.scope, link.debtor_id, tuple(session.exec(named).all()), link.instalment_id)


def _make(session: Session, scope: Scope, actor: str) -> FreshPayLink:
    token, now = new_token(), clock.now()
    link = models.PayLink(
        digest=digest(token),
        debtor_id=scope.debtor_id,
        scope=scope.kind,
        instalment_id=scope.instalment_id,
        made_by=actor[:80],
        made_at=now,
        expires_at=now + PAY_LINK_LIFETIME,
    )
    session.add(link)
    session.flush()
    audit.note(session, actor, "pay_link.made", f"pay_link:{link.id}", scope=scope.kind.value)
    outbox.changed(session, CHANGED)
    return FreshPayLink(link.id or 0, token, link.expires_at)
