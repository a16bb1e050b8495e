"""Correct or split a line by hand: invoices from a search, amounts typed, errors at their fields."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import reflex as rx
from reflex.event import EventSpec

from backoffice.components.amount_typed import NotTyped, typed, typed_as
from backoffice.pages.journal.deciding import DecidingState
from backoffice.pages.journal.shown import FoundRow, found_row
from shared import db, journals
from shared.errors import NotFound, Refused
from shared.journals import line_details
from shared.journals.line_details import OpenItem
from shared.money import Money
from shared.ui.arguments import line, whole
from shared.ui.format import amount, count, money
from shared.ui.marks import allow
from shared.ui.notice_state import tell

_MOST_INVOICES = 100


@dataclass
class DraftRow:
    """One invoice being set against the line; `typed` is the text of its field."""

    invoice_id: int = 0
    number: str = ""
    debtor: str = ""
    remaining: str = ""
    typed: str = ""
    error: str = ""


class NotYet(Refused):
    def __init__(self) -> None:
        super().__init__("Some amounts cannot be used yet; each says why. Nothing was changed.")


class EditingState(DecidingState):
    """The panel's second face. What is typed stays until it is accepted or given up, whatever changes around it."""

    editing_line: int = 0
    """The line whose editor is open; it shows while that line is selected."""

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
            self.draft = [*self.draft, _draft(item, typed_as(pays) if pays else "")]
        self.find, self.found, self.searched = "", [], False
        self.focus_on = f"pays-{invoice_id}"
        self._add_up()

    @rx.event
    @allow("journals.work")
    def take_out(self, invoice_id: int) -> None:
        invoice_id = whole(invoice_id)
        self._items = {id_: each for id_, each in self._items.items() if id_ != invoice_id}
        self.draft = [each for each in self.draft if each.invoice_id != invoice_id]
        self._add_up()

    @rx.event
    @allow("journals.work")
    def type_amount(self, invoice_id: int, text: str) -> None:
        """Check what was typed into one field, and add up."""
        self._keep(whole(invoice_id), line(text, most=30))
        self._add_up()

    @rx.event
    @allow("journals.work")
    async def decide(self, form: dict[str, Any]) -> EventSpec:
        """Accept the line with these invoices and amounts.

        Raises:
            NotYet: a field says what is wrong with it.
            Refused: see `journals.decide`.
        """
        for each in list(self.draft):
            self._keep(each.invoice_id, line(form.get(f"pays-{each.invoice_id}", each.typed), most=30))
        self._add_up()
        if any(each.error for each in self.draft):
            return tell(str(NotYet()), tone="warn")
        shares = {each.invoice_id: typed(each.typed, self._paid.currency).minor for each in self.draft}
        await db.call(journals.decide, self.editing_line, shares, actor=self._signed_in().actor)
        self.editing_line, self.selected = 0, self.editing_line
        detail = await self._detail()
        await self._go_on(detail)
        position = count(detail.view.position)
        return tell(f"Accepted line {position}: {money(detail.pays)} as corrected. Undo with z.", tone="good")

    async def _begin(self) -> None:
        """Start from what stands there; a line that is decided for good has nothing to correct."""
        if not self.selected:
            return
        detail = await self._detail()
        if not self.panel.can_decide:
            return
        self._paid = detail.view.amount
        self._items = {each.item.invoice_id: each.item for each in detail.shares}
        self.draft = [_draft(each.item, typed_as(each.pays)) for each in detail.shares]
        self.find, self.found, self.searched = "", [], False
        self.panel_open, self.editing_line = True, detail.view.id
        self._add_up()

    def _keep(self, invoice_id: int, text: str) -> None:
        error = self._wrong(invoice_id, text) if invoice_id in self._items else ""
        self.draft = [
            replace(each, typed=text, error=error) if each.invoice_id == invoice_id else each for each in self.draft
        ]

    def _wrong(self, invoice_id: int, text: str) -> str:
        """What is wrong with an amount, "" for nothing."""
        item = self._items[invoice_id]
        try:
            pays = typed(text, self._paid.currency)
        except NotTyped as refused:
            return str(refused)
        if not pays:
            return "Take the invoice out instead of paying nothing on it."
        return f"Only {money(item.remaining)} is open." if item.remaining < pays else ""

    def _sum(self) -> Money:
        """What the fields come to, those that cannot be read left out."""
        total = Money.zero(self._paid.currency)
        for each in self.draft:
            try:
                total += typed(each.typed, self._paid.currency)
            except NotTyped:
                continue
        return total

    def _add_up(self) -> None:
        total = self._sum()
        rest = self._paid - total
        self.together = amount(total)
        self.is_over = rest < Money.zero(rest.currency)
        if self.is_over:
            self.rest = f"{money(-rest)} more than was paid"
        else:
            self.rest = f"{money(rest)} stays unapplied" if rest else "Nothing stays unapplied"


def _draft(item: OpenItem, text: str) -> DraftRow:
    return DraftRow(item.invoice_id, item.number, item.debtor_name, amount(item.remaining), text)
