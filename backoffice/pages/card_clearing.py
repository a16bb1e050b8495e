"""Card clearing: what the card provider holds for us, what it paid out, and where the two sides differ."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import reflex as rx
from sqlmodel import Session

from backoffice import routes
from backoffice.components.clearing_lines import (
    Differences,
    ItemLine,
    PayoutLine,
    SumLine,
    differences,
    item_line,
    payout_line,
    sum_line,
)
from backoffice.components.frame import frame
from backoffice.components.reading import reading, unreadable
from backoffice.session import StaffSession
from shared import db
from shared.payments.after_capture import clearing
from shared.payments.after_capture.payout_list import payouts
from shared.ui import live
from shared.ui.drawer import drawer
from shared.ui.figures import amount, equation, facts, stat
from shared.ui.layout import page, page_head, section
from shared.ui.links import crumbs, link
from shared.ui.listing import ListQuery, ListView
from shared.ui.marks import allow
from shared.ui.notices import empty
from shared.ui.status import status
from shared.ui.table import Column, data_table, table, two_lines
from shared.ui.theme import Child


@dataclass(frozen=True, slots=True)
class Looked:
    """What one reading says of card clearing."""

    sums: list[SumLine]
    payouts: list[PayoutLine]
    items: list[ItemLine]
    differences: Differences


class ClearingState(StaffSession):
    """Read afresh whenever the books or the provider's balance change; the address may name a payout."""

    sums: list[SumLine] = []
    rows: list[PayoutLine] = []
    items: list[ItemLine] = []
    view: ListView = ListView()
    differences: Differences = Differences()
    shown: PayoutLine = PayoutLine()
    loading: bool = True
    failed: str = ""

    @rx.event
    @allow("receipts.read")
    async def load(self) -> None:
        params = dict(self.router.url.query_parameters)
        query, chosen = ListQuery.read(routes.CARD_CLEARING, params), params.get("payout", "")[:60]
        async with reading(self):
            found = await db.ask(_look, chosen)
            self.sums, self.items = found.sums, found.items
            self.rows = found.payouts[query.offset : query.offset + query.size]
            self.view = query.view(len(found.payouts))
            self.differences = found.differences
            self.shown = next((each for each in found.payouts if each.id == chosen), PayoutLine())

    @rx.event
    @allow("receipts.read")
    async def close(self) -> Any:
        return rx.redirect(routes.CARD_CLEARING)

    @rx.event(background=True)
    @allow("receipts.read")
    async def watch(self) -> AsyncIterator[Any]:
        async for _ in live.changes(self, "payments", "ledger"):
            yield ClearingState.load


do: Any = ClearingState


def card_clearing() -> rx.Component:
    content = rx.fragment(rx.foreach(do.sums, _sum), _payouts(), _not_booked(), _not_told())
    return frame(
        page_head(
            "Card clearing",
            note="What the card provider holds for us. It is zero once every payout has reached the bank.",
            above=crumbs(("Receipts", routes.RECEIPTS), ("Card clearing", routes.CARD_CLEARING)),
        ),
        page(unreadable(do.failed, "Card clearing", do.load, otherwise=content)),
        _one(),
        here=routes.RECEIPTS,
    )


def register(app: rx.App) -> None:
    app.add_page(card_clearing, route=routes.CARD_CLEARING, title="Card clearing: Duebook", on_load=[do.load, do.watch])


def _look(session: Session, chosen: str) -> Looked:
    return Looked(
        sums=[sum_line(each) for each in clearing.clearings(session)],
        payouts=[payout_line(each) for each in payouts(session)],
        items=[item_line(each) for each in clearing.items_of(session, chosen)] if chosen else [],
        differences=differences(clearing.not_booked(session), clearing.not_told(session)),
    )


