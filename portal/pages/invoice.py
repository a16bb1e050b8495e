"""One invoice: what is left, who asks for it, how to pay it, how the amount came about."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any, Self

import reflex as rx
from sqlmodel import Session

from portal import routes
from portal.components.address import last_part, number_of
from portal.components.amount_typed import part_of, pay_button
from portal.components.asking import who_is_asking, with_asker
from portal.components.dispute_view import DisputeNotesState, dispute_notes
from portal.components.frame import frame, plain_answer, titled
from portal.components.history import Step, history, sum_of, sum_up, timeline_of
from portal.components.invoice_row import InvoiceRow, due_sentence, how_it_stands, sender
from portal.components.papers import PaperState, paper_for
from portal.components.plan_due import in_parts, on_a_plan
from portal.components.transfer import TransferView, transfer_details, transfer_view
from portal.components.under_way import UnderWay, under_way, under_way_notices
from portal.session import PortalSession
from shared import clock, db
from shared.formats import money
from shared.invoices import owed
from shared.invoices.owed import OwedInvoice
from shared.invoices.transfer import Account, account_for
from shared.money import Money
from shared.payments.rules import NOT_BY_CARD
from shared.plans import queries as plans
from shared.receipts import paid
from shared.receipts.paid import Movement
from shared.ui import live, theme
from shared.ui.arguments import line
from shared.ui.figures import amount
from shared.ui.forms import choice, choices, field, native_form
from shared.ui.icons import icon
from shared.ui.layout import sheet
from shared.ui.links import back, button, link_button
from shared.ui.marks import allow
from shared.ui.notices import skeleton_lines
from shared.ui.say import say, sentence
from shared.ui.theme import Text
from shared.ui.timeline import Moment, timeline

_ALL, _NEXT, _PART = "all", "next", "part"


@dataclass(frozen=True, slots=True)
class _Card:
    """All that the page shows, read in one go."""

    invoice: OwedInvoice
    next: OwedInvoice | None
    account: Account | None
    movements: list[Movement]
    begun: list[UnderWay]
    plan_id: int

    @classmethod
    def read(cls, session: Session, debtor_id: int, invoice_id: int, language: str) -> Self | None:
        found = owed.by_ids(session, debtor_id, [invoice_id]).get(invoice_id)
        if found is None:
            return None
        currency = found.outstanding.currency
        others = owed.open_invoices(session, debtor_id, currency=currency, limit=2)
        return cls(
            found,
            next((each for each in others if each.id != invoice_id), None),
            account_for(session, currency),
            paid.movements(session, debtor_id, invoice_id),
            under_way(session, debtor_id, language, invoice_id),
            plans.holding(session, [invoice_id]).get(invoice_id, 0),
        )


class InvoiceState(PortalSession):
    """The invoice in the address, if it is the debtor's."""

    loading: bool = True
    row: InvoiceRow = InvoiceRow()
    sender: str = ""
    due: str = ""
    by_card: bool = False
    pick: str = _ALL
    both: str = ""
    next_id: str = ""
    typed: str = ""
    problem: str = ""
    button: str = ""
    transfer: TransferView = TransferView()
    begun: list[UnderWay] = []
    plan_href: str = ""
    steps: list[Step] = []
    left: str = ""
    moments: list[Moment] = []
    _left: Money | None = None
    _both: Money | None = None

    @rx.event
    @allow("debtor")
    async def load(self) -> None:
        self.pick, self.typed = _ALL, ""
        await self._read()

    @rx.event
    @allow("debtor")
    async def refresh(self) -> None:
        """Something was posted meanwhile; what was picked stays."""
        await self._read()

    @rx.event(background=True)
    @allow("debtor")
    async def watch(self) -> AsyncIterator[Any]:
        async for _ in live.changes(self, "ledger", "payments"):
            yield InvoiceState.refresh

    @rx.event
    @allow("debtor")
    def choose(self, pick: str) -> None:
        self.pick = pick if pick in (_ALL, _NEXT, _PART) else _ALL
        self._word_button()

    @rx.event
    @allow("debtor")
    def type_amount(self, text: str) -> None:
        self.typed = line(text, most=30)
        self._word_button()

    async def _read(self) -> None:
        named = number_of(last_part(self.router.url))
        card = await db.ask(_Card.read, self._debtor_id(), named, self._language())
        self.loading = False
        if card is None:
            self.row = InvoiceRow()
        else:
            self._show(card)

    def _show(self, card: _Card) -> None:
        invoice, today, language = card.invoice, clock.today(), self._language()
        self.row = InvoiceRow.of(invoice, today, language)
        self.sender = sender(invoice, language)
        self.due = due_sentence(invoice, today, language)
        self.by_card = invoice.outstanding.currency not in NOT_BY_CARD
        self._left = invoice.outstanding
        self._both = invoice.outstanding + card.next.outstanding if card.next else None
        self.both = money(self._both, language) if self._both else ""
        self.next_id = str(card.next.id) if card.next else ""
        self.transfer = transfer_view(card.account, [invoice.payment_reference], invoice.outstanding, language)
        self.begun, self.plan_href = card.begun, routes.plan(card.plan_id) if card.plan_id else ""
        self.steps, self.left = history(invoice, card.movements, language), money(invoice.outstanding, language)
        self.moments = timeline_of(invoice, card.movements, today, language)
        self._word_button()

    def _word_button(self) -> None:
        """The amount the button will pay, and what is wrong with the one typed."""
        if self._left is None:
            return
        self.problem, language = "", self._language()
        if self.pick != _PART:
            wanted = self._both if self.pick == _NEXT and self._both else self._left
        else:
            wanted, self.problem = part_of(self.typed, self._left, language)
        self.button = pay_button(wanted, language)


