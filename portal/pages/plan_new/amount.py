"""Step 2, "What can you pay?": an amount, a number or days; the schedule drawn at once, or the plans closest to it."""

from typing import Any

import reflex as rx

from portal import routes
from portal.components.frame import frame, titled
from portal.components.plan_schedule import schedule_chart, schedule_table
from portal.pages.plan_new.amount_state import CoveredLine, PlanAmountState
from portal.pages.plan_new.drawing import OfferRow
from portal.pages.plan_new.steps import nothing_to_plan, steps
from shared.ui import theme
from shared.ui.figures import amount
from shared.ui.forms import Option, field, select, slider
from shared.ui.icons import icon
from shared.ui.layout import sheet
from shared.ui.links import button, icon_button, link, link_button
from shared.ui.notices import skeleton_lines
from shared.ui.say import say
from shared.ui.theme import Text
from shared.words import Frequency

_STATE: Any = PlanAmountState

TITLE = titled("What you can pay")


def amount_step() -> rx.Component:
    loading = rx.el.div(rx.el.h1(say("What can you pay?")), skeleton_lines(8))
    return frame(
        sheet(
            steps(1),
            rx.cond(_STATE.loading, loading, rx.cond(_STATE.nothing, nothing_to_plan(), _full())),
            aside=rx.cond(_STATE.loading | _STATE.nothing, rx.fragment(), _beside()),
            aside_label=say("What the plan covers"),
        ),
        here=routes.HOME,
    )


def _full() -> rx.Component:
    return rx.fragment(
        rx.el.h1(_STATE.question),
        rx.el.p(
            say("Choose what you can keep up. You can pay more at any time."),
            class_name="muted",
            style={"margin": f"{theme.S1} 0 {theme.S4}"},
        ),
        _ways(),
        rx.match(_STATE.way, ("number", _by_number()), ("dates", _by_dates()), _by_amount()),
        rx.cond(_STATE.problem, _problem()),
        rx.cond(_STATE.view.headline, _answer()),
    )


def _ways() -> rx.Component:
    """The three ways to say it, each an address."""
    names = (("amount", say("An amount")), ("number", say("A number of payments")), ("dates", say("Days I choose")))
    chips = (
        link(name, href=getattr(_STATE.ways, way), class_name="chip", aria_current=(_STATE.way == way).to_string())
        for way, name in names
    )
    return rx.el.nav(*chips, aria_label=say("How you want to say it"), class_name="chips")


def _by_amount() -> rx.Component:
    box = field(
        _STATE.label,
        "amount",
        unit=_STATE.currency,
        value=_STATE.typed,
        on_change=_STATE.type_amount.debounce(250),
        auto_complete="off",
        max_length=20,
    )
    scale = _STATE.scale
    mark = rx.el.span(scale.mark_text, class_name="min", **theme.inline({"left": scale.mark}))
    return rx.fragment(
        rx.el.div(box, class_name="ask"),
        slider(
            say("Amount, in {currency}", currency=_STATE.currency),
            "slide",
            least=scale.least,
            most=scale.most,
            filled=scale.filled,
            allowed=_STATE.view.refusal == "",
            value=scale.value,
            step=5,
            on_change=_STATE.move.throttle(150),
        ),
        rx.el.div(rx.el.span(scale.least), mark, rx.el.span(scale.most), class_name="scale scale--plan"),
        _when(),
    )


def _by_number() -> rx.Component:
    box = field(
        _STATE.label,
        "count",
        value=_STATE.count,
        on_change=_STATE.type_count,
        input_mode="numeric",
        auto_complete="off",
        max_length=2,
    )
    return rx.fragment(rx.el.div(box, class_name="ask"), _when())


def _by_dates() -> rx.Component:
    def line(day: Any, at: Any) -> rx.Component:
        box = rx.el.input(
            type="date",
            value=day,
            min=_STATE.first_from,
            on_change=lambda text: _STATE.choose_day(at, text),
            aria_label=say("Day of payment {number}", number=(at + 1).to_string()),
            class_name="input",
        )
        drop = icon_button("x", say("Leave this day out"), on_click=_STATE.remove_day(at))
        return rx.el.li(rx.el.div(box, drop, class_name="row"), key=at.to_string())

    add = button(say("Add a day"), variant="quiet", on_click=_STATE.add_day)
    return rx.el.div(rx.el.ul(rx.foreach(_STATE.days, line), class_name="stack"), add, style={"margin_top": theme.S5})


def _when() -> rx.Component:
    """How often and from when; folded away, because what is usual suits most."""
    often = [
        Option(Frequency.MONTHLY.value, say("Once a month")),
        Option(Frequency.TWO_WEEKLY.value, say("Every two weeks")),
        Option(Frequency.WEEKLY.value, say("Every week")),
    ]
    return rx.el.details(
        rx.el.summary(say("Change when you pay")),
        select(
            say("How often"),
            "every",
            often,
            value=_STATE.every,
            on_change=_STATE.choose_every,
        ),
        field(
            say("First payment on"),
            "first",
            kind="date",
            value=_STATE.first,
            min=_STATE.first_from,
            max=_STATE.first_until,
            on_change=_STATE.choose_first,
        ),
        class_name="more",
    )


