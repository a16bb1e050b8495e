"""A card payment begun from a link: on its way, paid, or not made; nothing on it that the link does not name."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any, Self

import reflex as rx
from sqlmodel import Session

from portal import routes
from portal.components.address import last_part, word
from portal.components.frame import titled
from portal.pages.pay_link.shell import paying_without_signing_in
from portal.pages.payment.state import BEGUN, MISSING, NOT_MADE, OPEN, PAID, PROCESSING, stage_of, why_not
from portal.session import PayerSession
from shared import db
from shared.access.rules import Person
from shared.errors import NotFound
from shared.formats import amount as digits
from shared.formats import long_date, moment
from shared.payments.queries import AttemptView
from shared.plans import by_link
from shared.receipts import paid
from shared.receipts.paid import Paid
from shared.settings import settings
from shared.ui import live, theme
from shared.ui.figures import amount, facts
from shared.ui.icons import icon
from shared.ui.links import link_button
from shared.ui.marks import allow
from shared.ui.notices import skeleton_lines
from shared.ui.say import say
from shared.ui.status import status


@dataclass(frozen=True, slots=True)
class _Attempt:
    view: AttemptView
    stage: str
    receipt: Paid | None

    @classmethod
    def read(cls, session: Session, payer: Person, key: str) -> Self | None:
        try:
            view = by_link.attempt(session, payer, key)
        except NotFound:
            return None
        debtor_id = by_link.payable(session, payer).debtor_id
        receipt = paid.receipt(session, debtor_id, view.receipt_id) if view.receipt_id else None
        return cls(view, stage_of(session, view), receipt)


class PayLinkPaymentState(PayerSession):
    """The card payment in the address, if the link is for all of it."""

    loading: bool = True
    stage: str = MISSING
    amount: str = ""
    currency: str = ""
    begun: str = ""
    invoices: str = ""
    url: str = ""
    problem: str = ""
    receipt: str = ""
    paid_on: str = ""

    @rx.event
    @allow("payer")
    async def load(self) -> None:
        found = await db.ask(_Attempt.read, self._payer(), last_part(self.router.url)[:36])
        self.loading = False
        self.stage = found.stage if found else MISSING
        if found:
            self._show(found)

    @rx.event(background=True)
    @allow("payer")
    async def watch(self) -> AsyncIterator[Any]:
        async for _ in live.changes(self, "payments", "ledger"):
            yield PayLinkPaymentState.load

    def _show(self, found: _Attempt) -> None:
        view, language = found.view, self._language()
        self.amount, self.currency = digits(view.amount, language), view.amount.currency
        self.begun, self.url = moment(view.begun_at, language), view.url
        self.invoices = ", ".join(each.invoice_number for each in view.shares)
        self.problem = why_not(view, language, unreachable=word(self.router.url, "problem") == "provider")
        if found.receipt:
            self.receipt, self.paid_on = found.receipt.number, long_date(found.receipt.received_on, language)


def payment() -> rx.Component:
    loading = rx.el.div(rx.el.h1(say("Your payment")), skeleton_lines(5))
    stages = rx.match(
        PayLinkPaymentState.stage,
        (PAID, _paid()),
        (PROCESSING, _processing()),
        (OPEN, _open()),
        (BEGUN, _not_made(say("The card payment page did not open"))),
        (NOT_MADE, _not_made(say("Nothing was paid"))),
        _missing(),
    )
    return paying_without_signing_in(rx.cond(PayLinkPaymentState.loading, loading, stages))


def register(app: rx.App) -> None:
    app.add_page(
        payment,
        route=routes.PAY_NOW_PAYMENT_PAGE,
        title=titled(say("Your payment")),
        on_load=[PayLinkPaymentState.load, PayLinkPaymentState.watch],
    )


def _paid() -> rx.Component:
    state = PayLinkPaymentState
    return rx.fragment(
        _done(
            "check",
            rx.el.h1(say("You paid")),
            rx.el.p(amount(state.amount, state.currency, hero=True)),
            rx.el.p(say("The money has reached us and counts at once."), class_name="muted"),
        ),
        facts(
            (say("Receipt"), rx.el.span(state.receipt, class_name="id")),
            (say("Date"), state.paid_on),
            (say("For invoice"), rx.el.span(state.invoices, class_name="id")),
            (say("Paid to"), settings().firm_name),
        ),
        _on(link_button(say("Back to what is to be paid"), href=routes.PAY_NOW)),
    )


def _processing() -> rx.Component:
    return rx.fragment(
        _done(
            "loader",
            rx.el.h1(say("Your bank is confirming the payment")),
            rx.el.p(
                say("This usually takes less than a minute. You can close this page: the payment goes on without it."),
                class_name="muted",
            ),
        ),
        _facts(status("processing", say("Processing"))),
        _note(say("Please do not pay a second time. If your bank refuses the payment, nothing is taken.")),
    )


def _open() -> rx.Component:
    on = link_button(
        say("Go on to the card page"), href=PayLinkPaymentState.url, download=True, variant="primary", size="large"
    )
    return rx.fragment(
        _done(
            "loader",
            rx.el.h1(say("We have not heard of your payment yet")),
            rx.el.p(
                say(
                    "If you have paid, this page turns into your receipt by itself, usually within a minute. "
                    "If you left without paying, nothing was taken."
                ),
                class_name="muted",
            ),
        ),
        _facts(status("open", say("Not paid yet"))),
        _on(on, link_button(say("Back to what is to be paid"), href=routes.PAY_NOW, variant="quiet")),
    )


def _not_made(title: rx.Var) -> rx.Component:
    return rx.fragment(
        _done("circle-alert", rx.el.h1(title), rx.el.p(PayLinkPaymentState.problem, class_name="muted")),
        _facts(status("failed", say("Not paid"))),
        _note(say("Your money was not taken.")),
        _on(link_button(say("Try again"), href=routes.PAY_NOW, variant="primary", size="large")),
    )


def _missing() -> rx.Component:
    return rx.fragment(
        rx.el.h1(say("This payment is not here")),
        _note(say("It does not exist, or your link is not for it.")),
        _on(link_button(say("Back to what is to be paid"), href=routes.PAY_NOW)),
    )


def _done(picture: str, *content: rx.Component) -> rx.Component:
    """What became of it, first thing on the page, told to screen readers when it changes."""
    wait = "" if picture == "check" else "mark--wait"
    return rx.el.div(
        rx.el.span(icon(picture, 20), class_name=f"mark {wait}"), *content, class_name="done", role="status"
    )


def _facts(how: rx.Component) -> rx.Component:
    state = PayLinkPaymentState
    return facts(
        (say("Amount"), amount(state.amount, state.currency)),
        (say("Started"), state.begun),
        (say("For invoice"), rx.el.span(state.invoices, class_name="id")),
        (say("Status"), how),
    )


def _note(text: rx.Var) -> rx.Component:
    return rx.el.p(text, class_name="muted", style={"margin_top": theme.S5})


def _on(*actions: rx.Component) -> rx.Component:
    return rx.el.div(*actions, class_name="row wrap acts", style={"margin": f"{theme.S5} 0 {theme.S7}"})
