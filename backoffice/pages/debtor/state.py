"""What the debtor's page shows, read afresh whenever the books change."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import reflex as rx
from sqlmodel import Session

from backoffice import routes
from backoffice.components import invoice_lines as lines
from backoffice.components.invoice_lines import InvoiceLine, SumLine
from backoffice.components.payer_lines import PayerLine, payer_line
from backoffice.components.plan_lines import PlanLine, plan_line
from backoffice.components.reading import reading
from backoffice.components.receipt_lines import CAME_BY, standing
from backoffice.session import StaffSession
from shared import clock, db
from shared.debtors import consents
from shared.debtors import queries as debtors
from shared.debtors.queries import DebtorCard
from shared.formats import country_name, in_fours, language_name
from shared.invoices import queries as invoices
from shared.invoices.queries import Asked, InvoicePage, Which
from shared.journals import payer_memory, payers
from shared.journals.payers import MemoryView
from shared.plans import lists as plans
from shared.plans.lists import PlanRow
from shared.plans.telling import CHANGED
from shared.receipts import queries as receipts
from shared.receipts.queries import ReceiptPage, ReceiptRow
from shared.settings import settings
from shared.ui import live
from shared.ui.arguments import id_in
from shared.ui.format import amount as in_figures
from shared.ui.format import figure, long_date, money, short_date
from shared.ui.listing import ListQuery, ListView
from shared.ui.marks import allow

_LATEST = 10
"""Receipts shown on the card, the newest."""


@dataclass
class Head:
    """The card's figures and facts, ready to be drawn; "" leaves one out."""

    id: int = 0
    name: str = ""
    number: str = ""
    kind: str = ""
    href: str = ""
    plan_href: str = ""
    settle_href: str = ""
    rating: str = ""
    everything: str = ""
    later: str = ""
    outstanding: str = ""
    currency: str = ""
    open: str = ""
    overdue: str = ""
    unapplied: str = ""
    email: str = ""
    phone: str = ""
    language: str = ""
    country: str = ""


@dataclass
class Part:
    """What of a receipt is set against one invoice."""

    invoice: str = ""
    href: str = ""
    amount: str = ""


@dataclass
class ReceiptLine:
    """One receipt, ready to be drawn."""

    received: str = ""
    number: str = ""
    receipt_href: str = ""
    rail: str = ""
    journal: str = ""
    href: str = ""
    text: str = ""
    kind: str = ""
    word: str = ""
    amount: str = ""
    unapplied: str = ""
    parts: list[Part] = field(default_factory=list)


@dataclass
class Account:
    """An IBAN they are known to pay from, and who said so."""

    iban: str = ""
    source: str = ""


class DebtorState(StaffSession):
    """The debtor the address names, with the page of their invoices that the address asks for."""

    head: Head = Head()
    rows: list[InvoiceLine] = []
    sums: SumLine = SumLine()
    view: ListView = ListView()
    receipts: list[ReceiptLine] = []
    receipts_told: str = ""
    plans: list[PlanLine] = []
    accounts: list[Account] = []
    payers: list[PayerLine] = []
    has_any: bool = False
    loading: bool = True
    failed: str = ""

    @rx.event
    @allow("debtors.read")
    async def load(self) -> AsyncIterator[Any]:
        debtor_id = id_in(self.router.url.path)
        if debtor_id != self.head.id:
            self.head, self.loading = Head(), True
            yield
        query = ListQuery.read(
            routes.debtor(debtor_id),
            dict(self.router.url.query_parameters),
            sorts=lines.SORTS,
            filters=lines.FILTERS,
        )
        async with reading(self):
            self._show(*await db.ask(_look, debtor_id, query), query=query)
            self.plans = [plan_line(each, clock.today()) for each in await db.ask(_plans, debtor_id)]
            self.payers = [payer_line(each) for each in await db.ask(_payers, debtor_id)]

    @rx.event(background=True)
    @allow("debtors.read")
    async def watch(self) -> AsyncIterator[Any]:
        async for _ in live.changes(self, "ledger", CHANGED, payer_memory.TOPIC, consents.CHANGED):
            yield DebtorState.load

    def _show(self, card: DebtorCard, owed: InvoicePage, paid: ReceiptPage, *, query: ListQuery) -> None:
        which, today = Which(query.filter or Which.OPEN), clock.today()
        self.head = _head(card)
        self.rows = [lines.line_of(each, today) for each in owed.rows]
        self.sums = lines.sum_line(owed, which)
        self.view = query.view(owed.counts[which], lines.filter_counts(owed))
        self.has_any = owed.counts[Which.ALL] > 0
        self.receipts = [_receipt_line(each) for each in paid.rows]
        self.receipts_told = f"The newest {_LATEST} of {paid.total:,}." if paid.total > _LATEST else ""
        self.accounts = [Account(in_fours(each.iban), _known(each.source, each.known_since)) for each in card.accounts]


