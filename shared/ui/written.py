"""What somebody wrote, shown as they wrote it."""

import reflex as rx

from shared.ui.theme import Text


def written(text: Text) -> rx.Component:
    """A paragraph that keeps the writer's line ends and breaks what is longer than a line."""
    return rx.el.p(text, style={"white_space": "pre-wrap", "overflow_wrap": "anywhere"})
