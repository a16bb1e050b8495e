"""One builder a model, through the services and with lawful defaults; a test names only what matters to it.

Amounts are minor units of EUR, days lie in March 2026.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from sqlmodel import Session, select

from shared import agreements, creditors, debtors, invoices, journals, receipts
from shared.agreements import Terms
from shared.invoices import NewInvoice
from shared.ledger import rates
from shared.ledger.queries import trial_balance
from shared.ledger.rates import Rate
from shared.matching import AmountFit, Proposal, Share
from shared.models import Agreement, Allocation, BankAccount, Creditor, Invoice, Journal, JournalLine, Rail, Receipt
from shared.money import Money
from shared.receipts import MoneyIn, Wanted
from shared.statements import Balance, Detail, Direction, Entry, Statement

ACTOR = "test"
TODAY = date(2026, 3, 16)
HOUSE = "Halden Receivables"
CLIENT = "Alpenglas Manufaktur AG"
AGREEMENT = "FA-0031"
IBAN = "DE89370400440532013000"
SECOND_IBAN = "DE02120300000000202051"
FOREIGN_IBAN = "DE02500105170137075030"

_numbers = itertools.count(1)


def eur(minor: int) -> Money:
    return Money(minor, "EUR")


def usd(minor: int) -> Money:
    return Money(minor, "USD")


def rate(session: Session, per_base: str, on: date, currency: str = "USD") -> None:
    rates.keep(session, [Rate(currency, on, per_base)], source="test", actor=ACTOR)


def house(session: Session) -> Creditor:
    return creditors.register(session, HOUSE, "DE", is_house=True)


def client(session: Session) -> Creditor:
    return creditors.register(session, CLIENT, "CH")


def bank_account(session: Session, iban: str = IBAN, currency: str = "EUR") -> BankAccount:
    return creditors.open_bank_account(
        session, house(session), name="Main account", iban=iban, currency=currency, actor=ACTOR
    )


def agreement(session: Session, **facts: Any) -> Agreement:
    """90 % advance, 1 % commission, as in the worked example of the rules."""
    agreed = Terms(AGREEMENT, "EUR", TODAY - timedelta(days=90), advance_bp=9000, commission_bp=100)
    return agreements.sign(session, client(session), replace(agreed, **facts), actor=ACTOR)


def new_invoice(total: int = 1_190_00, **facts: Any) -> NewInvoice:
    """A row as an invoice list hands it in."""
    row = NewInvoice(
        line=2,
        number=f"INV-{next(_numbers):05d}",
        creditor=HOUSE,
        debtor_number="D-1",
        debtor_name="Debtor D-1",
        amount=eur(total),
        issued_on=TODAY - timedelta(days=45),
        due_on=TODAY - timedelta(days=15),
    )
    return replace(row, **facts)


def invoice(session: Session, total: int = 1_190_00, **facts: Any) -> Invoice:
    """An invoice of the firm's own; with `agreement=AGREEMENT` one bought from the client."""
    house(session)
    if facts.get("agreement"):
        facts = {"creditor": CLIENT, **facts}
    done = invoices.register(session, [new_invoice(total, **facts)], source="test", actor=ACTOR)
    return session.get_one(Invoice, done.added[0], populate_existing=True)


def debtor(session: Session, number: str = "D-1") -> int:
    """The id of a debtor, taken in if need be."""
    row = new_invoice(debtor_number=number, debtor_name=f"Debtor {number}")
    return debtors.known_or_new(session, [row], source="test")[number]


def money_in(amount: int = 1_200_00, **facts: Any) -> MoneyIn:
    taken = MoneyIn(Rail.BANK, f"line:{next(_numbers)}", eur(amount), received_on=TODAY, value_date=TODAY)
    return replace(taken, **facts)


def receipt(session: Session, amount: int = 1_200_00, **facts: Any) -> int:
    """The id of a receipt of debtor D-1; with `debtor_id=None` nobody knows whose it is."""
    known = {"debtor_id": debtor(session)} | facts
    return receipts.record(session, [money_in(amount, **known)], actor=ACTOR)[0]


def allocation(session: Session, receipt_id: int, invoice_id: int | None, amount: int) -> int:
    wanted = Wanted(receipt_id, invoice_id or 0, eur(amount))
    return receipts.allocate(session, [wanted], on=TODAY, actor=ACTOR)[0]


def detail(amount: int, text: str = "", **facts: Any) -> Detail:
    return Detail(eur(amount), remittance=text, counterparty_name="Debtor D-1")._replace(**facts)


def entry(amount: int, text: str = "", **facts: Any) -> Entry:
    """A booked credit with one payment in it, or with the `details` named."""
    direction = facts.pop("direction", Direction.CREDIT)
    details = facts.pop("details", (detail(amount, text),))
    made = Entry(eur(amount), direction, False, "BOOK", TODAY, TODAY, None, None, details)
    return made._replace(**facts)


def statement(*entries: Entry, **facts: Any) -> Statement:
    """A statement for our account whose balances tie, because of what `ties` says."""
    signs = {Direction.CREDIT: 1, Direction.DEBIT: -1}
    moved = sum(signs[each.direction] * each.amount.minor for each in entries)
    balances = (Balance("OPBD", eur(5_000_00), TODAY), Balance("CLBD", eur(5_000_00 + moved), TODAY))
    return replace(Statement("STMT-1", IBAN, None, "EUR", balances, tuple(entries), ties=True), **facts)


def journal(session: Session, account: BankAccount | None = None) -> Journal:
    opened = account or bank_account(session)
    return journals.open_journal(session, opened.id or 0, actor=ACTOR)


def lines(session: Session, *entries: Entry) -> list[JournalLine]:
    """The lines of a new journal that these entries were taken into."""
    made = journal(session)
    take_in(session, made, statement(*entries))
    return lines_of(session, made)


def take_in(session: Session, into: Journal, *statements: Statement) -> journals.TakenIn:
    return journals.take_in(session, into.id or 0, statements, file_name="march.xml", actor=ACTOR)


def lines_of(session: Session, of: Journal) -> list[JournalLine]:
    query = select(JournalLine).where(JournalLine.journal_id == of.id).order_by("position")
    return list(session.exec(query, execution_options={"populate_existing": True}))


def proposal(line: JournalLine, pays: Invoice, amount: int, confidence: float = 1.0) -> Proposal:
    """What matching would say of a line that pays this invoice."""
    share = Share(pays.id or 0, amount)
    fit = AmountFit.EXACT if amount == pays.outstanding_minor else AmountFit.PARTIAL
    return Proposal(line.id or 0, (share,), confidence, fit, pays.debtor_id)


def outstanding(session: Session, of: Invoice) -> int:
    session.expire(of)
    return of.outstanding_minor


def unapplied(session: Session, receipt_id: int) -> int:
    return session.get_one(Receipt, receipt_id, populate_existing=True).unapplied_minor


def allocations(session: Session) -> Sequence[Allocation]:
    return session.exec(select(Allocation).order_by("id")).all()


def books(session: Session) -> dict[str, int]:
    """The whole trial balance, by account number, in cents; debits positive."""
    return {account.value: minor for account, minor in trial_balance(session).items()}
