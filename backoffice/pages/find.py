"""Global search: invoices by number, reference and amount, debtors by name, number and IBAN (S5-08)."""

from collections.abc import AsyncIterator
from typing import Any

import reflex as rx
from sqlmodel import Session

from backoffice import routes
from backoffice.components import invoice_lines as lines
from backoffice.components.frame import frame
from backoffice.components.invoice_lines import InvoiceLine
from backoffice.components.reading import reading, unreadable
from backoffice.pages.debtors import DebtorLine
from backoffice.session import StaffSession
from shared import clock, db
from shared.debtors import queries as debtors
from shared.debtors.queries import DebtorPage
from shared.invoices import queries as invoices
from shared.invoices.queries import InvoicePage, Which
from shared.ui import theme
from shared.ui.figures import amount
from shared.ui.layout import page, page_head, section
from shared.ui.links import go, link
from shared.ui.listing import ListQuery
from shared.ui.marks import allow
from shared.ui.notices import empty, skeleton_lines
from shared.ui.table import Column, table

_MOST = 10
"""Rows shown of each kind; the rest is one link away."""


class FindState(StaffSession):
    """What the address asks for, and what was found."""

    asked: str = ""
    has_any: bool = False
    invoices: list[InvoiceLine] = []
    more_invoices: str = ""
    debtors: list[DebtorLine] = []
    more_debtors: str = ""
    loading: bool = True
    failed: str = ""

    @rx.event
    @allow("invoices.read")
    async def load(self) -> AsyncIterator[Any]:
        query = ListQuery.read(routes.FIND, dict(self.router.url.query_parameters))
        self.asked, self.loading = query.search, bool(query.search)
        yield
        if not query.search:
            return
        async with reading(self):
            owed, owing = await db.ask(_look, query.search)
            self._show(owed, owing)
        hrefs = [each.href for each in self.invoices] + [each.href for each in self.debtors]
        if not self.failed and len(hrefs) == 1:
            yield rx.redirect(hrefs[0], replace=True)

    def _show(self, owed: InvoicePage, owing: DebtorPage) -> None:
        today = clock.today()
        self.invoices = [lines.line_of(each, today) for each in owed.rows]
        self.debtors = [DebtorLine.of(each) for each in owing.rows]
        found = ListQuery(routes.INVOICES, search=self.asked, filter=Which.ALL)
        count = owed.counts[Which.ALL]
        self.has_any = bool(self.invoices or self.debtors)
        self.more_invoices = found.url if count > _MOST else ""
        known = ListQuery(routes.DEBTORS, search=self.asked)
        self.more_debtors = known.url if owing.counts[debtors.Which.ALL] > _MOST else ""


def find() -> rx.Component:
    nothing = empty(
        rx.fragment("Nothing found for “", FindState.asked, "”"),
        "Search by invoice number, payment reference, amount, debtor or IBAN. A part of a number or name is enough.",
        icon="search",
    )
    found = rx.el.div(
        rx.cond(FindState.invoices, _invoices(), rx.fragment()),
        rx.cond(FindState.debtors, _debtors(), rx.fragment()),
        rx.cond(FindState.has_any, rx.fragment(), nothing),
        style={"display": "grid", "gap": theme.S6},
    )
    content = rx.cond(FindState.loading, skeleton_lines(6, "Searching"), found)
    return frame(
        page_head(rx.cond(FindState.asked, rx.fragment("Found for “", FindState.asked, "”"), "Find")),
        page(unreadable(FindState.failed, "The search", FindState.load, otherwise=content)),
        here=routes.FIND,
    )


def register(app: rx.App) -> None:
    app.add_page(find, route=routes.FIND, title="Find: Duebook", on_load=FindState.load)


def _look(session: Session, text: str) -> tuple[InvoicePage, DebtorPage]:
    today = clock.today()
    owed = invoices.Asked(today, Which.ALL, text, "-due", limit=_MOST)
    return invoices.page(session, owed), debtors.page(session, debtors.Asked(today, search=text, limit=_MOST))


def _invoices() -> rx.Component:
    rows = table(
        [
            Column("Invoice", width="148px", place="title"),
            Column("Debtor", place="note"),
            Column("Due", width="88px"),
            Column("Status", width="168px", place="side"),
            Column("Invoice amount", number=True, width="136px"),
            Column("Outstanding", number=True, width="136px", place="amount"),
        ],
        FindState.invoices,
        lambda r: (
            lines.number_cell(r),
            lines.debtor_cell(r),
            r.due,
            lines.status_cell(r),
            r.amount,
            lines.outstanding_cell(r),
        ),
        caption="Invoices found",
    )
    return section("Invoices", rows, anchor="invoices", more=_more(FindState.more_invoices, "All invoices found"))


def _debtors() -> rx.Component:
    rows = table(
        [
            Column("Debtor", place="title"),
            Column("Number", width="120px", place="note"),
            Column("Open invoices", number=True, width="112px"),
            Column("Overdue", number=True, width="136px", place="side"),
            Column("Outstanding", number=True, width="136px", place="amount"),
        ],
        FindState.debtors,
        lambda r: (
            link(r.name, href=r.href, class_name="medium"),
            rx.el.span(r.number, class_name="id"),
            r.open,
            r.overdue,
            amount(r.outstanding, strong=True),
        ),
        caption="Debtors found",
    )
    return section("Debtors", rows, anchor="debtors", more=_more(FindState.more_debtors, "All debtors found"))


def _more(href: rx.Var | str, label: str) -> rx.Component:
    return rx.cond(href, go(label, href=href), rx.fragment())
