"""What a charge waits for: the debtor is just paying, or disputes an invoice, or a cardholder a payment of the plan."""

from collections.abc import Iterable

from sqlmodel import Session

from shared import payments
from shared.db import locked
from shared.models import Invoice
from shared.payments.after_capture.queries import disputed_among
from shared.plans.loaded import Loaded


def held_back(session: Session, loaded: Iterable[Loaded]) -> set[int]:
    """Invoices of these plans that no charge may go out for now.

    They are locked, so that nobody begins to pay or dispute one meanwhile. Where a plan waits for a dispute, or a
    cardholder disputes what was paid on one of its invoices, all of its invoices are held.
    """
    plans = [(each, {row.row.invoice_id for row in each.invoices}) for each in loaded]
    everything = {id_ for _, covered in plans for id_ in covered}
    locked(session, Invoice, everything)
    disputed = disputed_among(session, everything)
    waiting = (covered for each, covered in plans if each.is_disputed or covered & disputed)
    return payments.being_paid(session, everything).union(*waiting)
