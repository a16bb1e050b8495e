"""Refunds: proposed by one, approved or declined by another, then sent; each with its history beside the list."""

from typing import Any

import reflex as rx

from backoffice import routes
from backoffice.components.frame import frame
from backoffice.components.lists import if_may
from backoffice.components.reading import unreadable
from backoffice.pages.refunds.state import RefundsState
from shared.access.rules import Permission
from shared.ui.drawer import drawer
from shared.ui.figures import amount, facts
from shared.ui.forms import field, select
from shared.ui.keys import hold_focus
from shared.ui.layout import page, page_head
from shared.ui.links import button, crumbs, link, link_button
from shared.ui.notices import empty
from shared.ui.status import status
from shared.ui.table import Column, data_table, filter_chips, two_lines
from shared.ui.timeline import timeline

# Handlers take arguments here, which the type of a handler does not say.
_do: Any = RefundsState


def refunds() -> rx.Component:
    listed = data_table(
        [
            Column("Receipt", width="176px", place="title"),
            Column("Back to", place="note"),
            Column("Proposed", width="132px", sort="proposed"),
            Column("Status", width="164px", place="side"),
            Column("Amount", number=True, width="124px", sort="amount", place="amount"),
        ],
        _do.rows,
        _cells,
        caption="Refunds",
        view=_do.view,
        loading=_do.loading,
        selected=lambda row: row.id == _do.shown.id,
        empty=rx.cond(_do.has_any, _none_waits(), _none_yet()),
    )
    beside = {"@media (min-width: 1280px)": {"padding_right": rx.cond(_do.shown.id, "488px", "0px")}}
    body = rx.fragment(
        page_head(
            "Refunds", note="Money that goes back to who paid it. Nobody approves what they proposed.", above=_path()
        ),
        page(
            rx.el.div(filter_chips(_do.view, "Show"), class_name="bar2"),
            unreadable(_do.failed, "The list", _do.load, otherwise=listed),
        ),
    )
    return frame(rx.el.div(body, style=beside), _one(), here=routes.RECEIPTS)


def register(app: rx.App) -> None:
    app.add_page(refunds, route=routes.REFUNDS, title="Refunds: Duebook", on_load=[_do.load, _do.watch])


def _path() -> rx.Component:
    return crumbs(("Receipts", routes.RECEIPTS), ("Refunds", routes.REFUNDS))


def _cells(row: Any) -> tuple[Any, ...]:
    return (
        two_lines(link(row.receipt, href=row.href, class_name="medium id"), link(row.debtor, href=row.debtor_href)),
        two_lines(row.payee, row.iban),
        two_lines(row.proposed, row.proposed_by),
        status(row.kind, row.label),
        amount(row.amount, row.currency, strong=True),
    )


def _one() -> Any:
    one = _do.shown
    told = facts(
        ("From receipt", link(one.receipt, href=one.receipt_href)),
        ("Debtor", link(one.debtor, href=one.debtor_href)),
        ("To", one.payee),
        ("IBAN", rx.cond(one.iban, one.iban, "none: it goes back to the card")),
    )
    return drawer(
        one.id > 0,
        one.said,
        rx.el.p(status(one.kind, one.label), style={"margin": "var(--s1) 0 var(--s4)"}),
        told,
        rx.cond(one.waits, if_may(Permission.REFUNDS_APPROVE, _decision())),
        rx.cond(one.can_send, rx.fragment(_sending(), if_may(Permission.REFUNDS_APPROVE, _declining("Stop it")))),
        rx.cond(one.on_its_way, rx.el.p("The card provider was asked. Nobody has to do anything.", class_name="muted")),
        rx.el.h3("What happened", style={"margin": "var(--s5) 0 var(--s3)"}),
        timeline(_do.happened),
        over="Refund",
        on_close=_do.close,
    )


def _decision() -> rx.Component:
    own = rx.el.p("You proposed this; somebody else has to approve it.", class_name="muted")
    approve = button(
        rx.fragment("Approve ", _do.shown.said), on_click=_do.approve(_do.shown.id), variant="primary", id="approve"
    )
    both = rx.el.div(
        rx.cond(_do.declining, rx.fragment(), approve), _declining("Decline"), class_name="row wrap row--top"
    )
    return rx.el.div(rx.cond(_do.is_own, own, both), style={"margin": "var(--s4) 0"})


def _declining(word: str) -> rx.Component:
    form = rx.el.form(
        hold_focus("reason"),
        field("Reason", "reason", hint="Whoever proposed it reads it.", required=True, max_length=200),
        rx.el.div(
            button(word, submit=True, variant="primary"),
            button("Leave it", on_click=_do.ask_decline, variant="quiet"),
            class_name="row",
        ),
        on_submit=_do.decline,
        class_name="grow",
    )
    made: rx.Component = rx.cond(_do.declining, form, button(word, on_click=_do.ask_decline))
    return made


def _sending() -> rx.Component:
    form = rx.el.form(
        select("Sent from", "sent-from", _do.accounts),
        button(rx.fragment("It was sent: ", _do.shown.said), submit=True, variant="primary"),
        on_submit=_do.sent,
        style={"margin": "var(--s4) 0"},
    )
    may = _do.may.contains(Permission.REFUNDS_PROPOSE.value) | _do.may.contains(Permission.REFUNDS_APPROVE.value)
    made: rx.Component = rx.cond(may, form)
    return made


def _none_yet() -> rx.Component:
    text = "Unapplied money that should go back is proposed on its receipt, and approved here."
    return empty("No refunds yet", text, link_button("Receipts", href=routes.RECEIPTS), icon="file-plus-2")


def _none_waits() -> rx.Component:
    everything = link_button("Show all refunds", href=f"{routes.REFUNDS}?filter=all")
    return empty("Nothing waits for approval", "Every refund is decided.", everything, icon="circle-check")
