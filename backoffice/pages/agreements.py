"""The factoring agreements, each with the sums over its invoices."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import reflex as rx

from backoffice import routes
from backoffice.components.frame import frame
from backoffice.components.reading import reading, unreadable
from backoffice.session import StaffSession
from shared import db
from shared.agreements import queries
from shared.agreements.queries import AgreementCard
from shared.settings import settings
from shared.ui import live
from shared.ui.figures import amount
from shared.ui.format import amount as in_figures
from shared.ui.layout import page, page_head
from shared.ui.links import link, link_button
from shared.ui.listing import ListQuery, ListView
from shared.ui.marks import allow
from shared.ui.notices import empty
from shared.ui.status import status
from shared.ui.table import Column, data_table

STATUS = {"draft": "draft", "active": "done", "suspended": "on-hold", "closed": "cancelled"}
"""How an agreement's status looks; its word is its own."""


@dataclass
class AgreementLine:
    """One row, ready to be drawn."""

    number: str = ""
    href: str = ""
    client: str = ""
    kind: str = "draft"
    word: str = ""
    invoiced: str = ""
    collected: str = ""
    outstanding: str = ""
    in_use: str = ""
    open: str = ""

    @classmethod
    def of(cls, card: AgreementCard) -> "AgreementLine":
        return cls(
            number=card.number,
            href=routes.agreement(card.number),
            client=card.client,
            kind=STATUS[card.status],
            word=card.status.value.capitalize(),
            invoiced=in_figures(card.totals.invoiced),
            collected=in_figures(card.totals.collected),
            outstanding=in_figures(card.totals.outstanding),
            in_use=in_figures(card.totals.in_use),
            open=f"{card.totals.open_count:,}",
        )


class AgreementsState(StaffSession):
    """Every agreement; a firm has a few of them, so the list has one page."""

    rows: list[AgreementLine] = []
    view: ListView = ListView()
    loading: bool = True
    failed: str = ""

    @rx.event
    @allow("invoices.read")
    async def load(self) -> None:
        async with reading(self):
            found = await db.ask(queries.every)
            self.rows = [AgreementLine.of(each) for each in found]
            self.view = ListQuery(routes.AGREEMENTS, size=max(len(found), 1)).view(len(found))

    @rx.event(background=True)
    @allow("invoices.read")
    async def watch(self) -> AsyncIterator[Any]:
        async for _ in live.changes(self, "ledger"):
            yield AgreementsState.load


def agreements() -> rx.Component:
    table = data_table(
        [
            Column("Agreement", width="128px", place="title"),
            Column("Client", place="note"),
            Column("Status", width="120px", place="side"),
            Column("Open invoices", number=True, width="112px"),
            Column("Invoiced", number=True, width="136px"),
            Column("Debtor Collection", number=True, width="136px"),
            Column("Outstanding", number=True, width="136px", place="amount"),
            Column("Funds in use", number=True, width="136px"),
        ],
        AgreementsState.rows,
        lambda r: (
            link(r.number, href=r.href, class_name="medium id"),
            r.client,
            status(r.kind, r.word),
            r.open,
            r.invoiced,
            r.collected,
            amount(r.outstanding, strong=True),
            r.in_use,
        ),
        caption="Factoring agreements",
        view=AgreementsState.view,
        loading=AgreementsState.loading,
        empty=empty(
            "No agreements yet",
            "An agreement says under which terms a client's invoices are bought. It appears here once it is signed.",
            icon="file-text",
        ),
    )
    return frame(
        page_head(
            "Factoring agreements",
            link_button("Who is owed", href=routes.CREDITORS),
            note=f"All amounts in {settings().base_currency}.",
        ),
        page(unreadable(AgreementsState.failed, "The list", AgreementsState.load, otherwise=table)),
        here=routes.AGREEMENTS,
    )


def register(app: rx.App) -> None:
    app.add_page(
        agreements,
        route=routes.AGREEMENTS,
        title="Agreements: Duebook",
        on_load=[AgreementsState.load, AgreementsState.watch],
    )
