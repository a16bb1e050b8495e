"""What a cardholder disputes stands apart, in 1210, until the dispute is decided (domain.md 1.2, L10 and L18)."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date

from sqlmodel import Session, col, func, select

from shared import ledger
from shared.db import locked, one_of
from shared.ledger import Account
from shared.ledger.card_entries import Reclassed, reclassed
from shared.ledger.exchange import Carried
from shared.models import Invoice, LedgerLine, ReopenedPart
from shared.money import Money
from shared.receipts.owing import owed_in


def set_apart(session: Session, reference: str, parts: Sequence[ReopenedPart], *, on: date, actor: str) -> None:
    """Move what reopened to 1210."""
    locked(session, Invoice, {each.invoice_id for each in parts})
    moved = [_apart(session, each) for each in parts]
    _post(session, reference, moved, on=on, actor=actor)
    for each in parts:
        each.disputed_minor = each.amount_minor


def release(session: Session, reference: str, parts: Sequence[ReopenedPart], *, on: date, actor: str) -> None:
    """Move what is left of it in 1210 back to where the invoices stand; the caller holds their locks."""
    left = standing_apart(session, {each.invoice_id for each in parts})
    moved = []
    for each in parts:
        balance = left.get(each.invoice_id, Carried(0, 0))
        part = min(each.disputed_minor, balance.left_minor)
        if part:
            moved.append(_back(session, each.invoice_id, part, balance))
        each.disputed_minor = 0
    _post(session, reference, moved, on=on, actor=actor)


def make_room(
    session: Session, reference: str, invoices: Mapping[int, Invoice], settled: Mapping[int, int], *, on: date
) -> list[ledger.Entry]:
    """What must come back from 1210 so that so much of each invoice, in minor units, can be settled outside it."""
    moved = []
    for invoice_id, balance in standing_apart(session, settled).items():
        beside = invoices[invoice_id].outstanding_minor - balance.left_minor
        if (missing := settled[invoice_id] - beside) > 0:
            moved.append(_back(session, invoice_id, missing, balance))
    return [reclassed(reference, moved, on=on)] if moved else []


def standing_apart(session: Session, invoice_ids: Collection[int]) -> dict[int, Carried]:
    """What of these invoices stands in 1210, in their currency and in base; those with nothing there are left out."""
    query = (
        select(LedgerLine.invoice_id, func.sum(LedgerLine.amount_minor), func.sum(LedgerLine.base_minor))
        .where(LedgerLine.account == Account.RECEIVABLES_DISPUTED)
        .group_by(col(LedgerLine.invoice_id))
    )
    some = [session.exec(query.where(each)).all() for each in one_of(col(LedgerLine.invoice_id), invoice_ids)]
    rows = [row for part in some for row in part]
    return {id_: Carried(int(minor), int(base)) for id_, minor, base in rows if id_ is not None and minor}


def _apart(session: Session, part: ReopenedPart) -> Reclassed:
    invoice = session.get_one(Invoice, part.invoice_id)
    worth = Carried(invoice.outstanding_minor, invoice.outstanding_base_minor).release(part.amount_minor)
    amount = Money(part.amount_minor, invoice.currency)
    return Reclassed(part.invoice_id, amount, worth, owed_in(invoice), Account.RECEIVABLES_DISPUTED)


def _back(session: Session, invoice_id: int, minor: int, balance: Carried) -> Reclassed:
    invoice = session.get_one(Invoice, invoice_id)
    worth = balance.release(minor)
    return Reclassed(invoice_id, Money(minor, invoice.currency), worth, Account.RECEIVABLES_DISPUTED, owed_in(invoice))


def _post(session: Session, reference: str, moved: Sequence[Reclassed], *, on: date, actor: str) -> None:
    if moved:
        ledger.post(session, [reclassed(reference, moved, on=on)], actor=actor)
