"""What may be done with a receipt, each for a reason: apply the rest, identify, move, take back, refund, reverse."""

from __future__ import annotations

from collections.abc import AsyncIterator
from enum import StrEnum
from typing import Any

import reflex as rx

from backoffice.components.amount_typed import NotTyped, typed, typed_as
from backoffice.components.debtor_search import DebtorFound, find_debtors
from backoffice.components.invoice_search import FoundRow, found_row
from backoffice.pages.receipt.state import ReceiptState
from shared import clock, db, journals, receipts
from shared.debtors import queries as debtors
from shared.errors import NotFound, Refused
from shared.journals import line_details
from shared.journals.rules import check_reason
from shared.money import Money
from shared.receipts import Wanted, card_refunds, refunds
from shared.ui.arguments import line, one_of, whole
from shared.ui.format import money
from shared.ui.marks import allow
from shared.ui.notice_state import tell


class Doing(StrEnum):
    """What is being asked; nothing, most of the time."""

    NOTHING = ""
    APPLY = "apply"
    MOVE = "move"
    UNDO = "undo"
    IDENTIFY = "identify"
    REFUND = "refund"
    CARD_REFUND = "card_refund"
    REVERSE = "reverse"


class NoInvoiceChosen(Refused):
    def __init__(self) -> None:
        super().__init__("Choose the invoice first. Nothing was changed.")


