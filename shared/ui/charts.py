"""Small charts of plain boxes. A table or a sentence with the same content stands beside each.

age_bar(State.ages)                              shares by age, from Age values, with the table under it
bars(State.days, label="Cash in, last 15 days")  columns with a line where it was expected, from Bar values
stepper(["Invoices", "What you can pay", "Terms"], current=1)
schedule_columns(State.columns, label="Six columns falling to zero")
"""

from collections.abc import Sequence
from dataclasses import dataclass

import reflex as rx

from shared.ui.either import choose, when
from shared.ui.links import amount_link
from shared.ui.theme import Text, inline


@dataclass
class Age:
    """One age group: 0 (not due) to 4 (over 90 days); the share in percent both as number and as text."""

    age: int = 0
    label: str = ""
    amount: str = ""
    percent: float = 0.0
    percent_text: str = ""
    href: str = ""


@dataclass
class Bar:
    """One column: heights in percent of the chart; `expected` draws a line, 0 for none."""

    percent: float = 0.0
    expected: float = 0.0
    current: bool = False


@dataclass
class Instalment:
    """One column of a plan: that month's payment and what is left after it, in percent of the whole."""

    label: str = ""
    pays: float = 0.0
    left: float = 0.0
    over: bool = False


def age_bar(ages: Sequence[Age] | rx.Var, *, caption: Text = "Open invoices by age") -> rx.Component:
    """The bar and, under it, the same as a table whose amounts open their rows."""
    pieces = rx.foreach(
        ages, lambda one: rx.el.span(**inline({"flexGrow": one.percent, "background": _age_colour(one)}))
    )
    return rx.el.div(
        rx.el.div(pieces, class_name="agebar", aria_hidden="true"),
        rx.el.table(
            rx.el.caption(caption, class_name="sr"), rx.el.tbody(rx.foreach(ages, _age_row)), class_name="table ages"
        ),
    )


def bars(columns: Sequence[Bar] | rx.Var, *, label: Text) -> rx.Component:
    """Columns; the current one in the accent, the others grey."""

    def column(one: Bar) -> rx.Component:
        line = when(one.expected, lambda: rx.el.i(**inline({"bottom": f"{one.expected}%"})))
        return rx.el.span(line, rx.el.b(**inline({"height": f"{one.percent}%"})), class_name=choose(one.current, "now"))

    return rx.el.div(rx.foreach(columns, column), role="img", aria_label=label, class_name="bars")


def schedule_columns(columns: Sequence[Instalment] | rx.Var, *, label: Text) -> rx.Component:
    """A plan's months: what is paid each month and what is left after it."""

    def column(one: Instalment) -> rx.Component:
        return rx.el.div(
            rx.el.div(**inline({"height": f"{one.pays}%"}), class_name="pay"),
            rx.el.div(**inline({"height": f"{one.left}%"}), class_name="left"),
            class_name=f"col {choose(one.over, 'over')}",
        )

    months = rx.foreach(columns, lambda one: rx.el.span(one.label))
    return rx.el.div(
        rx.el.div(rx.foreach(columns, column), role="img", aria_label=label, class_name="chart"),
        rx.el.div(months, aria_hidden="true", class_name="months"),
    )


def stepper(steps: Sequence[Text], current: int) -> rx.Component:
    """The steps of a wizard; `current` counts from 0. Those before it are done."""
    items = (
        rx.el.li(
            f"{number + 1}. {name}",
            class_name="done" if number < current else "",
            **({"aria_current": "step"} if number == current else {}),
        )
        for number, name in enumerate(steps)
    )
    return rx.el.ol(*items, aria_label="Steps", class_name="wiz")


@dataclass
class Share:
    """One part of a `meter`: its percent of the whole, its colour a name of `theme`."""

    percent: float = 0.0
    colour: str = ""


def meter(shares: Sequence[Share] | rx.Var, *, label: Text) -> rx.Component:
    """One thin bar of parts, under an equation; `label` says the same in words."""
    parts = rx.foreach(shares, lambda one: rx.el.span(**inline({"flexGrow": one.percent, "background": one.colour})))
    return rx.el.div(parts, role="img", aria_label=label, class_name="meter")


def sparkline(points: Text, *, label: Text) -> rx.Component:
    """A line of 176 by 56 px; `points` as SVG wants them, from `spark_points`."""
    line = rx.el.svg.polyline(points=points, fill="none", stroke="var(--accent)", stroke_width="1.75")
    return rx.el.svg(line, width="176", height="56", view_box="0 0 176 56", role="img", aria_label=label)


def spark_points(values: Sequence[float]) -> str:
    """Where the values lie in a `sparkline`, the largest on top; "" for fewer than two."""
    if len(values) < 2:
        return ""
    low, spread = min(values), (max(values) - min(values)) or 1
    step = 170 / (len(values) - 1)
    return " ".join(f"{3 + at * step:.1f},{53 - (value - low) / spread * 50:.1f}" for at, value in enumerate(values))


def legend_key(colour: str) -> rx.Component:
    """The small square that says which colour means what; `colour` is a name of `theme`."""
    return rx.el.i(class_name="key", **inline({"background": colour}))


def _age_row(one: Age) -> rx.Component:
    number = when(one.href, lambda: amount_link(one.amount, href=one.href), lambda: rx.el.span(one.amount))
    return rx.el.tr(
        rx.el.th(rx.el.i(class_name="key", **inline({"background": _age_colour(one)})), one.label, scope="row"),
        rx.el.td(number, class_name="n"),
        rx.el.td(one.percent_text, class_name="n muted"),
    )


def _age_colour(one: Age) -> str:
    return f"var(--age-{one.age})"
