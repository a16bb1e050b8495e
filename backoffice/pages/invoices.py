"""The central list of invoices: what is open, overdue, due later and paid."""

from collections.abc import AsyncIterator
from typing import Any

import reflex as rx

from backoffice import routes
from backoffice.components import invoice_lines as lines
from backoffice.components.frame import frame
from backoffice.components.invoice_lines import InvoiceLine, SumLine
from backoffice.components.lists import if_may, list_search
from backoffice.components.reading import reading, unreadable
from backoffice.components.told import told
from backoffice.session import StaffSession
from shared import clock, db
from shared.access.rules import Permission
from shared.invoices import queries
from shared.invoices.queries import Asked, Which
from shared.settings import settings
from shared.ui import live
from shared.ui.layout import page, page_head
from shared.ui.links import link_button
from shared.ui.listing import ListQuery, ListView
from shared.ui.marks import allow
from shared.ui.notice_state import tell
from shared.ui.notices import empty
from shared.ui.table import Column, data_table, filter_chips


class InvoicesState(StaffSession):
    """The page of the list that the address asks for."""

    rows: list[InvoiceLine] = []
    sums: SumLine = SumLine()
    view: ListView = ListView()
    has_any: bool = False
    loading: bool = True
    failed: str = ""

    @rx.event
    @allow("invoices.read")
    async def load(self) -> Any:
        params = dict(self.router.url.query_parameters)
        async with reading(self):
            await self._read(ListQuery.read(routes.INVOICES, params, sorts=lines.SORTS, filters=lines.FILTERS))
        note = told(params)
        return tell(note.text, tone=note.tone) if note else None

    async def _read(self, query: ListQuery) -> None:
        today, which = clock.today(), Which(query.filter or Which.OPEN)
        asked = Asked(today, which, query.search, query.sort, query.offset, query.size)
        found = await db.ask(queries.page, asked)
        self.rows = [lines.line_of(each, today) for each in found.rows]
        self.sums = lines.sum_line(found, which)
        self.view = query.view(found.counts[which], lines.filter_counts(found))
        self.has_any = found.counts[Which.ALL] > 0

    @rx.event(background=True)
    @allow("invoices.read")
    async def watch(self) -> AsyncIterator[Any]:
        async for _ in live.changes(self, "ledger"):
            yield InvoicesState.load


def invoices() -> rx.Component:
    table = data_table(
        _columns(),
        InvoicesState.rows,
        lambda r: (
            lines.number_cell(r),
            lines.debtor_cell(r),
            r.due,
            lines.status_cell(r),
            r.amount,
            lines.collected_cell(r),
            lines.outstanding_cell(r),
        ),
        caption="Invoices",
        view=InvoicesState.view,
        loading=InvoicesState.loading,
        empty=rx.cond(InvoicesState.has_any, _all_paid(), _none_yet()),
        foot=(InvoicesState.sums.label, "", "", "", InvoicesState.sums.amount, InvoicesState.sums.collected, _owed()),
    )
    return frame(
        page_head("Invoices", _import_button(), note=f"All amounts in {settings().base_currency}."),
        page(
            rx.el.div(
                filter_chips(InvoicesState.view, "Show"),
                list_search(
                    "Number, debtor, reference, amount",
                    action=routes.INVOICES,
                    search=InvoicesState.view.search,
                    current_filter=InvoicesState.view.filter,
                ),
                class_name="bar2",
            ),
            unreadable(InvoicesState.failed, "The list", InvoicesState.load, otherwise=table),
        ),
        here=routes.INVOICES,
    )


def register(app: rx.App) -> None:
    app.add_page(
        invoices,
        route=routes.INVOICES,
        title="Invoices: Duebook",
        on_load=[InvoicesState.load, InvoicesState.watch],
    )


def _columns() -> list[Column]:
    return [
        Column("Invoice", width="148px", sort="number", place="title"),
        Column("Debtor", sort="debtor", place="note"),
        Column("Due", width="88px", sort="due"),
        Column("Status", width="168px", place="side"),
        Column("Invoice amount", number=True, width="136px", sort="amount"),
        Column("Debtor Collection", number=True, width="136px"),
        Column("Outstanding", number=True, width="136px", sort="outstanding", place="amount"),
    ]


def _owed() -> rx.Component:
    return rx.el.span(InvoicesState.sums.outstanding)


def _import_button() -> rx.Component:
    button = link_button("Import invoices", href=routes.IMPORT_INVOICES, icon="upload")
    return if_may(Permission.INVOICES_REGISTER, button)


def _none_yet() -> rx.Component:
    return empty(
        "No invoices yet",
        "Invoices you import appear here, with what is left to pay on each.",
        _import_button(),
        icon="file-plus-2",
    )


def _all_paid() -> rx.Component:
    paid = link_button("Show all invoices", href=f"{routes.INVOICES}?filter={Which.ALL}")
    return empty("Nothing is open", "Every invoice is paid.", paid, icon="circle-check")
