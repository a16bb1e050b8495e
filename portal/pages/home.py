"""Home, say("What you owe"): what is left to pay, one button to pay it, who is asking, what happened."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any, Final, Self

import reflex as rx
from sqlmodel import Session

from portal import routes
from portal.components.asking import who_is_asking, with_asker
from portal.components.frame import frame, titled
from portal.components.happened import Happening, happened, latest_happenings
from portal.components.invoice_row import InvoiceRow, invoice_line
from portal.components.plan_due import PlanLine, PlansOf, plan_line
from portal.components.under_way import UnderWay, under_way, under_way_notices
from portal.session import PortalSession
from shared import clock, db
from shared.formats import amount as digits
from shared.formats import count, money
from shared.i18n import phrase, said
from shared.invoices import owed
from shared.invoices.owed import OwedInvoice, Total
from shared.money import Money
from shared.payments.rules import MOST_INVOICES, NOT_BY_CARD
from shared.plans.shown import DueNow
from shared.ui import live, theme
from shared.ui.figures import amount
from shared.ui.forms import native_form
from shared.ui.layout import section, sheet
from shared.ui.links import button, link, link_button
from shared.ui.marks import allow
from shared.ui.notices import skeleton_lines
from shared.ui.say import say

_LINES: Final = 6


@dataclass
class Sum:
    """What is owed in one currency."""

    amount: str = ""
    currency: str = ""


@dataclass(frozen=True, slots=True)
class _Home:
    """All that the page shows, read in one go."""

    totals: list[Total]
    plans: PlansOf
    lines: list[OwedInvoice]
    to_pay: list[OwedInvoice]
    due: list[DueNow]
    begun: list[UnderWay]
    happened: list[Happening]

    @classmethod
    def read(cls, session: Session, debtor_id: int, today: date, language: str) -> Self:
        totals, plans = owed.totals(session, debtor_id, on=today), PlansOf.read(session, debtor_id)
        to_pay, due = _to_pay(session, debtor_id, totals, plans, today)
        return cls(
            totals,
            plans,
            owed.open_invoices(session, debtor_id, without=plans.held, limit=_LINES),
            to_pay,
            due,
            under_way(session, debtor_id, language),
            latest_happenings(session, debtor_id, language),
        )


class HomeState(PortalSession):
    """What the debtor owes now."""

    loading: bool = True
    sums: list[Sum] = []
    lines: list[InvoiceRow] = []
    plans: list[PlanLine] = []
    may_plan: bool = False
    more: str = ""
    pay_label: str = ""
    pay_ids: list[str] = []
    plan_ids: list[str] = []
    begun: list[UnderWay] = []
    happened: list[Happening] = []

    @rx.event
    @allow("debtor")
    async def load(self) -> None:
        today, language = clock.today(), self._language()
        home = await db.ask(_Home.read, self._debtor_id(), today, language)
        self.sums = [Sum(digits(each.owed, language), each.owed.currency) for each in home.totals]
        self.lines = [InvoiceRow.of(each, today, language) for each in home.lines]
        self.plans, self.may_plan = home.plans.lines(language), bool(home.lines)
        invoices = sum(each.invoices for each in home.totals) - len(home.plans.held)
        every = said("All {count} that are open", language, count=count(invoices, language))
        self.more = every if invoices > len(home.lines) else ""
        self.pay_label = _pay_label(home, today, language)
        self.pay_ids = [str(each.id) for each in home.to_pay]
        self.plan_ids = [str(each.plan_id) for each in home.due]
        self.begun, self.happened = home.begun, home.happened
        self.loading = False

    @rx.event(background=True)
    @allow("debtor")
    async def watch(self) -> AsyncIterator[Any]:
        async for _ in live.changes(self, "ledger", "payments", "plans"):
            yield HomeState.load


def home() -> rx.Component:
    full = rx.fragment(rx.cond(HomeState.sums, _owed(), _nothing_owed()), _happened())
    loading = rx.fragment(rx.el.h1(say("You owe")), skeleton_lines(5))
    return frame(
        sheet(
            rx.cond(HomeState.loading, loading, full),
            aside=who_is_asking(),
            aside_label=say("Who is asking"),
            aside_first=True,
        ),
        here=routes.HOME,
    )


def register(app: rx.App) -> None:
    app.add_page(
        home,
        route=routes.HOME,
        title=titled(say("What you owe")),
        on_load=with_asker(HomeState.load, HomeState.watch),
    )


def _owed() -> rx.Component:
    return rx.el.section(
        rx.el.div(
            rx.el.h1(say("You owe"), id="owe"),
            rx.foreach(HomeState.sums, lambda one: rx.el.p(amount(one.amount, one.currency, hero=True))),
            class_name="owed",
        ),
        rx.el.ul(
            rx.foreach(HomeState.lines, invoice_line), rx.foreach(HomeState.plans, plan_line), class_name="lines parts"
        ),
        rx.cond(
            HomeState.more,
            rx.el.p(link(HomeState.more, href=f"{routes.INVOICES}?filter=open"), style={"margin_bottom": theme.S5}),
        ),
        under_way_notices(HomeState.begun),
        _pay(),
        aria_labelledby="owe",
    )


def _pay() -> rx.Component:
    by_card = native_form(
        rx.foreach(
            HomeState.pay_ids,
            lambda one: rx.el.input(type="hidden", name="invoice", value=one, read_only=True, key=one),
        ),
        rx.foreach(
            HomeState.plan_ids,
            lambda one: rx.el.input(type="hidden", name="plan", value=one, read_only=True, key=one),
        ),
        button(HomeState.pay_label, submit=True, variant="primary", size="large", id="pay"),
        action=routes.PAY,
        csrf=PortalSession.csrf,
    )
    by_transfer = link_button(say("Pay by bank transfer"), href=_TRANSFER, variant="primary", size="large")
    others = rx.el.ul(
        rx.el.li(link(say("Pay another amount"), href=routes.PAY)),
        rx.el.li(link(say("Pay by bank transfer"), href=_TRANSFER)),
        rx.cond(HomeState.may_plan, rx.el.li(link(say("I cannot pay this now"), href=routes.PLAN_NEW))),
    )
    return rx.el.div(rx.cond(HomeState.pay_label, rx.fragment(by_card, others), by_transfer), class_name="pay")


_TRANSFER: Final = f"{routes.PAY}#transfer"


def _nothing_owed() -> rx.Component:
    return rx.el.section(
        rx.el.div(rx.el.h1(say("You owe nothing"), id="owe"), class_name="done"),
        rx.el.p(say("Nothing is open. When there is a new invoice, it appears here."), class_name="muted"),
        aria_labelledby="owe",
    )


def _happened() -> rx.Component:
    every = link(say("All payments"), href=routes.RECEIPTS)
    return rx.cond(
        HomeState.happened,
        section(say("What happened"), happened(HomeState.happened), anchor="recent", more=every),
    )


def _to_pay(
    session: Session, debtor_id: int, totals: Sequence[Total], plans: PlansOf, today: date
) -> tuple[list[OwedInvoice], list[DueNow]]:
    """What the one button pays in the first currency: what is overdue or due; or else what comes next.

    Never the whole of an invoice that is paid by instalments.
    """
    if not totals or totals[0].owed.currency in NOT_BY_CARD:
        return [], []
    currency = totals[0].owed.currency
    find = partial(owed.open_invoices, session, debtor_id, currency=currency, without=plans.held, limit=MOST_INVOICES)
    every, late = plans.due(currency), find(due_before=today)
    due = [each for each in every if each.is_due]
    if late or due:
        return late, due
    coming = find()
    return coming, [] if coming else every


def _pay_label(page: _Home, today: date, language: str) -> str:
    if not page.to_pay and not page.due:
        return ""
    amounts = [*(each.outstanding for each in page.to_pay), *(each.amount for each in page.due)]
    together = money(Money.total(amounts, amounts[0].currency), language)
    if not page.to_pay:
        return said("Pay the instalment {amount}", language, amount=together)
    if page.due:
        return said("Pay what is due, {amount}", language, amount=together)
    if len(page.to_pay) == MOST_INVOICES:
        return said("Pay the {count} oldest, {amount}", language, count=MOST_INVOICES, amount=together)
    late = page.to_pay[0].days_overdue(today)
    return said(phrase("Pay the overdue {amount}") if late else phrase("Pay {amount}"), language, amount=together)
