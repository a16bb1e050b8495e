"""The list of debtors: who owes, who is late, whose money is not set against anything."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import reflex as rx

from backoffice import routes
from backoffice.components.frame import frame
from backoffice.components.lists import list_search
from backoffice.components.reading import reading, unreadable
from backoffice.session import StaffSession
from shared import clock, db
from shared.debtors import queries
from shared.debtors.queries import Asked, DebtorRow, Which
from shared.settings import settings
from shared.ui import live
from shared.ui.figures import amount
from shared.ui.format import amount as in_figures
from shared.ui.layout import page, page_head
from shared.ui.links import link, link_button
from shared.ui.listing import FilterCount, ListQuery, ListView
from shared.ui.marks import allow
from shared.ui.notices import empty
from shared.ui.table import Column, data_table, filter_chips

_FILTERS = {Which.OWING: "Owing", Which.OVERDUE: "Overdue", Which.UNAPPLIED: "Money unapplied"}


@dataclass
class DebtorLine:
    """One row, ready to be drawn."""

    number: str = ""
    name: str = ""
    href: str = ""
    country: str = ""
    open: str = ""
    outstanding: str = ""
    overdue: str = ""
    is_late: bool = False
    unapplied: str = ""
    is_held: bool = False

    @classmethod
    def of(cls, row: DebtorRow) -> "DebtorLine":
        return cls(
            number=row.number,
            name=row.name,
            href=routes.debtor(row.id),
            country=row.country,
            open=f"{row.open_count:,}",
            outstanding=in_figures(row.outstanding),
            overdue=in_figures(row.overdue),
            is_late=bool(row.overdue),
            unapplied=in_figures(row.unapplied),
            is_held=bool(row.unapplied),
        )


class DebtorsState(StaffSession):
    """The page of the list that the address asks for."""

    rows: list[DebtorLine] = []
    view: ListView = ListView()
    loading: bool = True
    failed: str = ""

    @rx.event
    @allow("debtors.read")
    async def load(self) -> None:
        query = ListQuery.read(
            routes.DEBTORS, dict(self.router.url.query_parameters), sorts=queries.SORTS, filters=_FILTERS
        )
        async with reading(self):
            await self._read(query)

    async def _read(self, query: ListQuery) -> None:
        which = Which(query.filter or Which.ALL)
        asked = Asked(clock.today(), which, query.search, query.sort, query.offset, query.size)
        found = await db.ask(queries.page, asked)
        self.rows = [DebtorLine.of(each) for each in found.rows]
        chips = [FilterCount(each, word, found.counts[each]) for each, word in _FILTERS.items()]
        self.view = query.view(found.counts[which], [FilterCount("", "All", found.counts[Which.ALL]), *chips])

    @rx.event(background=True)
    @allow("debtors.read")
    async def watch(self) -> AsyncIterator[Any]:
        async for _ in live.changes(self, "ledger"):
            yield DebtorsState.load


def debtors() -> rx.Component:
    table = data_table(
        _columns(),
        DebtorsState.rows,
        lambda r: (
            link(r.name, href=r.href, class_name="medium"),
            rx.el.span(r.number, class_name="id"),
            r.country,
            r.open,
            amount(r.outstanding, strong=True),
            rx.el.span(r.overdue, class_name=rx.cond(r.is_late, "amt is-bad", "amt muted")),
            rx.el.span(r.unapplied, class_name=rx.cond(r.is_held, "amt", "amt muted")),
        ),
        caption="Debtors",
        view=DebtorsState.view,
        loading=DebtorsState.loading,
        empty=empty(
            "No debtors yet",
            "A debtor becomes known with the first invoice to them.",
            link_button("Invoices", href=routes.INVOICES),
            icon="user",
        ),
    )
    return frame(
        page_head("Debtors", note=f"All amounts in {settings().base_currency}."),
        page(
            rx.el.div(
                filter_chips(DebtorsState.view, "Show"),
                list_search(
                    "Name, number, IBAN",
                    action=routes.DEBTORS,
                    search=DebtorsState.view.search,
                    current_filter=DebtorsState.view.filter,
                ),
                class_name="bar2",
            ),
            unreadable(DebtorsState.failed, "The list", DebtorsState.load, otherwise=table),
        ),
        here=routes.DEBTORS,
    )


def register(app: rx.App) -> None:
    app.add_page(
        debtors,
        route=routes.DEBTORS,
        title="Debtors: Duebook",
        on_load=[DebtorsState.load, DebtorsState.watch],
    )


def _columns() -> list[Column]:
    return [
        Column("Debtor", sort="name", place="title"),
        Column("Number", width="120px", sort="number", place="note"),
        Column("Country", width="80px"),
        Column("Open invoices", number=True, width="112px"),
        Column("Outstanding", number=True, width="136px", sort="open", place="amount"),
        Column("Overdue", number=True, width="136px", sort="overdue", place="side"),
        Column("Unapplied", number=True, width="136px", sort="unapplied"),
    ]
