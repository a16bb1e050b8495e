"""Daily Actions: is cash coming in, and what waits for somebody. Every number leads to the work behind it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

import reflex as rx
from sqlmodel import Session

from backoffice import routes
from backoffice.components import day
from backoffice.components.day import Cash, OpenByAge, Waiting
from backoffice.components.frame import frame
from backoffice.components.reading import reading, unreadable
from backoffice.session import StaffSession
from shared import clock, db
from shared.cases import queries as disputes
from shared.journals import queries as journals
from shared.messaging import portal_messages
from shared.payments import queries as payments
from shared.plans import lists as plans
from shared.plans.telling import CHANGED
from shared.receipts import lists, refund_list
from shared.reports import queries as reports
from shared.settings import settings
from shared.ui import live
from shared.ui.charts import Bar, age_bar, bars
from shared.ui.figures import amount
from shared.ui.format import long_date
from shared.ui.layout import page, page_head
from shared.ui.links import go, link
from shared.ui.marks import allow
from shared.ui.notices import skeleton_lines
from shared.ui.status import status

_JOURNALS_READ = 100
_FACTS = ("disputes", "messages")
_EVENTS_SHOWN = 3


class DailyActionsState(StaffSession):
    """Everything on the page, as texts."""

    loading: bool = True
    failed: str = ""
    today: str = ""
    cash: Cash = Cash()
    cash_days: list[Bar] = []
    journals: Waiting = Waiting()
    lines: Waiting = Waiting()
    money: Waiting = Waiting()
    refunds: Waiting = Waiting()
    plans: Waiting = Waiting()
    disputes: Waiting = Waiting()
    messages: Waiting = Waiting()
    events: Waiting = Waiting()
    ages: list[OpenByAge] = []

    _open_journals: list[int] = []

    @rx.event
    @allow("staff")
    async def load(self) -> None:
        today, base = clock.today(), settings().base_currency
        async with reading(self):
            cash = await db.ask(reports.cash_in, today - timedelta(days=day.DAYS - 1), today)
            waiting, count = await db.ask(journals.journals, is_open=True, limit=_JOURNALS_READ)
            failed, failures = await db.ask(payments.events_needing_attention, limit=_EVENTS_SHOWN)
            ages = await db.ask(reports.aging, today)
            unused = await db.ask(lists.waiting, today)
            self.today = f"{today:%A} {long_date(today)}"
            self.cash, self.cash_days = day.cash(cash, today, base), day.cash_days(cash.get(base, {}))
            self.journals, self.lines = day.journals_waiting(waiting, count), day.lines_to_review(waiting)
            self.money = day.unused_money(unused, today)
            self.refunds = day.refunds_to_approve(await db.ask(refund_list.to_approve))
            self.plans = day.plans_in_need(*await db.ask(_plans, today))
            disputed = await db.ask(disputes.page, disputes.Which.OPEN, limit=_EVENTS_SHOWN)
            self.disputes = day.disputes_open(disputed.rows, disputed.counts[disputes.Which.OPEN])
            self.messages = day.messages_waiting(await db.ask(portal_messages.waiting))
            self.events = day.events_failed(failed, failures)
            self.ages = day.open_by_age(ages, base)
            self._open_journals = [each.id for each in waiting]

    @rx.event(background=True)
    @allow("staff")
    async def watch(self) -> Any:
        """Postings, other people's decisions and failures show by themselves."""
        async with self:
            topics = [f"journal:{each}" for each in self._open_journals]
        async for _ in live.changes(self, "journals", "ledger", "events", "refunds", CHANGED, *_FACTS, *topics):
            yield DailyActionsState.load


Daily: Any = DailyActionsState


def daily_actions() -> rx.Component:
    loaded = rx.cond(Daily.loading, skeleton_lines(14, "Loading the day"), _day())
    return frame(
        page_head("Daily Actions", note=Daily.today),
        page(unreadable(Daily.failed, "The day", Daily.load, otherwise=loaded)),
        here=routes.HOME,
    )


