"""A plan set up for a debtor, or in the place of another: the schedule and who may agree to it, at every change."""

from typing import Any

import reflex as rx

from backoffice import routes
from backoffice.components.frame import frame
from backoffice.components.lists import or_absent
from backoffice.components.reading import unreadable
from backoffice.pages.plan_new.state import Asked, NewPlanState
from shared.ui import theme
from shared.ui.charts import schedule_columns
from shared.ui.figures import amount
from shared.ui.forms import Option, choice, choices, field, select
from shared.ui.layout import page, page_head, section
from shared.ui.links import button, crumbs, link, link_button
from shared.ui.notices import empty, notice, skeleton_lines
from shared.ui.table import Column, table
from shared.words import Frequency

# Handlers take arguments here, which the type of a handler does not say.
_do: Any = NewPlanState
_RHYTHMS = [
    Option(Frequency.MONTHLY.value, "Every month"),
    Option(Frequency.TWO_WEEKLY.value, "Every two weeks"),
    Option(Frequency.WEEKLY.value, "Every week"),
]


def new_plan() -> rx.Component:
    both = rx.el.div(
        rx.el.div(_invoices(), _choices(), class_name="stack"),
        rx.el.div(_drawn(), class_name="stack"),
        style={
            "display": "grid",
            "gridTemplateColumns": "repeat(auto-fit, minmax(min(100%, 400px), 1fr))",
            "gap": theme.S6,
        },
    )
    nothing = empty("Nothing is open", "There is nothing to plan.", link_button("Debtors", href=routes.DEBTORS))
    content = rx.cond(
        _do.loading, skeleton_lines(10, "Loading what they owe"), rx.cond(_do.invoices.length(), both, nothing)
    )
    who = rx.fragment("For ", link(_do.debtor, href=_do.debtor_href), ". ", _do.note)
    return frame(
        page_head(
            _do.title,
            note=rx.cond(_do.debtor, who, rx.fragment()),
            above=crumbs(("Plans", routes.PLANS), ("Set up a plan", routes.NEW_PLAN)),
        ),
        page(
            or_absent(
                _do.loading,
                unreadable(_do.failed, "What they owe", _do.load, otherwise=content),
                back=link_button("Debtors", href=routes.DEBTORS),
            )
        ),
        here=routes.PLANS,
    )


def register(app: rx.App) -> None:
    app.add_page(new_plan, route=routes.NEW_PLAN, title="Set up a plan: Duebook", on_load=[_do.load])


def _invoices() -> rx.Component:
    return choices("Invoices in the plan", rx.foreach(_do.invoices, _invoice))


def _invoice(one: Any) -> rx.Component:
    note = rx.cond(one.why_not, one.why_not, one.note)
    return choice(
        rx.fragment(one.number, rx.el.span(note, class_name="sub")),
        "invoice",
        one.id.to_string(),
        kind="checkbox",
        amount=one.amount,
        checked=one.is_chosen,
        disabled=one.why_not != "",
        on_change=_do.toggle(one.id),
    )


def _choices() -> rx.Component:
    chosen = _do.chosen
    way = choices(
        "How the rest is divided",
        _way("By the number of instalments", "count"),
        _way("By what they can pay a time", "amount"),
    )
    number = _field("Instalments", Asked.COUNT, chosen.count, input_mode="numeric", max_length=3)
    least = _field("At most a time", Asked.AMOUNT, chosen.amount, unit=_do.shown.currency, max_length=20)
    return rx.el.div(
        way,
        rx.cond(chosen.way == "amount", least, number),
        select(
            "How often",
            Asked.FREQUENCY.value,
            _RHYTHMS,
            value=chosen.frequency,
            on_change=lambda value: _do.say(Asked.FREQUENCY.value, value),
        ),
        field(
            "First payment on",
            Asked.FIRST.value,
            kind="date",
            value=chosen.first,
            on_change=lambda value: _do.say(Asked.FIRST.value, value),
        ),
        _field("Down payment", Asked.DOWN, chosen.down, hint="Paid first; leave it empty for none", max_length=20),
        _field("Interest a year, %", Asked.INTEREST, chosen.interest, hint="Empty for none", max_length=6),
        _field("Set-up fee", Asked.FEE, chosen.fee, hint="Paid with the first payment", max_length=20),
    )


def _way(words: str, value: str) -> rx.Component:
    return choice(
        words, "way", value, checked=_do.chosen.way == value, on_change=lambda _: _do.say(Asked.WAY.value, value)
    )


def _field(label: str, what: Asked, value: Any, **attributes: Any) -> rx.Component:
    """Keeps what is typed itself; another value from elsewhere draws it anew."""
    return field(
        label,
        what.value,
        default_value=value,
        on_blur=lambda typed: _do.say(what.value, typed),
        key=value,
        auto_complete="off",
        **attributes,
    )


def _drawn() -> rx.Component:
    shown = _do.shown
    rows = table(
        [
            Column("No.", width="72px", place="title"),
            Column("Due", place="note"),
            Column("Amount", number=True, width="120px", place="amount"),
            Column("Left after", number=True, width="120px"),
        ],
        shown.rows,
        lambda one: (one.number, one.due, amount(one.amount, strong=True), one.left_after),
        caption="The schedule as it would be",
        foot=("", "Together", amount(shown.total, shown.currency, strong=True), ""),
    )
    chart = schedule_columns(shown.columns, label="What is paid each time, and what is left after it")
    return section(
        "The plan",
        rx.cond(
            shown.problem, notice(shown.problem, tone="warn"), rx.fragment(_verdict(), _nearby(), _cost(), chart, rows)
        ),
        anchor="drawn",
        class_name="stack",
    )


def _verdict() -> rx.Component:
    shown = _do.shown
    said = rx.match(
        shown.tone,
        ("good", notice(shown.verdict, tone="good")),
        ("bad", notice(shown.verdict, tone="bad")),
        notice(shown.verdict, tone="warn"),
    )
    send = button(shown.action, on_click=_do.propose, variant="primary")
    return rx.fragment(said, rx.cond(shown.action, rx.el.p(send), rx.fragment()))


def _cost() -> rx.Component:
    shown: rx.Component = rx.cond(_do.shown.cost, rx.el.p("The debtor is told: ", _do.shown.cost), rx.fragment())
    return shown


def _nearby() -> rx.Component:
    rows = rx.el.ul(rx.foreach(_do.shown.nearby, _near), class_name="lines")
    near = rx.fragment(rx.el.h3("What you may agree to yourself"), rows)
    shown: rx.Component = rx.cond(_do.shown.nearby.length(), near, rx.fragment())
    return shown


def _near(one: Any) -> rx.Component:
    take = button("Take this", on_click=_do.take(one.place), aria_label=rx.Var.create("Take this: ") + one.said)
    return rx.el.li(rx.el.span(one.said, class_name="grow"), take)
