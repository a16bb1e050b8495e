"""Asking for a document and being offered it: the button, the wait, the file.

    paper: Paper = Paper()                                                     a state's var, set from `paper_of`
    paper_offer(State.paper, about="invoice/12", ask=State.ask("invoice", 12), label=say("Get it as PDF"))

A page shows only what was asked for on it: `about` names it.
"""

from dataclasses import dataclass
from typing import Any

import reflex as rx

from shared.documents import Offer
from shared.ui.icons import icon
from shared.ui.links import button, link_button
from shared.ui.say import say, sentence
from shared.ui.theme import Text
from shared.words import DocumentState

_A_KILOBYTE = 1000


@dataclass
class Paper:
    """What was asked for last, and how far it is; `size` like "24 kB"."""

    about: str = ""
    state: str = ""
    name: str = ""
    href: str = ""
    size: str = ""


def paper_of(offer: Offer, *, about: str, href: str) -> Paper:
    size = f"{max(offer.size // _A_KILOBYTE, 1)} kB" if offer.size else ""
    return Paper(about, offer.state.value, offer.name, href, size)


def paper_offer(paper: Any, *, about: Text, ask: Any, label: Text) -> rx.Component:
    """A button that asks; then what becomes of it, said aloud to whoever cannot see it change."""
    wanted = button(label, on_click=ask, icon="file-text")
    making = rx.el.span(
        icon("loader"), say("The document is being made. It takes a few seconds."), class_name="row muted"
    )
    size = rx.el.span(paper.size, class_name="small muted")
    ready = rx.el.span(
        link_button(sentence("Download {name}", name=paper.name), href=paper.href, icon="download", download=True),
        size,
        class_name="row wrap",
    )
    again = rx.el.span(
        rx.el.span(say("The document could not be made. Please try again."), class_name="is-bad"),
        wanted,
        class_name="row wrap",
    )
    become = rx.match(paper.state, (DocumentState.READY.value, ready), (DocumentState.FAILED.value, again), making)
    return rx.el.div(rx.cond(paper.about == about, become, wanted), role="status")
