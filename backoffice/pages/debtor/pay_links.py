"""The pay links that are out to a debtor, whatever they pay, on the debtor's card: seen and ended one by one."""

from collections.abc import AsyncIterator
from typing import Any

import reflex as rx
from sqlmodel import Session

from backoffice.components.pay_link_lines import LinkLine, link_line, link_lines
from backoffice.session import StaffSession
from shared import db
from shared.access import held_links, pay_links
from shared.ui import live, theme
from shared.ui.arguments import id_in, whole
from shared.ui.layout import section
from shared.ui.marks import allow
from shared.ui.notice_state import tell


class DebtorLinksState(StaffSession):
    """The links to the debtor in the address that still work, the newest first."""

    lines: list[LinkLine] = []

    @rx.event
    @allow("debtors.read")
    async def load(self) -> None:
        self.lines = await db.ask(_lines, self._debtor_id())

    @rx.event(background=True)
    @allow("debtors.read")
    async def watch(self) -> AsyncIterator[Any]:
        async for _ in live.changes(self, pay_links.CHANGED):
            yield DebtorLinksState.load

    @rx.event
    @allow("pay-links.make")
    async def end(self, link_id: int) -> AsyncIterator[Any]:
        actor, debtor_id = self._signed_in().actor, self._debtor_id()
        await db.call(pay_links.revoke, whole(link_id), actor=actor, debtor_id=debtor_id)
        yield tell("That link does not work any more.", tone="good")
        yield DebtorLinksState.load

    def _debtor_id(self) -> int:
        return id_in(self.router.url.path)


def debtor_links() -> rx.Component:
    """Nothing where none is out."""
    told = "Letters and mails carry them. Whoever has one can pay what it names, without signing in."
    listed = rx.el.ul(
        rx.foreach(DebtorLinksState.lines, lambda one: link_line(one, DebtorLinksState.end, name_what=True)),
        class_name="lines",
    )
    content = rx.el.div(rx.el.p(told, class_name="muted"), listed, class_name="stack")
    spaced = rx.el.div(section("Links to pay", content, anchor="links"), style={"margin_top": theme.S6})
    shown: rx.Component = rx.cond(DebtorLinksState.lines, spaced, rx.fragment())
    return shown


def _lines(session: Session, debtor_id: int) -> list[LinkLine]:
    return link_lines(session, held_links.of_debtor(session, debtor_id))
