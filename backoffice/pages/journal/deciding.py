"""Decisions on lines: accept, leave, undo, and accept all above a confidence. Each says what it did."""

from __future__ import annotations

import reflex as rx
from reflex.event import EventSpec

from backoffice.pages.journal.heading import line_count
from backoffice.pages.journal.state import BadPercentage, JournalState
from shared import db, journals
from shared.journals.line_details import LineDetail
from shared.ui.format import count, money
from shared.ui.marks import allow
from shared.ui.notice_state import tell

_REMEMBERED = 50


class DecidingState(JournalState):
    """What the buttons of the panel and their keys do to the selected line."""

    @rx.event
    @allow("journals.work")
    async def accept(self) -> EventSpec | None:
        """Accept the proposal as it stands and go on to the next line."""
        if not self.selected:
            return None
        detail = await self._detail()
        if not detail.shares:
            return tell("Nothing is proposed for this line. Search an invoice with /.")
        await db.call(journals.accept, [detail.view.id], actor=self._signed_in().actor)
        await self._go_on(detail)
        return tell(f"Accepted {_said(detail)}. Undo with z.", tone="good")

    @rx.event
    @allow("journals.work")
    async def leave(self) -> EventSpec | None:
        """Reject the proposal: the line stays and is not posted."""
        if not self.selected:
            return None
        detail = await self._detail()
        await db.call(journals.leave, detail.view.id, actor=self._signed_in().actor)
        await self._go_on(detail)
        return tell(f"Left line {count(detail.view.position)}: it will not be posted. Undo with z.", tone="plain")

    @rx.event
    @allow("journals.work")
    async def undo(self) -> EventSpec | None:
        """Take back what was decided last on this page, else the decision on the selected line."""
        if not (self._decided or self.selected):
            return None
        line_id = self._decided.pop() if self._decided else self.selected
        await db.call(journals.undo, line_id)
        self.selected = line_id
        await self._refresh()
        return tell(f"Line {self.panel.position} waits for review again.")

    @rx.event
    @allow("journals.work")
    async def accept_above(self) -> EventSpec:
        """Accept all ready lines at or above the confidence that is typed.

        Raises:
            BadPercentage: it is no percentage.
        """
        confidence = self._above()
        if not confidence:
            raise BadPercentage
        number = await db.call(journals.accept_above, self._journal_id, confidence, actor=self._signed_in().actor)
        await self._refresh()
        return tell(f"Accepted {line_count(number)} of at least {self.above} %.", tone="good")

    async def _go_on(self, detail: LineDetail) -> None:
        """Select the next line: the one below, or the one that came into this place of a filtered list."""
        self._decided = [*self._decided, detail.view.id][-_REMEMBERED:]
        places = [each.id for each in self.rows]
        at = places.index(detail.view.id) if detail.view.id in places else 0
        following = places[at + 1] if at + 1 < len(places) else 0
        self.selected = following or self.selected
        await self._refresh()
        if self.selected not in [each.id for each in self.rows]:
            await self._refresh(at=at)


def _said(detail: LineDetail) -> str:
    numbers = detail.view.invoice_numbers
    what = f"invoice {numbers[0]}" if len(numbers) == 1 else f"{len(numbers)} invoices"
    return f"line {count(detail.view.position)}: {money(detail.pays)} for {what} of {detail.view.debtor_name}"
