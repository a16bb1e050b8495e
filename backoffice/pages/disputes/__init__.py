"""Disputes: what debtors say against invoices, the longest waiting first, and the decision beside the list."""

from typing import Any

import reflex as rx

from backoffice import routes
from backoffice.components.debtor_dispute_lines import files_of
from backoffice.components.frame import frame
from backoffice.components.lists import if_may
from backoffice.components.reading import unreadable
from backoffice.pages.disputes.state import DisputesState
from shared.access.rules import Permission
from shared.cases.rules import MOST_TEXT
from shared.ui.drawer import drawer
from shared.ui.figures import amount, facts
from shared.ui.forms import text_area
from shared.ui.layout import page, page_head
from shared.ui.links import button, crumbs, link, link_button
from shared.ui.notices import empty
from shared.ui.status import status
from shared.ui.table import Column, data_table, filter_chips, two_lines
from shared.ui.written import written

_do: Any = DisputesState


def disputes() -> rx.Component:
    listed = data_table(
        [
            Column("Invoice", width="184px", place="title"),
            Column("What is wrong", place="note"),
            Column("Raised", width="140px"),
            Column("Status", width="132px", place="side"),
            Column("Disputed", number=True, width="148px", place="amount"),
        ],
        _do.rows,
        _cells,
        caption="Disputes",
        view=_do.view,
        loading=_do.loading,
        selected=lambda row: row.id == _do.shown.id,
        empty=rx.cond(_do.has_any, _none_waits(), _none_yet()),
    )
    beside = {"@media (min-width: 1280px)": {"padding_right": rx.cond(_do.shown.id, "488px", "0px")}}
    body = rx.fragment(
        page_head(
            "Disputes",
            note="While one is open, its invoice is neither reminded, planned nor charged.",
            above=crumbs(("Invoices", routes.INVOICES), ("Disputes", routes.DISPUTES)),
        ),
        page(
            rx.el.div(filter_chips(_do.view, "Show"), class_name="bar2"),
            unreadable(_do.failed, "The list", _do.load, otherwise=listed),
        ),
    )
    return frame(rx.el.div(body, style=beside), _one(), here=routes.INVOICES)


def register(app: rx.App) -> None:
    app.add_page(disputes, route=routes.DISPUTES, title="Disputes: Duebook", on_load=[_do.load, _do.watch])


def _cells(row: Any) -> tuple[Any, ...]:
    return (
        two_lines(link(row.invoice, href=row.href, class_name="medium id"), link(row.debtor, href=row.debtor_href)),
        two_lines(row.reason, row.waits),
        row.raised,
        status(row.kind, row.label),
        two_lines(amount(row.amount, row.currency, strong=True), row.of),
    )


def _one() -> Any:
    one = _do.shown
    told = facts(
        ("Invoice", link(one.invoice, href=one.invoice_href)),
        ("Debtor", link(one.debtor, href=one.debtor_href)),
        ("Disputed", rx.fragment(one.said, " ", one.of)),
        ("Raised", one.raised),
    )
    decided = rx.fragment(rx.el.h3("Our answer"), written(one.answer), rx.el.p(one.closed, class_name="small muted"))
    return drawer(
        one.id > 0,
        one.reason,
        rx.el.p(status(one.kind, one.label), style={"margin": "var(--s1) 0 var(--s4)"}),
        told,
        rx.el.h3("In their words", style={"margin": "var(--s5) 0 var(--s2)"}),
        written(one.text),
        files_of(one),
        rx.cond(one.is_open, if_may(Permission.DISPUTES_DECIDE, _decision()), rx.cond(one.closed, decided)),
        over="Dispute",
        on_close=_do.close,
    )


def _decision() -> rx.Component:
    credit = rx.fragment("They read it. Afterwards issue a credit note of ", _do.shown.said, ".")
    owed = "They read it. The invoice is collected as before."
    return rx.el.div(
        _verdict("Uphold", "Why they are right", "upheld", credit, _do.uphold),
        _verdict("Reject", "Why the amount is owed", "rejected", owed, _do.reject),
        key=_do.shown.id,
        style={"margin": "var(--s5) 0"},
    )


def _verdict(word: str, label: str, name: str, follows: Any, handler: Any) -> rx.Component:
    """A way to decide, with the answer that the debtor reads."""
    form = rx.el.form(
        text_area(label, name, required=True, min_length=5, max_length=MOST_TEXT),
        rx.el.p(follows, class_name="small muted"),
        button(f"{word} and answer", submit=True, variant="primary"),
        on_submit=handler,
        class_name="stack",
    )
    return rx.el.details(rx.el.summary(word), form, class_name="more")


def _none_yet() -> rx.Component:
    text = "What debtors tell us in the portal about an invoice appears here."
    return empty("No disputes yet", text, link_button("Invoices", href=routes.INVOICES), icon="circle-check")


def _none_waits() -> rx.Component:
    everything = link_button("Show all disputes", href=f"{routes.DISPUTES}?filter=all")
    return empty("Nothing is disputed", "Every dispute is decided.", everything, icon="circle-check")