def register(app: rx.App) -> None:
    app.add_page(daily_actions, route=routes.HOME, title="Daily Actions: Duebook", on_load=[Daily.load, Daily.watch])


def _plans(session: Session, today: date) -> tuple[Mapping[plans.Which, int], list[plans.PlanRow]]:
    """Plans that need somebody, with how many there are of each sort."""
    return plans.counts(session, today), plans.in_need(session, today)


def _day() -> rx.Component:
    waits = (
        _group(Daily.journals, go("All journals", href=routes.JOURNALS)),
        _group(Daily.lines),
        _group(Daily.money, go("All receipts", href=routes.RECEIPTS)),
        _group(Daily.refunds, go("All refunds", href=routes.REFUNDS)),
        _group(Daily.plans, go("All plans", href=routes.PLANS)),
        _group(Daily.disputes, go("All disputes", href=routes.DISPUTES)),
        _group(Daily.messages),
        _group(Daily.events, go("All events", href=routes.EVENTS)),
    )
    return rx.fragment(
        _cash(),
        rx.el.div(
            rx.el.section(rx.el.h2("Waiting for you", id="wait", class_name="sr"), *waits, aria_labelledby="wait"),
            _how_we_stand(),
            class_name="cols",
        ),
    )


def _cash() -> rx.Component:
    cash = Daily.cash
    others = rx.el.ul(
        rx.foreach(cash.others, lambda one: rx.el.li(amount(one.amount, one.currency, strong=True))),
        class_name="row wrap others",
    )
    last_days = rx.el.div(
        bars(Daily.cash_days, label=cash.days_label),
        rx.el.div(rx.el.span(cash.first_day), rx.el.span("Cash in"), rx.el.span("Today"), class_name="axis"),
    )
    return rx.el.section(
        rx.el.div(
            rx.el.h2("Cash in today", id="cash"),
            rx.el.p(amount(cash.amount, cash.currency, hero=True)),
            rx.el.p(cash.note, class_name="note"),
            rx.cond(cash.others.length(), others),
        ),
        last_days,
        aria_labelledby="cash",
        class_name="cash",
    )


def _group(waiting: Any, more: rx.Component | None = None) -> rx.Component:
    head = rx.el.div(
        rx.el.h3(waiting.title),
        rx.el.p(waiting.note),
        *([more] if more else []),
        class_name="row",
    )
    return rx.el.div(
        rx.el.span(waiting.count, class_name="count", aria_hidden="true"),
        rx.el.div(head, rx.cond(waiting.rows.length(), rx.el.ul(rx.foreach(waiting.rows, _row)))),
        class_name="group",
    )


def _row(row: Any) -> rx.Component:
    at_right = rx.cond(row.kind, status(row.kind, row.value), amount(row.value, row.unit))
    return rx.el.li(
        rx.el.span(link(row.text, href=row.href, class_name="medium"), rx.el.span(row.note, class_name="muted")),
        at_right,
    )


def _how_we_stand() -> rx.Component:
    nothing = rx.el.p("No invoice is open.", class_name="muted")
    return rx.el.section(
        rx.el.h2("How we stand", id="how", class_name="sr"),
        rx.cond(Daily.ages.length(), rx.foreach(Daily.ages, _ages), nothing),
        aria_labelledby="how",
    )


def _ages(one: Any) -> rx.Component:
    overdue = rx.el.div(
        rx.el.div(
            rx.el.h3("Overdue, ", one.currency),
            rx.el.p(one.overdue, class_name="v"),
            rx.el.p(one.overdue_note, class_name="d"),
        ),
        class_name="metric",
    )
    by_age = rx.el.div(
        rx.el.div(
            rx.el.h3("Open invoices by age, ", one.currency),
            age_bar(one.ages, caption=rx.fragment("Open invoices by age, ", one.currency)),
        ),
        class_name="metric",
    )
    return rx.fragment(overdue, by_age)
