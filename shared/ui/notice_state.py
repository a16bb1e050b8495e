"""Notices told by handlers: through state, because a strict content policy forbids what toasts are made of.

return tell("Posted 3 lines, 912.40 EUR.", tone="good")
notice_area()                                  once, just inside a page's main
"""

from __future__ import annotations

import logging
import secrets
from typing import Any

import reflex as rx
from reflex.event import EventSpec
from reflex_base.event.context import EventContext

from shared.errors import Refused
from shared.i18n import refusal, said
from shared.ui.links import icon_button
from shared.ui.marks import allow
from shared.ui.notices import notice
from shared.ui.reader import socket_language
from shared.ui.say import say

log = logging.getLogger(__name__)

_TONES = ("plain", "good", "warn", "bad", "accent")
_LONGEST = 400


class NoticeState(rx.State):
    """The one notice this tab shows."""

    text: str = ""
    tone: str = "plain"
    _told_at: str = ""

    @rx.event
    @allow("public")
    def show(self, text: str, tone: str) -> None:
        self.text = str(text)[:_LONGEST]
        self.tone = tone if tone in _TONES else "plain"
        self._told_at = self._place()

    @rx.event
    @allow("public")
    def arrive(self) -> None:
        """Another page has come up, or this one in another language: what was told before is over."""
        if self._told_at != self._place():
            self.text = ""

    @rx.event
    @allow("public")
    def clear(self) -> None:
        self.text = ""

    def _place(self) -> str:
        """The page, and the language it is read in."""
        return f"{self.router.url.path.rstrip('/')} {socket_language(self.router_data)}"


def tell(text: str, *, tone: str = "plain") -> EventSpec:
    """What a handler returns or yields to say what it did; `tone` is one of theme.Tone."""
    event: Any = NoticeState.show
    return event(text, tone)


def notice_area() -> rx.Component:
    """Where notices appear, announced to screen readers."""
    close = icon_button("x", say("Close"), on_click=NoticeState.clear)
    return rx.el.div(
        rx.cond(NoticeState.text, notice(NoticeState.text, tone=NoticeState.tone, action=close)),
        aria_live="polite",
        on_mount=NoticeState.arrive,
    )


def show_failure(exception: Exception) -> EventSpec:
    """What a person is told when a handler fails: a refusal as it is; a bug is logged and apologised for."""
    language = socket_language(EventContext.get().router_data)
    if isinstance(exception, Refused):
        return tell(refusal(exception, language), tone="warn")
    code = secrets.token_hex(3).upper()
    log.error("A handler failed, code %s", code, exc_info=exception)
    text = said("Something went wrong on our side. Nothing was changed. Code to quote: {code}", language, code=code)
    return tell(text, tone="bad")
