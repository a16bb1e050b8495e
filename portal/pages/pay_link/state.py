"""What a pay link shows: who asks, which invoices, how much, and how to pay it; nothing else about the debtor."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Self

import reflex as rx
from sqlmodel import Session

from portal import routes
from portal.components.address import word
from portal.components.invoice_row import InvoiceRow
from portal.components.transfer import TransferView, transfer_view
from portal.components.under_way import UnderWay
from portal.session import PayerSession
from shared import clock, db
from shared.access.rules import Person
from shared.formats import amount as digits
from shared.formats import long_date, moment, money
from shared.i18n import said
from shared.invoices.transfer import Account, account_for
from shared.money import Money
from shared.payments.queries import AttemptView
from shared.payments.rules import NOT_BY_CARD
from shared.plans import by_link
from shared.plans.by_link import Part, Payable
from shared.ui import live
from shared.ui.marks import allow


@dataclass
class Bill:
    """What is paid at once: the link's invoices in one currency, or its instalment."""

    invoices: list[InvoiceRow] = field(default_factory=list)
    amount: str = ""
    currency: str = ""
    button: str = ""
    by_card: bool = False
    transfer: TransferView = field(default_factory=TransferView)


@dataclass(frozen=True, slots=True)
class _Shown:
    """All that the page shows, read in one go."""

    payable: Payable
    accounts: dict[str, Account | None]
    begun: list[AttemptView]

    @classmethod
    def read(cls, session: Session, payer: Person) -> Self:
        found = by_link.payable(session, payer)
        currencies = {each.amount.currency for each in found.parts}
        accounts = {each: account_for(session, each) for each in currencies}
        return cls(found, accounts, by_link.attempts_under_way(session, payer))


class PayLinkState(PayerSession):
    """What may be paid with the link that this browser has opened."""

    loading: bool = True
    creditors: str = ""
    instalment: str = ""
    bills: list[Bill] = []
    begun: list[UnderWay] = []
    problem: str = ""

    @rx.event
    @allow("payer")
    async def load(self) -> None:
        found = await db.ask(_Shown.read, self._payer())
        language = self._language()
        self.problem = _problem(word(self.router.url, "problem"), language)
        self.creditors = ", ".join(dict.fromkeys(each.invoice.creditor for each in found.payable.parts))
        self.instalment = _instalment(found.payable, language)
        self.bills = [
            _bill(parts, found, clock.today(), language) for parts in _by_currency(found.payable.parts).values()
        ]
        self.begun = [_under_way(each, language) for each in found.begun]
        self.loading = False

    @rx.event(background=True)
    @allow("payer")
    async def watch(self) -> AsyncIterator[Any]:
        async for _ in live.changes(self, "ledger", "payments", "pay_links"):
            yield PayLinkState.load


def _by_currency(parts: Sequence[Part]) -> dict[str, list[Part]]:
    """What is left to pay, by currency; what is paid already is not asked for."""
    found: dict[str, list[Part]] = {}
    for each in parts:
        if each.amount:
            found.setdefault(each.amount.currency, []).append(each)
    return found


def _bill(parts: Sequence[Part], found: _Shown, today: date, language: str) -> Bill:
    currency = parts[0].amount.currency
    total = Money.total((each.amount for each in parts), currency)
    due = found.payable.instalment
    references = [due.reference] if due else [each.invoice.payment_reference for each in parts]
    return Bill(
        invoices=[_row(each, today, language) for each in parts],
        amount=digits(total, language),
        currency=currency,
        button=said("Pay {amount} by card", language, amount=money(total, language)),
        by_card=currency not in NOT_BY_CARD,
        transfer=transfer_view(found.accounts[currency], references, total, language),
    )


def _row(part: Part, today: date, language: str) -> InvoiceRow:
    """The invoice as it is asked for, without the way to its page."""
    row = InvoiceRow.of(part.invoice, today, language)
    row.href, row.left, row.total = "", digits(part.amount, language), ""
    return row


def _instalment(found: Payable, language: str) -> str:
    if found.instalment is None:
        return ""
    due = long_date(found.instalment.due_on, language)
    return said("Instalment {number} of your plan, due on {day}", language, number=found.instalment.number, day=due)


def _under_way(attempt: AttemptView, language: str) -> UnderWay:
    text = said(
        "On {moment} a card payment of {amount} was begun.",
        language,
        moment=moment(attempt.begun_at, language),
        amount=money(attempt.amount, language),
    )
    return UnderWay(text, f"{routes.PAY_NOW_PAYMENT}{attempt.key}")


def _problem(word_: str, language: str) -> str:
    if word_ != "provider":
        return ""
    return said(
        "The card payment page does not answer just now. Nothing was taken. Try again in a minute, or pay by bank "
        "transfer.",
        language,
    )
