"""Links and buttons. A button says what will happen, with the amount: "Pay 312.40 EUR", never "Submit".

link("2026-1702", href="/staff/invoices/2026-1702")
link("Receipt, PDF", href="/receipts/7.pdf", download=True)
button("Accept 182 lines", on_click=Journal.accept, variant="primary", key_hint="a")
button("Pay 312.40 EUR", submit=True, variant="primary", size="large")
link_button("Pay the overdue 312.40 EUR", href=State.pay_href, variant="primary", size="large")
"""

from typing import Any, Literal, TypeAlias

import reflex as rx
from reflex_components_core.react_router.dom import ReactRouterLink  # type: ignore[import-untyped]

from shared.ui.either import when
from shared.ui.icons import icon as draw
from shared.ui.theme import Child, Text

Variant: TypeAlias = Literal["primary", "plain", "quiet"]
Size: TypeAlias = Literal["normal", "large"]


def link(
    *children: Child, href: Text, download: bool = False, class_name: Text = "", **attributes: Any
) -> rx.Component:
    """A link inside the app. `download` is for what the server answers itself (files) and for other sites."""
    if download:  # said outright: Reflex makes a client-side link of every `a`
        attributes["reload_document"] = True
    return ReactRouterLink.create(*children, to=href, class_name=class_name, **attributes)


def button(  # noqa: PLR0913 - options by name
    label: Child,
    *,
    on_click: Any = None,
    submit: bool = False,
    variant: Variant = "plain",
    size: Size = "normal",
    icon: str | None = None,
    key_hint: str | None = None,
    working: bool | rx.Var = False,
    **attributes: Any,
) -> rx.Component:
    """A button; `submit` sends the form around it. While `working` it is disabled and keeps its width."""
    if on_click is not None:
        attributes["on_click"] = on_click
    return rx.el.button(
        *_content(label, icon, key_hint),
        type="submit" if submit else "button",
        disabled=working,
        aria_busy=working,
        class_name=_classes(variant, size, attributes.pop("class_name", "")),
        **attributes,
    )


def icon_button(name: str, label: Text, *, on_click: Any = None, **attributes: Any) -> rx.Component:
    """A square button with an icon alone; `label` is its name for screen readers and its tooltip."""
    if on_click is not None:
        attributes["on_click"] = on_click
    classes = f"btn btn--icon {attributes.pop('class_name', '')}"
    return rx.el.button(draw(name), type="button", aria_label=label, title=label, class_name=classes, **attributes)


def link_button(
    label: Child,
    *,
    href: Text,
    variant: Variant = "plain",
    size: Size = "normal",
    icon: str | None = None,
    **attributes: Any,
) -> rx.Component:
    """A link that looks like a button, for going somewhere; takes what `link` takes."""
    classes = _classes(variant, size, attributes.pop("class_name", ""))
    return link(*_content(label, icon, None), href=href, class_name=classes, **attributes)


def kbd(key: Text) -> rx.Component:
    """A key, as on the button it presses."""
    return rx.el.kbd(key)


def amount_link(text: Child, *, href: Text, **attributes: Any) -> rx.Component:
    """A number that opens the entries behind it, shown by a dotted line."""
    return link(text, href=href, class_name="num", **attributes)


def go(label: Text, *, href: Text) -> rx.Component:
    """To the full list of which a page shows a part: "All journals ›"."""
    return link(label, draw("chevron-right"), href=href, class_name="go")


def back(label: Text, *, href: Text) -> rx.Component:
    """One level up, above a portal page's heading: "‹ What you owe"."""
    return link(draw("chevron-left"), label, href=href, class_name="back")


def tabs(*items: tuple[Text, Text], current: Text, label: Text = "Sections") -> rx.Component:
    """Parts of a card as links: (label, href) each; `current` is the href of the one shown."""
    places = (link(name, href=href, aria_current=_page_if(current == href)) for name, href in items)
    return rx.el.nav(*places, aria_label=label, class_name="tabs")


def crumbs(*steps: tuple[Text, Text]) -> rx.Component:
    """Where a card stands: (label, href) from the outermost; above a back-office page's heading."""
    parts: list[Child] = []
    for label, href in steps:
        parts += [when(parts, lambda: " / "), link(label, href=href)]
    return rx.el.nav(*parts, aria_label="Breadcrumb", class_name="crumb")


def _page_if(is_current: bool | rx.Var) -> Any:
    return rx.cond(is_current, "page", None) if isinstance(is_current, rx.Var) else "page" if is_current else None


def _content(label: Child, icon: str | None, key_hint: str | None) -> list[Child]:
    before: list[Child] = [draw(icon)] if icon else []
    return [*before, label, *([kbd(key_hint)] if key_hint else [])]


def _classes(variant: Variant, size: Size, more: Text) -> Text:
    kind = "" if variant == "plain" else f"btn--{variant}"
    return f"btn {kind} {'btn--lg' if size == 'large' else ''} {more}"
