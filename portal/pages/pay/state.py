"""What is ticked on the page "Pay", how much of each, and what it comes to."""

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Final, Self

import reflex as rx
from sqlmodel import Session

from portal import routes
from portal.components.address import numbers, word
from portal.components.amount_typed import as_typed, part_of, pay_button
from portal.components.invoice_row import InvoiceRow
from portal.components.plan_due import PlansOf
from portal.components.transfer import TransferView, transfer_view
from portal.components.under_way import UnderWay, under_way
from portal.session import PortalSession
from shared import clock, db
from shared.formats import amount as digits
from shared.formats import long_date, money
from shared.i18n import phrase, said
from shared.invoices import owed
from shared.invoices.owed import OwedInvoice
from shared.invoices.transfer import Account, account_for
from shared.money import Money
from shared.payments.rules import MOST_INVOICES, NOT_BY_CARD
from shared.plans.shown import DueNow
from shared.ui import live
from shared.ui.arguments import line, whole
from shared.ui.marks import allow

_PROBLEMS: Final = {
    "provider": phrase(
        "The card payment page does not answer just now. Nothing was taken. "
        "Try again in a minute, or pay by bank transfer."
    ),
}
_CHOOSE: Final = phrase("Tick at least one invoice.")


@dataclass
class PayRow:
    """An invoice that can be ticked, with the amount to pay on it now."""

    invoice: InvoiceRow = field(default_factory=InvoiceRow)
    chosen: bool = False
    typed: str = ""
    problem: str = ""
    name: str = ""
    key: str = ""


@dataclass
class InstalmentRow:
    """The instalment of a plan that can be ticked: what is due now, or the next."""

    plan_id: str = ""
    href: str = ""
    note: str = ""
    amount: str = ""
    currency: str = ""
    chosen: bool = False
    key: str = ""


@dataclass
class CurrencyLink:
    """Amounts in other currencies are paid one currency at a time."""

    label: str = ""
    href: str = ""
    current: bool = False


@dataclass(frozen=True, slots=True)
class _Owed:
    """All that the page shows, read in one go."""

    currency: str
    currencies: list[str]
    invoices: list[OwedInvoice]
    due: list[DueNow]
    held: Mapping[int, int]
    account: Account | None
    begun: list[UnderWay]

    @classmethod
    def read(cls, session: Session, debtor_id: int, named: Sequence[int], currency: str, language: str) -> Self:
        totals = owed.totals(session, debtor_id, on=clock.today())
        currencies = [each.owed.currency for each in totals]
        meant = [each.outstanding.currency for each in owed.by_ids(session, debtor_id, named).values()]
        wanted = next((each for each in [currency, *meant, *currencies] if each in currencies), "")
        plans = PlansOf.read(session, debtor_id)
        find = partial(owed.open_invoices, session, debtor_id, without=plans.held, limit=MOST_INVOICES)
        return cls(
            wanted,
            currencies,
            find(currency=wanted) if wanted else [],
            plans.due(wanted),
            plans.held,
            account_for(session, wanted),
            under_way(session, debtor_id, language),
        )


