"""Correct or split a line by hand: invoices from a search, amounts typed, errors at their fields."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import reflex as rx
from reflex.event import EventSpec

from backoffice.components.amount_typed import typed_as
from backoffice.components.invoice_search import FoundRow, found_row
from backoffice.pages.journal import draft as drafts
from backoffice.pages.journal.deciding import DecidingState
from backoffice.pages.journal.draft import DraftRow, Way
from shared import db, journals
from shared.errors import NotFound, Refused
from shared.journals import line_details
from shared.journals.line_details import OpenItem
from shared.money import Money
from shared.receipts import offers
from shared.ui.arguments import line, whole
from shared.ui.format import amount, count, money
from shared.ui.marks import allow
from shared.ui.notice_state import tell

_MOST_INVOICES = 100
_LARGEST = 2**53


class NotYet(Refused):
    def __init__(self) -> None:
        super().__init__("Some amounts cannot be used yet; each says why. Nothing was changed.")


class EditingState(DecidingState):
    """The panel's second face. What is typed stays until it is accepted or given up, whatever changes around it."""

    editing_line: int = 0
    """The line whose editor is open; it shows while that line is selected."""

    way: str = Way.INVOICES.value
    draft: list[DraftRow] = []
    together: str = ""
    rest: str = ""
    is_over: bool = False
    find: str = ""
    found: list[FoundRow] = []
    searched: bool = False
    focus_on: str = ""

    _items: dict[int, OpenItem] = {}
    _paid: Money = Money(0, "EUR")
    _paid_on: date = date.min
    _seen: str = ""
    """The digest of the line as it was when its editor was opened."""

    @rx.event
    @allow("journals.work")
    async def edit(self) -> None:
        """Change the amounts of what is proposed."""
        await self._begin()
        self.focus_on = f"pays-{self.draft[0].invoice_id}" if self.draft else "find-invoice"

    @rx.event
    @allow("journals.work")
    async def split(self) -> None:
        """Look for an invoice to put in, beside what is proposed."""
        await self._begin()
        self.focus_on = "find-invoice"

    @rx.event
    @allow("journals.work")
    async def split_line(self, line_id: int) -> None:
        """The same for a line that has no proposal, from its row."""
        self.selected, self.panel_open = whole(line_id), True
        await self._show_selected()
        await self._begin()
        self.focus_on = "find-invoice"

    @rx.event
    @allow("journals.work")
    def cancel_edit(self) -> None:
        self.editing_line = 0

    @rx.event
    @allow("journals.work")
    async def search(self, words: str) -> None:
        """Find open invoices by number, debtor, amount or reference."""
        self.find = line(words, most=80)
        found = await db.ask(line_details.find_invoices, self.find, self._paid.currency)
        taken = {each.invoice_id for each in self.draft}
        self.found = [found_row(each) for each in found if each.invoice_id not in taken]
        self.searched = bool(self.find)

    @rx.event
    @allow("journals.work")
    async def put_in(self, invoice_id: int) -> None:
        """Set what is left of the payment against this invoice, at most what is open on it.

        Raises:
            NotFound: no such invoice, or in another currency.
        """
        found = await db.ask(line_details.open_items, [whole(invoice_id)])
        item = found.get(invoice_id)
        if item is None or item.remaining.currency != self._paid.currency or len(self.draft) >= _MOST_INVOICES:
            raise NotFound("This invoice cannot be put in.")
        if invoice_id not in self._items:
            rest = self._paid - self._sum()
            pays = max(Money.zero(rest.currency), min(rest, item.remaining))
            self._items = {**self._items, invoice_id: item}
            self.draft = [*self.draft, drafts.new_draft(item, typed_as(pays) if pays else "")]
        self.find, self.found, self.searched = "", [], False
        self.focus_on = f"pays-{invoice_id}"
        await self._check(only_typed=True)

    @rx.event
    @allow("journals.work")
    def take_out(self, invoice_id: int) -> None:
        invoice_id = whole(invoice_id, least=-_LARGEST)
        self._items = {id_: each for id_, each in self._items.items() if id_ != invoice_id}
        self.draft = [each for each in self.draft if each.invoice_id != invoice_id]
        self._add_up()

    @rx.event
    @allow("journals.work")
    async def type_amount(self, invoice_id: int, text: str) -> None:
        """Check what was typed into one field, offer what may close the invoice, and add up."""
        self._put(whole(invoice_id, least=-_LARGEST), text=line(text, most=30))
        await self._check()

    @rx.event
    @allow("journals.work")
    async def choose_besides(self, invoice_id: int, kind: str) -> None:
        """Close the invoice with a discount, bank charge or rounding, or leave the difference open."""
        self._put(whole(invoice_id), besides=line(kind, most=20))
        await self._check()

    @rx.event
    @allow("journals.work")
    async def decide(self, form: dict[str, Any]) -> EventSpec:
        """Accept the line with these invoices and amounts.

        Raises:
            NotYet: a field says what is wrong with it.
            Refused: see `journals.decide`.
        """
        for each in list(self.draft):
            self._put(
                each.invoice_id,
                text=line(form.get(f"pays-{each.invoice_id}", each.typed), most=30),
                besides=line(form.get(f"besides-{each.invoice_id}", each.besides), most=20),
            )
        await self._check()
        if any(each.error for each in self.draft):
            return tell(str(NotYet()), tone="warn")
        pays = drafts.amounts(self.draft, self._paid.currency)
        await db.call(
            journals.decide,
            self.editing_line,
            {invoice_id: each.minor for invoice_id, each in pays.items()},
            differences=drafts.differences(self.draft, self._items, pays),
            actor=self._signed_in().actor,
            seen=self._seen,
        )
        self.editing_line, self.selected = 0, self.editing_line
        detail = await self._detail()
        await self._go_on(detail)
        position = count(detail.view.position)
        return tell(f"Accepted line {position}: {money(detail.pays)} as corrected. Undo with u.", tone="good")

    async def _begin(self) -> None:
        """Start from what stands there; a line that is decided for good has nothing to correct."""
        if not self.selected:
            return
        detail = await self._detail()
        if not self.panel.can_decide:
            return
        self._paid, self._paid_on, self._seen = detail.view.amount, detail.booked_on, detail.digest
        mine = [each for each in detail.shares if each.item.remaining.currency == self._paid.currency]
        self._items = {each.item.invoice_id: each.item for each in mine}
        self.draft = [drafts.draft_of(each) for each in mine]
        self.find, self.found, self.searched = "", [], False
        self.way = (Way.INVOICES if detail.is_credit else Way.RETURN).value
        self.panel_open, self.editing_line = True, detail.view.id
        await self._check()

    def _put(self, invoice_id: int, *, text: str | None = None, besides: str | None = None) -> None:
        """Note what a row's fields hold now; None leaves one as it is."""
        self.draft = [
            replace(
                each,
                typed=each.typed if text is None else text,
                besides=each.besides if besides is None else besides,
            )
            if each.invoice_id == invoice_id
            else each
            for each in self.draft
        ]

    async def _check(self, *, only_typed: bool = False) -> None:
        """Say at each field what is wrong with it and what may be granted, and add up."""
        pays = drafts.amounts(self.draft, self._paid.currency)
        allowed = await db.ask(offers.may_close, {id_: each for id_, each in pays.items() if id_ > 0}, self._paid_on)
        self.draft = [
            each
            if only_typed and not each.typed
            else drafts.checked(each, self._items[each.invoice_id], allowed.get(each.invoice_id, []))
            for each in self.draft
        ]
        self._add_up()

    def _sum(self) -> Money:
        """What the fields come to, those that cannot be read left out."""
        read = drafts.amounts(self.draft, self._paid.currency)
        return Money.total(read.values(), self._paid.currency)

    def _add_up(self) -> None:
        total = self._sum()
        rest = self._paid - total
        self.together = amount(total)
        self.is_over = rest < Money.zero(rest.currency)
        if self.is_over:
            self.rest = f"{money(-rest)} more than was paid"
        else:
            self.rest = f"{money(rest)} stays unapplied" if rest else "Nothing stays unapplied"
