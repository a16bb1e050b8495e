"""The receipt's card: what came in, what it was set against, what is left of it, and what may be done."""

from typing import Any

import reflex as rx

from backoffice import routes
from backoffice.components.frame import frame
from backoffice.components.lists import if_may, or_absent
from backoffice.components.papers import PaperState, paper_for
from backoffice.components.reading import unreadable
from backoffice.pages.receipt.doing import Doing
from backoffice.pages.receipt.forms import do, form_asked
from shared.access.rules import Permission
from shared.ui import theme
from shared.ui.figures import amount, equation, stat
from shared.ui.layout import page, page_head, section
from shared.ui.links import button, crumbs, link, link_button
from shared.ui.notices import skeleton_lines
from shared.ui.status import status
from shared.ui.table import Column, table
from shared.ui.theme import Child
from shared.ui.timeline import timeline


def receipt() -> rx.Component:
    head = do.head
    loaded = rx.fragment(
        _figures(),
        form_asked(),
        rx.el.div(rx.el.div(_disputes(), _parts(), _refunds(), _happened()), _facts(), class_name="split"),
    )
    content = rx.cond(do.loading, skeleton_lines(8, "Loading the receipt"), loaded)
    number = rx.cond(head.number, head.number, "Receipt")
    title = rx.fragment(
        rx.el.span("Receipt ", head.number), rx.cond(head.number, status(head.kind, head.label), rx.fragment())
    )
    return frame(
        page_head(title, _actions(), note=_note(), above=crumbs(("Receipts", routes.RECEIPTS), (number, head.href))),
        page(
            or_absent(
                do.loading,
                unreadable(do.failed, "The receipt", do.load, otherwise=content),
                back=link_button("All receipts", href=routes.RECEIPTS),
            )
        ),
        here=routes.RECEIPTS,
    )


def register(app: rx.App) -> None:
    app.add_page(receipt, route=routes.RECEIPT, title="Receipt: Duebook", on_load=[do.load, do.watch, PaperState.watch])


def _note() -> rx.Component:
    head = do.head
    known = rx.fragment(", paid by ", link(head.debtor, href=head.debtor_href), ".")
    unknown = rx.fragment(", from ", head.payer, "; nobody has said yet who that is.")
    return rx.cond(head.number, rx.fragment(head.note, rx.cond(head.debtor, known, unknown)), rx.fragment())


def _actions() -> rx.Component:
    head = do.head
    identify = _act("Identify the payer", Doing.IDENTIFY, variant="primary")
    apply = _act("Apply the rest", Doing.APPLY, variant="primary")
    refund = _act("Propose a refund", Doing.REFUND)
    to_card = _act("Refund to the card", Doing.CARD_REFUND, icon="credit-card")
    reverse = _act("Reverse", Doing.REVERSE, icon="undo-2")
    propose = if_may(Permission.REFUNDS_PROPOSE, refund)
    first = rx.cond(head.debtor, if_may(Permission.RECEIPTS_APPLY, apply), if_may(Permission.RECEIPTS_APPLY, identify))
    return rx.fragment(
        rx.cond(head.has_unapplied, rx.fragment(first, rx.cond(head.refundable, rx.fragment(), propose))),
        rx.cond(head.refundable, if_may(Permission.REFUNDS_PROPOSE, to_card)),
        rx.cond((head.number != "") & ~head.is_reversed, if_may(Permission.RECEIPTS_REVERSE, reverse), rx.fragment()),
    )


def _act(label: str, doing: Doing, *, to: Any = 0, **more: Any) -> rx.Component:
    return button(label, on_click=do.ask(doing.value, to), **more)


def _figures() -> rx.Component:
    head = do.head
    back = rx.fragment(rx.el.span("−", class_name="op", aria_hidden="true"), stat("Given back", head.given_back))
    return rx.el.section(
        equation(
            stat("Received", amount(head.amount, head.currency)),
            "−",
            stat("Applied", head.applied),
            rx.cond(head.given_back, back, rx.fragment()),
            "=",
            stat("Unapplied", head.unapplied, note=head.unapplied_note),
        ),
        aria_label="What became of it",
        class_name="sum",
        style={
            "gridTemplateColumns": "minmax(0, 1fr)",
            "& .eq": {"justifyContent": "flex-start", "gap": f"{theme.S4} {theme.S7}"},
        },
    )


