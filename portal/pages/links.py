"""Your links and sessions: which browsers are signed in, which pay links work, and an end to each of them."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import reflex as rx
from sqlmodel import Session

from portal import routes
from portal.components.asking import with_asker
from portal.components.frame import frame, titled
from portal.session import PortalSession
from shared import db
from shared.access import held_links, pay_links, service
from shared.access.held_links import HeldLink
from shared.access.queries import HeldSession, sessions_of
from shared.access.rules import Person
from shared.clock import day_of
from shared.formats import long_date, moment
from shared.i18n import said, said_count
from shared.ui import live, theme
from shared.ui.arguments import whole
from shared.ui.layout import sheet
from shared.ui.links import back, button
from shared.ui.marks import allow
from shared.ui.notice_state import tell
from shared.ui.notices import skeleton_lines
from shared.ui.say import say
from shared.words import LinkScope


@dataclass
class SessionRow:
    id: str = ""
    since: str = ""
    seen: str = ""
    is_this_one: bool = False


@dataclass
class LinkRow:
    id: str = ""
    pays: str = ""
    opened: str = ""
    until: str = ""


class LinksState(PortalSession):
    """The debtor's own, and nobody else's."""

    loading: bool = True
    sessions: list[SessionRow] = []
    links: list[LinkRow] = []

    @rx.event
    @allow("debtor")
    async def load(self) -> None:
        sessions, links = await db.ask(_held, self._signed_in())
        language = self._language()
        self.sessions = [_session_row(each, language) for each in sessions]
        self.links = [_link_row(each, language) for each in links]
        self.loading = False

    @rx.event(background=True)
    @allow("debtor")
    async def watch(self) -> AsyncIterator[Any]:
        async for _ in live.changes(self, pay_links.CHANGED):
            yield LinksState.load

    @rx.event
    @allow("debtor")
    async def end_session(self, session_id: str) -> AsyncIterator[Any]:
        await db.call(service.revoke, self._signed_in(), whole(session_id))
        yield tell(said("That browser is signed out.", self._language()), tone="good")
        yield LinksState.load

    @rx.event
    @allow("debtor")
    async def end_link(self, link_id: str) -> AsyncIterator[Any]:
        me = self._signed_in()
        await db.call(pay_links.revoke, whole(link_id), actor=me.actor, debtor_id=me.id)
        yield tell(said("That link does not work any more.", self._language()), tone="good")
        yield LinksState.load


def links() -> rx.Component:
    loading = rx.el.div(rx.el.h1(say("Your links and sessions")), skeleton_lines(6))
    return frame(sheet(rx.cond(LinksState.loading, loading, _full()), narrow=True))


def register(app: rx.App) -> None:
    app.add_page(
        links,
        route=routes.LINKS,
        title=titled(say("Your links and sessions")),
        on_load=with_asker(LinksState.load, LinksState.watch),
    )


def _full() -> rx.Component:
    no_links = rx.el.p(say("No letter or e-mail with a link to pay is out at present."), class_name="muted")
    return rx.fragment(
        back(say("What you owe"), href=routes.HOME),
        rx.el.h1(say("Your links and sessions")),
        rx.el.section(
            rx.el.h2(say("Where you are signed in"), id="sessions"),
            rx.el.ul(rx.foreach(LinksState.sessions, _session), class_name="lines"),
            aria_labelledby="sessions",
            style={"margin_top": theme.S6},
        ),
        rx.el.section(
            rx.el.h2(say("Links to pay"), id="links"),
            rx.el.p(
                say("Whoever has such a link sees what is to be paid and can pay it, and nothing else."),
                class_name="muted",
            ),
            rx.cond(LinksState.links, rx.el.ul(rx.foreach(LinksState.links, _link), class_name="lines"), no_links),
            aria_labelledby="links",
            style={"margin_top": theme.S7},
        ),
    )


def _session(row: SessionRow) -> rx.Component:
    end: Any = LinksState.end_session
    here = rx.el.span(say("This browser"), class_name="muted")
    sign_out = button(
        say("Sign out"), on_click=end(row.id), aria_label=say("Sign out the browser of {since}", since=row.since)
    )
    return rx.el.li(
        rx.el.div(
            rx.el.span(say("Signed in on {since}", since=row.since)),
            rx.el.span(say("Last used on {seen}", seen=row.seen), class_name="sub"),
        ),
        rx.cond(row.is_this_one, here, sign_out),
        key=row.id,
    )


def _link(row: LinkRow) -> rx.Component:
    end: Any = LinksState.end_link
    return rx.el.li(
        rx.el.div(
            rx.el.span(row.pays),
            rx.el.span(row.opened, class_name="sub"),
            rx.el.span(row.until, class_name="sub"),
        ),
        button(say("End it"), on_click=end(row.id), aria_label=say("End the link: {pays}", pays=row.pays)),
        key=row.id,
    )


def _held(session: Session, me: Person) -> tuple[list[HeldSession], list[HeldLink]]:
    return sessions_of(session, me), held_links.of_debtor(session, me.id)


def _session_row(held: HeldSession, language: str) -> SessionRow:
    return SessionRow(str(held.id), moment(held.created_at, language), moment(held.seen_at, language), held.is_this_one)


def _link_row(held: HeldLink, language: str) -> LinkRow:
    until = long_date(day_of(held.expires_at), language)
    return LinkRow(
        str(held.id), _pays(held, language), _opened(held, language), said("Works until {day}", language, day=until)
    )


def _pays(held: HeldLink, language: str) -> str:
    if held.scope is LinkScope.OVERDUE:
        return said("Pays everything that is overdue", language)
    if held.scope is LinkScope.INSTALMENT:
        return said("Pays an instalment of your plan", language)
    return said("Pays invoice {numbers}", language, numbers=", ".join(held.invoice_numbers))


def _opened(held: HeldLink, language: str) -> str:
    if held.opened_at is None:
        return said("Not opened yet", language)
    last = moment(held.opened_at, language)
    return said_count(
        "Opened {count} time, on {last}", "Opened {count} times, last on {last}", held.opened, language, last=last
    )
