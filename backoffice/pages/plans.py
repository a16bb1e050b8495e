"""The list of instalment plans: what runs, what is in trouble, what waits; and what is owed under plans."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import reflex as rx
from sqlmodel import Session

from backoffice import routes
from backoffice.components.frame import frame
from backoffice.components.lists import list_search
from backoffice.components.plan_lines import COLUMNS, PlanLine, plan_cells, plan_line
from backoffice.components.reading import reading, unreadable
from backoffice.session import StaffSession
from shared import clock, db
from shared.plans import lists
from shared.plans.lists import SORTS, Asked, Balance, PlanPage, Which
from shared.plans.telling import CHANGED
from shared.ui import live, theme
from shared.ui.figures import amount, equation, stat
from shared.ui.format import amount as in_figures
from shared.ui.layout import page, page_head
from shared.ui.links import link_button
from shared.ui.listing import FilterCount, ListQuery, ListView
from shared.ui.marks import allow
from shared.ui.notices import empty
from shared.ui.table import data_table, filter_chips

_WORDS = {
    Which.RUNNING: "Running",
    Which.AT_RISK: "At risk",
    Which.BREACHED: "Breached",
    Which.WAITING: "Waiting for approval",
    Which.OFFERED: "Offered",
    Which.ENDED: "Ended",
    Which.ALL: "All",
}


@dataclass
class OnPlans:
    """What is owed under running plans in one currency."""

    performing: str = ""
    missed: str = ""
    total: str = ""
    currency: str = ""


class PlansState(StaffSession):
    """The part of the list that the address asks for; running plans are what it shows when it asks for none."""

    rows: list[PlanLine] = []
    view: ListView = ListView()
    owed: list[OnPlans] = []
    has_any: bool = False
    loading: bool = True
    failed: str = ""

    @rx.event
    @allow("plans.read")
    async def load(self) -> None:
        params = dict(self.router.url.query_parameters)
        filters = [each for each in Which if each is not Which.RUNNING]
        query = ListQuery.read(routes.PLANS, params, sorts=SORTS, filters=filters)
        which, today = Which(query.filter or Which.RUNNING), clock.today()
        asked = Asked(today, which, query.search, query.sort, query.offset, query.size)
        async with reading(self):
            found, owed = await db.ask(_look, asked)
            self.rows = [plan_line(each, today) for each in found.rows]
            self.view = query.view(found.counts[which], _chips(found))
            self.has_any = found.counts[Which.ALL] > 0
            self.owed = [_on_plans(each) for each in owed]

    @rx.event(background=True)
    @allow("plans.read")
    async def watch(self) -> AsyncIterator[Any]:
        async for _ in live.changes(self, CHANGED, "ledger"):
            yield PlansState.load


def plan_list() -> rx.Component:
    listed = data_table(
        list(COLUMNS),
        PlansState.rows,
        plan_cells,
        caption="Instalment plans",
        view=PlansState.view,
        loading=PlansState.loading,
        empty=rx.cond(PlansState.has_any, _none_here(), _none_yet()),
    )
    search = list_search(
        "Debtor, number, reference",
        action=routes.PLANS,
        search=PlansState.view.search,
        current_filter=PlansState.view.filter,
    )
    return frame(
        page_head(
            "Plans",
            link_button("Settlement offers", href=routes.SETTLEMENTS),
            link_button("Plan policies", href=routes.PLAN_POLICIES),
            note=_ABOUT,
        ),
        page(
            rx.el.div(rx.foreach(PlansState.owed, _figures)),
            rx.el.div(filter_chips(PlansState.view, "Show"), search, class_name="bar2"),
            unreadable(PlansState.failed, "The list", PlansState.load, otherwise=listed),
        ),
        here=routes.PLANS,
    )


_ABOUT = "What debtors agreed to pay in parts. A plan holds off reminders; it never hides what is owed."


def register(app: rx.App) -> None:
    app.add_page(plan_list, route=routes.PLANS, title="Plans: Duebook", on_load=[PlansState.load, PlansState.watch])


def _look(session: Session, asked: Asked) -> tuple[PlanPage, list[Balance]]:
    """The list and what is owed in one reading, so that they agree."""
    return lists.page(session, asked), lists.balances(session)


def _figures(one: Any) -> rx.Component:
    sums = equation(
        stat("On plans that are kept", one.performing),
        "+",
        stat("On plans with something missed", one.missed),
        "=",
        stat("On plans", amount(one.total, one.currency)),
    )
    return rx.el.div(sums, style={"maxWidth": "760px", "marginBottom": theme.S5})


def _on_plans(found: Balance) -> OnPlans:
    total = found.performing + found.missed
    return OnPlans(in_figures(found.performing), in_figures(found.missed), in_figures(total), total.currency)


def _chips(found: PlanPage) -> list[FilterCount]:
    return [
        FilterCount("" if each is Which.RUNNING else each, word, found.counts[each]) for each, word in _WORDS.items()
    ]


def _none_yet() -> rx.Component:
    text = "Debtors set plans up themselves; for anybody else you do it on their card."
    return empty("No plans yet", text, link_button("Debtors", href=routes.DEBTORS), icon="calendar-check-2")


def _none_here() -> rx.Component:
    everything = link_button("Show all plans", href=f"{routes.PLANS}?filter={Which.ALL}")
    return empty("No plan is like this", "Other parts of the list have some.", everything, icon="circle-check")
