"""The one table of statuses for both faces: colour and word and icon, never a pill.

status("overdue", "25 days overdue")       the label says more than the kind's own word
status("paid")                             Paid
status(State.row.kind, State.row.label)    Vars, also inside rx.foreach
"""

from dataclasses import dataclass

import reflex as rx

from shared.ui.either import pick
from shared.ui.icons import icon as draw
from shared.ui.say import say
from shared.ui.theme import Text, Tone


@dataclass(frozen=True, slots=True)
class Status:
    """How a status looks, and its word when no label says more."""

    tone: Tone
    icon: str
    word: str


KINDS: dict[str, Status] = {
    "paid": Status("good", "circle-check", "Paid"),
    "accepted": Status("good", "check-check", "Accepted"),
    "posted": Status("good", "circle-check", "Posted"),
    "done": Status("good", "circle-check", "Done"),
    "ties": Status("good", "circle-check", "Balances tie"),
    "kept": Status("good", "circle-check", "Kept"),
    "needs-review": Status("warn", "eye", "Needs review"),
    "difference": Status("warn", "diff", "Difference"),
    "disputed": Status("warn", "message-square-warning", "Disputed"),
    "at-risk": Status("warn", "triangle-alert", "Breaks soon"),
    "held": Status("warn", "triangle-alert", "Held"),
    "overdue": Status("bad", "clock-alert", "Overdue"),
    "unmatched": Status("bad", "circle-help", "Unmatched"),
    "failed": Status("bad", "triangle-alert", "Failed"),
    "broken": Status("bad", "triangle-alert", "Broken"),
    "processing": Status("accent", "loader", "Processing"),
    "partly-paid": Status("accent", "circle-dot-dashed", "Partly paid"),
    "on-a-plan": Status("accent", "calendar-check-2", "On a plan"),
    "active": Status("accent", "circle-dot-dashed", "Active"),
    "ready": Status("plain", "circle-check", "Ready"),
    "due-later": Status("plain", "calendar", "Due later"),
    "on-hold": Status("plain", "pause", "On hold"),
    "draft": Status("plain", "file-text", "Draft"),
    "open": Status("plain", "clock", "Open"),
    "rejected": Status("plain", "x", "Rejected"),
    "reversed": Status("plain", "undo-2", "Reversed"),
    "cancelled": Status("plain", "ban", "Cancelled"),
    "written-off": Status("plain", "minus", "Written off"),
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
        _or(label, say(pick(kind, _WORDS))),
        class_name=f"status status--{pick(kind, _TONES)}",
    )


def _or(said: Text, otherwise: Text) -> Text:
    return rx.cond(said, said, otherwise) if isinstance(said, rx.Var) else said or otherwise
