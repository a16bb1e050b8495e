"""Long and final work besides posting: Apply Automatically, release a statement, reverse a posted line."""

from __future__ import annotations

from functools import partial
from typing import Any

import reflex as rx
from reflex.event import EventSpec

from backoffice.jobs import journals as work
from backoffice.pages.journal.heading import line_count
from backoffice.pages.journal.posting import PostingState
from shared import db, journals
from shared.ui.arguments import line, whole
from shared.ui.format import count, money
from shared.ui.marks import allow
from shared.ui.notice_state import tell


class WorkingState(PostingState):
    """What runs in the background shows its progress through the journal itself, to everybody who looks at it."""

    reversing_line: int = 0
    keys_shown: bool = False

    @rx.event(background=True)
    @allow("journals.work")
    async def apply(self) -> Any:
        """Match all undecided lines; it goes on when the page is left."""
        async with self:
            journal_id, actor = self._journal_id, self._signed_in().actor
        done = await db.aside(partial(work.apply_journal, journal_id, actor=actor))
        yield WorkingState.refresh
        yield tell(
            f"Applied to {line_count(done.lines)}: {count(done.ready)} ready, {count(done.review)} to review, "
            f"{count(done.unmatched)} unmatched.",
            tone="good",
        )

    @rx.event
    @allow("journals.release")
    async def release(self, form: dict[str, Any]) -> EventSpec:
        """Let a statement that does not tie be worked on, for a reason that is kept."""
        statement = whole(form.get("statement"))
        reason = line(form.get("reason", ""), most=200)
        await db.call(journals.release, statement, reason=reason, actor=self._signed_in().actor)
        await self._refresh()
        return tell("The statement is released; its lines can be applied and posted.", tone="good")

    @rx.event
    @allow("receipts.reverse")
    def ask_reverse(self) -> None:
        self.reversing_line = self.selected

    @rx.event
    @allow("receipts.reverse")
    def do_not_reverse(self) -> None:
        self.reversing_line = 0

    @rx.event
    @allow("receipts.reverse")
    async def reverse_line(self, form: dict[str, Any]) -> EventSpec:
        """Undo the selected line that was posted: its invoices reopen."""
        reason = line(form.get("reason", ""), most=200)
        detail = await self._detail()
        if detail.view.id != self.reversing_line:
            return tell("Another line is selected now. Nothing was reversed; choose the line again.", tone="warn")
        await db.call(journals.reverse_line, detail.view.id, reason=reason, actor=self._signed_in().actor)
        self.reversing_line = 0
        await self._refresh()
        return tell(f"Reversed line {count(detail.view.position)}, {money(detail.view.amount)}.", tone="good")

    @rx.event
    @allow("journals.read")
    def show_keys(self) -> None:
        self.keys_shown = not self.keys_shown

    @rx.event
    @allow("journals.work")
    def show_import(self) -> None:
        self.importing = not self.importing

    @rx.event
    @allow("journals.read")
    def escape(self) -> None:
        """Close what lies on top: the keys, a question, the editing, then the panel of a phone."""
        if self.keys_shown or self.asking_post or self.importing:
            self.keys_shown = self.asking_post = self.importing = False
        elif self.editing_line or self.reversing_line:
            self.editing_line = self.reversing_line = 0
        else:
            self.panel_open = False
            self.address = self._address()


Journal: Any = WorkingState
"""The same for the modules that draw: to them its attributes are Vars, which no type checker knows."""
