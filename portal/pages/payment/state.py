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
from shared.formats import amount as digits
from shared.formats import moment, money
from shared.i18n import said, said_count
from shared.invoices import owed
from shared.invoices.owed import OwedInvoice
from shared.payments import queries
from shared.payments.queries import AttemptView, PaidPart
from shared.receipts import paid
from shared.receipts.paid import Paid
from shared.ui import live
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
        view, today, language = found.view, clock.today(), self._language()
        self.amount, self.currency = digits(view.amount, language), view.amount.currency
        self.begun, self.url = moment(view.begun_at, language), view.url
        self.problem = why_not(view, language, unreachable=word(self.router.url, "problem") == "provider")
        self.shares = [_share(each, language) for each in view.shares]
        self.receipt = ReceiptView.of(found.receipt, language) if found.receipt else ReceiptView()
        self.outcome = _outcome(found.receipt, language) if found.receipt else ""
        self.next = [InvoiceRow.of(each, today, language) for each in found.next]


def stage_of(session: Session, view: AttemptView) -> str:
    """Nothing is called processing that was not even begun at the provider."""
    if view.state == queries.PAID:
        return PAID
    if view.state != queries.PROCESSING:
        return NOT_MADE
    if view.url:
        return OPEN
    return BEGUN if queries.attempt(session, view.key).state == "created" else PROCESSING


def why_not(view: AttemptView, language: str, *, unreachable: bool) -> str:
    if unreachable:
        return said(
            "The card service does not answer just now. Try again in a minute, or pay by bank transfer.", language
        )
    if view.state == queries.RELEASED:
        return said("The payment page was closed, or too much time went by.", language)
    if view.problem or view.state != queries.FAILED:
        return said(view.problem, language)
    return said("Your bank did not accept the payment.", language)


def _share(part: PaidPart, language: str) -> ShareRow:
    number = str(part.invoice_id)
    return ShareRow(number, part.invoice_number, f"amount_{number}", part.amount.plain, money(part.amount, language))


def _outcome(receipt: Paid, language: str) -> str:
    """What the payment has done, in one sentence; the parts are listed below it."""
    if receipt.taken_back_on:
        return said("It was taken back later, so what it had paid is open again.", language)
    if not receipt.parts:
        return said("The money has reached us.", language)
    if any(each.left for each in receipt.parts):
        return said("The money has reached us and counts at once.", language)
    if len(receipt.parts) == 1:
        return said(
            "Invoice {number} is paid in full. We will not remind you of it again.",
            language,
            number=receipt.parts[0].number,
        )
    return said_count(
        "{count} invoice is paid in full. We will not remind you of it again.",
        "{count} invoices are paid in full. We will not remind you of them again.",
        len(receipt.parts),
        language,
    )
