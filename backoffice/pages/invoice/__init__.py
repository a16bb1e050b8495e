"""The invoice card: figures that open the entries behind them, and everything that happened (S1-34 to S1-37)."""

import reflex as rx

from backoffice import routes
from backoffice.components.frame import frame
from backoffice.components.lists import or_absent
from backoffice.components.papers import PaperState, paper_for
from backoffice.components.reading import unreadable
from backoffice.pages.invoice.entries import entries_drawer
from backoffice.pages.invoice.pay_links import PayLinksState, pay_links
from backoffice.pages.invoice.state import InvoiceState
from shared.invoices.card import Figure
from shared.ui.figures import amount, stat, stats
from shared.ui.layout import page, page_head, section
from shared.ui.links import crumbs, link, link_button
from shared.ui.notices import skeleton_lines
from shared.ui.status import status
from shared.ui.table import filter_chips
from shared.ui.theme import Child, Text
from shared.ui.timeline import timeline


def invoice() -> rx.Component:
    head = InvoiceState.head
    loaded = rx.fragment(_figures(), rx.el.div(_happened(), _facts(), class_name="split"))
    content = rx.cond(InvoiceState.loading, skeleton_lines(8, "Loading the invoice"), loaded)
    body = rx.fragment(
        page_head(
            _title(),
            note=_note(),
            above=crumbs(("Invoices", routes.INVOICES), (rx.cond(head.number, head.number, "Invoice"), head.href)),
        ),
        page(
            or_absent(
                InvoiceState.loading,
                unreadable(InvoiceState.failed, "The invoice", InvoiceState.load, otherwise=content),
                back=link_button("All invoices", href=routes.INVOICES),
            )
        ),
    )
    # A wide page stays readable beside the drawer.
    beside = {"@media (min-width: 1280px)": {"padding_right": rx.cond(InvoiceState.drawer.figure, "488px", "0px")}}
    return frame(rx.el.div(body, style=beside), entries_drawer(), here=routes.INVOICES)


def register(app: rx.App) -> None:
    app.add_page(
        invoice,
        route=routes.INVOICE,
        title="Invoice: Duebook",
        on_load=[
            InvoiceState.load,
            PayLinksState.load,
            InvoiceState.watch,
            PayLinksState.watch,
            PaperState.watch,
        ],
    )


def _title() -> rx.Component:
    head = InvoiceState.head
    return rx.fragment(
        rx.el.span("Invoice ", head.number), rx.cond(head.label, status(head.kind, head.label), rx.fragment())
    )


def _note() -> rx.Component:
    head = InvoiceState.head
    debtor = link(head.debtor, href=head.debtor_href)
    mark = rx.el.span(link(head.plan, href=head.plan_href), ".", class_name=rx.cond(head.is_missed, "is-bad", ""))
    on_a_plan = rx.cond(head.plan, rx.fragment(" ", mark), rx.fragment())
    told = rx.fragment("From ", head.creditor, " to ", debtor, ". Due on ", head.due, ".", on_a_plan)
    return rx.cond(head.number, told, rx.fragment())


def _figures() -> rx.Component:
    head = InvoiceState.head
    credited = stat("Credited", head.credited)
    advance = _figure(Figure.ADVANCE, "Advance paid", head.advance, head.advance_note)
    return stats(
        _figure(Figure.AMOUNT, "Invoice amount", amount(head.amount, head.currency), head.amount_note),
        _figure(Figure.COLLECTION, "Debtor Collection", head.collected, head.collected_note),
        rx.cond(head.credited, credited, rx.fragment()),
        _figure(Figure.OUTSTANDING, "Outstanding", head.outstanding, ""),
        rx.cond(head.advance, advance, rx.fragment()),
    )


def _figure(figure: Figure, label: str, value: Child, note: Text) -> rx.Component:
    is_open = InvoiceState.drawer.figure == figure.value
    told = rx.cond(is_open, "entries shown beside", note) if figure is Figure.OUTSTANDING else note
    return stat(label, value, note=told, href=f"{InvoiceState.head.href}?entries={figure.value}", current=is_open)


def _happened() -> rx.Component:
    return section(
        "Everything that happened",
        rx.el.div(filter_chips(InvoiceState.view, "Show"), class_name="bar2"),
        timeline(InvoiceState.moments),
        anchor="history",
    )


def _facts() -> rx.Component:
    head = InvoiceState.head
    agreement = link(head.agreement, href=head.agreement_href)
    return rx.el.div(
        rx.el.h2("Terms"),
        rx.el.dl(
            _fact("Issued", head.issued),
            _fact("Credit days", head.terms),
            _fact("Discount", head.discount),
            _fact("Reference", head.reference),
            _fact("Purchase order", head.order),
            rx.cond(head.agreement, _fact("Agreement", agreement), rx.fragment()),
            _fact("Registered from", head.source),
        ),
        pay_links(),
        rx.el.h2("Documents"),
        paper_for(PaperState.invoice, "invoice", head.id, label="Invoice as PDF"),
        class_name="side",
    )


def _fact(name: str, value: Child) -> Child:
    pair = rx.el.div(rx.el.dt(name), rx.el.dd(value))
    return rx.cond(value, pair, rx.fragment()) if isinstance(value, rx.Var) else pair
