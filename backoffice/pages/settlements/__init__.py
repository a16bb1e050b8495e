"""Settlement offers: less than what is owed, if it comes by a day; proposed by one, approved by another."""

from typing import Any

import reflex as rx

from backoffice import routes
from backoffice.components.frame import frame
from backoffice.components.lists import if_may
from backoffice.components.reading import unreadable
from backoffice.pages.settlements.state import SettlementsState
from shared.access.rules import Permission
from shared.ui import theme
from shared.ui.figures import amount
from shared.ui.forms import choice, choices, field
from shared.ui.layout import page, page_head, section
from shared.ui.links import button, crumbs, link, link_button
from shared.ui.notices import empty
from shared.ui.status import status
from shared.ui.table import Column, data_table, filter_chips, two_lines
from shared.ui.theme import Child

# Handlers take arguments here, which the type of a handler does not say.
_do: Any = SettlementsState
_ABOUT = "Less than what is owed, if it comes by a day. Nobody approves what they proposed; the rest is credited."


def settlements() -> rx.Component:
    listed = data_table(
        [
            Column("Debtor", place="title"),
            Column("Who", width="260px", place="note"),
            Column("Status", width="180px", place="side"),
            Column("Owed", number=True, width="112px"),
            Column("Settled by", number=True, width="148px", place="amount"),
            Column(rx.el.span("Decide", class_name="sr"), width="196px", place="below"),
        ],
        _do.rows,
        _cells,
        caption="Settlement offers",
        view=_do.view,
        loading=_do.loading,
        empty=rx.cond(_do.has_any, _none_here(), _none_yet()),
    )
    return frame(
        page_head(
            "Settlement offers", note=_ABOUT, above=crumbs(("Plans", routes.PLANS), ("Settlements", routes.SETTLEMENTS))
        ),
        page(
            rx.cond(_do.debtor, if_may(Permission.PLANS_WORK, _form()), rx.fragment()),
            rx.el.div(filter_chips(_do.view, "Show"), class_name="bar2"),
            unreadable(_do.failed, "The list", _do.load, otherwise=listed),
        ),
        here=routes.PLANS,
    )


def register(app: rx.App) -> None:
    app.add_page(
        settlements, route=routes.SETTLEMENTS, title="Settlement offers: Duebook", on_load=[_do.load, _do.watch]
    )


def _cells(row: Any) -> tuple[Child, ...]:
    approve = button(
        "Approve", on_click=_do.approve(row.id), variant="primary", aria_label=rx.Var.create("Approve ") + row.said
    )
    withdraw = button("Withdraw", on_click=_do.withdraw(row.id), aria_label=rx.Var.create("Withdraw ") + row.said)
    return (
        two_lines(link(row.debtor, href=row.debtor_href, class_name="medium"), row.reason),
        two_lines(row.by, row.paid),
        two_lines(status(row.kind, row.label), row.until),
        row.owed,
        amount(row.pay, row.currency, strong=True),
        rx.el.span(
            rx.cond(row.may_approve, approve, rx.fragment()),
            rx.cond(row.may_withdraw, withdraw, rx.fragment()),
            class_name="row",
        ),
    )


def _form() -> rx.Component:
    form = rx.el.form(
        choices("Invoices it settles", rx.foreach(_do.owing, _invoice)),
        field(
            "Enough is",
            "pay",
            hint=rx.fragment("Of ", _do.total, " ", _do.currency, " owed in all"),
            error=_do.typed_error,
            unit=_do.currency,
            auto_complete="off",
            max_length=30,
        ),
        field("If it comes until", "until", kind="date", required=True),
        field("Reason", "reason", hint="Who approves it reads it.", required=True, max_length=200, auto_complete="off"),
        button("Propose it", submit=True, variant="primary"),
        on_submit=_do.propose,
        class_name="stack",
        style={"maxWidth": "560px"},
    )
    title = rx.fragment("Offer a settlement to ", _do.debtor)
    return rx.el.div(section(title, form, anchor="offer"), style={"marginBottom": theme.S6})


def _invoice(one: Any) -> rx.Component:
    return choice(
        rx.fragment(one.number, rx.el.span(one.due, class_name="sub")),
        one.name,
        "on",
        kind="checkbox",
        amount=one.amount,
        default_checked=True,
    )


def _none_yet() -> rx.Component:
    text = "They are proposed on a debtor's card, as far as the plan policy lets anything be forgiven."
    return empty("No settlement offers yet", text, link_button("Debtors", href=routes.DEBTORS), icon="hand-coins")


def _none_here() -> rx.Component:
    everything = link_button("Show all offers", href=f"{routes.SETTLEMENTS}?filter=all")
    return empty("Nothing waits for approval", "Every offer is decided.", everything, icon="circle-check")