def _sum(one: Any) -> rx.Component:
    return rx.el.section(
        equation(
            stat("Captured", one.captured),
            *_less("Refunded", one.refunded),
            *_less("Fees", one.fees),
            *_less("Charged back", one.charged_back),
            *_less("Dispute fees", one.dispute_fees),
            *_less("Paid out", one.paid_out),
            rx.cond(one.other, stat("Booked otherwise", one.other)),
            "=",
            stat("In clearing", amount(one.left, one.currency, strong=True)),
        ),
        rx.el.p(
            status(one.kind, one.label),
            rx.el.span(
                " ",
                one.at_provider,
                " at the provider, ",
                one.on_the_way,
                " on the way to the bank",
                class_name="muted",
            ),
            class_name="row wrap",
        ),
        aria_label="Card clearing",
        class_name="sum",
        style={
            "gridTemplateColumns": "minmax(0, 1fr)",
            "& .eq": {"justifyContent": "flex-start", "gap": "var(--s4) var(--s6)", "flexWrap": "wrap"},
        },
    )


def _less(label: str, figure: Any) -> tuple[rx.Component, rx.Component]:
    minus = rx.cond(figure, rx.el.span("−", class_name="op", aria_hidden="true"))
    return minus, rx.cond(figure, stat(label, figure))


def _payouts() -> rx.Component:
    return section(
        "Payouts",
        data_table(
            [
                Column("Payout", place="title"),
                Column("Made of", width="132px", place="note"),
                Column("Bank line", width="192px"),
                Column("Status", width="208px", place="side"),
                Column("Amount", number=True, width="132px", place="amount"),
            ],
            do.rows,
            _payout,
            caption="Payouts",
            view=do.view,
            loading=do.loading,
            selected=lambda row: row.id == do.shown.id,
            empty=empty(
                "No payouts yet",
                "What the card provider sends to our bank appears here, with what it is made of.",
                icon="credit-card",
            ),
        ),
        anchor="payouts",
    )


def _payout(row: Any) -> tuple[Child, ...]:
    return (
        two_lines(link(row.id, href=row.href, class_name="medium id"), rx.fragment("due ", row.arrives)),
        row.made_of,
        rx.cond(row.bank, link(row.bank, href=row.bank_href), rx.el.span("none yet", class_name="muted")),
        status(row.kind, row.label),
        amount(row.amount, row.currency, strong=True),
    )


def _movements(rows: Any, caption: str) -> rx.Component:
    columns = [
        Column("Movement", place="title"),
        Column("Amount", number=True, width="104px"),
        Column("Fee", number=True, width="88px"),
        Column("Net", number=True, width="112px", place="amount"),
    ]
    return table(columns, rows, _movement, caption=caption)


def _movement(row: Any) -> tuple[Child, ...]:
    name = rx.cond(row.href, link(row.what, href=row.href), rx.el.span(row.what))
    return two_lines(name, rx.fragment(row.about, ", ", row.on)), row.amount, row.fee, amount(row.net, strong=True)


def _not_booked() -> rx.Component:
    rows = _movements(do.differences.not_booked, "Movements not in the books")
    return _where(do.differences.not_booked, "At the provider, not in the books", rows)


def _not_told() -> rx.Component:
    rows = _movements(do.differences.not_told, "Entries the provider has not shown")
    return _where(do.differences.not_told, "In the books, not shown by the provider yet", rows)


def _where(rows: Any, title: str, listed: rx.Component) -> rx.Component:
    made: rx.Component = rx.cond(
        rows.length(), rx.el.div(section(title, listed, anchor="not"), style={"marginTop": "var(--s6)"})
    )
    return made


def _one() -> Any:
    one = do.shown
    told = facts(
        ("Made of", rx.cond(one.items_sum, rx.fragment(one.items_sum, " ", one.currency), one.made_of)),
        ("Bank line", rx.cond(one.bank, link(one.bank, href=one.bank_href), "none yet")),
        ("Difference", rx.cond(one.difference, one.difference, "none")),
    )
    return drawer(
        one.id != "",
        one.said,
        rx.el.p(status(one.kind, one.label), style={"margin": "var(--s1) 0 var(--s4)"}),
        told,
        rx.el.h3("What it is made of", style={"margin": "var(--s5) 0 var(--s3)"}),
        _movements(do.items, "What the payout is made of"),
        over="Payout",
        on_close=do.close,
    )