def _problem() -> rx.Component:
    sentence = rx.el.p(icon("circle-alert"), rx.el.span(_STATE.problem), class_name="err", role="alert")
    return rx.el.div(sentence, class_name="field", style={"margin_top": theme.S4})


def _answer() -> rx.Component:
    view = _STATE.view
    good = rx.el.div(
        rx.el.p(view.headline, class_name="big"),
        rx.el.p(view.detail, class_name="muted"),
        role="status",
        class_name="answer",
    )
    return rx.fragment(
        rx.cond(view.refusal, _refusal(), good),
        schedule_chart(view.schedule),
        rx.cond(view.refusal, _offers(), schedule_table(view.schedule)),
        rx.cond(_STATE.asks_means, _means()),
        rx.cond(view.passes, _on()),
    )


def _refusal() -> rx.Component:
    """Why not, in the place of the answer."""
    view = _STATE.view
    return rx.el.div(
        icon("calendar-x", 20),
        rx.el.div(
            rx.el.p(view.refusal, class_name="strong"),
            rx.foreach(view.why, lambda sentence: rx.el.p(sentence)),
        ),
        id="why",
        role="status",
        class_name="notice notice--warn",
        style={"margin": f"{theme.S5} 0 {theme.S6}"},
    )


def _offers() -> rx.Component:
    return rx.cond(
        _STATE.view.offers,
        rx.el.section(
            rx.el.h2(say("Plans closest to yours"), id="near", style={"margin_bottom": theme.S4}),
            rx.foreach(_STATE.view.offers, _offer),
            aria_labelledby="near",
            style={"margin_top": theme.S7, "border_bottom": f"1px solid {theme.LINE}"},
        ),
    )


def _offer(one: OfferRow) -> rx.Component:
    take = rx.cond(
        one.is_first,
        link_button(one.button, href=one.href, variant="primary"),
        link_button(one.button, href=one.href),
    )
    return rx.el.div(
        rx.el.p(one.title, class_name="strong"),
        rx.el.p(one.text, class_name="muted", style={"font_size": "14px", "line_height": "20px"}),
        take,
        key=one.title,
        class_name="offer",
    )


_INCOME = (
    ("wages", say("Wages or pension")),
    ("benefits", say("Benefits and allowances")),
    ("other_income", say("Anything else that comes in")),
)
_SPENDING = (
    ("housing", say("Rent or mortgage, heating, electricity")),
    ("living", say("Food, clothes, telephone")),
    ("transport", say("Travel and car")),
    ("debts", say("Other debts")),
    ("other_spending", say("Anything else that goes out")),
)


def _means() -> rx.Component:
    """Income and expenditure, where the rules ask for them."""
    return rx.el.section(
        rx.el.h2(say("What comes in and goes out a month"), id="means"),
        rx.el.p(
            say("A plan of this size has to be one you can keep up. Only you and the people who decide see this."),
            class_name="muted",
            style={"margin_bottom": theme.S4},
        ),
        rx.el.h3(say("Comes in")),
        *(_mean(name, label) for name, label in _INCOME),
        rx.el.h3(say("Goes out")),
        *(_mean(name, label) for name, label in _SPENDING),
        rx.el.p(_STATE.means_text, role="status", class_name="strong"),
        aria_labelledby="means",
        style={"margin_top": theme.S7},
    )


def _mean(name: str, label: Text) -> rx.Component:
    return field(
        label,
        name,
        unit=_STATE.currency,
        default_value=_STATE.answers[name],
        on_blur=lambda text: _STATE.say_means(name, text),
        auto_complete="off",
        max_length=20,
    )


def _on() -> rx.Component:
    on = link_button(_STATE.view.next_label, href=_STATE.view.next_href, variant="primary", size="large", id="on")
    return rx.el.div(on, class_name="act", style={"margin_top": theme.S6})


def _beside() -> rx.Component:
    return rx.fragment(
        rx.el.h2(say("What the plan covers")),
        rx.el.ul(
            rx.foreach(_STATE.covers, _covered),
            rx.el.li(rx.el.span(say("Together")), amount(_STATE.total, _STATE.currency), class_name="strong"),
            class_name="lines",
            style={"margin_bottom": theme.S6},
        ),
        rx.cond(_STATE.view.promises, promises(_STATE.view.promises)),
    )


def promises(lines: Any) -> rx.Component:
    """What the debtor can count on, ticked off."""
    return rx.fragment(
        rx.el.h2(say("What you can count on")),
        rx.el.ul(
            rx.foreach(lines, lambda text: rx.el.li(icon("check"), rx.el.span(text), key=text)), class_name="rules"
        ),
    )


def _covered(one: CoveredLine) -> rx.Component:
    name = rx.el.span(say("Invoice {number}", number=one.number))
    return rx.el.li(name, rx.el.span(one.amount, class_name="amt"), key=one.number)
