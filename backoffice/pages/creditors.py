"""Who is owed: the firm and its clients, where they are and how debtors reach them, as letters tell it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

import reflex as rx

from backoffice import routes
from backoffice.components.frame import frame
from backoffice.components.lists import if_may
from backoffice.components.postal import Postal, postal_fields, postal_of, postal_typed
from backoffice.components.reading import reading, unreadable
from backoffice.session import StaffSession
from shared import creditors, db
from shared.access.rules import Permission
from shared.creditors import CreditorView, Details
from shared.ui import theme
from shared.ui.arguments import line, whole
from shared.ui.forms import field as field_for
from shared.ui.layout import page, page_head
from shared.ui.links import button, crumbs
from shared.ui.marks import allow
from shared.ui.notice_state import tell
from shared.ui.notices import empty, skeleton_lines


@dataclass
class CreditorLine:
    """A creditor, ready to be drawn."""

    id: int = 0
    name: str = ""
    role: str = ""
    key: str = ""
    phone: str = ""
    email: str = ""
    at: Postal = field(default_factory=Postal)
    lines: list[str] = field(default_factory=list)


class CreditorsState(StaffSession):
    """The firm first, then its clients; there are never many."""

    loading: bool = True
    failed: str = ""
    rows: list[CreditorLine] = []

    @rx.event
    @allow("invoices.read")
    async def load(self) -> None:
        async with reading(self):
            self.rows = [_line(each) for each in await db.ask(creditors.every)]

    @rx.event
    @allow("creditors.manage")
    async def describe(self, creditor_id: int, form: dict[str, Any]) -> AsyncIterator[Any]:
        """Say where a creditor is and how to reach them."""
        said = Details(postal_typed(form), line(form.get("phone", "")), line(form.get("email", ""), most=254))
        await db.call(creditors.describe, whole(creditor_id), said, actor=self._signed_in().actor)
        yield tell("Kept. New letters and payment codes tell it.", tone="good")
        yield CreditorsState.load


Creditors: Any = CreditorsState


def creditor_list() -> rx.Component:
    nobody = empty(
        "Nobody is owed yet",
        "The firm is registered with its first bank account, a client with its agreement.",
        icon="file-plus-2",
    )
    listed = rx.el.ul(rx.foreach(Creditors.rows, _creditor), class_name="lines", style={"max_width": "720px"})
    content = rx.cond(Creditors.loading, skeleton_lines(6), rx.cond(Creditors.rows, listed, nobody))
    return frame(
        page_head(
            "Who is owed",
            note="Letters carry the address. A Swiss payment code needs the postcode and town of the account’s holder.",
            above=crumbs(("Agreements", routes.AGREEMENTS), ("Who is owed", routes.CREDITORS)),
        ),
        page(unreadable(Creditors.failed, "The list", Creditors.load, otherwise=content)),
        here=routes.AGREEMENTS,
    )


def register(app: rx.App) -> None:
    app.add_page(creditor_list, route=routes.CREDITORS, title="Who is owed: Duebook", on_load=Creditors.load)


def _creditor(one: Any) -> rx.Component:
    where = rx.cond(
        one.lines,
        rx.el.p(rx.foreach(one.lines, lambda each: rx.fragment(each, rx.el.br()))),
        rx.el.p("No address is known.", class_name="muted"),
    )
    form = rx.el.form(
        postal_fields(one.at),
        field_for("Telephone", "phone", kind="tel", default_value=one.phone, max_length=40, auto_complete="off"),
        field_for("E-mail", "email", kind="email", default_value=one.email, max_length=254, auto_complete="off"),
        button("Keep the details", submit=True),
        on_submit=Creditors.describe(one.id),
        class_name="stack",
        style={"margin_top": theme.S4},
    )
    change = rx.el.details(
        rx.el.summary("Change", aria_label="Change the details of " + one.name), form, class_name="more"
    )
    return rx.el.li(
        rx.el.div(
            rx.el.div(rx.el.h2(one.name), rx.el.p(one.role, class_name="muted small")),
            where,
            if_may(Permission.CREDITORS_MANAGE, change),
            class_name="grow stack",
        ),
        key=one.key,
    )


def _line(creditor: CreditorView) -> CreditorLine:
    reach = [each for each in (creditor.email, creditor.phone) if each]
    lines = [*creditor.address.lines(), *reach]
    return CreditorLine(
        id=creditor.id,
        name=creditor.name,
        role="The firm itself" if creditor.is_house else f"Client, {creditor.trade or creditor.address.country}",
        # Drawn anew when anything changes, so that the fields hold what is kept.
        key="|".join([creditor.name, *lines]),
        phone=creditor.phone,
        email=creditor.email,
        at=postal_of(creditor.address),
        lines=lines,
    )
