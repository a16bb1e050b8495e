"""The panel's other face: invoices and amounts by hand, with a search for more."""

import reflex as rx

from backoffice.pages.journal.editing import DraftRow
from backoffice.pages.journal.shown import FoundRow
from backoffice.pages.journal.working import Journal
from shared.ui import theme
from shared.ui.forms import field
from shared.ui.keys import hold_focus
from shared.ui.links import button, icon_button


def editor() -> rx.Component:
    """What is set against the line, a field each, and the search under it."""
    return rx.fragment(
        hold_focus(Journal.focus_on),
        rx.el.h3("This payment is for"),
        rx.el.form(
            rx.foreach(Journal.draft, _row),
            rx.cond(Journal.draft.length(), _sum(), _none()),
            on_submit=Journal.decide,
            no_validate=True,
        ),
        _search(),
    )


def _row(one: DraftRow) -> rx.Component:
    pays = field(
        rx.fragment(one.number, rx.el.span(" ", one.debtor, class_name="muted")),
        f"pays-{one.invoice_id}",
        hint=rx.fragment(one.remaining, " open"),
        error=one.error,
        unit=Journal.panel.currency,
        default_value=one.typed,
        on_blur=lambda text: Journal.type_amount(one.invoice_id, text),
        auto_complete="off",
        max_length=30,
    )
    return rx.el.div(
        pays,
        icon_button("x", "Take this invoice out", on_click=Journal.take_out(one.invoice_id)),
        key=one.invoice_id,
        style={
            "display": "grid",
            "gridTemplateColumns": "minmax(0, 1fr) auto",
            "gap": theme.S2,
            "alignItems": "end",
            "marginBottom": theme.S4,
            "& .field": {"margin": 0},
            "& .btn": {"minHeight": "40px"},
        },
    )


def _sum() -> rx.Component:
    return rx.fragment(
        rx.el.p(
            rx.el.span("Together ", rx.el.span(Journal.together, class_name="strong"), class_name="amt"),
            rx.el.span(Journal.rest, class_name=rx.cond(Journal.is_over, "amt is-bad", "amt muted")),
            class_name="row between",
            aria_live="polite",
            style={"marginBottom": theme.S3},
        ),
        rx.el.div(
            button(
                rx.fragment("Accept ", Journal.together, " ", Journal.panel.currency), submit=True, variant="primary"
            ),
            button("Keep what was proposed", on_click=Journal.cancel_edit),
            class_name="row wrap",
        ),
    )


def _none() -> rx.Component:
    return rx.el.div(
        rx.el.p("No invoice yet. Search one below.", class_name="muted"),
        button("Keep it as it was", on_click=Journal.cancel_edit, variant="quiet"),
        class_name="row between",
    )


def _search() -> rx.Component:
    nothing = rx.el.p("No open invoice fits. Try a number, a name or an exact amount.", class_name="muted")
    return rx.el.div(
        field(
            "Search an invoice",
            "find-invoice",
            hint="Number, debtor, amount or reference",
            kind="search",
            value=Journal.find,
            on_change=Journal.search.debounce(200),
            auto_complete="off",
            max_length=80,
            class_name="input--sm",
        ),
        rx.cond(
            Journal.found.length(),
            rx.el.ul(rx.foreach(Journal.found, _found), class_name="lines"),
            rx.cond(Journal.searched, nothing),
        ),
        style={"marginTop": theme.S5},
    )


def _found(one: FoundRow) -> rx.Component:
    what = rx.el.span(
        rx.el.span(one.number, class_name="medium"),
        rx.el.span(one.debtor, ", ", one.due, class_name="sub"),
        class_name="grow",
    )
    return rx.el.li(
        what,
        rx.el.span(one.remaining, class_name="amt"),
        button("Put in", on_click=Journal.put_in(one.invoice_id)),
    )
