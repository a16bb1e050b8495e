"""The list of receipts: money that is not used yet first, with its age; then everything that came in."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import date
from typing import Any

import reflex as rx

from backoffice import routes
from backoffice.components.frame import frame
from backoffice.components.lists import list_search
from backoffice.components.reading import reading, unreadable
from backoffice.components.receipt_lines import CAME_BY, age, standing
from backoffice.session import StaffSession
from shared import clock, db
from shared.receipts import lists
from shared.receipts.lists import OLD_AFTER_DAYS, SORTS, Asked, ReceiptLine, ReceiptList, Which
from shared.ui import live
from shared.ui.figures import amount
from shared.ui.format import amount as in_figures
from shared.ui.format import money, short_date
from shared.ui.layout import page, page_head
from shared.ui.links import link, link_button
from shared.ui.listing import FilterCount, ListQuery, ListView
from shared.ui.marks import allow
from shared.ui.notices import empty
from shared.ui.status import status
from shared.ui.table import Column, data_table, filter_chips, two_lines

_WORDS = {
    Which.UNAPPLIED: "Unapplied",
    Which.UNIDENTIFIED: "Unidentified",
    Which.OLD: f"Over {OLD_AFTER_DAYS} days",
    Which.ALL: "All",
}


@dataclass
class ReceiptRow:
    """One row, ready to be drawn."""

    number: str = ""
    href: str = ""
    came: str = ""
    payer: str = ""
    text: str = ""
    debtor: str = ""
    debtor_href: str = ""
    source: str = ""
    source_href: str = ""
    age: str = ""
    is_old: bool = False
    kind: str = "done"
    label: str = ""
    amount: str = ""
    unapplied: str = ""
    has_unapplied: bool = False
    currency: str = ""


class ReceiptsState(StaffSession):
    """The page of the list that the address asks for; money not used yet is what it shows when it asks for nothing."""

    rows: list[ReceiptRow] = []
    view: ListView = ListView()
    note: str = ""
    has_any: bool = False
    loading: bool = True
    failed: str = ""

    @rx.event
    @allow("receipts.read")
    async def load(self) -> None:
        params = dict(self.router.url.query_parameters)
        filters = [each for each in Which if each is not Which.UNAPPLIED]
        query = ListQuery.read(routes.RECEIPTS, params, sorts=SORTS, filters=filters)
        which, today = Which(query.filter or Which.UNAPPLIED), clock.today()
        asked = Asked(today, which, query.search, query.sort, query.offset, query.size)
        async with reading(self):
            found = await db.ask(lists.page, asked)
            self.rows = [_row(each, today) for each in found.rows]
            self.view = query.view(found.counts[which], _chips(found))
            self.has_any = found.counts[Which.ALL] > 0
            self.note = _note(found)

    @rx.event(background=True)
    @allow("receipts.read")
    async def watch(self) -> AsyncIterator[Any]:
        async for _ in live.changes(self, "ledger"):
            yield ReceiptsState.load


def receipts() -> rx.Component:
    table = data_table(
        [
            Column("Receipt", width="132px", place="title"),
            Column("Payer and text"),
            Column("Debtor", width="200px", place="note"),
            Column("Received", width="120px", sort="received"),
            Column("Status", width="148px", place="side"),
            Column("Amount", number=True, width="128px", sort="amount"),
            Column("Unapplied", number=True, width="148px", sort="unapplied", place="amount"),
        ],
        ReceiptsState.rows,
        _cells,
        caption="Receipts",
        view=ReceiptsState.view,
        loading=ReceiptsState.loading,
        empty=rx.cond(ReceiptsState.has_any, _all_used(), _none_yet()),
    )
    return frame(
        page_head(
            "Receipts",
            link_button("Card clearing", href=routes.CARD_CLEARING),
            link_button("Refunds", href=routes.REFUNDS),
            note=ReceiptsState.note,
        ),
        page(
            rx.el.div(
                filter_chips(ReceiptsState.view, "Show"),
                list_search(
                    "Payer, text, number, amount",
                    action=routes.RECEIPTS,
                    search=ReceiptsState.view.search,
                    current_filter=ReceiptsState.view.filter,
                ),
                class_name="bar2",
            ),
            unreadable(ReceiptsState.failed, "The list", ReceiptsState.load, otherwise=table),
        ),
        here=routes.RECEIPTS,
    )


def register(app: rx.App) -> None:
    app.add_page(
        receipts,
        route=routes.RECEIPTS,
        title="Receipts: Duebook",
        on_load=[ReceiptsState.load, ReceiptsState.watch],
    )


def _cells(row: Any) -> tuple[Any, ...]:
    source = rx.cond(row.source_href, link(row.source, href=row.source_href), row.source)
    debtor = rx.cond(row.debtor, link(row.debtor, href=row.debtor_href), rx.el.span("Not known", class_name="muted"))
    return (
        two_lines(link(row.number, href=row.href, class_name="medium id"), source),
        two_lines(row.payer, row.text),
        rx.el.span(debtor, class_name="two"),
        two_lines(row.came, rx.el.span(row.age, class_name=rx.cond(row.is_old, "is-bad", ""))),
        status(row.kind, row.label),
        amount(row.amount, row.currency),
        rx.el.span(row.unapplied, class_name=rx.cond(row.has_unapplied, "amt strong", "amt muted")),
    )


def _row(found: ReceiptLine, today: date) -> ReceiptRow:
    is_known = bool(found.debtor_id)
    kind, label = standing(found.amount, found.unapplied, is_known=is_known, is_reversed=found.is_reversed)
    return ReceiptRow(
        number=found.number,
        href=routes.receipt(found.id),
        came=short_date(found.received_on),
        payer=found.payer_name or "No name given",
        text=found.text[:140],
        debtor=found.debtor,
        debtor_href=routes.debtor(found.debtor_id) if is_known else "",
        source=f"{found.journal} line {found.line}" if found.journal else CAME_BY[found.rail],
        source_href=routes.journal_line(found.journal_id, found.line_id) if found.journal else "",
        age=age(found.received_on, today) if found.unapplied else "",
        is_old=bool(found.unapplied) and (today - found.received_on).days > OLD_AFTER_DAYS,
        kind=kind,
        label=label,
        amount=in_figures(found.amount),
        unapplied=in_figures(found.unapplied),
        has_unapplied=bool(found.unapplied),
        currency=found.amount.currency,
    )


def _chips(found: ReceiptList) -> list[FilterCount]:
    return [
        FilterCount("" if each is Which.UNAPPLIED else each, word, found.counts[each]) for each, word in _WORDS.items()
    ]


def _note(found: ReceiptList) -> str:
    if not found.unapplied:
        return "No money waits here to be used." if found.counts[Which.ALL] else ""
    return f"{' and '.join(money(each) for each in found.unapplied.values())} not used yet."


def _none_yet() -> rx.Component:
    text = "What is posted from a journal, and every card payment, appears here."
    return empty(
        "No receipts yet", text, link_button("Journals", href=routes.JOURNALS, variant="primary"), icon="file-plus-2"
    )


def _all_used() -> rx.Component:
    everything = link_button("Show all receipts", href=f"{routes.RECEIPTS}?filter={Which.ALL}")
    return empty("All money is used", "Every receipt is set against invoices.", everything, icon="circle-check")
