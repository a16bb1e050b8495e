"""One card payment: on its way, turned into its receipt by itself, or not made, and what to do then."""

import reflex as rx

from portal import routes
from portal.components.asking import who_is_asking, with_asker
from portal.components.frame import frame, plain_answer, titled
from portal.components.invoice_row import invoice_line
from portal.components.receipt_view import receipt_facts
from portal.pages.payment.state import BEGUN, NOT_MADE, OPEN, PAID, PROCESSING, PaymentState
from portal.session import PortalSession
from shared.ui import theme
from shared.ui.figures import amount, facts
from shared.ui.forms import native_form
from shared.ui.icons import icon
from shared.ui.layout import section, sheet
from shared.ui.links import button, link, link_button
from shared.ui.notices import skeleton_lines
from shared.ui.say import say, sentence
from shared.ui.status import status


def payment() -> rx.Component:
    loading = rx.el.div(rx.el.h1(say("Your payment")), skeleton_lines(5))
    stages = rx.match(
        PaymentState.stage,
        (PAID, _paid()),
        (PROCESSING, _processing()),
        (OPEN, _open()),
        (BEGUN, _not_begun()),
        (NOT_MADE, _not_made()),
        _missing(),
    )
    return frame(sheet(rx.cond(PaymentState.loading, loading, stages), narrow=True), here=routes.HOME)


def register(app: rx.App) -> None:
    app.add_page(
        payment,
        route=routes.PAYMENT_PAGE,
        title=titled(say("Your payment")),
        on_load=with_asker(PaymentState.load, PaymentState.watch),
    )


def _paid() -> rx.Component:
    done = _done(
        "check",
        rx.el.h1(say("You paid")),
        rx.el.p(amount(PaymentState.amount, PaymentState.currency, hero=True)),
        rx.el.p(PaymentState.outcome, class_name="muted"),
    )
    actions = rx.el.div(
        link_button(say("See the receipt"), href=PaymentState.receipt.href),
        link_button(say("Back to what you owe"), href=routes.HOME, variant="quiet"),
        class_name="row wrap acts",
        style={"margin": f"{theme.S5} 0 {theme.S7}"},
    )
    coming = section(
        say("What comes next"),
        rx.el.ul(rx.foreach(PaymentState.next, invoice_line), class_name="lines"),
        anchor="next",
    )
    return rx.fragment(done, receipt_facts(PaymentState.receipt), actions, rx.cond(PaymentState.next, coming))


def _processing() -> rx.Component:
    return rx.fragment(
        _done(
            "loader",
            rx.el.h1(sentence("Your bank is confirming {amount}", amount=_money())),
            rx.el.p(
                say(
                    "This usually takes less than a minute. You can close this page: the payment goes on without it, "
                    "and the receipt appears under Payments."
                ),
                class_name="muted",
            ),
        ),
        _facts(status("processing")),
        rx.el.p(
            say(
                "Please do not pay a second time. If your bank refuses the payment, nothing is taken and we tell you "
                "here."
            ),
            class_name="muted",
            style={"margin_top": theme.S5},
        ),
    )


def _open() -> rx.Component:
    return rx.fragment(
        _done(
            "loader",
            rx.el.h1(sentence("We have not heard of your payment of {amount} yet", amount=_money())),
            rx.el.p(
                say(
                    "If you have paid, this page turns into your receipt by itself, usually within a minute. Please do "
                    "not pay a second time. If you left without paying, nothing was taken."
                ),
                class_name="muted",
            ),
        ),
        _facts(status("open", say("Not paid yet"))),
        rx.el.div(
            link_button(
                rx.el.span(sentence("Go on to pay {amount}", amount=_money())),
                href=PaymentState.url,
                download=True,
                variant="primary",
                size="large",
            ),
            class_name="pay",
            style={"margin_top": theme.S6},
        ),
        _other_ways(),
        _asker(),
    )


def _not_begun() -> rx.Component:
    return rx.fragment(
        _done(
            "circle-alert",
            rx.el.h1(say("The card payment page did not open")),
            rx.el.p(say("Nothing was taken."), " ", PaymentState.problem, class_name="muted"),
        ),
        _facts(status("open", say("Nothing was paid"))),
        _again(),
    )


def _not_made() -> rx.Component:
    return rx.fragment(
        _done(
            "circle-alert",
            rx.el.h1(say("Nothing was paid")),
            rx.el.p(PaymentState.problem, " ", say("Your money was not taken."), class_name="muted"),
        ),
        _facts(status("failed", say("Not paid"))),
        _again(),
    )


def _missing() -> rx.Component:
    return plain_answer(
        say("This payment is not here"),
        say("It does not exist, or it is not yours. The address may have been typed wrongly."),
        link_button(say("See what you owe"), href=routes.HOME),
    )


def _done(picture: str, *content: rx.Component) -> rx.Component:
    """What became of it, first thing on the page, told to screen readers when it changes."""
    wait = "" if picture == "check" else "mark--wait"
    mark = rx.el.span(icon(picture, 20), class_name=f"mark {wait}")
    return rx.el.div(mark, *content, class_name="done", role="status")


def _facts(how: rx.Component) -> rx.Component:
    invoices = rx.foreach(
        PaymentState.shares, lambda one: rx.el.span(one.number, " ", class_name="id", key=one.invoice_id)
    )
    what_for = rx.el.span(sentence("Invoice {number}", number=rx.el.span(invoices)))
    return facts((say("Started"), PaymentState.begun), (say("For"), what_for), (say("Status"), how))


def _again() -> rx.Component:
    """The same invoices and amounts once more; the rules cut them to what is owed then."""
    share_fields = rx.foreach(
        PaymentState.shares,
        lambda one: rx.fragment(
            rx.el.input(type="hidden", name="invoice", value=one.invoice_id, read_only=True),
            rx.el.input(type="hidden", name=one.field, value=one.plain, read_only=True),
            key=one.invoice_id,
        ),
    )
    label = rx.el.span(sentence("Try again to pay {amount}", amount=_money()))
    form = native_form(
        share_fields,
        button(label, submit=True, variant="primary", size="large", id="pay"),
        action=routes.PAY,
        csrf=PortalSession.csrf,
    )
    return rx.fragment(rx.el.div(form, class_name="pay", style={"margin_top": theme.S6}), _other_ways(), _asker())


def _other_ways() -> rx.Component:
    return rx.el.div(
        rx.el.ul(
            rx.el.li(link(say("Pay by bank transfer"), href=f"{routes.PAY}#transfer")),
            rx.el.li(link(say("Back to what you owe"), href=routes.HOME)),
        ),
        class_name="pay",
    )


def _asker() -> rx.Component:
    return rx.el.div(who_is_asking(), style={"margin_top": theme.S7})


def _money() -> rx.Component:
    return rx.el.span(PaymentState.amount, "\u00a0", PaymentState.currency, class_name="nowrap")
