"""The frames of both faces: top bar, navigation, main, footer. Every page is one call.

portal_shell(
    sheet(main_column, aside=who_is_asking),
    brand="Halden Receivables", creditor=State.creditor, nav=NAV, here="/", footer=FOOTER, legal="…",
    person=Person(State.name, State.initials, State.csrf, "/sign-out"),
)
backoffice_shell(
    page_head("Invoices", link_button("Import invoices", href="…")),
    page(…),
    nav=NAV, here="/staff/invoices", find_action="/staff/find", person=Person(…, "/staff/sign-out"),
)
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import reflex as rx
from reflex_components_core.el.elements.base import BaseHTML  # type: ignore[import-untyped]

from shared.i18n import LANGUAGE_NAMES
from shared.ui.either import when
from shared.ui.forms import native_form, search_form
from shared.ui.icons import icon
from shared.ui.keys import key_bindings
from shared.ui.links import kbd, link
from shared.ui.say import say
from shared.ui.theme import Child, Text


class _PlaceOnPage(BaseHTML):  # type: ignore[misc]
    """A plain link within the page: the router's own would name the address of the file it was written for."""

    tag = "a"

    href: rx.Var[str]


@dataclass(frozen=True, slots=True)
class NavItem:
    """One place of the navigation; only places that exist."""

    label: Text
    href: str


@dataclass(frozen=True, slots=True)
class Person:
    """Who is signed in, the HTTP route that signs them out (a POST with the csrf token), and their own page."""

    name: Text
    initials: Text
    csrf: Text
    sign_out: str
    profile: str = ""


def portal_shell(  # noqa: PLR0913 - options by name
    *content: Child,
    brand: Text,
    creditor: Text = "",
    nav: Sequence[NavItem] = (),
    here: str = "",
    person: Person | None = None,
    languages: Child = "",
    footer: Sequence[NavItem] = (),
    legal: Text = "",
) -> rx.Component:
    """The portal: `here` is the href of the current place; `person` None before sign-in."""
    home = nav[0].href if nav else "/"
    name = link(
        brand,
        when(creditor, lambda: rx.el.span(say("for {creditor}", creditor=creditor), class_name="for")),
        href=home,
        class_name="brand",
    )
    return rx.el.div(
        _skip(),
        rx.el.header(name, *_portal_places(nav, here, person), class_name="bar"),
        rx.el.main(*content, id="main", tab_index=-1),
        rx.el.footer(
            *_links(footer, ""),
            colour_mode(),
            languages,
            rx.el.span(legal, class_name="legal"),
            class_name="foot",
        ),
        class_name="portal",
    )


def backoffice_shell(
    *content: Child,
    nav: Sequence[NavItem] = (),
    here: str = "",
    person: Person | None = None,
    find_action: str = "",
    brand: Text = "Duebook",
    fills_window: bool = False,
) -> rx.Component:
    """The back office. `fills_window` is for the journal, whose table scrolls inside its region."""
    home = nav[0].href if nav else "/"
    return rx.el.div(
        _skip(),
        rx.el.header(
            link(brand, href=home, class_name="brand"),
            rx.el.nav(*_links(nav, here), aria_label=say("Main"), class_name="places"),
            when(find_action, lambda: _find(find_action)),
            _account(person) if person else "",
            when(nav, lambda: _menu(nav, here, "")),
            class_name="topbar",
        ),
        rx.el.main(*content, id="main", tab_index=-1),
        class_name="office office--window" if fills_window else "office",
    )


def sign_in_shell(*content: Child, footer: Child = "", brand: Text = "Duebook") -> rx.Component:
    """The back office before anybody is signed in: a form in the middle and nothing else."""
    return rx.el.div(
        _skip(),
        rx.el.header(rx.el.span(brand, class_name="brand")),
        rx.el.main(rx.el.div(*content), id="main", tab_index=-1),
        rx.el.footer(footer, colour_mode(), class_name="pagefoot"),
        class_name="office sign-in",
    )


def sheet(
    *content: Child, aside: Child | None = None, aside_label: Text = "", aside_first: bool = False, narrow: bool = False
) -> rx.Component:
    """A portal page's one question; `aside` stands at the right, on a phone below or (`aside_first`) above."""
    place = "phone-first" if aside_first else ""
    side = [rx.el.aside(aside, aria_label=aside_label, class_name=place)] if aside is not None else []
    return rx.el.div(rx.el.div(*content), *side, class_name="sheet sheet--one" if narrow else "sheet")


