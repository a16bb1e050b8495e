"""The one table of statuses for both faces: colour and word and icon, never a pill.

status("overdue", "25 days overdue")       the label says more than the kind's own word
status("paid")                             Paid
status(State.row.kind, State.row.label)    Vars, also inside rx.foreach
"""

from dataclasses import dataclass

import reflex as rx

from shared.ui.either import pick
from shared.ui.icons import icon as draw
from shared.ui.theme import Text, Tone


@dataclass(frozen=True, slots=True)
class Kind:
    """How a status looks, and its word when no label says more."""

    tone: Tone
    icon: str
    word: str


KINDS: dict[str, Kind] = {
    "paid": Kind("good", "circle-check", "Paid"),
    "accepted": Kind("good", "check-check", "Accepted"),
    "posted": Kind("good", "circle-check", "Posted"),
    "done": Kind("good", "circle-check", "Done"),
    "ties": Kind("good", "circle-check", "Balances tie"),
    "kept": Kind("good", "circle-check", "Kept"),
    "needs-review": Kind("warn", "eye", "Needs review"),
    "difference": Kind("warn", "diff", "Difference"),
    "disputed": Kind("warn", "message-square-warning", "Disputed"),
    "at-risk": Kind("warn", "triangle-alert", "Breaks soon"),
    "held": Kind("warn", "triangle-alert", "Held"),
    "overdue": Kind("bad", "clock-alert", "Overdue"),
    "unmatched": Kind("bad", "circle-help", "Unmatched"),
    "failed": Kind("bad", "triangle-alert", "Failed"),
    "broken": Kind("bad", "triangle-alert", "Broken"),
    "processing": Kind("accent", "loader", "Processing"),
    "partly-paid": Kind("accent", "circle-dot-dashed", "Partly paid"),
    "on-a-plan": Kind("accent", "calendar-check-2", "On a plan"),
    "active": Kind("accent", "circle-dot-dashed", "Active"),
    "ready": Kind("plain", "circle-check", "Ready"),
    "due-later": Kind("plain", "calendar", "Due later"),
    "on-hold": Kind("plain", "pause", "On hold"),
    "draft": Kind("plain", "file-text", "Draft"),
    "open": Kind("plain", "clock", "Open"),
    "rejected": Kind("plain", "x", "Rejected"),
    "reversed": Kind("plain", "undo-2", "Reversed"),
    "cancelled": Kind("plain", "ban", "Cancelled"),
    "written-off": Kind("plain", "minus", "Written off"),
}

_TONES: dict[str, str] = {name: kind.tone for name, kind in KINDS.items()}
_ICONS: dict[str, str] = {name: kind.icon for name, kind in KINDS.items()}
_WORDS: dict[str, str] = {name: kind.word for name, kind in KINDS.items()}


def status(kind: Text, label: Text = "", icon: Text = "") -> rx.Component:
    """A status of KINDS.

    Raises:
        KeyError: the kind is a Python value and not in KINDS.
    """
    return rx.el.span(
        draw(_or(icon, pick(kind, _ICONS))),
        _or(label, pick(kind, _WORDS)),
        class_name=f"status status--{pick(kind, _TONES)}",
    )


def _or(said: Text, otherwise: Text) -> Text:
    return rx.cond(said, said, otherwise) if isinstance(said, rx.Var) else said or otherwise
