"""The journal as it is shown: its head, one page of lines, the selected line; kept in the address and kept fresh."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import reflex as rx

from backoffice import routes
from backoffice.components.reading import reading
from backoffice.components.told import told
from backoffice.pages.journal.heading import Head, filters, heading, line_count
from backoffice.pages.journal.proof import Panel, panel
from backoffice.pages.journal.shown import LineRow, line_row
from backoffice.session import StaffSession
from shared import db
from shared.errors import NotFound, Refused
from shared.journals import line_details, piles, queries
from shared.journals.line_details import LineDetail
from shared.journals.piles import Pile
from shared.journals.queries import JournalHead
from shared.journals.rules import READY_FROM
from shared.receipts import card as cards
from shared.ui import live
from shared.ui.arguments import line, whole
from shared.ui.format import money
from shared.ui.listing import ListQuery, ListView
from shared.ui.marks import allow
from shared.ui.notice_state import NoticeState, tell

PAGE_SIZE = 50


class JournalState(StaffSession):
    """What is shown; other states of this page, which decide and work, stand on it."""

    loading: bool = True
    failed: str = ""
    missing: bool = False
    head: Head = Head()
    view: ListView = ListView()
    rows: list[LineRow] = []
    selected: int = 0
    panel_open: bool = False
    panel: Panel = Panel()
    address: str = ""
    above: str = ""
    above_lines: str = ""
    above_text: str = ""
    importing: bool = False
    asking_post: bool = False

    _journal_id: int = 0
    _query: ListQuery = ListQuery(path="")
    _currency: str = ""
    _decided: list[int] = []
    """The lines decided last on this page, for undo."""

    @rx.event
    @allow("journals.read")
    async def load(self) -> Any:
        """Read what the address asks for; what was told on another page is over."""
        params = dict(self.router.url.query_parameters)
        journal_id = _number(self.router.url.path.rstrip("/").rpartition("/")[-1])
        if journal_id != self._journal_id:
            self._journal_id, self._decided, self.loading, self.rows = journal_id, [], True, []
        path = routes.journal(self._journal_id)
        query = ListQuery.read(path, params, sorts=queries.SORTS, filters=[each.value for each in Pile])
        self._query = replace(query, size=PAGE_SIZE)
        self.selected = _number(params.get("line", ""))
        self.panel_open = self.selected > 0
        self.above = self.above or str(READY_FROM // 100)
        await self._refresh()
        note = told(params)
        # A file that was refused is tried again at once; what else was asked is over.
        self.importing, self.asking_post = note is not None and note.tone == "warn", False
        return tell(note.text, tone=note.tone) if note else NoticeState.clear

    @rx.event
    @allow("journals.read")
    async def refresh(self) -> None:
        """Read again what is shown; the selection stays."""
        await self._refresh()

    @rx.event(background=True)
    @allow("journals.read")
    async def watch(self) -> Any:
        """Another clerk's change and a finished job show by themselves."""
        async with self:
            journal_id = self._journal_id
        async for _ in live.changes(self, f"journal:{journal_id}"):
            yield JournalState.refresh

    @rx.event
    @allow("journals.read")
    async def choose(self, line_id: int) -> None:
        """Show a line in the panel."""
        self.selected, self.panel_open = whole(line_id), True
        await self._show_selected()

    @rx.event
    @allow("journals.read")
    async def move(self, step: int) -> None:
        """Select the line before or after; over the edge of the page, the neighbouring page."""
        step = whole(step, least=-1, most=1)
        places = [each.id for each in self.rows]
        at = places.index(self.selected) + step if self.selected in places else 0
        if 0 <= at < len(places):
            self.selected, self.panel_open = places[at], True
            await self._show_selected()
        elif at < 0 < self._query.page - 1 or (at > 0 and self.view.following):
            await self._turn(step)

    @rx.event
    @allow("journals.read")
    async def find_lines(self, form: dict[str, Any]) -> None:
        """Show the lines that say this."""
        self._query = replace(self._query, search=line(form.get("q", ""), most=100), page=1)
        self.selected = 0
        await self._refresh()

    @rx.event
    @allow("journals.read")
    def close_panel(self) -> None:
        """On a phone: back to the lines."""
        self.panel_open = False
        self.address = self._address()

    @rx.event
    @allow("journals.read")
    async def set_above(self, percent: str) -> None:
        """From which confidence on all would be accepted at once."""
        self.above = line(percent, most=6)
        await self._show_above()

    async def _refresh(self, *, at: int | None = None) -> None:
        """Read everything shown; `at` selects by place on the page, after a line has left it."""
        self.missing = False
        async with reading(self):
            try:
                head = await db.ask(queries.head, self._journal_id)
            except NotFound:
                self.missing = True
                return
            self._currency = head.summary.account.currency
            postable = await db.ask(piles.postable, self._journal_id)
            await self._show_lines(head, at)
            self.head = heading(head, postable)
            await self._show_above()
            await self._show_selected()

    async def _show_lines(self, head: JournalHead, at: int | None) -> None:
        query = self._query
        found, total = await db.ask(
            queries.lines,
            self._journal_id,
            pile=Pile(query.filter) if query.filter else None,
            search=query.search,
            sort=query.sort,
            offset=query.offset,
            limit=query.size,
        )
        self.rows = [line_row(each) for each in found]
        self.view = query.view(total, filters(head))
        places = [each.id for each in found]
        if at is not None and places:
            self.selected = places[max(0, min(at, len(places) - 1))]
        elif not self.selected and places:
            self.selected = places[0]

    async def _show_selected(self) -> None:
        self.address = self._address()
        if not self.selected:
            self.panel = Panel()
            return
        try:
            detail = await self._detail()
            undoes = await db.ask(cards.card, detail.undoes_id) if detail.undoes_id else None
            self.panel = panel(detail, undoes)
        except NotFound:
            self.selected, self.panel = 0, Panel()

    async def _show_above(self) -> None:
        confidence = self._above()
        tally = await db.ask(piles.acceptable, self._journal_id, confidence) if confidence else None
        self.above_lines = line_count(tally.count) if tally and tally.count else ""
        self.above_text = money(tally.amount) if tally else ""

    async def _turn(self, step: int) -> None:
        self._query = replace(self._query, page=self._query.page + step)
        self.selected = 0
        await self._refresh(at=0 if step > 0 else PAGE_SIZE)

    async def _detail(self) -> LineDetail:
        """The selected line, as it is now.

        Raises:
            NotFound: it is not in this journal.
        """
        return await db.ask(line_details.line, self._journal_id, self.selected)

    def _above(self) -> int:
        """The confidence typed, per ten thousand; 0 when it is none."""
        whole_part, _, part = self.above.partition(".")
        if not (whole_part.isdigit() and len(whole_part) <= 3 and (not part or (part.isdigit() and len(part) <= 2))):
            return 0
        given = int(whole_part) * 100 + int(part.ljust(2, "0") or 0)
        return given if 0 < given <= 10_000 else 0

    def _address(self) -> str:
        url = self._query.url
        if not (self.selected and self.panel_open):
            return url
        return f"{url}{'&' if '?' in url else '?'}line={self.selected}"


def _number(typed: str) -> int:
    """An id out of an address, 0 for anything else."""
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 16 else 0


class BadPercentage(Refused):
    def __init__(self) -> None:
        super().__init__("Give a confidence from 0 to 100, such as 97 or 97.5.")
