"""Pay links of one invoice: made to be copied or mailed, seen, and ended."""

from collections.abc import AsyncIterator
from typing import Any

import reflex as rx
from reflex.event import set_clipboard
from sqlmodel import Session

from backoffice.components.lists import if_may
from backoffice.components.pay_link_lines import LinkLine, link_line, link_lines
from backoffice.session import StaffSession
from shared import db
from shared.access import held_links
from shared.access import pay_links as links
from shared.access.rules import Permission
from shared.errors import NotFound
from shared.invoices import asking
from shared.ui import live
from shared.ui.arguments import id_in, whole
from shared.ui.icons import icon
from shared.ui.links import button
from shared.ui.marks import allow
from shared.ui.notice_state import tell
from shared.ui.theme import S2, S5


class PayLinksState(StaffSession):
    """The links that name the invoice in the address. `fresh` is shown once: nobody keeps a link itself."""

    lines: list[LinkLine] = []
    fresh: str = ""
    is_copied: bool = False

    @rx.event
    @allow("invoices.read")
    async def load(self) -> None:
        self.fresh, self.is_copied = "", False
        await self._read()

    @rx.event
    @allow("invoices.read")
    async def refresh(self) -> None:
        await self._read()

    @rx.event(background=True)
    @allow("invoices.read")
    async def watch(self) -> AsyncIterator[Any]:
        async for _ in live.changes(self, links.CHANGED):
            yield PayLinksState.refresh

    @rx.event
    @allow("pay-links.make")
    async def make(self) -> None:
        made = await db.call(asking.make_pay_link, self._invoice_id(), actor=self._signed_in().actor)
        self.fresh, self.is_copied = made.address, False
        await self._read()

    @rx.event
    @allow("pay-links.make")
    async def mail(self) -> AsyncIterator[Any]:
        address = await db.call(asking.mail_pay_link, self._invoice_id(), actor=self._signed_in().actor)
        yield tell(f"A link to pay is on its way to {address}.", tone="good")
        yield PayLinksState.refresh

    @rx.event
    @allow("pay-links.make")
    async def end(self, link_id: int) -> AsyncIterator[Any]:
        await db.call(_end, self._invoice_id(), whole(link_id), self._signed_in().actor)
        self.fresh = ""
        yield tell("That link does not work any more.", tone="good")
        yield PayLinksState.refresh

    @rx.event
    @allow("pay-links.make")
    def note_copied(self) -> None:
        self.is_copied = True

    def _invoice_id(self) -> int:
        return id_in(self.router.url.path)

    async def _read(self) -> None:
        self.lines = await db.ask(_lines, self._invoice_id())


def pay_links() -> rx.Component:
    may = Permission.PAY_LINKS_MAKE
    actions = rx.el.div(
        button("Make a pay link", on_click=PayLinksState.make, icon="link"),
        button("Mail a pay link", on_click=PayLinksState.mail, icon="mail"),
        class_name="row wrap",
    )
    return rx.el.section(
        rx.el.h2("Pay links", id="pay-links"),
        rx.el.p("Whoever has one sees number and amount of this invoice and can pay it.", class_name="muted"),
        if_may(may, actions),
        rx.cond(PayLinksState.fresh, _fresh()),
        rx.el.ul(rx.foreach(PayLinksState.lines, lambda one: link_line(one, PayLinksState.end)), class_name="lines"),
        aria_labelledby="pay-links",
        class_name="stack",
        style={"margin_top": S5},
    )


def _fresh() -> rx.Component:
    is_copied = PayLinksState.is_copied
    copy = button(
        rx.fragment(rx.cond(is_copied, icon("check"), icon("copy")), rx.cond(is_copied, "Copied", "Copy")),
        aria_label="Copy the pay link",
        on_click=[set_clipboard(PayLinksState.fresh), PayLinksState.note_copied],
    )
    address = rx.el.input(
        value=PayLinksState.fresh, read_only=True, aria_label="The pay link", class_name="grow", auto_complete="off"
    )
    return rx.el.div(
        rx.el.div(rx.el.div(address, class_name="input grow"), copy, class_name="row"),
        rx.el.p("It is shown this once.", class_name="muted small", style={"margin_top": S2}),
    )


def _end(session: Session, invoice_id: int, link_id: int, actor: str) -> None:
    """End a link of this invoice and of no other."""
    if link_id not in [each.id for each in held_links.of_invoice(session, invoice_id)]:
        raise NotFound("This link is not one of this invoice.")
    links.revoke(session, link_id, actor=actor)


def _lines(session: Session, invoice_id: int) -> list[LinkLine]:
    return link_lines(session, held_links.of_invoice(session, invoice_id))
