"""What a page says while the server cannot be reached."""

import reflex as rx
from reflex_components_core.core.banner import (  # type: ignore[import-untyped]
    has_too_many_connection_errors,
)

from shared.ui.notices import notice
from shared.ui.say import say


@rx.memo
def lost_connection() -> rx.Component:
    """One line at the foot of the window, from the second vain try until one succeeds."""
    words = say("No connection. What you see may be out of date; we keep trying.")
    said = rx.el.div(notice(words, tone="warn"), class_name="offline")
    return rx.fragment(rx.cond(has_too_many_connection_errors, said, rx.fragment()))
