"""What every list and card of the back office has around it: the search, what only some may do, what is not there."""

import reflex as rx

from backoffice.session import StaffSession
from shared.access.rules import Permission
from shared.ui.forms import search_form
from shared.ui.notice_state import NoticeState
from shared.ui.notices import empty
from shared.ui.theme import Text


def list_search(label: str, *, action: Text, search: Text, current_filter: Text = "") -> rx.Component:
    """Search within a list; the filter stays, the answer is the list's own address."""
    return search_form(
        # The key draws the box anew when the address changes what was searched for.
        rx.el.input(
            name="q",
            type="search",
            key=search,
            default_value=search,
            placeholder=label,
            aria_label=label,
            max_length=100,
            size=30,
            auto_complete="off",
            class_name="input input--sm",
        ),
        rx.el.input(type="hidden", name="filter", value=current_filter, read_only=True),
        action=action,
        class_name="end",
    )


def or_absent(loading: bool | rx.Var, content: rx.Component, *, back: rx.Component) -> rx.Component:
    """A card's content, or the way back when its address was refused; the notice says why."""
    refused = loading & (NoticeState.tone == "warn") & (NoticeState.text != "")
    text = "The address may be mistyped, or what it named was never here."
    return rx.cond(refused, empty("There is nothing here", text, back), content)


def if_may(permission: Permission, content: rx.Component) -> rx.Component:
    """What only those are shown who may use it; the handler behind it asks again."""
    may: rx.vars.ArrayVar = StaffSession.may  # type: ignore[assignment]  # a class's var stands for its value
    return rx.cond(may.contains(permission.value), content, rx.fragment())
