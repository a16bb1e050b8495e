"""Pay from a link: what it names, by card or by transfer, without signing in."""

import reflex as rx

from portal import routes
from portal.components.frame import titled
from portal.components.invoice_row import InvoiceRow
from portal.components.transfer import transfer_details
from portal.components.under_way import under_way_notices
from portal.pages.pay_link import payment
from portal.pages.pay_link.shell import paying_without_signing_in
from portal.pages.pay_link.state import Bill, PayLinkState
from portal.session import PayerSession
from shared.settings import settings
from shared.ui import theme
from shared.ui.figures import amount
from shared.ui.forms import native_form
from shared.ui.icons import icon
from shared.ui.links import button, link, link_button
from shared.ui.notices import notice, skeleton_lines
from shared.ui.say import say
from shared.ui.status import status


def pay_now() -> rx.Component:
    loading = rx.el.div(rx.el.h1(say("What is to be paid")), skeleton_lines(6))
    nothing = rx.el.div(
        rx.el.h1(say("Nothing is left to pay")),
        rx.el.p(say("What this link was for is paid. You need not do anything."), class_name="muted"),
        rx.el.div(link_button(say("Sign in to see everything"), href=routes.SIGN_IN), class_name="row wrap acts"),
        style={"display": "grid", "gap": theme.S3, "justify_items": "start"},
    )
    return paying_without_signing_in(
        under_way_notices(PayLinkState.begun),
        rx.cond(PayLinkState.loading, loading, rx.cond(PayLinkState.bills, _full(), nothing)),
    )


def register(app: rx.App) -> None:
    app.add_page(
        pay_now, route=routes.PAY_NOW, title=titled(say("Pay")), on_load=[PayLinkState.load, PayLinkState.watch]
    )
    payment.register(app)


def _full() -> rx.Component:
    return rx.fragment(
        _who_asks(),
        rx.el.h1(say("What is to be paid"), style={"margin_top": theme.S5}),
        rx.cond(PayLinkState.instalment, rx.el.p(PayLinkState.instalment, class_name="muted")),
        rx.cond(PayLinkState.problem, notice(PayLinkState.problem, tone="warn")),
        rx.foreach(PayLinkState.bills, _bill),
        _more(),
    )


def _who_asks() -> rx.Component:
    asks = say(
        "{firm} asks {name} for payment for {creditors}.",
        firm=settings().firm_name,
        name=PayerSession.name,
        creditors=PayLinkState.creditors,
    )
    check = link(say("Is this genuine? Check the code on your letter or mail"), href=routes.GENUINE)
    return rx.el.div(
        rx.el.p(icon("shield-check", 20), rx.el.span(asks), class_name="row row--top"),
        rx.el.p(check, class_name="check note"),
        class_name="asker",
    )


def _bill(bill: Bill) -> rx.Component:
    return rx.el.div(
        rx.el.p(amount(bill.amount, bill.currency, hero=True), style={"margin": f"{theme.S4} 0"}),
        rx.el.ul(rx.foreach(bill.invoices, lambda row: _line(row, bill.currency)), class_name="lines"),
        rx.cond(bill.by_card, _by_card(bill)),
        _by_transfer(bill),
        key=bill.currency,
    )


def _line(row: InvoiceRow, currency: str) -> rx.Component:
    stands = rx.cond(row.kind == "due-later", rx.el.span(row.label), status(row.kind, row.label))
    return rx.el.li(
        rx.el.div(
            rx.el.span(say("Invoice {number}", number=row.number), class_name="id"),
            rx.el.span(row.creditor, class_name="sub"),
            rx.el.span(stands, class_name="sub"),
        ),
        amount(row.left, currency),
        key=row.id,
    )


def _by_card(bill: Bill) -> rx.Component:
    named = rx.foreach(
        bill.invoices, lambda row: rx.el.input(type="hidden", name="invoice", value=row.id, read_only=True, key=row.id)
    )
    form = native_form(
        named,
        button(bill.button, submit=True, variant="primary", size="large"),
        action=routes.PAY_NOW,
        csrf=PayerSession.csrf,
    )
    return rx.el.div(form, class_name="pay", style={"margin": f"{theme.S5} 0 {theme.S6}"})


def _by_transfer(bill: Bill) -> rx.Component:
    return rx.el.section(
        rx.el.h2(icon("landmark", 20), say("Pay by bank transfer")),
        rx.el.p(say("Counted when it reaches us, in one or two working days.")),
        transfer_details(bill.transfer),
        aria_label=say("Pay {currency} by bank transfer", currency=bill.currency),
        class_name="way",
    )


def _more() -> rx.Component:
    leave = native_form(
        button(say("This is not for me"), submit=True, variant="quiet"),
        action=routes.PAY_NOW_LEAVE,
        csrf=PayerSession.csrf,
    )
    return rx.el.section(
        rx.el.h2(say("Something else?")),
        rx.el.p(
            say("To pay in parts, ask a question or see your other invoices, sign in with a link to your mailbox."),
            class_name="muted",
        ),
        rx.el.div(link_button(say("Sign in"), href=routes.SIGN_IN), leave, class_name="row wrap acts"),
        class_name="stack",
        style={"margin_top": theme.S6},
    )
