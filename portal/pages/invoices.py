"""All invoices of the debtor: open and paid, a page at a time."""

from collections.abc import AsyncIterator
from typing import Any, Final

import reflex as rx
from sqlmodel import Session

from portal import routes
from portal.components.asking import with_asker
from portal.components.frame import frame, titled
from portal.components.invoice_row import InvoiceRow, how_it_stands
from portal.session import PortalSession
from shared import clock, db
from shared.i18n import phrase, said
from shared.invoices import owed
from shared.invoices.owed import OwedInvoice
from shared.ui import live, theme
from shared.ui.figures import amount
from shared.ui.layout import sheet
from shared.ui.links import link, link_button
from shared.ui.listing import FilterCount, ListQuery, ListView
from shared.ui.marks import allow
from shared.ui.notices import empty
from shared.ui.say import say
from shared.ui.table import Column, data_table, filter_chips

_FILTERS: Final = {"": phrase("All"), "open": phrase("Open"), "paid": phrase("Paid")}

_COLUMNS: Final = [
    Column(say("Invoice"), place="title"),
    Column(say("How it stands"), width="204px", place="note"),
    Column(say("Left to pay"), number=True, width="136px", place="amount"),
]


class InvoicesState(PortalSession):
    """One page of the list."""

    loading: bool = True
    rows: list[InvoiceRow] = []
    view: ListView = ListView()

    @rx.event
    @allow("debtor")
    async def load(self) -> None:
        query = ListQuery.read(routes.INVOICES, dict(self.router.url.query_parameters), filters=("open", "paid"))
        found, counts = await db.ask(_page, self._debtor_id(), query)
        today, language = clock.today(), self._language()
        self.rows = [InvoiceRow.of(each, today, language) for each in found]
        chips = [FilterCount(value, said(label, language), counts[value]) for value, label in _FILTERS.items()]
        self.view = query.view(counts[query.filter], chips, language)
        self.loading = False

    @rx.event(background=True)
    @allow("debtor")
    async def watch(self) -> AsyncIterator[Any]:
        async for _ in live.changes(self, "ledger"):
            yield InvoicesState.load


def invoices() -> rx.Component:
    listed = data_table(
        _COLUMNS,
        InvoicesState.rows,
        _cells,
        caption=say("Your invoices"),
        view=InvoicesState.view,
        loading=InvoicesState.loading,
        empty=empty(say("No invoices yet"), say("When a company sends you one through us, it appears here.")),
        nothing_matches=empty(
            say("None of these"),
            say("No invoice of yours is like that now."),
            link_button(say("Show all"), href=routes.INVOICES),
        ),
    )
    return frame(
        sheet(
            rx.el.h1(say("Your invoices")),
            rx.el.div(filter_chips(InvoicesState.view), style={"margin": f"{theme.S3} 0 {theme.S5}"}),
            listed,
        ),
        here=routes.INVOICES,
    )


def register(app: rx.App) -> None:
    app.add_page(
        invoices,
        route=routes.INVOICES,
        title=titled(say("Your invoices")),
        on_load=with_asker(InvoicesState.load, InvoicesState.watch),
    )


def _cells(row: InvoiceRow) -> tuple[rx.Component, ...]:
    return (
        link(row.number, href=row.href, class_name="medium id"),
        how_it_stands(row),
        rx.cond(
            row.is_paid, rx.el.span(amount(row.total, row.currency), class_name="muted"), amount(row.left, row.currency)
        ),
    )


def _page(session: Session, debtor_id: int, query: ListQuery) -> tuple[list[OwedInvoice], dict[str, int]]:
    rows = owed.page(session, debtor_id, only=query.filter, offset=query.offset, limit=query.size)
    return rows, dict(owed.counts(session, debtor_id))
