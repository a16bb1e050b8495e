"""Pay links of one invoice: made to be copied or mailed, seen, and ended."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import reflex as rx
from reflex.event import set_clipboard
from sqlmodel import Session

from backoffice.components.lists import if_may
from backoffice.session import StaffSession
from shared import db
from shared.access import held_links
from shared.access import pay_links as links
from shared.access.actors import names_of
from shared.access.held_links import HeldLink
from shared.access.rules import Permission
from shared.clock import day_of
from shared.errors import NotFound
from shared.invoices import asking
from shared.ui import live
from shared.ui.arguments import id_in, whole
from shared.ui.format import long_date, moment
from shared.ui.icons import icon
from shared.ui.links import button
from shared.ui.marks import allow
from shared.ui.notice_state import tell
from shared.ui.theme import S2, S5


@dataclass
class LinkLine:
    """One link in words; `state` says how it stands when it does not work any more."""

    id: int = 0
    made: str = ""
    opened: str = ""
    state: str = ""
    is_live: bool = False


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
        rx.el.ul(rx.foreach(PayLinksState.lines, _line), class_name="lines"),
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


def _line(one: LinkLine) -> rx.Component:
    end: Any = PayLinksState.end
    ending = if_may(
        Permission.PAY_LINKS_MAKE, button("End it", on_click=end(one.id), aria_label=f"End the link made on {one.made}")
    )
    return rx.el.li(
        rx.el.div(rx.el.span(one.made), rx.el.span(one.opened, class_name="sub")),
        rx.cond(one.is_live, ending, rx.el.span(one.state, class_name="muted")),
        key=one.id,
    )


def _end(session: Session, invoice_id: int, link_id: int, actor: str) -> None:
    """End a link of this invoice and of no other."""
    if link_id not in [each.id for each in held_links.of_invoice(session, invoice_id)]:
        raise NotFound("This link is not one of this invoice.")
    links.revoke(session, link_id, actor=actor)


def _lines(session: Session, invoice_id: int) -> list[LinkLine]:
    found = held_links.of_invoice(session, invoice_id)
    names = names_of(session, (each.made_by for each in found))
    return [_told(each, names[each.made_by]) for each in found]


def _told(held: HeldLink, maker: str) -> LinkLine:
    times = "once" if held.opened == 1 else f"{held.opened} times"
    opened = f"Opened {times}, last on {moment(held.opened_at)}" if held.opened_at else "Not opened yet"
    over = "Ended" if held.revoked_at else "Lapsed"
    until = "" if not held.is_live else f". Works until {long_date(day_of(held.expires_at))}"
    return LinkLine(
        held.id, f"{moment(held.made_at)} by {maker}", f"{opened}{until}", "" if held.is_live else over, held.is_live
    )
