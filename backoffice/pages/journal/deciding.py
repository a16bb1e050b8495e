"""Decisions on lines: accept, leave, undo, and accept all above a confidence. Each says what it did."""

from __future__ import annotations

import reflex as rx
from reflex.event import EventSpec

from backoffice.pages.journal.heading import line_count
from backoffice.pages.journal.state import BadPercentage, JournalState
from shared import db, journals
from shared.journals.line_details import LineDetail
from shared.models import LinePurpose
from shared.ui.arguments import line, whole
from shared.ui.format import count, money
from shared.ui.marks import allow
from shared.ui.notice_state import tell

_REMEMBERED = 50
_DIGEST = 64


class DecidingState(JournalState):
    """What the buttons of the panel and their keys do to the selected line."""

    @rx.event
    @allow("journals.work")
    async def accept(self, line_id: int, seen: str) -> EventSpec | None:
        """Accept the proposal as it was shown, and go on to the next line.

        Raises:
            LineChanged: it is not what was shown any more; nothing is accepted.
        """
        if refusal := self._not_shown(line_id):
            return refusal
        detail = await self._detail()
        if not detail.shares and detail.purpose is LinePurpose.RECEIPT:
            return tell("Nothing is proposed for this line. Search an invoice with /, or press o for something else.")
        shown = {detail.view.id: line(seen, most=_DIGEST)}
        await db.call(journals.accept, [detail.view.id], actor=self._signed_in().actor, seen=shown)
        await self._go_on(detail)
        return tell(f"Accepted {_said(detail)}. Undo with u.", tone="good")

    @rx.event
    @allow("journals.work")
    async def leave(self, line_id: int, seen: str) -> EventSpec | None:
        """Reject the proposal: the line stays and is not posted."""
        if refusal := self._not_shown(line_id):
            return refusal
        detail = await self._detail()
        await db.call(journals.leave, detail.view.id, actor=self._signed_in().actor, seen=line(seen, most=_DIGEST))
        await self._go_on(detail)
        return tell(f"Left line {count(detail.view.position)}: it will not be posted. Undo with u.", tone="plain")

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
    async def accept_above(self, lines: str) -> EventSpec:
        """Accept all ready lines at or above the confidence that is typed; `lines` is how many were shown.

        Raises:
            BadPercentage: it is no percentage.
        """
        confidence = self._above()
        if not confidence:
            raise BadPercentage
        await self._show_above()
        if line(lines, most=20) != self.above_lines:
            now = self.above_lines or "No line"
            return tell(f"{now}, {self.above_text} now: look at them again. Nothing was accepted.", tone="warn")
        number = await db.call(journals.accept_above, self._journal_id, confidence, actor=self._signed_in().actor)
        await self._refresh()
        return tell(f"Accepted {line_count(number)} of at least {self.above} %.", tone="good")

    def _not_shown(self, line_id: int) -> EventSpec | None:
        """Why a decision is not taken: none is selected, or the panel still showed the line before."""
        if whole(line_id, least=0) == self.selected != 0:
            return None
        return tell("The line was not shown yet; look at it and press again. Nothing was decided.")

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
    place, numbers = f"line {count(detail.view.position)}", detail.view.invoice_numbers
    if not numbers:
        return f"{place}, {money(detail.view.amount)}"
    what = f"invoice {numbers[0]}" if len(numbers) == 1 else f"{len(numbers)} invoices"
    return f"{place}: {money(detail.pays)} for {what} of {detail.view.debtor_name}"
