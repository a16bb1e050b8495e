"""What the invoice's page shows and does: its figures, the entries behind one of them, a reversal."""

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import reflex as rx
from sqlmodel import Session

from backoffice import routes
from backoffice.components.dispute_lines import dispute_moment
from backoffice.components.invoice_lines import standing
from backoffice.components.reading import reading
from backoffice.pages.invoice import telling
from backoffice.pages.invoice.telling import EntryLine, Story
from backoffice.session import StaffSession
from shared import clock, db, receipts
from shared.access.actors import names_of
from shared.cases.queries import of_invoice
from shared.errors import NotFound
from shared.invoices import card as invoices
from shared.invoices.card import Figure, InvoiceCard
from shared.journals.rules import check_reason
from shared.payments.after_capture import queries as chargebacks
from shared.plans import lists as plans
from shared.plans.lists import Mark
from shared.plans.telling import CHANGED
from shared.receipts.queries import origins
from shared.ui import live
from shared.ui.arguments import id_in, line, whole
from shared.ui.format import amount as in_figures
from shared.ui.format import long_date, moment, money, percent, short_date
from shared.ui.listing import FilterCount, ListQuery, ListView
from shared.ui.marks import allow
from shared.ui.notice_state import tell
from shared.ui.timeline import Moment
from shared.words import DisputeState


@dataclass
class Head:
    """The figures and facts of the card, ready to be drawn; "" leaves one out."""

    id: int = 0
    number: str = ""
    kind: str = "open"
    label: str = ""
    creditor: str = ""
    debtor: str = ""
    debtor_href: str = ""
    agreement: str = ""
    agreement_href: str = ""
    due: str = ""
    href: str = ""
    currency: str = ""
    amount: str = ""
    amount_note: str = ""
    collected: str = ""
    collected_note: str = ""
    credited: str = ""
    outstanding: str = ""
    advance: str = ""
    advance_note: str = ""
    issued: str = ""
    terms: str = ""
    discount: str = ""
    reference: str = ""
    order: str = ""
    source: str = ""
    plan: str = ""
    plan_href: str = ""
    is_missed: bool = False


@dataclass
class Drawer:
    """The entries behind a figure; no figure, no drawer."""

    figure: str = ""
    title: str = ""
    foot: str = ""
    balance: str = ""
    checked: str = ""
    ties: bool = True


class InvoiceState(StaffSession):
    """The invoice the address names; `?entries=` says whose entries are shown beside it."""

    head: Head = Head()
    moments: list[Moment] = []
    view: ListView = ListView()
    drawer: Drawer = Drawer()
    entries: list[EntryLine] = []
    opened: int = 0
    asked: int = 0
    loading: bool = True
    failed: str = ""

    @rx.event
    @allow("invoices.read")
    async def load(self) -> AsyncIterator[Any]:
        invoice_id = self._invoice_id()
        if invoice_id != self.head.id:
            self.head, self.drawer, self.loading = Head(), Drawer(), True
            yield
        params = dict(self.router.url.query_parameters)
        async with reading(self):
            await self._read(invoice_id, params)

    @rx.event
    @allow("invoices.read")
    async def toggle(self, entry_id: int) -> None:
        """Show the lines of one entry, or hide them again."""
        entry = whole(entry_id)
        self.opened, self.asked = (0 if self.opened == entry else entry), 0

    @rx.event
    @allow("invoices.read")
    async def close(self) -> Any:
        return rx.redirect(self.head.href)

    @rx.event
    @allow("receipts.reverse")
    async def ask(self, allocation_id: int) -> None:
        """Ask for the reason first; 0 takes the question away."""
        self.asked = whole(allocation_id, least=0)

    @rx.event
    @allow("receipts.reverse")
    async def take_back(self, form: dict[str, Any]) -> AsyncIterator[Any]:
        """Reverse the allocation that was asked about."""
        reason, actor = check_reason(line(form.get("reason"))), self._signed_in().actor
        undone = await db.call(_take_back, self._invoice_id(), self.asked, reason=reason, actor=actor)
        self.asked = 0
        yield tell(f"{undone} taken back from invoice {self.head.number}. The receipt holds it again.", tone="good")
        yield InvoiceState.load

    @rx.event(background=True)
    @allow("invoices.read")
    async def watch(self) -> AsyncIterator[Any]:
        async for _ in live.changes(self, "ledger", "payments", "disputes", CHANGED):
            yield InvoiceState.load

    def _invoice_id(self) -> int:
        return id_in(self.router.url.path)

    async def _read(self, invoice_id: int, params: Mapping[str, str]) -> None:
        figure = Figure(params["entries"]) if params.get("entries") in list(Figure) else None
        story = await db.ask(_look, invoice_id, figure)
        today = clock.today()
        marks = await db.ask(plans.marks, [invoice_id], today)
        disputes = await db.ask(chargebacks.of_invoice, invoice_id)
        self.head = _head(story.card, today, marks.get(invoice_id))
        if any(each.is_open for each in disputes):
            self.head.kind, self.head.label = "disputed", "Disputed by the cardholder"
        elif any(each.state is DisputeState.OPEN for each in story.disputes):
            self.head.kind, self.head.label = "disputed", "Disputed"
        self._tell([*map(dispute_moment, disputes), *telling.moments(story, today)], params)
        self.entries = telling.entry_lines(story)
        if figure is None or figure.value != self.drawer.figure:
            self.opened, self.asked = self.entries[-1].id if self.entries else 0, 0
        self.drawer = _drawer(story, figure) if figure else Drawer()

    def _tell(self, told: list[Moment], params: Mapping[str, str]) -> None:
        query = ListQuery.read(self.head.href, params, filters=("money", "dates"), keep=("entries",))
        parts = {"": told, "money": [each for each in told if telling.is_money(each)]}
        parts["dates"] = [each for each in told if not telling.is_money(each)]
        words = {"": "All", "money": "Money", "dates": "Dates"}
        self.moments = parts[query.filter]
        self.view = query.view(len(told), [FilterCount(each, words[each], len(parts[each])) for each in parts])


