"""Which differences may close an invoice that was paid a little short, so that only those are offered (L4 to L6)."""

from collections.abc import Mapping
from datetime import date

from sqlmodel import Session, col, select

from shared.models import Invoice
from shared.money import Money, part_of
from shared.receipts import differences
from shared.receipts.differences import DifferenceRefused, Granting
from shared.receipts.rules import Difference, Wanted
from shared.settings import settings
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
    at = Granting(
        left=invoice.outstanding,
        total=invoice.total,
        discount_bp=invoice.discount_bp,
        discount_until=invoice.discount_until,
        received_on=received_on,
        worth_minor=part_of(invoice.outstanding_base_minor, short.minor, invoice.outstanding_minor),
    )
    return [each for each in DifferenceKind if _is_granted(Difference(each, short), pays, at)]


def _is_granted(difference: Difference, pays: Money, at: Granting) -> bool:
    tolerance = Money.parse(settings().charge_tolerance, settings().base_currency)
    try:
        differences.check(Wanted(0, 0, pays, difference=difference), at, charge_tolerance=tolerance)
    except DifferenceRefused:
        return False
    return True
