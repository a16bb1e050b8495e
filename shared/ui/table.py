"""Tables: hairlines between rows, text left, numbers right, the currency once in the heading.

    table(
        [Column("Invoice", sort="number", place="title"), Column("Debtor", place="note"),
         Column("Outstanding, EUR", number=True, width="120px", sort="outstanding", place="amount")],
        State.rows, lambda r: (link(r.number, href=r.href), r.debtor, amount(r.outstanding)),
        caption="Invoices", view=State.view, foot=("Together", "", State.total),
    )
    data_table(... as table ..., loading=State.loading, empty=empty("No invoices yet", ...))

On a phone a row becomes an item of two lines: `place` says which column stands where; the others are left out.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import reflex as rx

from shared.ui import notices
from shared.ui.either import choose, given, when
from shared.ui.icons import icon
from shared.ui.links import link, link_button
from shared.ui.listing import ListView
from shared.ui.say import say
from shared.ui.theme import Child, Text, inline

_SKELETON_WIDTHS = ("76%", "60%", "88%", "66%", "80%", "54%")


@dataclass(frozen=True, slots=True)
class Column:
    """A column: `sort` is its key in the address; `width` is CSS, and one column should have none."""

    heading: Text
    number: bool = False
    width: str = ""
    sort: str = ""
    place: Literal["title", "amount", "note", "side", "below", ""] = ""


def table(  # noqa: PLR0913 - options by name
    columns: Sequence[Column],
    rows: Sequence[Any] | rx.Var,
    cells: Callable[[Any], Sequence[Child]],
    *,
    caption: Text,
    view: ListView | None = None,
    foot: Sequence[Child] = (),
    selected: Callable[[Any], bool | rx.Var] | None = None,
    on_row: Callable[[Any], Any] | None = None,
    class_name: str = "",
) -> rx.Component:
    """The rows, each drawn by `cells` in the columns' order.

    `view` makes headings with a `sort` into links. `foot` holds totals of all rows, not of the page.
    `selected` marks the current row; `on_row` is called when one is clicked (offer a link or a key beside it).
    """

    def row(item: Any) -> rx.Component:
        attributes: dict[str, Any] = {"aria_selected": selected(item)} if selected else {}
        if on_row:
            attributes["on_click"] = on_row(item)
        return rx.el.tr(*_cells(columns, cells(item)), role="row", **attributes)

    return _frame(columns, rx.foreach(rows, row), caption=caption, view=view, foot=foot, class_name=class_name)


def data_table(  # noqa: PLR0913 - options by name
    columns: Sequence[Column],
    rows: Sequence[Any] | rx.Var,
    cells: Callable[[Any], Sequence[Child]],
    *,
    caption: Text,
    view: ListView,
    loading: bool | rx.Var,
    empty: rx.Component,
    nothing_matches: rx.Component | None = None,
    skeleton_count: int = 8,
    **table_options: Any,
) -> rx.Component:
    """A list of a page in its states: loading, empty, nothing matches the filter, full; the pager underneath."""
    full = rx.fragment(table(columns, rows, cells, caption=caption, view=view, **table_options), pager(view))
    without = rx.cond(view.clear, nothing_matches or _nothing_matches(view), empty)
    loaded = rx.cond(view.total, full, without)
    return rx.cond(loading, skeleton_table(columns, skeleton_count, caption=caption), loaded)


def skeleton_table(columns: Sequence[Column], count: int, *, caption: Text) -> rx.Component:
    """The same columns and row heights as the data, from the first frame."""
    rows = [rx.el.tr(*_cells(columns, [_bar(column, line) for column in columns]), role="row") for line in range(count)]
    return rx.el.div(
        rx.el.p(say("Loading {what}", what=caption), class_name="sr", role="status"),
        _frame(columns, rx.fragment(*rows), caption=caption, view=None, foot=(), class_name=""),
        aria_busy="true",
    )


def two_lines(first: Child, second: Child) -> rx.Component:
    """A cell of two lines, the second smaller; each is cut where the column ends."""
    return rx.fragment(rx.el.span(first, class_name="two"), rx.el.span(second, class_name="two"))


def filter_chips(view: ListView, label: Text = "") -> rx.Component:
    """The filters as links with their counts; the filter is in the address."""
    return rx.el.nav(
        rx.foreach(
            view.chips,
            lambda one: link(one.label, rx.el.b(one.count), href=one.href, class_name="chip", aria_current=one.current),
        ),
        aria_label=label if given(label) else say("Filter"),
        class_name="chips",
    )


def pager(view: ListView) -> rx.Component:
    """Which rows these are ("1 to 25 of 231") and the way to the neighbours."""
    steps = rx.fragment(
        when(view.previous, lambda: link_button(say("Previous"), href=view.previous, icon="chevron-left")),
        when(view.following, lambda: link(say("Next"), icon("chevron-right"), href=view.following, class_name="btn")),
    )
    return rx.el.nav(rx.el.span(view.shown), steps, aria_label=say("Pages"), class_name="pager")


def _frame(
    columns: Sequence[Column], body: Child, *, caption: Text, view: Any, foot: Sequence[Child], class_name: str
) -> rx.Component:
    parts = [rx.el.tfoot(rx.el.tr(*_cells(columns, foot), role="row"), role="rowgroup")] if foot else []
    items = "table--items" if any(column.place for column in columns) else ""
    widths = (rx.el.col(**inline({"width": column.width or "auto"})) for column in columns)
    return rx.el.table(
        rx.el.caption(caption, class_name="sr"),
        rx.el.colgroup(*widths),
        rx.el.thead(rx.el.tr(*(_heading(column, view) for column in columns), role="row"), role="rowgroup"),
        rx.el.tbody(body, role="rowgroup"),
        *parts,
        # Said again, because a row drawn as a grid on a phone would lose what it is.
        role="table",
        class_name=f"table table--fixed {items} {class_name}",
    )


def _cells(columns: Sequence[Column], contents: Sequence[Child]) -> list[rx.Component]:
    return [
        rx.el.td(content, role="cell", class_name=_cell_class(column))
        for column, content in zip(columns, contents, strict=True)
    ]


def _cell_class(column: Column) -> str:
    return f"{'n' if column.number else ''} at-{column.place or 'none'}"


def _heading(column: Column, view: Any) -> rx.Component:
    attributes: dict[str, Any] = {"scope": "col", "role": "columnheader", "class_name": "n" if column.number else ""}
    if view is None or not column.sort:
        return rx.el.th(column.heading, **attributes)
    up, down = view.sort == column.sort, view.sort == f"-{column.sort}"
    target = choose(up, f"-{column.sort}", column.sort)
    mark = when(up, lambda: icon("arrow-up"), lambda: when(down, lambda: icon("arrow-down")))
    order = rx.cond(up, "ascending", rx.cond(down, "descending", "none"))
    return rx.el.th(
        link(column.heading, mark, href=view.sort_base + target, class_name="sort"), aria_sort=order, **attributes
    )


def _bar(column: Column, line: int) -> rx.Component:
    return notices.skeleton(
        _SKELETON_WIDTHS[(line + len(str(column.heading))) % len(_SKELETON_WIDTHS)], right=column.number
    )


def _nothing_matches(view: ListView) -> rx.Component:
    everything = link_button(say("Show everything"), href=view.clear)
    return notices.empty(say("Nothing matches"), say("No row fits the filter and the search together."), everything)
