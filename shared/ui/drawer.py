"""A drawer beside the page, which stays readable: what stands behind a number. On a phone it fills the screen.

    drawer(State.entries_shown, "Outstanding, 600.00 CHF", entries_table(), over="Entries behind",
           on_close=Card.close_entries)

Escape closes it; focus goes to its heading's close button and returns to what opened it.
"""

from typing import Any

import reflex as rx

from shared.ui.either import when
from shared.ui.keys import hold_focus, key_bindings
from shared.ui.links import icon_button
from shared.ui.theme import Child, Text


def drawer(shown: bool | rx.Var, title: Text, *content: Child, on_close: Any, over: Text = "") -> Child:
    """Content that floats at the right while `shown`; `over` is a small line above the title."""
    return when(shown, lambda: _panel(title, content, on_close, over))


def _panel(title: Text, content: tuple[Child, ...], on_close: Any, over: Text) -> rx.Component:
    head = rx.el.div(
        rx.el.div(when(over, lambda: rx.el.p(over, class_name="crumb")), rx.el.h2(title, id="drawer-title")),
        icon_button("x", "Close", on_click=on_close, class_name="close", id="drawer-close"),
        class_name="row row--top between",
    )
    return rx.el.aside(
        key_bindings({"Escape": on_close}),
        hold_focus("drawer-close"),
        head,
        *content,
        aria_labelledby="drawer-title",
        class_name="drawer",
    )
