"""Something is wrong with an invoice: how much of it, what, in the debtor's own words, and files that show it."""

from typing import Any

import reflex as rx

from portal import routes
from portal.components.asking import who_is_asking, with_asker
from portal.components.frame import frame, plain_answer, titled
from portal.pages.dispute.state import PART, WHOLE, DisputeState
from portal.session import PortalSession
from shared.cases.rules import MOST_TEXT
from shared.ui import theme
from shared.ui.figures import amount
from shared.ui.forms import choice, choices, field, native_form, text_area
from shared.ui.icons import icon
from shared.ui.layout import sheet
from shared.ui.links import back, button, link_button
from shared.ui.notices import skeleton_lines
from shared.ui.say import say
from shared.ui.theme import Text

# Handlers take arguments here, which the type of a handler does not say.
_do: Any = DisputeState


def dispute() -> rx.Component:
    loading = rx.el.div(rx.el.h1(say("Something wrong with this invoice?")), skeleton_lines(8))
    return frame(
        sheet(
            rx.cond(_do.loading, loading, rx.cond(_do.row.number, _about(), _missing())),
            aside=who_is_asking(),
            aside_label=say("Who is asking"),
        ),
        here=routes.INVOICES,
    )


def register(app: rx.App) -> None:
    app.add_page(
        dispute,
        route=routes.DISPUTE_PAGE,
        title=titled(say("Something wrong with this invoice?")),
        on_load=with_asker(_do.load),
    )


def _missing() -> rx.Component:
    return plain_answer(
        say("This invoice is not here"),
        say("It does not exist, or it is not yours. The number may have been typed wrongly."),
        link_button(say("See what you owe"), href=routes.HOME),
    )


def _about() -> rx.Component:
    row = _do.row
    to_invoice = link_button(say("Back to the invoice"), href=row.href)
    disputed = plain_answer(
        say("You told us about this invoice already"),
        say("We look into it. You can add to it with a message."),
        to_invoice,
    )
    paid = plain_answer(
        say("Nothing is left to pay"),
        say("This invoice is paid. If something is wrong with it, send us a message."),
        to_invoice,
    )
    return rx.cond(row.is_paid, paid, rx.cond(_do.is_disputed, disputed, _form()))


def _form() -> rx.Component:
    row = _do.row
    return rx.fragment(
        back(say("Invoice {number}", number=row.number), href=row.href),
        rx.el.h1(say("Something wrong with this invoice?")),
        rx.el.p(
            say("Tell us what. While we look into it we send no reminder and charge no card for this invoice."),
            class_name="lead",
        ),
        native_form(
            rx.el.input(type="hidden", name="invoice", value=row.id, read_only=True),
            _how_much(),
            _what(),
            text_area(
                say("Tell us more"),
                "text",
                hint=say("What happened, and what should we do?"),
                error=_do.text_problem,
                default_value=_do.text,
                on_blur=_do.keep_text,
                required=True,
                min_length=5,
                max_length=MOST_TEXT,
                rows="6",
            ),
            field(
                say("Photos or documents"),
                "files",
                kind="file",
                hint=say("Up to five files: PDF, JPEG or PNG, each of at most 5 MB. You need not add any."),
                error=_do.files_problem,
                multiple=True,
                accept="application/pdf,image/jpeg,image/png,.pdf,.jpg,.jpeg,.png",
            ),
            rx.el.div(
                button(say("Send it"), submit=True, variant="primary", size="large"),
                link_button(say("Cancel"), href=row.href, variant="quiet", size="large"),
                class_name="row wrap",
            ),
            action=routes.DISPUTE_UPLOAD,
            csrf=PortalSession.csrf,
            upload=True,
            key=row.id,  # another invoice begins with its own form
            style={"display": "grid", "gap": theme.S5},
        ),
    )


def _how_much() -> rx.Component:
    row = _do.row

    def way(label: Text, value: str, right: Any = "") -> rx.Component:
        return choice(label, "how", value, amount=right, default_checked=_do.pick == value, on_change=_do.choose(value))

    part = field(
        say("Amount that is wrong"),
        "amount",
        hint=say("The rest stays due."),
        error=_do.amount_problem,
        unit=row.currency,
        default_value=_do.typed,
        on_change=_do.type_amount.debounce(300),
        required=True,
        auto_complete="off",
        max_length=20,
    )
    return rx.el.div(
        choices(
            say("How much of it is wrong?"),
            way(say("All of it"), WHOLE, amount(row.left, row.currency)),
            way(say("A part of it"), PART),
        ),
        rx.cond(_do.pick == PART, part, rx.fragment()),
    )


def _what() -> rx.Component:
    def reason(one: Any) -> rx.Component:
        return choice(
            one.label,
            "reason",
            one.value,
            required=True,
            default_checked=_do.reason == one.value,
            on_change=_do.choose_reason(one.value),
        )

    problem = rx.el.p(icon("circle-alert"), rx.el.span(_do.reason_problem), class_name="err", role="alert")
    return rx.el.div(
        choices(say("What is wrong?"), rx.foreach(_do.reasons, reason)),
        rx.cond(_do.reason_problem, problem, rx.fragment()),
    )
