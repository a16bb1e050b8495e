"""Open invoices found by number, debtor, amount, reference or IBAN, to be chosen for a payment."""

from dataclasses import dataclass
from typing import Any

import reflex as rx

from shared.journals.line_details import OpenItem
from shared.ui.format import amount, short_date
from shared.ui.forms import field
from shared.ui.links import button
from shared.ui.theme import Text


@dataclass
class FoundRow:
    """An invoice the search found."""

    invoice_id: int = 0
    number: str = ""
    debtor: str = ""
    remaining: str = ""
    due: str = ""


def found_row(item: OpenItem) -> FoundRow:
    return FoundRow(
        item.invoice_id, item.number, item.debtor_name, amount(item.remaining), f"due {short_date(item.due_on)}"
    )


def search_field(name: str, *, on_change: Any, key: Any = "") -> rx.Component:
    """Keeps what is typed itself, so that a late answer never takes letters away; another `key` empties it."""
    return field(
        "Search an invoice",
        name,
        hint="Number, debtor, amount, reference or IBAN",
        kind="search",
        key=key,
        on_change=on_change,
        auto_complete="off",
        max_length=80,
        class_name="input--sm",
    )


def found_list(found: Any, *, searched: Any, choose: Any, word: Text) -> rx.Component:
    """What was found, each with a button that calls `choose(row)`; or that nothing fits."""
    nothing = rx.el.p("No open invoice fits. Try a number, a name or an exact amount.", class_name="muted")
    rows = rx.foreach(found, lambda one: _found(one, choose, word))
    return rx.cond(found.length(), rx.el.ul(rows, class_name="lines"), rx.cond(searched, nothing))


def _found(one: Any, choose: Any, word: Text) -> rx.Component:
    what = rx.el.span(
        rx.el.span(one.number, class_name="medium"),
        rx.el.span(one.debtor, ", ", one.due, class_name="sub"),
        class_name="grow",
    )
    take = button(word, on_click=choose(one), aria_label=rx.Var.create(f"{word} ") + one.number)
    return rx.el.li(what, rx.el.span(one.remaining, class_name="amt"), take)
