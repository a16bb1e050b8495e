"""One factoring agreement: what debtors owe, what the client was paid, and the invoices behind both (S1-01, S1-02)."""

import reflex as rx

from backoffice import routes
from backoffice.components import invoice_lines as lines
from backoffice.components.frame import frame
from backoffice.components.lists import list_search, or_absent
from backoffice.components.reading import unreadable
from backoffice.pages.agreement.state import AgreementState
from shared.invoices.queries import Which
from shared.ui import theme
from shared.ui.charts import legend_key, meter
from shared.ui.figures import equation, stat
from shared.ui.layout import page, page_head
from shared.ui.links import crumbs, link_button
from shared.ui.notices import empty, skeleton_lines
from shared.ui.status import status
from shared.ui.table import Column, data_table, filter_chips
from shared.ui.theme import Text


def agreement() -> rx.Component:
    head = AgreementState.head
    title = rx.fragment(
        rx.el.span("Factoring agreement ", head.number), rx.cond(head.word, status(head.kind, head.word), "")
    )
    sums = rx.cond(AgreementState.loading, skeleton_lines(3, "Loading the agreement"), _both_sides())
    content = rx.fragment(sums, rx.el.h2("Invoices", class_name="sr"), _tools(), _table())
    return frame(
        page_head(
            title,
            note=rx.fragment(head.client, head.terms),
            above=crumbs(
                ("Agreements", routes.AGREEMENTS), (rx.cond(head.number, head.number, "Agreement"), head.href)
            ),
        ),
        page(
            or_absent(
                AgreementState.loading,
                unreadable(AgreementState.failed, "The agreement", AgreementState.load, otherwise=content),
                back=link_button("All agreements", href=routes.AGREEMENTS),
            )
        ),
        here=routes.AGREEMENTS,
    )


def register(app: rx.App) -> None:
    app.add_page(
        agreement,
        route=routes.AGREEMENT,
        title="Agreement: Duebook",
        on_load=[AgreementState.load, AgreementState.watch],
    )


def _both_sides() -> rx.Component:
    owed = meter(AgreementState.owed, label=AgreementState.owed_words)
    funds = meter(AgreementState.funds, label=AgreementState.funds_words)
    return rx.el.div(
        rx.el.section(
            rx.el.h2("What debtors owe", id="owed"),
            _what_debtors_owe(),
            rx.cond(AgreementState.has_any, owed, rx.fragment()),
            aria_labelledby="owed",
        ),
        rx.el.section(
            rx.el.h2("What we have paid the client", id="paid"),
            _what_we_paid(),
            rx.cond(AgreementState.has_any, funds, rx.fragment()),
            aria_labelledby="paid",
        ),
        class_name="sum",
    )


def _what_debtors_owe() -> rx.Component:
    head = AgreementState.head
    collected = rx.fragment(legend_key(theme.ACCENT), "Debtor Collection")
    outstanding = rx.fragment(legend_key(theme.LINE_STRONG), "Outstanding")
    return equation(
        stat("Invoiced", head.invoiced, href=head.everything, note=head.invoices),
        _less("Settled before", head.settled_before),
        "−",
        stat(collected, head.collected, href=head.everything, note=head.collected_share),
        _less("Credited", head.credited),
        "=",
        stat(outstanding, head.outstanding, href=head.href, note=head.open),
    )


def _what_we_paid() -> rx.Component:
    head = AgreementState.head
    repaid = rx.fragment(legend_key(theme.LINE_STRONG), "Repaid by debtors")
    in_use = rx.fragment(legend_key(theme.ACCENT), "Funds in use")
    return equation(
        stat("Advance paid", head.advance, href=head.everything),
        "−",
        stat(repaid, head.repaid, href=head.everything),
        "=",
        stat(in_use, head.in_use, href=head.everything),
        stat("Reserve", head.reserve, href=head.everything, note=head.reserve_share),
    )


def _less(label: str, value: Text) -> rx.Component:
    """A term that is left out while it is nothing."""
    term = rx.fragment(rx.el.span("−", class_name="op", aria_hidden="true"), stat(label, value))
    return rx.cond(value, term, rx.fragment())


def _tools() -> rx.Component:
    search = list_search(
        "Number, debtor, amount",
        action=AgreementState.head.href,
        search=AgreementState.view.search,
        current_filter=AgreementState.view.filter,
    )
    return rx.el.div(filter_chips(AgreementState.view, "Show"), search, class_name="bar2")


def _table() -> rx.Component:
    sums = AgreementState.sums
    return data_table(
        [
            Column("Invoice", width="148px", sort="number", place="title"),
            Column("Debtor", sort="debtor", place="note"),
            Column("Due", width="72px", sort="due"),
            Column("Status", width="152px", place="side"),
            Column("Invoice amount", number=True, width="124px", sort="amount"),
            Column("Debtor Collection", number=True, width="132px"),
            Column("Outstanding", number=True, width="124px", sort="outstanding", place="amount"),
            Column("Advance paid", number=True, width="116px"),
            Column("Reserve", number=True, width="104px"),
        ],
        AgreementState.rows,
        lambda r: (
            lines.number_cell(r),
            lines.debtor_cell(r),
            r.due,
            lines.status_cell(r),
            r.amount,
            lines.collected_cell(r),
            lines.outstanding_cell(r),
            r.advance,
            r.reserve,
        ),
        caption="Invoices of this agreement",
        view=AgreementState.view,
        loading=AgreementState.loading,
        empty=rx.cond(AgreementState.has_any, _all_paid(), _none_yet()),
        foot=(sums.label, "", "", "", sums.amount, sums.collected, sums.outstanding, sums.advance, sums.reserve),
    )


def _none_yet() -> rx.Component:
    text = "Invoices bought under this agreement appear here once they are registered with its number."
    return empty("No invoices yet", text, link_button("Invoices", href=routes.INVOICES), icon="file-plus-2")


def _all_paid() -> rx.Component:
    paid = link_button("Show all its invoices", href=f"{AgreementState.head.href}?filter={Which.ALL}")
    return empty("Nothing is open", "Every invoice of this agreement is paid.", paid, icon="circle-check")
