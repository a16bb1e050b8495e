"""What the agreement's page shows, read afresh whenever the books change."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import unquote

import reflex as rx
from sqlmodel import Session

from backoffice import routes
from backoffice.components import invoice_lines as lines
from backoffice.components.invoice_lines import InvoiceLine, SumLine
from backoffice.components.reading import reading
from backoffice.pages.agreements import STATUS
from backoffice.session import StaffSession
from shared import clock, db
from shared.agreements import queries as agreements
from shared.agreements.queries import AgreementCard, Totals
from shared.invoices import queries as invoices
from shared.invoices.queries import Asked, InvoicePage, Which
from shared.money import Money
from shared.ui import live, theme
from shared.ui.arguments import line
from shared.ui.charts import Share
from shared.ui.format import amount as in_figures
from shared.ui.format import percent
from shared.ui.listing import ListQuery, ListView
from shared.ui.marks import allow


@dataclass
class Head:
    """What stands above the list, ready to be drawn."""

    number: str = ""
    client: str = ""
    kind: str = "draft"
    word: str = ""
    terms: str = ""
    href: str = ""
    everything: str = ""
    invoiced: str = ""
    invoices: str = ""
    settled_before: str = ""
    collected: str = ""
    collected_share: str = ""
    credited: str = ""
    outstanding: str = ""
    open: str = ""
    advance: str = ""
    in_use: str = ""
    repaid: str = ""
    reserve: str = ""
    reserve_share: str = ""


class AgreementState(StaffSession):
    """The agreement the address names, with the page of its invoices that the address asks for."""

    head: Head = Head()
    owed: list[Share] = []
    owed_words: str = ""
    funds: list[Share] = []
    funds_words: str = ""
    rows: list[InvoiceLine] = []
    sums: SumLine = SumLine()
    view: ListView = ListView()
    has_any: bool = False
    loading: bool = True
    failed: str = ""

    @rx.event
    @allow("invoices.read")
    async def load(self) -> AsyncIterator[Any]:
        number = line(unquote(self.router.url.path.rstrip("/").rsplit("/", 1)[-1]), most=40)
        if number != self.head.number:
            self.head, self.loading = Head(), True
            yield
        query = ListQuery.read(
            routes.agreement(number),
            dict(self.router.url.query_parameters),
            sorts=lines.SORTS,
            filters=lines.FILTERS,
        )
        async with reading(self):
            await self._read(number, query)

    async def _read(self, number: str, query: ListQuery) -> None:
        card, found, (advance, reserve) = await db.ask(_look, number, query)
        self._show(card)
        which, today = Which(query.filter or Which.OPEN), clock.today()
        self.rows = [lines.line_of(each, today) for each in found.rows]
        sums = lines.sum_line(found, which)
        self.sums = replace(sums, advance=in_figures(advance), reserve=in_figures(reserve))
        self.view = query.view(found.counts[which], lines.filter_counts(found))
        self.has_any = card.invoice_count > 0

    @rx.event(background=True)
    @allow("invoices.read")
    async def watch(self) -> AsyncIterator[Any]:
        async for _ in live.changes(self, "ledger"):
            yield AgreementState.load

    def _show(self, card: AgreementCard) -> None:
        self.head = _head(card)
        sums = card.totals
        self.owed, self.owed_words = _parts(sums)
        used = _share(sums.in_use.minor, sums.advance_paid.minor)
        self.funds = [Share(used, theme.ACCENT), Share(100 - used, theme.LINE_STRONG)]
        self.funds_words = f"{percent(used)} of the advance paid is in use"


def _look(session: Session, number: str, query: ListQuery) -> tuple[AgreementCard, InvoicePage, tuple[Money, Money]]:
    """The card and its invoices in one reading, so that they agree."""
    card = agreements.card(session, number)
    which = Which(query.filter or Which.OPEN)
    asked = Asked(clock.today(), which, query.search, query.sort, query.offset, query.size, agreement_id=card.id)
    return card, invoices.page(session, asked), invoices.advances(session, asked)


def _head(card: AgreementCard) -> Head:
    sums = card.totals
    return Head(
        number=card.number,
        client=card.client,
        kind=STATUS[card.status],
        word=card.status.value.capitalize(),
        terms=_terms(card),
        href=routes.agreement(card.number),
        everything=f"{routes.agreement(card.number)}?filter={Which.ALL}",
        invoiced=in_figures(sums.invoiced),
        invoices=_count(card.invoice_count, "invoice"),
        settled_before=in_figures(sums.settled_before) if sums.settled_before else "",
        collected=in_figures(sums.collected),
        collected_share=f"{percent(_share(sums.collected.minor, sums.invoiced.minor))} of invoiced",
        credited=in_figures(sums.credited) if sums.credited else "",
        outstanding=in_figures(sums.outstanding),
        open=_count(sums.open_count, "open invoice"),
        advance=in_figures(sums.advance_paid),
        in_use=in_figures(sums.in_use),
        repaid=in_figures(sums.advance_paid - sums.in_use),
        reserve=in_figures(sums.reserve),
        reserve_share=f"{percent(_share(sums.reserve.minor, sums.invoiced.minor))} of invoiced",
    )


def _terms(card: AgreementCard) -> str:
    recourse = "with recourse" if card.is_recourse else "without recourse"
    disclosed = "disclosed" if card.is_disclosed else "confidential"
    rates = f"Advance {_rate(card.advance_bp)}, commission {_rate(card.commission_bp)}"
    interest = f", {_rate(card.discount_bp)} a year (act/360)" if card.discount_bp else ""
    return f", {recourse}, {disclosed}. {rates}{interest}. All amounts in {card.currency}."


def _parts(sums: Totals) -> tuple[list[Share], str]:
    """The bar under the equation, and the same in words."""
    whole = sums.invoiced.minor
    parts = (
        (sums.collected + sums.settled_before, theme.ACCENT, "collected"),
        (sums.credited, theme.CONTROL, "credited"),
        (sums.outstanding, theme.LINE_STRONG, "outstanding"),
    )
    shown = [(_share(each.minor, whole), colour, word) for each, colour, word in parts if each]
    return [Share(part, colour) for part, colour, _ in shown], ", ".join(f"{percent(p)} {word}" for p, _, word in shown)


def _share(part: int, whole: int) -> float:
    return round(100 * part / whole, 1) if whole else 0.0


def _rate(basis_points: int) -> str:
    return f"{basis_points / 100:g}\u00a0%"


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"
