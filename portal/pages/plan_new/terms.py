"""Steps 3 and 4: what is agreed to, in plain sentences; how it is paid; and the button that agrees."""

from typing import Any

import reflex as rx

from portal import routes
from portal.components.frame import frame, titled
from portal.components.plan_paying import ways_to_pay
from portal.components.plan_schedule import schedule_table
from portal.pages.plan_new.amount import promises
from portal.pages.plan_new.steps import nothing_to_plan, steps
from portal.pages.plan_new.terms_state import PlanTermsState
from portal.session import PortalSession
from shared.ui import theme
from shared.ui.figures import facts
from shared.ui.forms import native_form
from shared.ui.layout import sheet
from shared.ui.links import back, button, link, link_button
from shared.ui.notices import notice, skeleton_lines
from shared.ui.say import say, sentence

_STATE: Any = PlanTermsState

TERMS_TITLE, CONFIRM_TITLE = titled("The terms of your plan"), titled("Agree to your plan")


def terms_step() -> rx.Component:
    return _step(2, say("What you agree to"), _terms(), back(say("Change what you pay"), href=_STATE.back_href))


def confirm_step() -> rx.Component:
    return _step(3, say("How do you want to pay?"), _confirm(), back(say("The terms"), href=_STATE.terms_href))


def _step(number: int, title: Any, content: rx.Component, before: rx.Component) -> rx.Component:
    full = rx.fragment(before, rx.el.h1(title), rx.cond(_STATE.problem, notice(_STATE.problem, tone="warn")), content)
    loading = rx.el.div(rx.el.h1(title), skeleton_lines(8))
    return frame(
        sheet(
            steps(number),
            rx.cond(_STATE.loading, loading, rx.cond(_STATE.nothing, nothing_to_plan(), full)),
            aside=rx.cond(_STATE.loading | _STATE.nothing, rx.fragment(), promises(_STATE.promises)),
            aside_label=say("What you can count on"),
        ),
        here=routes.HOME,
    )


def _terms() -> rx.Component:
    return rx.fragment(
        rx.el.p(_STATE.headline, class_name="strong", style={"margin": f"{theme.S3} 0 {theme.S5}"}),
        facts(
            (say("Paid to"), _STATE.who),
            (say("For invoices"), _STATE.covers),
            (say("You pay in all"), _STATE.total),
            (say("First payment"), _STATE.first),
            (say("Last payment"), _STATE.last),
        ),
        rx.el.h2(say("When you pay"), style={"margin_top": theme.S7}),
        schedule_table(_STATE.schedule),
        rx.el.h2(say("If a payment is missed"), style={"margin_top": theme.S7}),
        rx.el.ul(
            rx.foreach(_STATE.conditions, lambda text: rx.el.li(text, key=text)),
            class_name="stack prose",
            style={"margin_top": theme.S3},
        ),
        rx.el.p(
            say("Version of these terms: {version}. They are kept with your plan.", version=_STATE.version),
            class_name="small muted",
            style={"margin_top": theme.S5},
        ),
        rx.el.div(
            link_button(
                say("Continue with these terms"), href=_STATE.confirm_href, variant="primary", size="large", id="on"
            ),
            class_name="act",
            style={"margin_top": theme.S6},
        ),
    )


def _confirm() -> rx.Component:
    hidden = rx.foreach(
        _STATE.fields,
        lambda pair: rx.el.input(type="hidden", name=pair[0], value=pair[1], read_only=True),
    )
    form = native_form(
        hidden,
        rx.el.input(type="hidden", name="seen", value=_STATE.seen, read_only=True),
        ways_to_pay(_STATE.cards, _STATE.add_card_href),
        rx.cond(_STATE.waits, notice(say("A person has to agree to this plan. We write to you as soon as they have."))),
        rx.el.p(
            say("You pay {total} in all, {count} payments, the first on {first}.", **_amounts()),
            class_name="strong",
            style={"margin": f"{theme.S5} 0 {theme.S2}"},
        ),
        rx.el.p(
            sentence("With the button you agree to {terms}.", terms=link(say("the terms"), href=_STATE.terms_href)),
            class_name="muted",
            style={"margin_bottom": theme.S5},
        ),
        button(_STATE.button, submit=True, variant="primary", size="large", id="agree"),
        action=routes.PLAN_AGREE,
        csrf=PortalSession.csrf,
    )
    return rx.el.div(form, style={"margin_top": theme.S5})


def _amounts() -> dict[str, Any]:
    return {"total": _STATE.total, "count": _STATE.count, "first": _STATE.first}
