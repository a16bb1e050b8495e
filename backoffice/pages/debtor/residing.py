"""Where a debtor's letters go, on the debtor's card, and the form that changes it."""

from collections.abc import AsyncIterator
from typing import Any

import reflex as rx
from sqlmodel import Session

from backoffice.components.lists import if_may
from backoffice.components.postal import Postal, postal_fields, postal_of, postal_typed
from backoffice.session import StaffSession
from shared import db
from shared.access.rules import Permission
from shared.debtors import consents, queries
from shared.debtors import service as debtors
from shared.ui import live
from shared.ui.arguments import id_in
from shared.ui.links import button
from shared.ui.marks import allow
from shared.ui.notice_state import tell


class DebtorAddressState(StaffSession):
    """The postal address of the debtor in the address bar."""

    at: Postal = Postal()
    lines: list[str] = []
    version: int = 0

    @rx.event
    @allow("debtors.read")
    async def load(self) -> None:
        self.at, self.lines = await db.ask(_address, self._debtor_id())
        self.version += 1

    @rx.event(background=True)
    @allow("debtors.read")
    async def watch(self) -> AsyncIterator[Any]:
        async for _ in live.changes(self, consents.CHANGED):
            yield DebtorAddressState.load

    @rx.event
    @allow("debtors.correct")
    async def move(self, form: dict[str, Any]) -> AsyncIterator[Any]:
        """From now on letters go there."""
        await db.call(debtors.move, self._debtor_id(), postal_typed(form), actor=self._signed_in().actor)
        yield tell("The address is changed. New letters go there.", tone="good")
        yield DebtorAddressState.load

    def _debtor_id(self) -> int:
        return id_in(self.router.url.path)


def debtor_address() -> rx.Component:
    """The lines of the address, and the form in place for those who may change it."""
    listed = rx.el.p(rx.foreach(DebtorAddressState.lines, lambda one: rx.fragment(one, rx.el.br())))
    none = rx.el.p("Not known: letters carry the name alone.", class_name="muted")
    form = rx.el.form(
        postal_fields(DebtorAddressState.at),
        button("Keep the address", submit=True),
        on_submit=DebtorAddressState.move,
        # Drawn anew when the address changes, so that the fields hold what is kept.
        key=DebtorAddressState.version,
        class_name="stack",
    )
    change = rx.el.details(rx.el.summary("Change the address"), form, class_name="more")
    return rx.fragment(
        rx.el.h2("Postal address"),
        rx.cond(DebtorAddressState.lines, listed, none),
        if_may(Permission.DEBTORS_CORRECT, change),
    )


def _address(session: Session, debtor_id: int) -> tuple[Postal, list[str]]:
    found = queries.address_of(session, debtor_id)
    return postal_of(found), list(found.lines())
