"""Payments: every receipt of the debtor, newest first, with what it paid."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any, Final

import reflex as rx
from sqlmodel import Session

from portal import routes
from portal.components.asking import with_asker
from portal.components.frame import frame, titled
from portal.session import PortalSession
from shared import db
from shared.formats import amount as digits
from shared.formats import long_date
from shared.i18n import said, said_count
from shared.receipts import paid
from shared.receipts.paid import Paid
from shared.ui import live, theme
from shared.ui.figures import amount
from shared.ui.layout import sheet
from shared.ui.links import link, link_button
from shared.ui.listing import ListQuery, ListView
from shared.ui.marks import allow
from shared.ui.notices import empty
from shared.ui.say import say
from shared.ui.status import status
from shared.ui.table import Column, data_table
from shared.ui.theme import Child

_COLUMNS: Final = [
    Column(say("Payment"), place="title"),
    Column(say("Date"), width="168px", place="note"),
    Column(say("For"), width="176px", place="side"),
    Column(say("Amount"), number=True, width="112px", place="amount"),
]


@dataclass
class ReceiptRow:
    """One payment as a line."""

    number: str = ""
    href: str = ""
    when: str = ""
    what_for: str = ""
    amount: str = ""
    currency: str = ""
    is_taken_back: bool = False


class ReceiptsState(PortalSession):
    """One page of the list."""

    loading: bool = True
    rows: list[ReceiptRow] = []
    view: ListView = ListView()

    @rx.event
    @allow("debtor")
    async def load(self) -> None:
        query = ListQuery.read(routes.RECEIPTS, dict(self.router.url.query_parameters))
        found, total = await db.ask(_page, self._debtor_id(), query)
        language = self._language()
        self.rows = [_row(each, language) for each in found]
        self.view = query.view(total, language=language)
        self.loading = False

    @rx.event(background=True)
    @allow("debtor")
    async def watch(self) -> AsyncIterator[Any]:
        async for _ in live.changes(self, "ledger"):
            yield ReceiptsState.load


def receipts() -> rx.Component:
    listed = data_table(
        _COLUMNS,
        ReceiptsState.rows,
        _cells,
        caption=say("Your payments"),
        view=ReceiptsState.view,
        loading=ReceiptsState.loading,
        empty=empty(
            say("No payments yet"),
            say("What you pay by card or bank transfer appears here, with its receipt."),
            link_button(say("See what you owe"), href=routes.HOME),
        ),
    )
    cards = rx.el.p(link(say("Your saved cards"), href=routes.CARDS), style={"margin_top": theme.S5})
    heading = rx.el.h1(say("Your payments"), style={"margin_bottom": theme.S5})
    return frame(sheet(heading, listed, cards), here=routes.RECEIPTS)


def register(app: rx.App) -> None:
    app.add_page(
        receipts,
        route=routes.RECEIPTS,
        title=titled(say("Your payments")),
        on_load=with_asker(ReceiptsState.load, ReceiptsState.watch),
    )


def _cells(row: ReceiptRow) -> tuple[Child, ...]:
    return (
        link(row.number, href=row.href, class_name="medium id"),
        row.when,
        rx.cond(row.is_taken_back, status("reversed", say("Taken back")), rx.el.span(row.what_for)),
        amount(row.amount, row.currency),
    )


def _row(receipt: Paid, language: str) -> ReceiptRow:
    return ReceiptRow(
        number=receipt.number,
        href=routes.receipt(receipt.id),
        when=long_date(receipt.received_on, language),
        what_for=_what_for(receipt, language),
        amount=digits(receipt.amount, language),
        currency=receipt.amount.currency,
        is_taken_back=receipt.taken_back_on is not None,
    )


def _what_for(receipt: Paid, language: str) -> str:
    if not receipt.parts:
        return said("Held for you", language)
    first, more = receipt.parts[0].number, len(receipt.parts) - 1
    if not more:
        return first
    return said_count("{invoice} and {count} more", "{invoice} and {count} more", more, language, invoice=first)


def _page(session: Session, debtor_id: int, query: ListQuery) -> tuple[list[Paid], int]:
    return paid.receipts(session, debtor_id, offset=query.offset, limit=query.size), paid.count(session, debtor_id)