class ReceiptDoing(ReceiptState):
    """The questions of the card and their answers. Every answer is checked by the service that carries it out."""

    doing: str = ""
    doing_to: int = 0
    doing_said: str = ""
    find: str = ""
    searched: bool = False
    found: list[FoundRow] = []
    target: FoundRow = FoundRow()
    typed: str = ""
    typed_error: str = ""
    debtors_found: list[DebtorFound] = []

    @rx.event
    @allow("receipts.apply", "receipts.reverse", "refunds.propose")
    async def ask(self, what: str, allocation_id: int) -> None:
        """Open the form for one thing to do; what was begun before is given up."""
        self._done()
        doing, self.doing_to = one_of(what, Doing), whole(allocation_id, least=0)
        self.doing = doing.value
        standing = [each for each in self.parts if each.allocation_id == self.doing_to]
        self.doing_said = f"{standing[0].said} from invoice {standing[0].invoice}" if standing else ""
        if doing in (Doing.APPLY, Doing.MOVE) and self._card and self._card.debtor_id:
            await self._suggest(self._card.debtor_id)
        if doing is Doing.REFUND and self._card:
            self.typed = typed_as(self._card.unapplied)
        if doing is Doing.CARD_REFUND and self._refundable:
            self.typed = typed_as(self._refundable)

    @rx.event
    @allow("receipts.read")
    def give_up(self) -> None:
        self._done()

    @rx.event
    @allow("receipts.apply")
    async def search(self, words: str) -> None:
        """Find open invoices, of any debtor."""
        self.find = line(words, most=80)
        self.searched = bool(self.find)
        found = await db.ask(line_details.find_invoices, self.find, self.head.currency)
        self.found = [found_row(each) for each in found]

    @rx.event
    @allow("receipts.apply")
    async def choose(self, invoice_id: int) -> None:
        """Choose the invoice; the amount that fits is filled in.

        Raises:
            NotFound: no such invoice.
        """
        items = await db.ask(line_details.open_items, [whole(invoice_id)])
        if invoice_id not in items or not self._card:
            raise NotFound("This invoice does not exist.")
        item = items[invoice_id]
        self.target, self.typed_error = found_row(item), ""
        if item.remaining.currency == self._card.amount.currency:
            self.typed = typed_as(min(item.remaining, self._card.unapplied))

    @rx.event
    @allow("receipts.apply")
    async def apply(self, form: dict[str, Any]) -> AsyncIterator[Any]:
        """Set unapplied money against the chosen invoice."""
        if not self.target.invoice_id:
            raise NoInvoiceChosen
        amount = self._amount(form)
        if amount is None:
            return
        wanted = Wanted(self.head.id, self.target.invoice_id, amount)
        await db.call(receipts.allocate, [wanted], on=clock.today(), actor=self._signed_in().actor)
        number = self.target.number
        self._done()
        yield tell(f"{money(amount)} set against invoice {number}.", tone="good")
        yield ReceiptState.load

    @rx.event
    @allow("receipts.apply")
    async def move(self, form: dict[str, Any]) -> AsyncIterator[Any]:
        """Move what stands against one invoice to another, both in one transaction."""
        if not self.target.invoice_id:
            raise NoInvoiceChosen
        reason = check_reason(line(form.get("reason")))
        actor = self._signed_in().actor
        await db.call(
            receipts.move, self.doing_to, self.target.invoice_id, reason=reason, on=clock.today(), actor=actor
        )
        said = f"{self.doing_said} moved to invoice {self.target.number}."
        self._done()
        yield tell(said, tone="good")
        yield ReceiptState.load

    @rx.event
    @allow("receipts.reverse")
    async def take_back(self, form: dict[str, Any]) -> AsyncIterator[Any]:
        """Take an allocation back: the invoice reopens, the receipt holds the money again."""
        reason = check_reason(line(form.get("reason")))
        actor = self._signed_in().actor
        await db.call(receipts.reverse_allocation, self.doing_to, reason=reason, on=clock.today(), actor=actor)
        said = f"Took back {self.doing_said}. The receipt holds it again."
        self._done()
        yield tell(said, tone="good")
        yield ReceiptState.load

    @rx.event
    @allow("receipts.apply")
    async def search_debtor(self, words: str) -> None:
        """Find who paid, by name, number or IBAN."""
        self.find = line(words, most=80)
        self.searched = bool(self.find)
        self.debtors_found = await find_debtors(self.find)

    @rx.event
    @allow("receipts.apply")
    async def identify(self, debtor_id: int) -> AsyncIterator[Any]:
        """Say who paid; it can be applied from then on."""
        names = {each.id: each.name for each in self.debtors_found}
        actor = self._signed_in().actor
        await db.call(receipts.identify, self.head.id, whole(debtor_id), on=clock.today(), actor=actor)
        self._done()
        yield tell(
            f"This receipt is {names.get(debtor_id, 'theirs')}’s now. It can be set against invoices.", tone="good"
        )
        yield ReceiptState.load

    @rx.event
    @allow("refunds.propose")
    async def propose_refund(self, form: dict[str, Any]) -> AsyncIterator[Any]:
        """Propose to send money back; somebody else approves it."""
        amount = self._amount(form)
        if amount is None:
            return
        await db.call(
            refunds.propose,
            self.head.id,
            amount,
            payee_name=line(form.get("payee_name"), most=140),
            payee_iban=line(form.get("payee_iban"), most=42),
            reason=check_reason(line(form.get("reason"))),
            actor=self._signed_in().actor,
        )
        self._done()
        yield tell(f"Proposed to send back {money(amount)}. It waits for somebody else to approve it.", tone="good")
        yield ReceiptState.load

    @rx.event
    @allow("refunds.propose")
    async def propose_card_refund(self, form: dict[str, Any]) -> AsyncIterator[Any]:
        """Propose to send money back to the card, in full or in part; what it paid reopens once that is approved."""
        amount = self._amount(form)
        if amount is None:
            return
        reason, actor = check_reason(line(form.get("reason"))), self._signed_in().actor
        await db.call(card_refunds.propose, self.head.id, amount, reason=reason, actor=actor)
        self._done()
        yield tell(f"Proposed to refund {money(amount)} to the card. Somebody else has to approve it.", tone="good")
        yield ReceiptState.load

    @rx.event
    @allow("receipts.reverse")
    async def reverse(self, form: dict[str, Any]) -> AsyncIterator[Any]:
        """Undo the whole receipt, and with it all that stands on it; a journal's line shows it too."""
        reason, actor = check_reason(line(form.get("reason"))), self._signed_in().actor
        if self._card and self._card.line_id:
            await db.call(journals.reverse_line, self._card.line_id, reason=reason, actor=actor)
        else:
            await db.call(receipts.reverse, self.head.id, reason=reason, on=clock.today(), actor=actor)
        self._done()
        yield tell(f"Receipt {self.head.number} is reversed. What it had paid is open again.", tone="good")
        yield ReceiptState.load

    async def _suggest(self, debtor_id: int) -> None:
        """The debtor's own open invoices, without asking for them."""
        card = await db.ask(debtors.card, debtor_id, today=clock.today())
        found = await db.ask(line_details.find_invoices, card.row.number, self.head.currency)
        self.found = [found_row(each) for each in found]

    def _amount(self, form: dict[str, Any]) -> Money | None:
        """What was typed; None when it is no amount, which then stands at the field."""
        self.typed = line(form.get("amount", ""), most=30)
        try:
            amount, self.typed_error = typed(self.typed, self.head.currency), ""
        except NotTyped as refused:
            self.typed_error = str(refused)
            return None
        return amount

    def _done(self) -> None:
        self.doing, self.doing_to, self.doing_said = Doing.NOTHING.value, 0, ""
        self.find, self.searched, self.found, self.debtors_found = "", False, [], []
        self.target, self.typed, self.typed_error = FoundRow(), "", ""
