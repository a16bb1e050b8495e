"""Pay: choose invoices and how much of each; by card, or with one bank transfer for all of them."""

from typing import Any

import reflex as rx

from portal import routes
from portal.components.asking import who_is_asking, with_asker
from portal.components.frame import frame, plain_answer, titled
from portal.components.invoice_row import how_it_stands
from portal.components.transfer import transfer_details
from portal.components.under_way import under_way_notices
from portal.pages.pay.state import InstalmentRow, PayRow, PayState
from portal.session import PortalSession
from shared.ui import theme
from shared.ui.figures import amount
from shared.ui.forms import native_form
from shared.ui.icons import icon
from shared.ui.layout import sheet
from shared.ui.links import back, button, link, link_button
from shared.ui.notices import notice, skeleton_lines
from shared.ui.say import say


def pay() -> rx.Component:
    nothing = plain_answer(
        say("Nothing is left to pay"),
        say("All your invoices are paid."),
        link_button(say("See your payments"), href=routes.RECEIPTS),
    )
    loading = rx.el.div(rx.el.h1(say("What do you want to pay?")), skeleton_lines(6))
    return frame(
        sheet(
            rx.cond(PayState.loading, loading, rx.cond(PayState.is_owed, _full(), nothing)),
            aside=who_is_asking(),
            aside_label=say("Who is asking"),
            aside_first=True,
        ),
        here=routes.HOME,
    )


def register(app: rx.App) -> None:
    app.add_page(
        pay,
        route=routes.PAY,
        title=titled(say("Pay")),
        on_load=with_asker(PayState.load, PayState.watch),
    )


def _full() -> rx.Component:
    return rx.fragment(
        back(say("What you owe"), href=routes.HOME),
        rx.el.h1(say("What do you want to pay?")),
        rx.cond(PayState.problem, notice(PayState.problem, tone="warn")),
        under_way_notices(PayState.begun),
        rx.cond(PayState.currencies, _currencies()),
        _form(),
        _by_transfer(),
    )


def _currencies() -> rx.Component:
    return rx.el.nav(
        rx.foreach(
            PayState.currencies, lambda one: link(one.label, href=one.href, class_name="chip", aria_current=one.current)
        ),
        aria_label=say("Currency"),
        class_name="chips",
    )


def _form() -> rx.Component:
    problem = rx.el.p(
        icon("circle-alert"), rx.el.span(PayState.choice_problem), id="choice-error", class_name="err", role="alert"
    )
    submit = button(PayState.button, submit=True, variant="primary", size="large", id="pay")
    explain = button(PayState.button, variant="primary", size="large", on_click=PayState.explain)
    return native_form(
        rx.el.fieldset(
            rx.el.legend(say("Invoices"), class_name="sr"),
            rx.cond(PayState.choice_problem, rx.el.div(problem, class_name="field")),
            rx.foreach(PayState.plans, _instalment),
            rx.foreach(PayState.rows, _row),
            class_name="choices",
            style={"margin_top": theme.S5},
        ),
        rx.el.p(
            rx.el.span(say("Together")),
            rx.el.span(PayState.total, class_name="amt", role="status"),
            class_name="row between strong",
            style={"margin_bottom": theme.S5},
        ),
        rx.cond(
            PayState.by_card,
            rx.el.div(rx.cond(PayState.total, submit, explain), class_name="pay", style={"margin_bottom": theme.S6}),
            notice(say("Amounts in this currency cannot be paid by card. Please pay by bank transfer.")),
        ),
        action=routes.PAY,
        csrf=PortalSession.csrf,
    )


def _instalment(row: InstalmentRow) -> rx.Component:
    """A tick for the instalment of a plan; more than it is paid on the plan's own page."""
    tick: Any = PayState.tick_plan
    label = rx.el.label(
        rx.el.input(
            type="checkbox",
            name="plan",
            value=row.plan_id,
            default_checked=row.chosen,
            on_change=lambda ticked: tick(row.plan_id, ticked),
        ),
        rx.el.span(
            rx.el.span(say("Your payment plan"), class_name="medium"),
            rx.el.span(row.note, class_name="sub"),
        ),
        class_name="choice grow",
        style={"border": "0 !important"},
    )
    more = rx.el.span(
        amount(row.amount, row.currency), rx.el.span(link(say("Pay more"), href=row.href), class_name="sub")
    )
    line = {"padding": f"{theme.S1} 0", "border_bottom": f"1px solid {theme.LINE}"}
    return rx.el.div(rx.el.div(label, more, class_name="row between"), key=row.key, style=line)


def _row(row: PayRow) -> rx.Component:
    """A tick for the invoice, and beside it the amount, which can be made less."""
    tick: Any = PayState.tick
    label = rx.el.label(
        rx.el.input(
            type="checkbox",
            name="invoice",
            value=row.invoice.id,
            default_checked=row.chosen,  # the browser keeps the tick, so that it never waits for the server
            on_change=lambda ticked: tick(row.invoice.id, ticked),
            aria_describedby=rx.cond(PayState.choice_problem, "choice-error", ""),
        ),
        rx.el.span(
            rx.el.span(rx.el.span(say("Invoice"), " ", class_name="sr"), row.invoice.number, class_name="medium id"),
            rx.el.span(how_it_stands(row.invoice), class_name="sub"),
        ),
        class_name="choice grow",
        style={"border": "0 !important"},
    )
    amounts = rx.cond(
        row.chosen, _amount_field(row), rx.el.span(amount(row.invoice.left, row.invoice.currency), class_name="muted")
    )
    line = {"padding": f"{theme.S1} 0", "border_bottom": f"1px solid {theme.LINE}"}
    return rx.el.div(rx.el.div(label, amounts, class_name="row between"), _row_problem(row), key=row.key, style=line)


def _amount_field(row: PayRow) -> rx.Component:
    type_amount: Any = PayState.type_amount
    return rx.el.div(
        rx.el.input(
            name=row.name,
            id=row.name,
            type="text",
            input_mode="decimal",
            auto_complete="off",
            required=True,
            max_length=20,
            value=row.typed,
            on_change=lambda text: type_amount(row.invoice.id, text),
            aria_label=say(
                "Amount for invoice {number}, {currency}", number=row.invoice.number, currency=row.invoice.currency
            ),
            aria_invalid=rx.cond(row.problem, "true", "false"),
            aria_describedby=rx.cond(row.problem, f"{row.name}-error", ""),
        ),
        rx.el.span(row.invoice.currency, class_name="muted"),
        class_name="input input--amt",
        style={"width": "144px", "flex": "none"},
    )


def _row_problem(row: PayRow) -> rx.Component:
    sentence = rx.el.p(
        icon("circle-alert"), rx.el.span(row.problem), id=f"{row.name}-error", class_name="err", role="alert"
    )
    return rx.cond(row.chosen & (row.problem != ""), rx.el.div(sentence, class_name="field"))


def _by_transfer() -> rx.Component:
    return rx.el.section(
        rx.el.h2(icon("landmark", 20), say("Pay by bank transfer"), id="transfer"),
        rx.el.p(say("One transfer for what is ticked. Counted when it reaches us, in one or two working days.")),
        transfer_details(PayState.transfer),
        aria_labelledby="transfer",
        class_name="way",
    )
