"""Which pay links there are, as their debtor and staff see them: never the links themselves, which nobody keeps."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from shared import clock
from shared.models import Invoice, PayLink, PayLinkInvoice
from shared.words import LinkScope

_MOST_LISTED = 50


@dataclass(frozen=True, slots=True)
class HeldLink:
    """One pay link: what it pays, how often it was opened, and whether it still works."""

    id: int
    scope: LinkScope
    invoice_numbers: tuple[str, ...]
    made_by: str
    made_at: datetime
    expires_at: datetime
    opened: int
    opened_at: datetime | None
    revoked_at: datetime | None

    @property
    def is_live(self) -> bool:
        return self.revoked_at is None and self.expires_at > clock.now()


def of_debtor(session: Session, debtor_id: int) -> list[HeldLink]:
    """The debtor's links that still work, the newest first."""
    query = select(PayLink).where(
        PayLink.debtor_id == debtor_id, col(PayLink.revoked_at).is_(None), col(PayLink.expires_at) > clock.now()
    )
    return _held(session, session.exec(query.order_by(col(PayLink.id).desc()).limit(_MOST_LISTED)).all())


def of_invoice(session: Session, invoice_id: int) -> list[HeldLink]:
    """The links that name this invoice, ended ones too, the newest first."""
    named = select(PayLinkInvoice.pay_link_id).where(PayLinkInvoice.invoice_id == invoice_id)
    query = select(PayLink).where(col(PayLink.id).in_(named)).order_by(col(PayLink.id).desc()).limit(_MOST_LISTED)
    return _held(session, session.exec(query).all())


def _held(session: Session, links: Sequence[PayLink]) -> list[HeldLink]:
    query = (
        select(PayLinkInvoice.pay_link_id, Invoice.number)
        .join(Invoice, col(Invoice.id) == col(PayLinkInvoice.invoice_id))
        .where(col(PayLinkInvoice.pay_link_id).in_([each.id for each in links]))
        .order_by(col(PayLinkInvoice.id))
    )
    numbers: dict[int, list[str]] = {each.id or 0: [] for each in links}
    for link_id, number in session.exec(query):
        numbers[link_id].append(number)
    return [
        HeldLink(
            id=each.id or 0,
            scope=each.scope,
            invoice_numbers=tuple(numbers[each.id or 0]),
            made_by=each.made_by,
            made_at=each.made_at,
            expires_at=each.expires_at,
            opened=each.opened,
            opened_at=each.opened_at,
            revoked_at=each.revoked_at,
        )
        for each in links
    ]
