"""A schedule as columns and as a table: what is paid when, and what is left after it."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import reflex as rx

from shared.i18n import said
from shared.money import Money
from shared.plans.wizard import Row
from shared.ui import theme
from shared.ui.charts import Instalment, legend_key, schedule_columns
from shared.ui.format import amount as digits
from shared.ui.format import long_date, money, month, short_date
from shared.ui.say import say

_LABELS = 12
"""So many labels fit under the columns; of more every second, third … is written."""


@dataclass
class ScheduleRow:
    """A payment in words."""

    number: str = ""
    date: str = ""
    amount: str = ""
    left: str = ""


@dataclass
class ScheduleView:
    """A schedule; `limit` is where in the chart the rules end, in CSS, "" where they do not."""

    rows: list[ScheduleRow] = field(default_factory=list)
    columns: list[Instalment] = field(default_factory=list)
    currency: str = ""
    label: str = ""
    limit: str = ""
    limit_label: str = ""


def schedule_view(
    rows: Sequence[Row], language: str, *, fits: int | None = None, limit_label: str = ""
) -> ScheduleView:
    """The rows drawn; those after the first `fits` are past what the rules allow."""
    total = Money.total((each.amount for each in rows), rows[0].amount.currency)
    over = fits is not None and fits < len(rows)
    label = said(
        "{count} columns falling from {total} on {first} to zero on {last}",
        language,
        count=len(rows),
        total=money(total, language),
        first=long_date(rows[0].due_on, language),
        last=long_date(rows[-1].due_on, language),
    )
    return ScheduleView(
        rows=[_row(each, language) for each in rows],
        columns=_columns(rows, total, language, fits if over else None),
        currency=total.currency,
        label=label,
        limit=f"calc({fits} * (100% + 8px) / {len(rows)} - 4px)" if over else "",
        limit_label=limit_label if over else "",
    )


def schedule_chart(view: ScheduleView) -> rx.Component:
    """The columns with their legend."""
    keys = [
        rx.el.span(legend_key(theme.ACCENT), say("That payment")),
        rx.el.span(rx.el.i(class_name="key key--left"), say("Left after it")),
        rx.cond(view.limit, rx.el.span(rx.el.i(class_name="key key--over"), say("Past the limit"))),
    ]
    limit = rx.el.div(
        rx.el.span(view.limit_label), class_name="limit", aria_hidden="true", **theme.inline({"left": view.limit})
    )
    chart = schedule_columns(view.columns, label=view.label)
    return rx.fragment(
        rx.el.div(*keys, class_name="legend"),
        rx.el.div(chart, rx.cond(view.limit, limit), class_name="limited"),
    )


def schedule_table(view: ScheduleView) -> rx.Component:
    """The same as a table."""
    heads = (
        rx.el.th(say("No."), scope="col"),
        rx.el.th(say("Date"), scope="col"),
        rx.el.th(say("Payment, {currency}", currency=view.currency), class_name="n", scope="col"),
        rx.el.th(say("Left after it, {currency}", currency=view.currency), class_name="n", scope="col"),
    )
    return rx.el.table(
        rx.el.caption(say("The schedule"), class_name="sr"),
        rx.el.thead(rx.el.tr(*heads)),
        rx.el.tbody(rx.foreach(view.rows, _line)),
        class_name="table sched sched--rows",
    )


def _line(row: ScheduleRow) -> rx.Component:
    return rx.el.tr(
        rx.el.td(row.number, class_name="muted"),
        rx.el.td(row.date),
        rx.el.td(row.amount, class_name="n medium"),
        rx.el.td(row.left, class_name="n muted"),
        key=row.number,
    )


def _row(row: Row, language: str) -> ScheduleRow:
    number = said("First", language) if row.number == 0 else str(row.number)
    return ScheduleRow(
        number, long_date(row.due_on, language), digits(row.amount, language), digits(row.left_after, language)
    )


def _columns(rows: Sequence[Row], total: Money, language: str, fits: int | None) -> list[Instalment]:
    whole, every = total.minor / 97, -(-len(rows) // _LABELS)  # a gap is left between the two parts of a column
    months = [month(each.due_on, language) for each in rows]
    names = months if len(set(months)) == len(rows) else [short_date(each.due_on, language) for each in rows]
    return [
        Instalment(
            label=names[at] if at % every == 0 else "",
            pays=round(each.amount.minor / whole, 2),
            left=round(each.left_after.minor / whole, 2),
            over=fits is not None and at >= fits,
        )
        for at, each in enumerate(rows)
    ]
