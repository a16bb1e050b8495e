"""The drawer "Entries behind": every entry that moved a figure, its lines, and the way to take one back."""

from typing import Any

import reflex as rx

from backoffice.components.lists import if_may
from backoffice.pages.invoice.state import InvoiceState
from backoffice.pages.invoice.telling import EntryLine, Leg
from shared.access.rules import Permission
from shared.ui.drawer import drawer
from shared.ui.forms import field
from shared.ui.links import button, link
from shared.ui.status import status
from shared.ui.theme import ACCENT_TEXT, S1, S2, Child, inline

# Handlers take arguments here, which the type of a handler does not say.
_do: Any = InvoiceState
_WIDTHS = ("68px", "auto", "96px", "88px")

_LEG_COLUMNS = {"Account": "muted", "Name": "muted", "Debit": "muted right", "Credit": "muted right"}
_LEG = inline({"display": "grid", "gridTemplateColumns": "56px minmax(0, 1fr) 80px 80px", "padding": f"{S1} 0"})


def entries_drawer() -> Child:
    shown = InvoiceState.drawer
    return drawer(
        shown.figure != "",
        shown.title,
        rx.el.p("Every entry that moved this balance. They add up to it.", class_name="muted"),
        rx.cond(InvoiceState.entries, _table(), rx.el.p("Nothing was booked here yet.", class_name="muted")),
        rx.cond(shown.ties, status("ties", shown.checked), status("difference", shown.checked)),
        over="Entries behind",
        on_close=InvoiceState.close,
    )


def _table() -> rx.Component:
    head = rx.el.tr(
        rx.el.th("Entry", scope="col"),
        rx.el.th("What", scope="col"),
        rx.el.th("Change", scope="col", class_name="n"),
        rx.el.th("Balance", scope="col", class_name="n"),
    )
    foot = rx.el.tr(
        rx.el.td(InvoiceState.drawer.foot, col_span=3), rx.el.td(InvoiceState.drawer.balance, class_name="n")
    )
    return rx.el.table(
        rx.el.caption("Entries", class_name="sr"),
        rx.el.colgroup(*(rx.el.col(**inline({"width": width})) for width in _WIDTHS)),
        rx.el.thead(head),
        rx.el.tbody(rx.foreach(InvoiceState.entries, _entry)),
        rx.el.tfoot(foot),
        class_name="table table--fixed ent",
    )


def _entry(one: EntryLine) -> rx.Component:
    is_open = InvoiceState.opened == one.id
    number = rx.el.button(
        one.number,
        type="button",
        on_click=_do.toggle(one.id),
        aria_expanded=is_open,
        aria_label=f"Lines of entry {one.number}",
        class_name="as-link",
        **inline({"color": ACCENT_TEXT}),
    )
    row = rx.el.tr(
        rx.el.td(number, rx.el.span(one.booked, class_name="sub")),
        rx.el.td(
            one.what,
            rx.el.span(rx.cond(one.href, link(one.detail, href=one.href), one.detail), class_name="sub"),
        ),
        rx.el.td(one.change, class_name="n"),
        rx.el.td(one.balance, class_name="n"),
        class_name=rx.cond(is_open, "is-open", ""),
    )
    return rx.fragment(row, rx.cond(is_open, _lines(one), rx.fragment()))


def _lines(one: EntryLine) -> rx.Component:
    """A table drawn as a grid: rows of a real one would take over the look of the table around it."""
    names = (rx.el.span(name, role="columnheader", class_name=look) for name, look in _LEG_COLUMNS.items())
    head = rx.el.div(*names, role="row", **_LEG)
    legs = rx.el.div(
        head,
        rx.foreach(one.legs, _leg),
        role="table",
        aria_label=f"Lines of entry {one.number}",
        class_name="small",
    )
    undo = rx.cond(one.allocation, if_may(Permission.RECEIPTS_REVERSE, _undo(one)), rx.fragment())
    posted = rx.el.p(one.posted, class_name="small muted", **inline({"margin": f"{S2} 0"}))
    return rx.el.tr(rx.el.td(legs, posted, undo, col_span=4), class_name="is-open")


def _leg(leg: Leg) -> rx.Component:
    cells = ((leg.account, ""), (leg.name, ""), (leg.debit, "amt right"), (leg.credit, "amt right"))
    return rx.el.div(*(rx.el.span(text, role="cell", class_name=look) for text, look in cells), role="row", **_LEG)


def _undo(one: EntryLine) -> rx.Component:
    """Asks first, because a reversal is posted for good."""
    ask = button("Reverse this allocation", on_click=_do.ask(one.allocation), icon="undo-2")
    form = rx.el.form(
        rx.el.p("The invoice reopens at its original due date, and the receipt holds ", one.amount, " again."),
        field("Reason", "reason", required=True, max_length=200, auto_complete="off", auto_focus=True),
        rx.el.div(
            button(rx.fragment("Reverse ", one.amount), submit=True, variant="primary"),
            button("Keep it", on_click=_do.ask(0), variant="quiet"),
            class_name="row",
        ),
        on_submit=InvoiceState.take_back,
        class_name="stack",
    )
    return rx.cond(InvoiceState.asked == one.allocation, form, ask)
