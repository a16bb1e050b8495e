"""The panel's other face: invoices and amounts by hand, with a search for more."""

import reflex as rx

from backoffice.components.invoice_search import found_list, search_field
from backoffice.pages.journal.draft import DraftRow
from backoffice.pages.journal.ways import ways
from backoffice.pages.journal.working import Journal
from shared.ui import theme
from shared.ui.forms import field, select
from shared.ui.keys import hold_focus
from shared.ui.links import button, icon_button


def editor() -> rx.Component:
    """What the line is: for invoices, a field each with the search under it, or something else."""
    for_invoices = rx.fragment(
        rx.el.form(
            rx.foreach(Journal.draft, _row),
            rx.cond(Journal.draft.length(), _sum(), _none()),
            on_submit=Journal.decide,
            no_validate=True,
            style={"marginTop": theme.S3},
        ),
        _search(),
    )
    return rx.fragment(hold_focus(Journal.focus_on), rx.el.h3(_question()), ways(for_invoices))


def _question() -> rx.Component:
    asked: rx.Component = rx.cond(Journal.panel.is_credit, "This payment is", "This money out is")
    return asked


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
    besides = rx.el.div(
        select(
            "The rest of it",
            f"besides-{one.invoice_id}",
            one.offers,
            value=one.besides,
            on_change=lambda kind: Journal.choose_besides(one.invoice_id, kind),
            class_name="input--sm",
        ),
        style={"gridColumn": "1 / -1"},
    )
    return rx.el.div(
        pays,
        icon_button("x", "Take this invoice out", on_click=Journal.take_out(one.invoice_id)),
        rx.cond(one.offers, besides),
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
    return rx.el.div(
        search_field("find-invoice", on_change=Journal.search.debounce(200), key=Journal.draft.length()),
        found_list(
            Journal.found,
            searched=Journal.searched,
            choose=lambda one: Journal.put_in(one.invoice_id),
            word="Put in",
        ),
        style={"marginTop": theme.S5},
    )