def _look(session: Session, invoice_id: int, figure: Figure | None) -> Story:
    """The card, its history and the entries asked for in one reading, so that they agree."""
    booked, disputes = invoices.history(session, invoice_id), of_invoice(session, invoice_id)
    actors = {actor for each in disputes for actor in (each.raised_by, each.closed_by)}
    return Story(
        card=invoices.card(session, invoice_id),
        booked=booked,
        origins=origins(session, invoice_id),
        steps=invoices.behind(session, invoice_id, figure) if figure else (),
        names=names_of(session, {*(each.actor for each in booked), *actors}),
        disputes=disputes,
    )


def _take_back(session: Session, invoice_id: int, allocation_id: int, *, reason: str, actor: str) -> str:
    """Reverse an allocation of this invoice and no other; says how much it was."""
    booked = {each.allocation_id: each for each in invoices.history(session, invoice_id) if not each.undoes}
    if allocation_id not in booked or not allocation_id:
        raise NotFound("That is no allocation of this invoice.")
    receipts.reverse_allocation(session, allocation_id, reason=reason, on=clock.today(), actor=actor)
    return money(booked[allocation_id].amount)


def _drawer(story: Story, figure: Figure) -> Drawer:
    balance, ties = story.card.figure(figure), telling.adds_up(story, figure)
    title = telling.TITLES[figure]
    return Drawer(
        figure=figure.value,
        title=f"{title}, {money(balance)}",
        foot=f"{title} now",
        balance=in_figures(balance),
        checked=f"{'Checked against' if ties else 'Differs from'} the ledger, {moment(clock.now())}",
        ties=ties,
    )


def _head(card: InvoiceCard, today: date, mark: Mark | None) -> Head:
    kind, label = standing(card.total - card.outstanding, card.outstanding, card.due_on, today)
    advance = card.advance_paid or card.reserve
    return Head(
        id=card.id,
        number=card.number,
        kind=kind,
        label=label,
        creditor=card.creditor,
        debtor=card.debtor,
        debtor_href=routes.debtor(card.debtor_id),
        agreement=card.agreement,
        agreement_href=routes.agreement(card.agreement) if card.agreement else "",
        due=long_date(card.due_on),
        href=routes.invoice(card.id),
        currency=card.total.currency,
        amount=in_figures(card.total),
        amount_note=f"{in_figures(card.settled_before)} settled before" if card.settled_before else "",
        collected=in_figures(card.collected),
        collected_note=f"{percent(100 * card.collected.minor / card.total.minor, decimals=0)} of the invoice",
        credited=in_figures(card.credited) if card.credited else "",
        outstanding=in_figures(card.outstanding),
        advance=in_figures(card.advance_paid) if advance else "",
        advance_note=f"{in_figures(card.in_use)} in use, reserve {in_figures(card.reserve)}" if advance else "",
        issued=long_date(card.issued_on),
        terms=card.terms,
        discount=_discount(card),
        reference=_grouped(card.payment_reference),
        order=card.purchase_order,
        source=card.source,
        plan=_on_plan(mark, today) if mark else "",
        plan_href=routes.plan(mark.plan_id) if mark else "",
        is_missed=bool(mark and mark.due_on < today),
    )


def _on_plan(mark: Mark, today: date) -> str:
    """Which instalment is next, or missing."""
    due = "was due" if mark.due_on < today else "due"
    amount = f"{in_figures(mark.amount)} {due} {short_date(mark.due_on)}"
    return f"On a plan: instalment {mark.number} of {mark.count}, {amount}"


def _discount(card: InvoiceCard) -> str:
    if not card.discount_until:
        return ""
    return f"{card.discount_bp / 100:g}\u00a0% until {long_date(card.discount_until)}"


def _grouped(reference: str) -> str:
    """In fours, as creditor references are printed (ISO 11649)."""
    return " ".join(reference[start : start + 4] for start in range(0, len(reference), 4))
