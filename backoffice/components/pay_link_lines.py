"""Pay links in words: the same line on an invoice's card and on a debtor's."""

from dataclasses import dataclass
from typing import Any

import reflex as rx
from sqlmodel import Session

from backoffice.components.lists import if_may
from shared.access.actors import names_of
from shared.access.held_links import HeldLink
from shared.access.rules import Permission
from shared.clock import day_of
from shared.ui.format import long_date, moment
from shared.ui.links import button
from shared.words import LinkScope


@dataclass
class LinkLine:
    """One link in words; `state` says how it stands when it does not work any more."""

    id: int = 0
    pays: str = ""
    made: str = ""
    opened: str = ""
    state: str = ""
    is_live: bool = False


def link_line(one: LinkLine, end: Any, *, name_what: bool = False) -> rx.Component:
    """What a link pays if it is to be told, who made it when, how often it was opened; who may, ends it with `end`."""
    what = rx.el.span(one.pays) if name_what else rx.el.span(one.made)
    made = rx.el.span(one.made, class_name="sub") if name_what else rx.fragment()
    ending = if_may(
        Permission.PAY_LINKS_MAKE, button("End it", on_click=end(one.id), aria_label=f"End the link made on {one.made}")
    )
    return rx.el.li(
        rx.el.div(what, made, rx.el.span(one.opened, class_name="sub")),
        rx.cond(one.is_live, ending, rx.el.span(one.state, class_name="muted")),
        key=one.id,
    )


def link_lines(session: Session, found: list[HeldLink]) -> list[LinkLine]:
    names = names_of(session, (each.made_by for each in found))
    return [_told(each, names[each.made_by]) for each in found]


def _told(held: HeldLink, maker: str) -> LinkLine:
    times = "once" if held.opened == 1 else f"{held.opened} times"
    opened = f"Opened {times}, last on {moment(held.opened_at)}" if held.opened_at else "Not opened yet"
    over = "Ended" if held.revoked_at else "Lapsed"
    until = "" if not held.is_live else f". Works until {long_date(day_of(held.expires_at))}"
    return LinkLine(
        id=held.id,
        pays=_pays(held),
        made=f"{moment(held.made_at)} by {maker}",
        opened=f"{opened}{until}",
        state="" if held.is_live else over,
        is_live=held.is_live,
    )


def _pays(held: HeldLink) -> str:
    if held.scope is LinkScope.OVERDUE:
        return "Everything that is overdue"
    if held.scope is LinkScope.INSTALMENT:
        return "An instalment of their plan"
    return f"Invoice {', '.join(held.invoice_numbers)}"
