"""A plan: the instalment to pay now, the schedule as it stands, paying more, moving a day, agreeing to a change."""

from typing import Any

import reflex as rx

from portal import routes
from portal.components.asking import with_asker
from portal.components.frame import frame, plain_answer, titled
from portal.components.papers import PaperState, paper_for
from portal.components.plan_schedule import schedule_chart
from portal.components.transfer import transfer_details
from portal.components.under_way import under_way_notices
from portal.pages.plan.doing import change, offer, to_do
from portal.pages.plan.state import PlanState
from portal.pages.plan.view import CoverLine, InstalmentLine
from portal.session import PortalSession
from shared.ui import theme
from shared.ui.figures import amount
from shared.ui.forms import native_form
from shared.ui.icons import icon
from shared.ui.layout import sheet
from shared.ui.links import back, button, link, link_button
from shared.ui.notices import notice, skeleton_lines
from shared.ui.say import say
from shared.ui.status import status
from shared.ui.timeline import timeline

_STATE: Any = PlanState


def plan() -> rx.Component:
    missing = plain_answer(
        say("This plan is not here"),
        say("It does not exist, or it is not yours."),
        link_button(say("See what you owe"), href=routes.HOME),
    )
    loading = rx.el.div(rx.el.h1(say("Your payment plan")), skeleton_lines(8))
    return frame(
        sheet(
            rx.cond(_STATE.loading, loading, rx.cond(_STATE.card.id, _full(), missing)),
            aside=rx.cond(_STATE.card.id, _beside()),
            aside_label=say("What the plan covers"),
        ),
        here=routes.HOME,
    )


def register(app: rx.App) -> None:
    app.add_page(
        plan,
        route=routes.PLAN_PAGE,
        title=titled(say("Your payment plan")),
        on_load=with_asker(PlanState.load, PlanState.watch, PaperState.watch),
    )


def _full() -> rx.Component:
    card = _STATE.card
    head = rx.el.div(
        back(say("What you owe"), href=routes.HOME),
        rx.el.h1(say("Your payment plan")),
        rx.el.p(amount(card.left, card.currency, hero=True), style={"margin": f"{theme.S4} 0 {theme.S2}"}),
        rx.el.p(status(card.kind, card.label), " ", rx.el.span(card.due_text, class_name="muted")),
        rx.el.p(say("{paid} of {total} is paid.", paid=card.paid, total=card.total), class_name="muted"),
        rx.cond(_STATE.pays_by, rx.el.p(_STATE.pays_by, class_name="muted")),
        style={"margin_bottom": theme.S5},
    )
    return rx.fragment(
        head,
        rx.cond(card.cost, rx.el.p(card.cost, id="cost", style={"margin_bottom": theme.S5})),
        rx.cond(card.notice, rx.el.div(notice(card.notice, tone="accent"), style={"margin_bottom": theme.S5})),
        rx.foreach(card.disputes, _disputed),
        rx.cond(card.is_offer, offer()),
        rx.foreach(card.changes, change),
        under_way_notices(_STATE.begun),
        rx.cond(_STATE.by_card, _pay()),
        _schedule(),
        to_do(),
        rx.cond(card.due_amount, _by_transfer()),
    )


def _disputed(told: rx.Var[str]) -> rx.Component:
    return rx.el.div(notice(told), key=told, style={"margin_bottom": theme.S5})


def _pay() -> rx.Component:
    form = native_form(
        rx.el.input(type="hidden", name="plan", value=_STATE.card.id, read_only=True),
        button(
            say("Pay the instalment {amount}", amount=_STATE.card.due_amount),
            submit=True,
            variant="primary",
            size="large",
            id="pay",
        ),
        action=routes.PAY,
        csrf=PortalSession.csrf,
    )
    return rx.el.div(form, class_name="pay", style={"margin_bottom": theme.S6})


def _schedule() -> rx.Component:
    card = _STATE.card
    return rx.el.section(
        rx.el.h2(say("The schedule"), id="schedule", style={"margin_bottom": theme.S4}),
        schedule_chart(card.schedule),
        rx.el.table(
            rx.el.caption(say("The schedule"), class_name="sr"),
            rx.el.thead(
                rx.el.tr(
                    rx.el.th(say("Date"), scope="col"),
                    rx.el.th(say("Payment, {currency}", currency=card.currency), class_name="n", scope="col"),
                    rx.el.th(say("How it stands"), scope="col"),
                )
            ),
            rx.el.tbody(rx.foreach(card.lines, _line)),
            class_name="table sched",
        ),
        rx.el.div(
            paper_for("schedule", card.id, label=say("The schedule as PDF")),
            style={"margin_top": theme.S5},
        ),
        aria_labelledby="schedule",
    )


def _line(one: InstalmentLine) -> rx.Component:
    return rx.el.tr(
        rx.el.td(one.date),
        rx.el.td(one.amount, class_name="n medium"),
        rx.el.td(status(one.kind, one.label)),
        key=one.id,
    )


def _by_transfer() -> rx.Component:
    return rx.el.section(
        rx.el.h2(icon("landmark", 20), say("Pay the instalment by bank transfer"), id="transfer"),
        rx.el.p(say("The reference names this instalment, so that your payment counts for it.")),
        transfer_details(_STATE.transfer),
        aria_labelledby="transfer",
        class_name="way",
    )


def _beside() -> rx.Component:
    card = _STATE.card
    return rx.fragment(
        rx.el.h2(say("What the plan covers")),
        rx.el.ul(rx.foreach(card.covers, _covered), class_name="lines", style={"margin_bottom": theme.S6}),
        rx.el.h2(say("If a payment is missed")),
        rx.el.ul(
            rx.foreach(card.conditions, lambda text: rx.el.li(text, key=text)),
            class_name="stack muted",
            style={"margin_bottom": theme.S6, "font_size": "14px", "line_height": "20px"},
        ),
        rx.el.h2(say("What happened")),
        rx.el.div(timeline(card.history), class_name="prose"),
    )


def _covered(one: CoverLine) -> rx.Component:
    return rx.el.li(link(one.name, href=one.href), rx.el.span(one.left, class_name="amt"), key=one.name)
