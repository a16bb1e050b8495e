"""One receipt: what was paid, when and how, what it paid, and what is left of it."""

from collections.abc import AsyncIterator
from typing import Any

import reflex as rx

from portal import routes
from portal.components.address import last_part, number_of
from portal.components.asking import with_asker
from portal.components.frame import frame, plain_answer, titled
from portal.components.papers import PaperState, paper_for
from portal.components.receipt_view import ReceiptView, receipt_facts
from portal.session import PortalSession
from shared import db
from shared.receipts import paid
from shared.ui import live, theme
from shared.ui.figures import amount
from shared.ui.layout import sheet
from shared.ui.links import back, link_button
from shared.ui.marks import allow
from shared.ui.notices import notice, skeleton_lines
from shared.ui.say import say, sentence


class ReceiptState(PortalSession):
    """The receipt in the address, if it is the debtor's."""

    loading: bool = True
    receipt: ReceiptView = ReceiptView()

    @rx.event
    @allow("debtor")
    async def load(self) -> None:
        receipt_id = number_of(last_part(self.router.url))
        found = await db.ask(paid.receipt, self._debtor_id(), receipt_id)
        self.receipt = ReceiptView.of(found, self._language()) if found else ReceiptView()
        self.loading = False

    @rx.event(background=True)
    @allow("debtor")
    async def watch(self) -> AsyncIterator[Any]:
        async for _ in live.changes(self, "ledger"):
            yield ReceiptState.load


def receipt() -> rx.Component:
    missing = plain_answer(
        say("This payment is not here"),
        say("It does not exist, or it is not yours. The address may have been typed wrongly."),
        link_button(say("See your payments"), href=routes.RECEIPTS),
    )
    loading = rx.el.div(rx.el.h1(say("Receipt")), skeleton_lines(6))
    body = rx.cond(ReceiptState.loading, loading, rx.cond(ReceiptState.receipt.number, _full(), missing))
    return frame(sheet(body, narrow=True), here=routes.RECEIPTS)


def register(app: rx.App) -> None:
    app.add_page(
        receipt,
        route=routes.RECEIPT_PAGE,
        title=titled(say("Receipt")),
        on_load=with_asker(ReceiptState.load, ReceiptState.watch, PaperState.watch),
    )


def _full() -> rx.Component:
    found = ReceiptState.receipt
    return rx.fragment(
        back(say("Your payments"), href=routes.RECEIPTS),
        rx.cond(found.taken_back, rx.el.div(notice(found.taken_back, tone="warn"), style={"margin_bottom": theme.S5})),
        rx.el.div(
            rx.el.h1(sentence("Receipt {number}", number=rx.el.span(found.number, class_name="id"))),
            rx.el.p(amount(found.amount, found.currency, hero=True)),
            class_name="done",
        ),
        receipt_facts(found),
        rx.el.div(paper_for("receipt", found.id, label=say("Get the receipt as PDF")), style={"margin_top": theme.S6}),
    )
