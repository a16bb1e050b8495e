"""Forms and fields: label above, hint under it, error between hint and field, all tied by aria-describedby.

    native_form(                              # really posts, with JavaScript off too
        field("Your e-mail address", "email", kind="email", hint="The one your letter came to", autocomplete="email"),
        button("Send me a link", submit=True, variant="primary", size="large"),
        action="/sign-in", csrf=State.csrf,
    )
    field("Amount", "amount", value=State.amount, on_change=State.amount_typed, error=State.amount_error, unit="EUR")
    choice("This invoice", "what", "this", checked=True, amount="312.40 EUR")
    select("Account", "account", State.accounts, value=State.account, on_change=State.choose_account)

A `csrf` input goes into every form that posts. For a form handled over the socket use `rx.el.form(on_submit=...)`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import reflex as rx
from reflex_components_core.el.elements.base import BaseHTML  # type: ignore[import-untyped]

from shared.ui.either import choose, given, when
from shared.ui.icons import icon
from shared.ui.theme import Child, Text, inline


class NativeForm(BaseHTML):  # type: ignore[misc]
    """A plain HTML form: Reflex's own always prevents the browser from sending it."""

    tag = "form"

    action: rx.Var[str]
    method: rx.Var[str]
    enc_type: rx.Var[str]


@dataclass(frozen=True)
class Option:
    """One line of a `select`."""

    value: str
    label: Text


def native_form(*children: Child, action: Text, csrf: Text, upload: bool = False, **attributes: Any) -> rx.Component:
    """A form that posts to an HTTP route, with the session's csrf token in the field `csrf`."""
    token = rx.el.input(type="hidden", name="csrf", value=csrf, read_only=True)
    if upload:
        attributes["enc_type"] = "multipart/form-data"
    return NativeForm.create(token, *children, action=action, method="post", **attributes)


def search_form(*children: Child, action: Text, **attributes: Any) -> rx.Component:
    """A form that asks: its fields go into the address (GET), and no token is needed."""
    return NativeForm.create(*children, action=action, method="get", role="search", **attributes)


def field(
    label: Text,
    name: str,
    *,
    hint: Text = "",
    error: Text = "",
    unit: Text = "",
    kind: Literal["text", "email", "password", "tel", "date", "number", "search", "file"] = "text",
    **attributes: Any,
) -> rx.Component:
    """One line to fill in; `name` is also its id. `unit` is the currency inside an amount's field.

    Other attributes go to the input: value or default_value, on_change, autocomplete, input_mode, required …
    """
    attributes = _input_attributes(name, hint, error, attributes)
    if not given(unit):
        return _labelled(label, name, hint, error, rx.el.input(type=kind, **attributes))
    attributes["class_name"] = ""
    box = rx.el.div(
        rx.el.input(type=kind, input_mode="decimal", **attributes),
        rx.el.span(unit, class_name="muted"),
        class_name="input input--amt",
    )
    return _labelled(label, name, hint, error, box)


def text_area(label: Text, name: str, *, hint: Text = "", error: Text = "", **attributes: Any) -> rx.Component:
    """Several lines to fill in."""
    return _labelled(
        label, name, hint, error, rx.el.textarea(**_input_attributes(name, hint, error, {"rows": "4"} | attributes))
    )


def select(
    label: Text,
    name: str,
    options: Sequence[Option] | rx.Var,
    *,
    hint: Text = "",
    error: Text = "",
    **attributes: Any,
) -> rx.Component:
    """One of a list, by the browser's own control."""
    lines = rx.foreach(options, lambda one: rx.el.option(one.label, value=one.value))
    return _labelled(label, name, hint, error, rx.el.select(lines, **_input_attributes(name, hint, error, attributes)))


def choice(
    label: Child,
    name: str,
    value: Text,
    *,
    kind: Literal["radio", "checkbox"] = "radio",
    amount: Child = "",
    **attributes: Any,
) -> rx.Component:
    """One radio button or checkbox with its words, the amount at the right; group them with `choices`."""
    right = when(amount, lambda: rx.el.span(amount, class_name="amt"))
    return rx.el.label(
        rx.el.input(type=kind, name=name, value=value, **attributes), rx.el.span(label), right, class_name="choice"
    )


def slider(
    label: Text,
    name: str,
    *,
    least: Text | int,
    most: Text | int,
    filled: Text,
    allowed: bool | rx.Var = True,
    **attributes: Any,
) -> rx.Component:
    """A range with an accessible name and no visible one (a `field` stands beside it); `filled` is CSS, "31.4%".

    Let it tell its value every 150 ms at most: `default_value=..., on_change=State.moved.throttle(150)`.
    """
    return rx.el.input(
        type="range",
        name=name,
        id=name,
        min=least,
        max=most,
        aria_label=label,
        class_name=f"range {choose(allowed, '', 'range--no')}",
        **inline({"--v": filled}),
        **attributes,
    )


def choices(legend: Text, *items: Child, hidden_legend: bool = False) -> rx.Component:
    """A group of `choice`s with the question they answer."""
    return rx.el.fieldset(
        rx.el.legend(legend, class_name="sr" if hidden_legend else "label"), *items, class_name="choices"
    )


def _input_attributes(name: str, hint: Text, error: Text, asked: dict[str, Any]) -> dict[str, Any]:
    described = f"{choose(hint, f'{name}-hint')} {choose(error, f'{name}-error')}".strip()
    attributes: dict[str, Any] = {"id": name, "name": name}
    if described:
        attributes["aria_describedby"] = described
    if given(error):
        attributes["aria_invalid"] = choose(error, "true", "false")
    return attributes | asked | {"class_name": f"input {asked.get('class_name', '')}"}


def _labelled(label: Text, name: str, hint: Text, error: Text, control: rx.Component) -> rx.Component:
    return rx.el.div(
        rx.el.label(label, html_for=name),
        when(hint, lambda: rx.el.p(hint, id=f"{name}-hint", class_name="hint")),
        when(
            error,
            lambda: rx.el.p(
                icon("circle-alert"), rx.el.span(error), id=f"{name}-error", class_name="err", role="alert"
            ),
        ),
        control,
        class_name="field",
    )
