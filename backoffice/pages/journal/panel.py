"""The side panel: what the bank said, what is proposed and why, the runner-up and why it lost, and what can be done."""

import reflex as rx

from backoffice.pages.journal.editor import editor
from backoffice.pages.journal.marking import Piece
from backoffice.pages.journal.proof import Reason, ShareRow
from backoffice.pages.journal.working import Journal
from shared.journals.rules import READY_FROM
from shared.ui import theme
from shared.ui.figures import amount, confidence
from shared.ui.forms import field
from shared.ui.icons import icon
from shared.ui.keys import hold_focus
from shared.ui.links import button, icon_button, link
from shared.ui.status import status
from shared.ui.table import Column, table
from shared.ui.theme import Child

_SHARES = (
    Column("Invoice"),
    Column("Remaining", number=True, width="88px"),
    Column("Pays", number=True, width="88px"),
    Column("Left", number=True, width="80px"),
)


def panel() -> rx.Component:
    """One line, whole. On a phone it fills the screen, with a way back."""
    is_editing = (Journal.editing_line == Journal.selected) & (Journal.selected > 0)
    shown = rx.fragment(
        rx.el.div(_payment(), rx.cond(is_editing, editor(), _proof()), class_name="body", tab_index=0),
        rx.cond(is_editing, rx.fragment(), _actions()),
    )
    nothing = rx.el.div(
        rx.el.p("Choose a line to see what is proposed for it, and why.", class_name="muted"), class_name="body"
    )
    return rx.el.aside(
        rx.cond(Journal.panel.id, shown, nothing),
        aria_label="Why this proposal",
        class_name=rx.cond(Journal.panel_open, "panel is-open", "panel"),
    )


def _payment() -> rx.Component:
    line = Journal.panel
    reference = rx.el.p("Reference ", rx.foreach(line.reference, _piece), class_name="remit")
    end_to_end = rx.el.p("End-to-end id ", rx.foreach(line.end_to_end, _piece), class_name="remit")
    return rx.fragment(
        rx.el.div(
            icon_button("chevron-left", "Back to the lines", on_click=Journal.close_panel, class_name="only-narrow"),
            rx.el.h2(rx.foreach(line.payer, _piece), class_name="grow"),
            amount(line.paid, line.currency, strong=True),
            class_name="row row--base between",
        ),
        rx.el.p(line.facts, class_name="small muted"),
        rx.cond(line.text.length(), rx.el.p(rx.foreach(line.text, _piece), class_name="remit")),
        rx.cond(line.reference.length(), reference),
        rx.cond(line.end_to_end.length(), end_to_end),
    )


def _proof() -> rx.Component:
    line = Journal.panel
    state = rx.el.p(
        status(line.kind, line.label),
        rx.cond(line.decided_by, rx.el.span(line.decided_by, class_name="muted")),
        rx.cond(line.note, rx.el.span(line.note, class_name="muted")),
        rx.cond(line.receipt_href, link("Its receipt", href=line.receipt_href)),
        class_name="small row wrap",
        style={"gap": f"0 {theme.S2}", "marginTop": theme.S3},
    )
    return rx.fragment(
        rx.cond(line.is_decided, state),
        rx.cond(line.instead, _instead()),
        rx.cond(line.shares.length(), _proposal()),
        rx.cond(
            line.why.length(), rx.fragment(rx.el.h3("Why"), rx.el.ol(rx.foreach(line.why, _reason), class_name="sig"))
        ),
        rx.cond(line.runner_up.numbers, _runner_up()),
    )


def _instead() -> rx.Component:
    """What the line is, when it is no payment of invoices."""
    line = Journal.panel
    said = rx.cond(line.instead_href, link(line.instead, href=line.instead_href), line.instead)
    return rx.fragment(
        _how_sure(),
        rx.el.p(said, class_name="medium"),
        rx.cond(line.instead_detail, rx.el.p(line.instead_detail, class_name="muted")),
    )