class PayState(PortalSession):
    """What is ticked, and what it comes to."""

    loading: bool = True
    rows: list[PayRow] = []
    plans: list[InstalmentRow] = []
    is_owed: bool = False
    currencies: list[CurrencyLink] = []
    by_card: bool = False
    total: str = ""
    button: str = ""
    problem: str = ""
    choice_problem: str = ""
    transfer: TransferView = TransferView()
    begun: list[UnderWay] = []
    _invoices: list[OwedInvoice] = []
    _due: list[DueNow] = []
    _held: Mapping[int, int] = {}
    _plans_chosen: set[int] = set()
    _account: Account | None = None
    _chosen: set[int] = set()
    _typed: dict[int, str] = {}
    _visit: int = 0

    @rx.event
    @allow("debtor")
    async def load(self) -> None:
        """Start over with what the address names, or else with what is overdue or due, or else with everything."""
        problem = _PROBLEMS.get(word(self.router.url, "problem"), "")
        self.problem, self.choice_problem = said(problem, self._language()), ""
        await self._read()
        self._visit += 1  # fresh rows, so that the ticks begin as they are meant
        self._typed = {}
        self._tick_first(set(numbers(self.router.url, "invoice")))
        self._show()

    @rx.event
    @allow("debtor")
    async def refresh(self) -> None:
        """Something was posted meanwhile; what is ticked and typed stays, as far as it is still owed."""
        await self._read()
        self._chosen &= {each.id for each in self._invoices}
        self._plans_chosen &= {each.plan_id for each in self._due}
        self._show()

    @rx.event(background=True)
    @allow("debtor")
    async def watch(self) -> AsyncIterator[Any]:
        async for _ in live.changes(self, "ledger", "payments", "plans"):
            yield PayState.refresh

    @rx.event
    @allow("debtor")
    def tick(self, invoice_id: str, ticked: bool) -> None:
        self._chosen = self._chosen - {whole(invoice_id)} | ({whole(invoice_id)} if ticked is True else set())
        self._show()

    @rx.event
    @allow("debtor")
    def tick_plan(self, plan_id: str, ticked: bool) -> None:
        one = {whole(plan_id)}
        self._plans_chosen = self._plans_chosen | one if ticked is True else self._plans_chosen - one
        self._show()

    @rx.event
    @allow("debtor")
    def type_amount(self, invoice_id: str, text: str) -> None:
        self._typed = self._typed | {whole(invoice_id): line(text, most=30)}
        self._show()

    @rx.event
    @allow("debtor")
    def explain(self) -> None:
        """The button was pressed with nothing ticked."""
        self.choice_problem = said(_CHOOSE, self._language())

    async def _read(self) -> None:
        url, language = self.router.url, self._language()
        named, wanted = numbers(url, "invoice"), word(url, "currency")
        found = await db.ask(_Owed.read, self._debtor_id(), named, wanted, language)
        self._invoices, self._account, self.begun = found.invoices, found.account, found.begun
        self._due, self._held = found.due, found.held
        self.by_card = found.currency not in NOT_BY_CARD
        several = found.currencies if len(found.currencies) > 1 else []
        self.currencies = [
            CurrencyLink(
                said("In {currency}", language, currency=each),
                f"{routes.PAY}?currency={each}",
                current=each == found.currency,
            )
            for each in several
        ]
        self.loading = False

    def _show(self) -> None:
        today, language = clock.today(), self._language()
        parts = {each.id: self._part(each) for each in self._invoices}
        self.rows = [
            self._row(each, parts[each.id][1], InvoiceRow.of(each, today, language)) for each in self._invoices
        ]
        self.plans = [self._instalment(each) for each in self._due]
        self.is_owed = bool(self.rows or self.plans)
        chosen = [each for each in self._invoices if each.id in self._chosen]
        due = [each for each in self._due if each.plan_id in self._plans_chosen]
        amounts = [*(parts[each.id][0] for each in chosen), *(each.amount for each in due)]
        if not amounts:
            self.total, self.button = "", pay_button(None, language)
            self.transfer = TransferView(problem=said(_CHOOSE, language))
            return
        total = Money.total(amounts, amounts[0].currency)
        self.choice_problem = ""
        self.total, self.button = money(total, language), pay_button(total, language)
        references = [*(each.payment_reference for each in chosen), *(each.reference for each in due)]
        self.transfer = transfer_view(self._account, references, total, language)

    def _tick_first(self, named: set[int]) -> None:
        """What is ticked when the page opens. A plan that covers an invoice that was named stands for it."""
        today = clock.today()
        late = {each.id for each in self._invoices if each.days_overdue(today)}
        every = {each.id for each in self._invoices}
        due = {each.plan_id for each in self._due if each.is_due}
        meant = {self._held[each] for each in named if each in self._held}
        if named & every or meant:
            self._chosen, self._plans_chosen = named & every, meant
        elif late or due:
            self._chosen, self._plans_chosen = late, due
        else:
            self._chosen, self._plans_chosen = every, set() if every else {each.plan_id for each in self._due}

    def _instalment(self, due: DueNow) -> InstalmentRow:
        language = self._language()
        text = phrase("Instalment due since {day}") if due.is_due else phrase("Next instalment, due on {day}")
        return InstalmentRow(
            plan_id=str(due.plan_id),
            href=routes.plan(due.plan_id),
            note=said(text, language, day=long_date(due.due_on, language)),
            amount=digits(due.amount, language),
            currency=due.amount.currency,
            chosen=due.plan_id in self._plans_chosen,
            key=f"{self._visit}-plan-{due.plan_id}",
        )

    def _part(self, invoice: OwedInvoice) -> tuple[Money, str]:
        typed = self._typed.get(invoice.id)
        return (invoice.outstanding, "") if typed is None else part_of(typed, invoice.outstanding, self._language())

    def _row(self, invoice: OwedInvoice, problem: str, row: InvoiceRow) -> PayRow:
        typed = self._typed.get(invoice.id, as_typed(invoice.outstanding, self._language()))
        return PayRow(
            invoice=row,
            chosen=invoice.id in self._chosen,
            typed=typed,
            problem=problem,
            name=f"amount_{invoice.id}",
            key=f"{self._visit}-{invoice.id}",
        )