def _look(session: Session, debtor_id: int, query: ListQuery) -> tuple[DebtorCard, InvoicePage, ReceiptPage]:
    """The card, the invoices and the receipts in one reading, so that they agree."""
    today, which = clock.today(), Which(query.filter or Which.OPEN)
    asked = Asked(today, which, query.search, query.sort, query.offset, query.size, debtor_id=debtor_id)
    return (
        debtors.card(session, debtor_id, today=today),
        invoices.page(session, asked),
        receipts.of_debtor(session, debtor_id, limit=_LATEST),
    )


def _plans(session: Session, debtor_id: int) -> tuple[PlanRow, ...]:
    return plans.page(session, plans.Asked(clock.today(), limit=_LATEST, debtor_id=debtor_id)).rows


def _payers(session: Session, debtor_id: int) -> list[MemoryView]:
    """Who is remembered to pay for them; what was forgotten is in the list of payers."""
    found, _ = payers.payers(session, debtor_id=debtor_id, forgotten=False, limit=_LATEST)
    return found


def _head(card: DebtorCard) -> Head:
    row = card.row
    return Head(
        id=row.id,
        name=row.name,
        number=row.number,
        kind=card.kind.value.capitalize(),
        href=routes.debtor(row.id),
        plan_href=routes.new_plan(row.id),
        settle_href=routes.settle(row.id),
        everything=f"{routes.debtor(row.id)}?filter={Which.ALL}",
        outstanding=in_figures(row.outstanding),
        currency=row.outstanding.currency,
        open="1 open invoice" if row.open_count == 1 else f"{row.open_count:,} open invoices",
        overdue=in_figures(row.overdue),
        later=in_figures(row.outstanding - row.overdue),
        unapplied=in_figures(row.unapplied),
        email=card.email,
        phone=card.phone,
        language=language_name(card.language),
        rating=card.rating,
        country=country_name(row.country),
    )


def _receipt_line(row: ReceiptRow) -> ReceiptLine:
    origin = row.origin
    kind, word = standing(row.amount, row.unapplied, is_known=True, is_reversed=row.is_reversed)
    return ReceiptLine(
        received=short_date(origin.received_on),
        number=origin.number,
        receipt_href=routes.receipt(origin.receipt_id),
        rail=CAME_BY[origin.rail],
        journal=f"{origin.journal} line {origin.line}" if origin.journal else "",
        href=routes.journal_line(origin.journal_id, origin.line_id) if origin.journal else "",
        text=origin.text,
        kind=kind,
        word=word,
        amount=figure(row.amount, settings().base_currency),
        unapplied=figure(row.unapplied, settings().base_currency),
        parts=[Part(each.invoice, routes.invoice(each.invoice_id), money(each.amount)) for each in row.shares],
    )


def _known(source: str, since: datetime) -> str:
    return f"From {source}, {long_date(clock.day_of(since))}"
