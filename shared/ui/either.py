"""One way to write a component for a Python value, known at the build, and for a Var, known in the browser."""

from collections.abc import Callable, Mapping
from typing import Any

import reflex as rx

from shared.ui.theme import Child, Text


def when(value: Any, then: Callable[[], Child], otherwise: Callable[[], Child] = rx.fragment) -> Child:
    """`then()` if the value holds, else `otherwise()` (nothing); for a Var the browser decides."""
    if isinstance(value, rx.Var):
        return rx.cond(value, then(), otherwise())
    return then() if value else otherwise()


def pick(key: Text, table: Mapping[str, str]) -> Text:
    """The table's text for the key. A key outside the table is a mistake: KeyError, or no text in the browser."""
    return rx.Var.create(dict(table))[key] if isinstance(key, rx.Var) else table[key]


def choose(value: Any, if_true: str, if_false: str = "") -> Text:
    """One of two texts, by a truth known now or in the browser."""
    if isinstance(value, rx.Var):
        return rx.cond(value, if_true, if_false)
    return if_true if value else if_false


def given(text: Text) -> bool:
    """Whether there may be something to show: a Var may always turn out to hold text."""
    return isinstance(text, rx.Var) or bool(text)
