"""Make money of a receipt free to go back, and settle with it again what reopened when it returns (domain.md L9b)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session

from shared.db import locked
from shared.models import Allocation, Invoice, Receipt, ReopenedPart
from shared.money import Money
from shared.receipts.allocating import allocate, reverse_allocation, standing_allocations
from shared.receipts.rules import Wanted


@dataclass(frozen=True, slots=True)
class Reopened:
    """What of an invoice reopened because the money that paid it goes back, in the invoice's currency."""

    invoice_id: int
    amount: Money
    instalment_id: int | None = None

    def of_refund(self, refund_id: int) -> ReopenedPart:
        return ReopenedPart(
            refund_id=refund_id,
            invoice_id=self.invoice_id,
            instalment_id=self.instalment_id,
            amount_minor=self.amount.minor,
        )

    def of_return(self, return_id: int) -> ReopenedPart:
        return ReopenedPart(
            return_id=return_id,
            invoice_id=self.invoice_id,
            instalment_id=self.instalment_id,
            amount_minor=self.amount.minor,
        )


def lock(session: Session, receipt_id: int) -> Receipt:
    """The receipt, held until the transaction ends, and first the invoices it was set against.

    Raises:
        NotFound: no such receipt.
    """
    locked(session, Invoice, {each.invoice_id for each in standing_allocations(session, receipt_id)})
    return locked(session, Receipt, [receipt_id])[receipt_id]


def free(session: Session, receipt: Receipt, needed: Money, *, reason: str, on: date, actor: str) -> list[Reopened]:
    """Take allocations back until so much of the receipt is unapplied, the last made first, and no more than needed.

    The caller holds the locks. What went back before cannot be freed: the receipt may hold less in the end.

    Returns:
        What reopened by that, an entry an allocation.
    """
    reopened = []
    for each in reversed(standing_allocations(session, receipt.id or 0)):
        missing = needed.minor - receipt.unapplied_minor
        if missing <= 0:
            break
        reopened.append(_take_back(session, receipt, each, missing, reason=reason, on=on, actor=actor))
        session.refresh(receipt)
    return reopened


def put_back(session: Session, receipt_id: int, parts: Sequence[ReopenedPart], *, on: date, actor: str) -> None:
    """Settle what reopened with the money that came back, as far as it is open still; the rest stays unapplied."""
    invoices = locked(session, Invoice, {each.invoice_id for each in parts})
    receipt = locked(session, Receipt, [receipt_id])[receipt_id]
    if receipt.debtor_id is None:
        return
    for each in parts:
        invoice = invoices[each.invoice_id]
        minor = min(each.amount_minor, invoice.outstanding_minor, receipt.unapplied_minor)
        if minor > 0 and invoice.currency == receipt.currency:
            part = Money(minor, receipt.currency)
            wanted = Wanted(receipt_id, each.invoice_id, part, instalment_id=each.instalment_id)
            allocate(session, [wanted], on=on, actor=actor)
            session.refresh(receipt)
            session.refresh(invoice)


def _take_back(
    session: Session, receipt: Receipt, stood: Allocation, missing: int, *, reason: str, on: date, actor: str
) -> Reopened:
    """An allocation is taken back as a whole; what of it need not go back is set against the same invoice again."""
    reverse_allocation(session, stood.id or 0, reason=reason, on=on, actor=actor)
    invoice = session.get_one(Invoice, stood.invoice_id)
    is_plain = invoice.currency == receipt.currency and not stood.difference_minor
    stays = max(0, stood.amount_minor - missing) if is_plain else 0
    if stays:
        part = Money(stays, invoice.currency)
        wanted = Wanted(receipt.id or 0, stood.invoice_id, part, instalment_id=stood.instalment_id)
        allocate(session, [wanted], on=on, actor=actor)
    return Reopened(stood.invoice_id, Money(stood.amount_minor - stays, invoice.currency), stood.instalment_id)
