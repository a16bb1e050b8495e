"""What a page says about itself: what was done, what went wrong, what belongs here, that it is loading.

notice("Accepted line 118: 2,391.20 EUR", tone="good", action=button("Undo", on_click=..., variant="quiet"))
empty("No invoices yet", "Invoices you import appear here.", link_button(...), icon="file-plus-2")
error_box("The list could not be read", "Nothing was changed.", button("Try again", ...), code="7F3A-20")
skeleton_lines(3)
"""

import reflex as rx

from shared.ui.either import given, pick, when
from shared.ui.icons import icon as draw
from shared.ui.say import say, sentence
from shared.ui.theme import Child, Text, inline

_ICONS = {
    "plain": "info",
    "good": "circle-check",
    "warn": "triangle-alert",
    "bad": "triangle-alert",
    "accent": "info",
}
_ROLES = {tone: "alert" if tone == "bad" else "status" for tone in _ICONS}


def notice(*content: Child, tone: Text = "plain", action: rx.Component | None = None) -> rx.Component:
    """What was done, with number and amount; stays until the next action. `tone` is one of theme.Tone."""
    return rx.el.div(
        draw(pick(tone, _ICONS)),
        rx.el.div(rx.el.div(*content), *([action] if action else []), class_name="grow row between"),
        role=pick(tone, _ROLES),
        class_name=f"notice notice--{tone}",
    )


def empty(title: Text, explanation: Child = "", *actions: rx.Component, icon: str | None = None) -> rx.Component:
    """Nothing here: what belongs here, then the next step as a button."""
    return _middle([draw(icon, 32)] if icon else [], title, explanation, *actions)


def error_box(title: Text, explanation: Child, *actions: rx.Component, code: Text = "") -> rx.Component:
    """What happened, what is safe, what to do, and a code to quote."""
    quote = when(
        code,
        lambda: rx.el.p(
            sentence("Code to quote: {code}", code=rx.el.span(code, class_name="id")), class_name="small muted"
        ),
    )
    picture = rx.el.span(draw("cloud-off", 32), class_name="is-bad")
    return _middle([picture], title, rx.fragment(explanation, quote), *actions, role="alert")


def skeleton(width: str = "100%", *, right: bool = False) -> rx.Component:
    """A grey bar where a text will stand; shown only after 200 ms."""
    return rx.el.span(class_name=f"sk {'r' if right else ''}", **inline({"width": width}))


def skeleton_lines(count: int, label: Text = "") -> rx.Component:
    """As many rows of the usual height, so that nothing moves when the text arrives."""
    widths = ("62%", "48%", "74%", "56%", "66%", "44%")
    bars = [rx.el.div(skeleton(widths[row % len(widths)]), class_name="sk-row") for row in range(count)]
    return rx.el.div(
        rx.el.p(label if given(label) else say("Loading"), class_name="sr", role="status"), *bars, aria_busy="true"
    )


def _middle(
    picture: list[rx.Component], title: Text, text: Child, *actions: rx.Component, role: str = ""
) -> rx.Component:
    row = [rx.el.div(*actions, class_name="row wrap acts")] if actions else []
    box = rx.el.div(*picture, rx.el.h2(title), rx.el.div(text, class_name="muted"), *row, class_name="empty")
    return rx.el.div(box, class_name="mid", **({"role": role} if role else {}))
