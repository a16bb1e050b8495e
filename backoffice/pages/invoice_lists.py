"""Bring an invoice list in: what a file must hold, and the form that posts it."""

import reflex as rx

from backoffice import routes
from backoffice.components.frame import frame
from backoffice.components.lists import if_may
from backoffice.session import StaffSession
from shared.access.rules import Permission
from shared.invoices.csv_file import OPTIONAL, REQUIRED
from shared.ui import theme
from shared.ui.forms import field, native_form
from shared.ui.layout import page, page_head, section
from shared.ui.links import button, crumbs, link_button

_NARROW = {"max_width": "640px", "display": "grid", "gap": theme.S6}


def invoice_lists() -> rx.Component:
    form = native_form(
        field(
            "Invoice list",
            "list",
            kind="file",
            accept=".csv,text/csv",
            required=True,
            hint="CSV in UTF-8, at most 150 MB",
        ),
        rx.el.div(
            button("Import invoices", submit=True, variant="primary"),
            link_button("Cancel", href=routes.INVOICES, variant="quiet"),
            class_name="row",
        ),
        action=routes.INVOICE_LISTS,
        csrf=StaffSession.csrf,
        upload=True,
    )
    return frame(
        page_head(
            "Import invoices",
            note="All rows of a file are registered, or none. What was registered before is not registered again.",
            above=crumbs(("Invoices", routes.INVOICES), ("Import", routes.IMPORT_INVOICES)),
        ),
        page(rx.el.div(if_may(Permission.INVOICES_REGISTER, form), _columns(), style=_NARROW)),
        here=routes.INVOICES,
    )


def register(app: rx.App) -> None:
    app.add_page(invoice_lists, route=routes.IMPORT_INVOICES, title="Import invoices: Duebook")


def _columns() -> rx.Component:
    return section(
        "What the file holds",
        rx.el.p("A line of column names, then one invoice a line. Commas or semicolons, dates as 2026-11-30."),
        rx.el.dl(
            _names("Required", REQUIRED),
            _names("One of the two", ("due_date", "terms")),
            _names("Optional", [each for each in OPTIONAL if each not in ("due_date", "terms")]),
            **theme.inline({"marginTop": theme.S4}),
        ),
        anchor="columns",
        class_name="side",
    )


def _names(label: str, columns: list[str] | tuple[str, ...]) -> rx.Component:
    return rx.el.div(rx.el.dt(label), rx.el.dd(rx.el.span(", ".join(columns), class_name="mono")))