def invoice() -> rx.Component:
    missing = plain_answer(
        say("This invoice is not here"),
        say("It does not exist, or it is not yours. The number may have been typed wrongly."),
        link_button(say("See what you owe"), href=routes.HOME),
    )
    loading = rx.el.div(rx.el.h1(say("Invoice")), skeleton_lines(8))
    return frame(
        sheet(
            rx.cond(InvoiceState.loading, loading, rx.cond(InvoiceState.row.number, _full(), missing)),
            aside=rx.cond(InvoiceState.row.number, _beside()),
            aside_label=say("How the amount came about"),
        ),
        here=routes.INVOICES,
    )


def register(app: rx.App) -> None:
    watches = InvoiceState.watch, DisputeNotesState.watch, PaperState.watch
    app.add_page(
        invoice,
        route=routes.INVOICE_PAGE,
        title=titled(say("Invoice")),
        on_load=with_asker(InvoiceState.load, DisputeNotesState.load, *watches),
    )


def _full() -> rx.Component:
    row = InvoiceState.row
    head = rx.el.div(
        back(say("What you owe"), href=routes.HOME),
        rx.el.h1(sentence("Invoice {number}", number=rx.el.span(row.number, class_name="id"))),
        rx.el.p(InvoiceState.sender, class_name="muted"),
        rx.el.p(amount(row.left, row.currency, hero=True), style={"margin": f"{theme.S4} 0 {theme.S2}"}),
        rx.el.p(how_it_stands(row), " ", rx.el.span(InvoiceState.due, class_name="muted")),
        style={"margin_bottom": theme.S6},
    )
    each_way = rx.fragment(rx.cond(InvoiceState.by_card, _by_card()), _by_transfer(), in_parts(InvoiceState.row.id))
    unpaid = rx.cond(InvoiceState.plan_href, on_a_plan(InvoiceState.plan_href), each_way)
    ways = rx.cond(row.is_paid, rx.fragment(), unpaid)
    return rx.fragment(head, under_way_notices(InvoiceState.begun), ways, dispute_notes(row.is_paid))


def _by_card() -> rx.Component:
    row = InvoiceState.row
    form = native_form(
        rx.el.input(type="hidden", name="invoice", value=row.id, read_only=True),
        rx.cond(
            InvoiceState.pick == _NEXT,
            rx.el.input(type="hidden", name="invoice", value=InvoiceState.next_id, read_only=True),
        ),
        choices(
            say("How much"),
            _choice(say("This invoice"), _ALL, amount(row.left, row.currency)),
            rx.cond(InvoiceState.both, _choice(say("This and the next invoice"), _NEXT, InvoiceState.both)),
            _choice(say("Another amount"), _PART),
            hidden_legend=True,
        ),
        rx.cond(InvoiceState.pick == _PART, _another_amount()),
        button(InvoiceState.button, submit=True, variant="primary", size="large", id="pay"),
        action=routes.PAY,
        csrf=PortalSession.csrf,
        key=row.id,  # another invoice begins with its own form
    )
    return rx.el.section(
        rx.el.h2(icon("credit-card", 20), say("Pay by card"), id="by-card"),
        rx.el.p(say("Counted at once. You get the receipt here.")),
        rx.el.div(form, class_name="in"),
        aria_labelledby="by-card",
        class_name="way",
    )


def _choice(label: Text, value: str, right: rx.Component | rx.Var | str = "") -> rx.Component:
    choose: Any = InvoiceState.choose
    return choice(label, "how", value, amount=right, default_checked=value == _ALL, on_change=choose(value))


def _another_amount() -> rx.Component:
    return field(
        say("Amount"),
        "amount",
        hint=say("What you pay now. The rest stays open."),
        error=InvoiceState.problem,
        unit=InvoiceState.row.currency,
        value=InvoiceState.typed,
        on_change=InvoiceState.type_amount,
        required=True,
        auto_complete="off",
        max_length=20,
    )


def _by_transfer() -> rx.Component:
    return rx.el.section(
        rx.el.h2(icon("landmark", 20), say("Pay by bank transfer"), id="transfer"),
        rx.el.p(say("Counted when it reaches us, in one or two working days.")),
        transfer_details(InvoiceState.transfer),
        aria_labelledby="transfer",
        class_name="way",
    )


def _beside() -> rx.Component:
    return rx.fragment(
        rx.el.h2(say("How we get to {amount}", amount=InvoiceState.row.left)),
        sum_up(InvoiceState.steps, sum_of(say("Left to pay"), InvoiceState.left)),
        rx.el.h2(say("History")),
        rx.el.div(timeline(InvoiceState.moments), class_name="prose", style={"margin_bottom": theme.S6}),
        rx.el.div(
            paper_for("invoice", InvoiceState.row.id, label=say("Get the invoice as PDF")),
            style={"margin_bottom": theme.S7},
        ),
        who_is_asking(),
    )
