"""Debtors found by name, number or IBAN, to be named as who paid."""

from dataclasses import dataclass
from typing import Any

import reflex as rx

from shared import clock, db
from shared.debtors import queries as debtors
from shared.ui.format import money
from shared.ui.forms import field
from shared.ui.links import button
from shared.ui.theme import Text

_MOST = 6


@dataclass
class DebtorFound:
    """Somebody whose payment it may be."""

    id: int = 0
    name: str = ""
    number: str = ""
    owes: str = ""


async def find_debtors(words: str) -> list[DebtorFound]:
    """The first few that fit; nothing for no words."""
    if not words:
        return []
    found = await db.ask(debtors.page, debtors.Asked(clock.today(), search=words, limit=_MOST))
    return [DebtorFound(each.id, each.name, each.number, money(each.outstanding)) for each in found.rows]


def debtor_search(name: str, *, on_change: Any) -> rx.Component:
    """Keeps what is typed itself, so that a late answer never takes letters away."""
    return field(
        "Who paid?",
        name,
        hint="Name, number or IBAN",
        kind="search",
        on_change=on_change,
        auto_complete="off",
        max_length=80,
        class_name="input--sm",
    )


def debtors_found(found: Any, *, searched: Any, choose: Any, word: Text) -> rx.Component:
    """What was found, each with a button that calls `choose(row)`; or that nobody fits."""
    nobody = rx.el.p("Nobody fits. Try a part of the name, the number or the IBAN.", class_name="muted")
    rows = rx.el.ul(rx.foreach(found, lambda one: _found(one, choose, word)), class_name="lines")
    return rx.cond(found.length(), rows, rx.cond(searched, nobody))


def _found(one: Any, choose: Any, word: Text) -> rx.Component:
    who = rx.el.span(
        rx.el.span(one.name, class_name="medium"),
        rx.el.span(one.number, ", ", one.owes, " open", class_name="sub"),
        class_name="grow",
    )
    return rx.el.li(who, button(word, on_click=choose(one), aria_label=rx.Var.create(f"{word}: ") + one.name))
