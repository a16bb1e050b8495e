"""Lucide icons, drawn by `rx.icon`; hidden from screen readers, since a word always stands beside them.

icon("clock-alert")            16 px, stroke 2
icon("shield-check", 20)       20 px, stroke 1.75
icon(State.row.icon)           a Var: one of NAMED
"""

from typing import Literal

import reflex as rx

from shared.ui.theme import Text

_CLASS = {16: "i", 20: "i i--20", 32: "i i--32"}
_STROKE = {16: 2.0, 20: 1.75, 32: 1.5}

# Icons that data chooses. Only these are compiled in, so that a page does not carry all 1,700 of Lucide.
NAMED = (
    "arrow-down-left", "arrow-up-right", "badge-check", "ban", "calendar", "calendar-check-2", "calendar-clock",
    "check", "check-check", "circle-alert", "circle-check", "circle-dot-dashed", "circle-help", "clock",
    "clock-alert", "credit-card", "diff", "eye", "file-plus-2", "file-text", "hand-coins", "history", "info",
    "landmark", "loader", "mail", "message-square", "message-square-warning", "minus", "pause", "phone",
    "receipt", "repeat-2", "send", "shield-check", "split", "triangle-alert", "undo-2", "user", "x",
)  # fmt: skip


def icon(name: Text, size: Literal[16, 20, 32] = 16) -> rx.Component:
    """The icon of that Lucide name (with hyphens)."""
    if isinstance(name, rx.Var):
        return _named_icon(name=name, class_name=_CLASS[size], stroke=_STROKE[size])
    return _drawn(name, _CLASS[size], _STROKE[size])


@rx.memo
def _named_icon(name: rx.Var[str], class_name: rx.Var[str], stroke: rx.Var[float]) -> rx.Component:
    return rx.match(name, *((one, _drawn(one, class_name, stroke)) for one in NAMED), rx.fragment())


def _drawn(name: str, class_name: Text, stroke: float | rx.Var) -> rx.Component:
    return rx.icon(name, class_name=class_name, stroke_width=stroke)