def _parts() -> rx.Component:
    rows = table(
        [
            Column("Invoice", width="148px", place="title"),
            Column("Debtor", place="note"),
            Column("Set", width="148px"),
            Column("Amount", number=True, width="112px", place="amount"),
            Column("Left on it", number=True, width="104px"),
            Column(rx.el.span("Correct", class_name="sr"), width="156px", place="side"),
        ],
        do.parts,
        _part,
        caption="What it was set against",
    )
    none = rx.el.p("Nothing is set against an invoice.", class_name="muted")
    return section("Set against", rx.cond(do.parts.length(), rows, none), anchor="parts")


def _part(row: Any) -> tuple[Child, ...]:
    undo = _act("Undo", Doing.UNDO, to=row.allocation_id, variant="quiet", aria_label=f"Undo: invoice {row.invoice}")
    move = _act("Move", Doing.MOVE, to=row.allocation_id, variant="quiet", aria_label=f"Move: invoice {row.invoice}")
    return (
        link(row.invoice, href=row.href, class_name="medium id"),
        rx.el.span(link(row.debtor, href=row.debtor_href), class_name="two"),
        rx.fragment(row.on, rx.el.span("by ", row.by, class_name="sub")),
        rx.fragment(amount(row.amount, strong=True), rx.cond(row.besides, rx.el.span(row.besides, class_name="sub"))),
        rx.el.span(row.left, class_name="amt muted"),
        rx.el.span(
            if_may(Permission.RECEIPTS_REVERSE, undo), if_may(Permission.RECEIPTS_APPLY, move), class_name="row"
        ),
    )


def _disputes() -> rx.Component:
    """Only where the cardholder disputed it."""
    rows = rx.el.ul(rx.foreach(do.head.disputes, _dispute), class_name="lines")
    listed = rx.el.div(
        section("Disputed by the cardholder", rows, anchor="disputes"), style={"marginBottom": "var(--s6)"}
    )
    made: rx.Component = rx.cond(do.head.disputes.length(), listed, rx.fragment())
    return made


def _dispute(one: Any) -> rx.Component:
    said = rx.el.span(one.about, class_name="sub")
    return rx.el.li(
        rx.el.span(one.when, said, class_name="grow"), status(one.kind, one.label), amount(one.amount, strong=True)
    )


def _refunds() -> rx.Component:
    """Only where there are any: most receipts have none."""
    rows = rx.el.ul(
        rx.foreach(
            do.refunds,
            lambda one: rx.el.li(
                rx.el.span(
                    link(one.proposed, href=one.href),
                    rx.el.span(one.payee, ", ", one.reason, class_name="sub"),
                    class_name="grow",
                ),
                status(one.kind, one.label),
                amount(one.amount, strong=True),
            ),
        ),
        class_name="lines",
    )
    listed = rx.el.div(section("Refunds", rows, anchor="refunds"), style={"marginTop": "var(--s6)"})
    made: rx.Component = rx.cond(do.refunds.length(), listed, rx.fragment())
    return made


def _refund(one: Any) -> rx.Component:
    said = rx.el.span(one.payee, ", ", one.reason, class_name="sub")
    return rx.el.li(
        rx.el.span(link(one.proposed, href=one.href), said, class_name="grow"),
        status(one.kind, one.label),
        amount(one.amount, strong=True),
    )


def _happened() -> rx.Component:
    return rx.el.div(
        section("Everything that happened", timeline(do.moments), anchor="history"), style={"marginTop": "var(--s6)"}
    )


def _facts() -> rx.Component:
    head = do.head
    return rx.el.div(
        rx.el.h2("What came in"),
        rx.el.dl(
            _fact("From", head.payer),
            _fact("IBAN", head.iban),
            _fact("Text", head.text),
            _fact("How it came", rx.cond(head.journal, link(head.journal, href=head.journal_href), head.came)),
            _fact("Our account", head.account),
            _fact("Value date", head.value_date),
            _fact("Recorded", head.recorded),
        ),
        rx.cond(head.debtor, _documents(), rx.fragment()),
        class_name="side",
    )


def _documents() -> rx.Component:
    offer = paper_for(PaperState.receipt, "receipt", do.head.id, label="Receipt as PDF")
    return rx.fragment(rx.el.h2("Documents"), offer)


def _fact(name: str, value: Any) -> Child:
    return rx.cond(value, rx.el.div(rx.el.dt(name), rx.el.dd(value)), rx.fragment())