def _proposal() -> rx.Component:
    line = Journal.panel
    several = line.together.number
    foot = rx.cond(
        several,
        rx.el.p(
            rx.el.span("Together", class_name="strong"),
            rx.el.span(
                rx.cond(line.together.remaining, rx.fragment(line.together.remaining, " open, "), rx.fragment()),
                line.together.pays,
                " paid, ",
                line.together.left,
                " left",
                class_name="amt",
            ),
            class_name="small row between",
            style={"paddingTop": theme.S2},
        ),
    )
    return rx.fragment(
        rx.cond(line.instead, rx.fragment(), _how_sure()),
        table(_SHARES, line.shares, _share, caption="Invoices it is for", class_name="alloc"),
        foot,
        rx.cond(
            line.fit,
            rx.el.p(
                status(line.fit_kind, line.fit),
                " ",
                rx.el.span(line.fit_detail, class_name="muted"),
                class_name="small",
            ),
        ),
    )


def _how_sure() -> rx.Component:
    return rx.el.div(
        rx.el.h3("Proposal"),
        confidence(Journal.panel.percent, threshold=READY_FROM / 100),
        class_name="row row--base between",
    )


def _share(row: ShareRow) -> tuple[Child, ...]:
    return (
        rx.fragment(
            link(row.number, href=row.href),
            rx.cond(Journal.panel.several_debtors, rx.el.span(row.debtor, class_name="sub")),
        ),
        row.remaining,
        rx.fragment(
            rx.el.span(row.pays, class_name="strong"),
            rx.cond(row.besides, rx.el.span(row.besides, class_name="sub")),
        ),
        rx.el.span(row.left, class_name="muted"),
    )


def _piece(one: Piece) -> rx.Component:
    made: rx.Component = rx.cond(one.mark, rx.el.mark(one.text, rx.el.sup(one.mark)), rx.fragment(one.text))
    return made


def _reason(one: Reason) -> rx.Component:
    return rx.el.li(
        rx.el.b(rx.cond(one.mark, one.mark, icon(one.icon))),
        rx.el.span(one.sentence, class_name=rx.cond(one.against, "medium", "")),
        rx.el.span(one.strength, class_name="w"),
        class_name=rx.cond(one.against, "against", ""),
    )


def _runner_up() -> rx.Component:
    second = Journal.panel.runner_up
    return rx.fragment(
        rx.el.h3("Runner-up and why it lost"),
        rx.el.p(
            rx.el.span(link(second.numbers, href=second.href), " ", second.payer),
            rx.el.span(second.percent, class_name="amt muted"),
            class_name="row row--base between",
        ),
        rx.el.p(second.why_not, class_name="muted"),
    )


def _actions() -> rx.Component:
    line = Journal.panel
    may_work = Journal.may.contains("journals.work")
    other = button("Other", on_click=Journal.elsewhere, key_hint="o")
    first = rx.cond(
        line.can_undo,
        button("Undo", on_click=Journal.undo, key_hint="u"),
        rx.cond(
            line.can_accept,
            button("Accept", on_click=Journal.accept(line.id, line.seen), variant="primary", key_hint="a"),
            other,
        ),
    )
    decide = rx.el.div(
        first,
        rx.cond(
            line.is_credit,
            button("Split", on_click=Journal.split, key_hint="s"),
            rx.cond(line.can_accept | line.can_undo, other),
        ),
        rx.cond(line.is_credit, button("Edit", on_click=Journal.edit, key_hint="e")),
        button("Reject", on_click=Journal.leave(line.id, line.seen), key_hint="r"),
        class_name="panel-acts",
    )
    return rx.fragment(
        rx.cond(line.can_decide & may_work, decide),
        rx.cond(line.can_take_up & may_work, _take_up()),
        rx.cond(line.can_reverse & Journal.may.contains("receipts.reverse"), _reversal()),
    )


def _take_up() -> rx.Component:
    again = button("Take up again", icon="undo-2", on_click=Journal.undo, key_hint="u")
    return rx.el.div(again, class_name="panel-acts")


def _reversal() -> rx.Component:
    line = Journal.panel
    ask = button("Reverse this line", icon="undo-2", on_click=Journal.ask_reverse)
    form = rx.el.form(
        hold_focus("reason"),
        field("Why is it reversed?", "reason", hint="Its invoices reopen. The reason is kept.", max_length=200),
        rx.el.div(
            button(rx.fragment("Reverse ", line.paid, " ", line.currency), submit=True, variant="primary"),
            button("Keep it", on_click=Journal.do_not_reverse),
            class_name="row",
        ),
        on_submit=Journal.reverse_line,
    )
    return rx.el.div(
        rx.cond(Journal.reversing_line == line.id, form, ask),
        style={"padding": f"{theme.S3} {theme.S5}", "borderTop": f"1px solid {theme.LINE}"},
    )
