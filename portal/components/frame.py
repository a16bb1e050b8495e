"""The portal's frame once a debtor is signed in: places, who asks, who is signed in."""

import reflex as rx

from portal import routes
from portal.components.asking import WhoAsksState
from portal.session import PortalSession
from shared.settings import settings
from shared.ui import theme
from shared.ui.layout import NavItem, Person, language_choice, portal_shell
from shared.ui.notice_state import notice_area
from shared.ui.say import say
from shared.ui.theme import Child, Text

_PLACES = (
    NavItem(say("What you owe"), routes.HOME),
    NavItem(say("Invoices"), routes.INVOICES),
    NavItem(say("Payments"), routes.RECEIPTS),
    NavItem(say("Account"), routes.ACCOUNT),
    NavItem(
        rx.cond(WhoAsksState.unread, say("Messages ({count})", count=WhoAsksState.unread), say("Messages")),
        routes.MESSAGES,
    ),
)


_FOOTER = (
    NavItem(say("Your links and sessions"), routes.LINKS),
    NavItem(say("Is this genuine?"), routes.GENUINE),
)


def frame(*content: Child, here: str = "") -> rx.Component:
    """A page of the portal; `here` is the place of the navigation it belongs to. Load `WhoAsksState` with it."""
    person = Person(PortalSession.name, PortalSession.initials, PortalSession.csrf, routes.SIGN_OUT, routes.PROFILE)
    firm = settings().firm_name
    return portal_shell(
        notice_area(),
        *content,
        brand=firm,
        creditor=WhoAsksState.creditor,
        nav=_PLACES,
        here=here,
        person=person,
        languages=language_choice(routes.LANGUAGE),
        footer=_FOOTER,
        legal=firm,
    )


def plain_answer(title: Text, text: Text, *actions: rx.Component) -> rx.Component:
    """A whole page in a sentence, with what to do next: nothing is owed, or there is no such thing."""
    return rx.el.div(
        rx.el.h1(title),
        rx.el.p(text, class_name="muted"),
        rx.el.div(*actions, class_name="row wrap acts"),
        style={"display": "grid", "gap": theme.S3, "justify_items": "start"},
    )


def titled(name: Text) -> rx.Var[str]:
    """The window's title: the page first, then whose site it is."""
    page = say(name) if isinstance(name, str) else name
    return say("{page}: {firm}", page=page, firm=settings().firm_name)
