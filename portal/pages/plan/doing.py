"""What a debtor may do to a plan: take an offer, agree to a change, pay more or another way, move a day, end it."""

from typing import Any

import reflex as rx

from portal import routes
from portal.components.plan_paying import ways_to_pay
from portal.pages.plan.state import PlanState
from portal.pages.plan.view import ChangeCard, InstalmentLine
from portal.session import PortalSession
from shared.plans import More
from shared.ui import theme
from shared.ui.forms import choice, choices, field, native_form, select
from shared.ui.links import button
from shared.ui.say import say

_STATE: Any = PlanState
_GAP = {"margin_bottom": theme.S5}


def offer() -> rx.Component:
    """A plan that we offer: how it would be paid, and to take it or not."""
    return rx.el.div(
        rx.cond(_STATE.cards, rx.el.div(_ways(), style=_GAP)),
        rx.el.div(
            button(say("Take this plan"), variant="primary", size="large", on_click=_STATE.accept, id="accept"),
            button(say("I do not want it"), size="large", on_click=_STATE.decline),
            class_name="row wrap",
        ),
        style={"margin_bottom": theme.S6},
    )


def change(one: ChangeCard) -> rx.Component:
    """A change that waits for the debtor, with the schedule as it would be."""
    return rx.el.section(
        rx.el.h2(say("A change needs your agreement")),
        rx.el.p(one.reason),
        _days(one.lines, say("Your payments after the change")),
        rx.el.div(
            button(say("Agree to the change"), variant="primary", on_click=_STATE.decide(one.id, True)),
            button(say("Leave the plan as it is"), on_click=_STATE.decide(one.id, False)),
            class_name="row wrap",
            style={"margin_top": theme.S4},
        ),
        key=one.id,
        class_name="way",
    )


def to_do() -> rx.Component:
    """Paying more or in another way, moving a day, ending the plan: folded away under the schedule."""
    return rx.el.div(
        rx.cond(_STATE.by_card, _pay_more()),
        rx.cond(_STATE.may_choose, _pay_another_way()),
        rx.cond(_STATE.card.may_move & (_STATE.movable.length() > 0), _move()),
        rx.cond(_STATE.card.may_cancel, _end()),
        style={"margin": f"{theme.S5} 0 {theme.S6}"},
    )


def _pay_more() -> rx.Component:
    typed = field(
        say("Amount"),
        "plan_amount",
        unit=_STATE.card.currency,
        error=_STATE.problem,
        value=_STATE.typed,
        on_change=_STATE.type_amount.debounce(250),
        auto_complete="off",
        max_length=20,
    )
    ways = choices(
        say("What is more than due"),
        _way(say("Pay from the end, so that I am done sooner"), More.SHORTEN),
        _way(say("Make the later payments smaller"), More.LOWER),
    )
    return rx.el.details(
        rx.el.summary(say("Pay more, or all at once")),
        typed,
        rx.cond(_STATE.card.payoff, rx.el.p(_STATE.card.payoff, class_name="muted", style=_GAP)),
        button(say("All that is left"), on_click=_STATE.all_at_once, style=_GAP),
        ways,
        rx.cond(_STATE.after.amount, _after()),
        class_name="more",
    )


def _way(label: Any, way: More) -> rx.Component:
    return choice(label, "way", way.value, checked=_STATE.more == way.value, on_change=_STATE.choose_more(way.value))


def _after() -> rx.Component:
    """What the payment would do, and the button that begins it."""
    shown = _STATE.after
    form = native_form(
        rx.el.input(type="hidden", name="plan", value=_STATE.card.id, read_only=True),
        rx.el.input(type="hidden", name=f"plan_amount_{_STATE.card.id}", value=_STATE.typed, read_only=True),
        rx.el.input(type="hidden", name="more", value=_STATE.more, read_only=True),
        button(say("Pay {amount} by card", amount=shown.amount), submit=True, variant="primary", size="large"),
        action=routes.PAY,
        csrf=PortalSession.csrf,
    )
    return rx.el.div(
        rx.el.p(shown.told, role="status", class_name="strong"),
        rx.cond(shown.lines, _days(shown.lines, say("Your payments after this one"))),
        rx.el.div(form, style={"margin_top": theme.S4}),
    )


def _pay_another_way() -> rx.Component:
    return rx.el.details(
        rx.el.summary(say("Change how you pay")),
        _ways(),
        button(say("Pay the instalments like this"), on_click=_STATE.use_card, style={"margin_top": theme.S4}),
        class_name="more",
    )


def _ways() -> rx.Component:
    return ways_to_pay(_STATE.cards, routes.CARDS, chosen=_STATE.chosen, choose=_STATE.choose_card)


def _days(lines: Any, caption: Any) -> rx.Component:
    def line(one: InstalmentLine) -> rx.Component:
        return rx.el.tr(rx.el.td(one.date), rx.el.td(one.amount, class_name="n medium"), key=one.id)

    return rx.el.table(
        rx.el.caption(caption, class_name="sr"),
        rx.el.thead(
            rx.el.tr(
                rx.el.th(say("Date"), scope="col"),
                rx.el.th(say("Payment, {currency}", currency=_STATE.card.currency), class_name="n", scope="col"),
            )
        ),
        rx.el.tbody(rx.foreach(lines, line)),
        class_name="table sched",
    )


def _move() -> rx.Component:
    return rx.el.details(
        rx.el.summary(say("Move one day")),
        rx.el.p(
            say("You can move one payment of this plan, by up to {days}.", days=_STATE.card.moves_by),
            class_name="muted",
            style=_GAP,
        ),
        select(say("Payment of"), "moved", _STATE.movable, value=_STATE.moved, on_change=_STATE.choose_moved),
        field(say("New day"), "move_to", kind="date", value=_STATE.move_to, on_change=_STATE.choose_day),
        button(say("Move the day"), on_click=_STATE.move),
        class_name="more",
    )


def _end() -> rx.Component:
    return rx.el.details(
        rx.el.summary(say("End this plan")),
        rx.el.p(say("Nothing is paid yet, so you can end it. What you owe is due again then."), style=_GAP),
        button(say("End the plan"), on_click=_STATE.cancel),
        class_name="more",
    )
