"""How a card payment stands, in words: what the page about it shows."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any, Final, Self

import reflex as rx
from sqlmodel import Session

from portal.components.address import last_part, word
from portal.components.invoice_row import InvoiceRow
from portal.components.receipt_view import ReceiptView
from portal.session import PortalSession
from shared import clock, db
from shared.errors import NotFound
from shared.invoices import owed
from shared.invoices.owed import OwedInvoice
from shared.payments import queries
from shared.payments.queries import AttemptView, PaidPart
from shared.receipts import paid
from shared.receipts.paid import Paid
from shared.ui import live
from shared.ui.format import amount as digits
from shared.ui.format import moment, money
from shared.ui.marks import allow

MISSING, BEGUN, OPEN, PROCESSING, PAID, NOT_MADE = "missing", "begun", "open", "processing", "paid", "not-made"
_NEXT: Final = 3


@dataclass
class ShareRow:
    """What of the payment is for one invoice; `field` is how the form names its amount."""

    invoice_id: str = ""
    number: str = ""
    field: str = ""
    plain: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class _Attempt:
    """All that the page shows, read in one go; `stage` is the word it chooses its sentences by."""

    view: AttemptView
    stage: str
    receipt: Paid | None
    next: list[OwedInvoice]

    @classmethod
    def read(cls, session: Session, debtor_id: int, key: str) -> Self | None:
        try:
            view = queries.attempt_for(session, debtor_id, key)
        except NotFound:
            return None
        receipt = paid.receipt(session, debtor_id, view.receipt_id) if view.receipt_id else None
        return cls(view, stage_of(session, view), receipt, owed.open_invoices(session, debtor_id, limit=_NEXT))


class PaymentState(PortalSession):
    """The card payment in the address, if it is the debtor's."""

    loading: bool = True
    stage: str = MISSING
    amount: str = ""
    currency: str = ""
    begun: str = ""
    url: str = ""
    problem: str = ""
    shares: list[ShareRow] = []
    receipt: ReceiptView = ReceiptView()
    outcome: str = ""
    next: list[InvoiceRow] = []

    @rx.event
    @allow("debtor")
    async def load(self) -> None:
        found = await db.ask(_Attempt.read, self._debtor_id(), last_part(self.router.url)[:36])
        self.loading = False
        self.stage = found.stage if found else MISSING
        if found:
            self._show(found)

    @rx.event(background=True)
    @allow("debtor")
    async def watch(self) -> AsyncIterator[Any]:
        async for _ in live.changes(self, "payments", "ledger"):
            yield PaymentState.load

    def _show(self, found: _Attempt) -> None:
        view, today = found.view, clock.today()
        self.amount, self.currency = digits(view.amount), view.amount.currency
        self.begun, self.url = moment(view.begun_at), view.url
        self.problem = why_not(view, unreachable=word(self.router.url, "problem") == "provider")
        self.shares = [_share(each) for each in view.shares]
        self.receipt = ReceiptView.of(found.receipt) if found.receipt else ReceiptView()
        self.outcome = _outcome(found.receipt) if found.receipt else ""
        self.next = [InvoiceRow.of(each, today) for each in found.next]


def stage_of(session: Session, view: AttemptView) -> str:
    """Nothing is called processing that was not even begun at the provider."""
    if view.state == queries.PAID:
        return PAID
    if view.state != queries.PROCESSING:
        return NOT_MADE
    if view.url:
        return OPEN
    return BEGUN if queries.attempt(session, view.key).state == "created" else PROCESSING


def why_not(view: AttemptView, *, unreachable: bool) -> str:
    if unreachable:
        return "The card service does not answer just now. Try again in a minute, or pay by bank transfer."
    if view.state == queries.RELEASED:
        return "The payment page was closed, or too much time went by."
    return view.problem or ("Your bank did not accept the payment." if view.state == queries.FAILED else "")


def _share(part: PaidPart) -> ShareRow:
    number = str(part.invoice_id)
    return ShareRow(number, part.invoice_number, f"amount_{number}", part.amount.plain, money(part.amount))


def _outcome(receipt: Paid) -> str:
    """What the payment has done, in one sentence; the parts are listed below it."""
    open_parts = [each for each in receipt.parts if each.left]
    if receipt.taken_back_on:
        return "It was taken back later, so what it had paid is open again."
    if not receipt.parts:
        return "The money has reached us."
    if open_parts:
        return "The money has reached us and counts at once."
    numbers = [each.number for each in receipt.parts]
    if len(numbers) == 1:
        return f"Invoice {numbers[0]} is paid in full. We will not remind you of it again."
    return f"{len(numbers)} invoices are paid in full. We will not remind you of them again."