def sign_in_sheet(*content: Child) -> rx.Component:
    """The portal before anybody is signed in: one narrow column."""
    return rx.el.div(rx.el.div(*content), class_name="sheet sheet--sign-in")


def page(*content: Child) -> rx.Component:
    """A back-office page's body with its margins."""
    return rx.el.div(*content, class_name="page")


def page_head(title: Child, *actions: Child, note: Child = "", above: Child = "") -> rx.Component:
    """Heading, one line under it, buttons at the right; `above` takes `crumbs(...)`."""
    return rx.el.div(
        rx.el.div(above, rx.el.h1(title), when(note, lambda: rx.el.p(note, class_name="muted"))),
        rx.el.div(*actions, class_name="row wrap acts"),
        class_name="page-head",
    )


def section(title: Text, *content: Child, anchor: str, more: Child = "", class_name: str = "") -> rx.Component:
    """A part of a page under its heading; `more` is a link at the right of it."""
    head = rx.el.div(rx.el.h2(title, id=anchor), more, class_name="row row--base between section-head")
    return rx.el.section(head, *content, aria_labelledby=anchor, class_name=class_name)


def colour_mode() -> rx.Component:
    """Light or dark, otherwise than the reader's system says."""
    words = rx.color_mode_cond(light=say("Dark colours"), dark=say("Light colours"))
    return rx.el.button(words, type="button", on_click=rx.toggle_color_mode, class_name="as-link")


def language_choice(action: str) -> rx.Component:
    """Every language by its own name; the page's style sheet marks the one it is in."""
    offers = (
        rx.el.button(name, type="submit", name="language", value=each, lang=each, class_name="as-link")
        for each, name in LANGUAGE_NAMES.items()
    )
    label = say("Language")
    return native_form(*offers, action=action, csrf="", aria_label=label, class_name="languages")


def _portal_places(nav: Sequence[NavItem], here: str, person: Person | None) -> list[Child]:
    if not nav:
        return []
    wide = rx.el.nav(*_links(nav, here), aria_label=say("Main"), class_name="row wide")
    if person is None:
        return [wide, _menu(nav, here, "")]
    own = [NavItem(say("Your profile"), person.profile)]
    leave = rx.el.div(*_links(own, here), _sign_out(person), class_name="row wide")
    return [wide, leave, _menu([*nav, *own], here, _sign_out(person))]


def _skip() -> rx.Component:
    return _PlaceOnPage.create(say("Skip to content"), href="#main", class_name="skip")


def _links(items: Sequence[NavItem], here: str) -> list[rx.Component]:
    def place(item: NavItem) -> rx.Component:
        attributes: dict[str, Any] = {"aria_current": "page"} if item.href == here else {}
        return link(item.label, href=item.href, **attributes)

    return [place(item) for item in items]


def _menu(nav: Sequence[NavItem], here: str, last: Child) -> rx.Component:
    """The navigation on a phone."""
    places = rx.el.nav(*_links(nav, here), aria_label=say("Main"))
    opener = rx.fragment(icon("menu", 20), rx.el.span(say("Menu"), class_name="sr"))
    return _popover("menu", opener, places, last, class_name="opener opener--phone")


def _account(person: Person) -> rx.Component:
    opener = rx.fragment(
        rx.el.span(person.initials, class_name="avatar", aria_hidden="true"),
        rx.el.span(say("Signed in as {name}", name=person.name), class_name="sr"),
    )
    name = rx.el.p(person.name, class_name="medium")
    return _popover("account", opener, name, colour_mode(), _sign_out(person), class_name="opener")


def _popover(name: str, opener: Child, *content: Child, class_name: str) -> rx.Component:
    """The browser's own popover: it needs no script, and Escape or a click elsewhere closes it."""
    target, popover = {"custom_attrs": {"popoverTarget": name}}, {"custom_attrs": {"popover": "auto"}}
    return rx.fragment(
        rx.el.button(opener, type="button", class_name=class_name, **target),
        rx.el.div(*content, id=name, class_name="popover", **popover),
    )


def _sign_out(person: Person) -> rx.Component:
    leave = rx.el.button(say("Sign out"), type="submit", class_name="as-link")
    return native_form(leave, action=person.sign_out, csrf=person.csrf)


def _find(action: str) -> rx.Component:
    return search_form(
        key_bindings({"ctrl+k": "#find"}),
        icon("search"),
        rx.el.input(
            id="find",
            name="q",
            type="search",
            placeholder="Number, debtor, IBAN",
            aria_label="Find",
            auto_complete="off",
        ),
        kbd("Ctrl K"),
        action=action,
        class_name="find",
    )
