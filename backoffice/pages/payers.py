"""What is remembered of payers: who paid for whom, since when, how often, from which lines; to correct or forget."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import reflex as rx
from sqlmodel import Session

from backoffice import routes
from backoffice.components.debtor_search import DebtorFound, debtor_search, debtors_found, find_debtors
from backoffice.components.frame import frame
from backoffice.components.lists import if_may, list_search
from backoffice.components.payer_lines import LessonLine, PayerLine, lesson_line, payer_line
from backoffice.components.reading import reading, unreadable
from backoffice.session import StaffSession
from shared import db
from shared.access.rules import Permission
from shared.journals import payer_memory, payers
from shared.journals.payers import LessonView, MemoryView
from shared.ui import live, theme
from shared.ui.arguments import line, whole
from shared.ui.drawer import drawer
from shared.ui.figures import amount, facts
from shared.ui.layout import page, page_head
from shared.ui.links import button, link, link_button
from shared.ui.listing import FilterCount, ListQuery, ListView
from shared.ui.marks import allow
from shared.ui.notice_state import tell
from shared.ui.notices import empty
from shared.ui.status import status
from shared.ui.table import Column, data_table, filter_chips, two_lines

_FILTERS = {"": False, "forgotten": True}
_LESSONS_SHOWN = 20


class PayersState(StaffSession):
    """The page of the list that the address asks for, and the payer it names beside it."""

    rows: list[PayerLine] = []
    view: ListView = ListView()
    shown: PayerLine = PayerLine()
    lessons: list[LessonLine] = []
    correcting: bool = False
    find: str = ""
    searched: bool = False
    found: list[DebtorFound] = []
    has_any: bool = False
    loading: bool = True
    failed: str = ""

    _query: ListQuery = ListQuery(path=routes.PAYERS)

    @rx.event
    @allow("debtors.read")
    async def load(self) -> None:
        params = dict(self.router.url.query_parameters)
        self._query = ListQuery.read(routes.PAYERS, params, filters=tuple(_FILTERS))
        typed = params.get("payer", "")
        chosen = int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 16 else 0
        self.correcting = self.correcting and chosen == self.shown.id
        async with reading(self):
            await self._read(chosen)

    @rx.event
    @allow("debtors.read")
    async def close(self) -> Any:
        return rx.redirect(self._query.url)

    @rx.event
    @allow("payers.manage")
    async def forget(self, memory_id: int) -> AsyncIterator[Any]:
        """Matching stops using it at once."""
        await db.call(payer_memory.forget, whole(memory_id), actor=self._signed_in().actor)
        yield tell(f"{self.shown.who} is not matched to {self.shown.debtor} any more. It can be recalled.", tone="good")
        yield PayersState.load

    @rx.event
    @allow("payers.manage")
    async def recall(self, memory_id: int) -> AsyncIterator[Any]:
        """Matching uses it again."""
        await db.call(payer_memory.recall, whole(memory_id), actor=self._signed_in().actor)
        yield tell(f"{self.shown.who} is matched to {self.shown.debtor} again.", tone="good")
        yield PayersState.load

    @rx.event
    @allow("payers.manage")
    def ask_correct(self) -> None:
        self.correcting, self.find, self.searched, self.found = not self.correcting, "", False, []

    @rx.event
    @allow("payers.manage")
    async def search(self, words: str) -> None:
        """Find for whom this payer pays in truth."""
        self.find = line(words, most=80)
        self.found, self.searched = await find_debtors(self.find), bool(self.find)

    @rx.event
    @allow("payers.manage")
    async def correct(self, debtor_id: int) -> AsyncIterator[Any]:
        """This payer pays for another debtor; what was remembered is forgotten."""
        names = {each.id: each.name for each in self.found}
        actor = self._signed_in().actor
        right = await db.call(payer_memory.correct, self.shown.id, whole(debtor_id), actor=actor)
        yield tell(f"{self.shown.who} pays for {names.get(debtor_id, 'them')}.", tone="good")
        self.correcting = False
        yield rx.redirect(f"{routes.PAYERS}?payer={right}")

    @rx.event(background=True)
    @allow("debtors.read")
    async def watch(self) -> AsyncIterator[Any]:
        async for _ in live.changes(self, payer_memory.TOPIC):
            yield PayersState.load

    async def _read(self, chosen: int) -> None:
        query = self._query
        (found, total), counts, one, taught = await db.ask(_look, query, chosen)
        self.rows = [payer_line(each) for each in found]
        chips = [FilterCount("", "Remembered", counts[0]), FilterCount("forgotten", "Forgotten", counts[1])]
        self.view = query.view(total, chips)
        self.has_any = sum(counts) > 0
        self.shown = payer_line(one) if one else PayerLine()
        self.lessons = [lesson_line(each) for each in taught]


_do: Any = PayersState


def payer_list() -> rx.Component:
    listed = data_table(
        [
            Column("Payer and account", place="title"),
            Column("Pays for", width="184px", place="note"),
            Column("Times", number=True, width="64px", place="amount"),
            Column("Since, last", width="112px"),
            Column("Known from", width="144px", place="side"),
        ],
        _do.rows,
        _cells,
        caption="Payers",
        view=_do.view,
        loading=_do.loading,
        selected=lambda row: row.id == _do.shown.id,
        empty=empty(
            "No payer is remembered yet",
            "Every posted line teaches who pays for whom. Matching uses it the next time.",
            link_button("Journals", href=routes.JOURNALS),
            icon="user",
        ),
    )
    beside = {"@media (min-width: 1280px)": {"padding_right": rx.cond(_do.shown.id, "488px", "0px")}}
    search = list_search(
        "Name, IBAN, debtor", action=routes.PAYERS, search=_do.view.search, current_filter=_do.view.filter
    )
    body = rx.fragment(
        page_head("Payers", link_button("Text rules", href=routes.TEXT_RULES), note=_ABOUT),
        page(
            rx.el.div(filter_chips(_do.view, "Show"), search, class_name="bar2"),
            unreadable(_do.failed, "The list", _do.load, otherwise=listed),
        ),
    )
    return frame(rx.el.div(body, style=beside), _one(), here=routes.PAYERS)


def register(app: rx.App) -> None:
    app.add_page(payer_list, route=routes.PAYERS, title="Payers: Duebook", on_load=[_do.load, _do.watch])


_ABOUT = "Who paid for whom, learned from posted lines. Matching counts on it until you correct or forget it."


def _look(
    session: Session, query: ListQuery, chosen: int
) -> tuple[tuple[list[MemoryView], int], tuple[int, int], MemoryView | None, list[LessonView]]:
    """The page, how many are remembered and forgotten, and one payer with the lines it was learned from."""
    asked = payers.payers(
        session, search=query.search, forgotten=_FILTERS[query.filter], offset=query.offset, limit=query.size
    )
    counts = [payers.payers(session, search=query.search, forgotten=each, limit=1)[1] for each in (False, True)]
    one = payers.payer(session, chosen) if chosen else None
    return asked, (counts[0], counts[1]), one, payers.lessons(session, chosen, limit=_LESSONS_SHOWN) if one else []


def _cells(row: Any) -> tuple[Any, ...]:
    return (
        two_lines(link(row.who, href=row.href, class_name="medium"), row.iban),
        rx.el.span(link(row.debtor, href=row.debtor_href), class_name="two"),
        row.times,
        two_lines(row.since, row.last),
        rx.cond(row.is_forgotten, status("cancelled", "Forgotten"), rx.el.span(row.source, class_name="muted")),
    )


def _one() -> Any:
    one = _do.shown
    told = facts(
        ("Pays for", link(one.debtor, href=one.debtor_href)),
        ("Account", rx.cond(one.iban, one.iban, "Any")),
        ("Name", rx.cond(one.name, one.name, "Any")),
        ("Paid", one.paid),
        ("Known from", one.source),
    )
    return drawer(
        one.id > 0,
        one.who,
        rx.el.div(told, style={"marginTop": theme.S4}),
        if_may(Permission.PAYERS_MANAGE, _acts()),
        rx.el.h3("Learned from", style={"margin": f"{theme.S5} 0 {theme.S3}"}),
        rx.cond(_do.lessons, rx.el.ul(rx.foreach(_do.lessons, _lesson), class_name="lines"), _nothing()),
        over="Remembered payer",
        on_close=_do.close,
    )


def _acts() -> rx.Component:
    one = _do.shown
    forget = rx.fragment(
        button("Forget", on_click=_do.forget(one.id)),
        button("Pays for somebody else", on_click=_do.ask_correct, aria_expanded=_do.correcting),
    )
    recall = button("Recall", on_click=_do.recall(one.id), icon="undo-2")
    search = rx.el.div(
        debtor_search("find-debtor", on_change=_do.search.debounce(200)),
        debtors_found(_do.found, searched=_do.searched, choose=lambda each: _do.correct(each.id), word="Pays for them"),
        style={"marginTop": theme.S4},
    )
    return rx.el.div(
        rx.el.div(rx.cond(one.is_forgotten, recall, forget), class_name="row wrap"),
        rx.cond(_do.correcting, search),
        style={"marginTop": theme.S4},
    )


def _lesson(one: LessonLine) -> rx.Component:
    what = rx.el.span(
        link(one.line, href=one.href), rx.el.span(one.booked, ", ", one.text, class_name="sub"), class_name="grow"
    )
    return rx.el.li(what, amount(one.amount, one.currency))


def _nothing() -> rx.Component:
    return rx.el.p("No posted line any more; somebody said so.", class_name="muted")
