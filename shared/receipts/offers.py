"""Which differences may close an invoice that was paid a little short, so that only those are offered (L4 to L6)."""

from collections.abc import Mapping
from datetime import date

from sqlmodel import Session, col, select

from shared.ledger.exchange import Carried
from shared.models import Invoice
from shared.money import Money
from shared.receipts import granting
from shared.receipts.differences import DifferenceRefused
from shared.receipts.rules import Difference, Wanted
from shared.words import DifferenceKind


def may_close(session: Session, pays: Mapping[int, Money], received_on: date) -> dict[int, list[DifferenceKind]]:
    """By invoice, each kind of difference that may be granted for what `pays` leaves open; [] where none may.

    `pays` is in the invoices' currencies; more than is open can only be a rounding in our favour.
    """
    query = select(Invoice).where(col(Invoice.id).in_(list(pays)))
    return {each.id or 0: _kinds(each, pays[each.id or 0], received_on) for each in session.exec(query)}


def _kinds(invoice: Invoice, pays: Money, received_on: date) -> list[DifferenceKind]:
    short = invoice.outstanding - pays
    if not short or pays.minor <= 0 or not invoice.outstanding:
        return []
    kinds = (Difference(each, short) for each in DifferenceKind)
    return [each.kind for each in kinds if _is_granted(Wanted(0, 0, pays, difference=each), invoice, received_on)]


def _is_granted(wanted: Wanted, invoice: Invoice, received_on: date) -> bool:
    owed = Carried(invoice.outstanding_minor, invoice.outstanding_base_minor)
    try:
        granting.judged(wanted, invoice, owed, received_on)
    except DifferenceRefused:
        return False
    return True
