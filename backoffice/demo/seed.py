"""Put the story into an empty database, through the same services that people's clicks go through."""

from collections.abc import Sequence
from datetime import date, timedelta

from sqlmodel import Session, select

from backoffice.demo.story import (
    AGREEMENTS,
    CLIENTS,
    DEBTORS,
    HOUSE_IBAN,
    INVOICES,
    MISTAKEN,
    PAST,
    STAFF,
    STAFF_PASSWORD,
    Owes,
    Paid,
    Who,
)
from backoffice.jobs import journals as work
from shared import agreements, clock, creditors, db, invoices, journals
from shared.access import service as access
from shared.invoices import NewInvoice
from shared.models import Agreement, BankAccount, Creditor, JournalLine, Role
from shared.money import Money, parse_minor
from shared.settings import settings
from shared.statements import Balance, Detail, Direction, Entry, Statement

ACTOR = "demo story"
_PEOPLE = {each.number: each for each in DEBTORS}


def seed(session: Session) -> bool:
    """The people, the agreements and what is owed; False when the database holds somebody already."""
    if session.exec(select(Creditor)).first():
        return False
    house = creditors.register(session, settings().firm_name, "DE", is_house=True, trade="receivables")
    account = creditors.open_bank_account(
        session, house, name="Main account", iban=HOUSE_IBAN, currency=settings().base_currency, actor=ACTOR
    )
    signed = _sign_agreements(session)
    for email, name, role in STAFF:
        access.add_staff(session, email, name, Role(role), STAFF_PASSWORD)
    owed = [_new(line, each) for line, each in enumerate(INVOICES, 2)]
    invoices.register(session, owed, source="demo story", actor=ACTOR)
    _pay_advances(session, signed, account)
    return True


def play() -> None:
    """What happened since: money that came by bank went through a journal and was posted; one mistake was undone."""
    journal = db.run(_import, [MISTAKEN, *PAST])
    work.apply_journal(journal, actor=ACTOR)
    db.run(_accept_all, journal)
    work.post_journal(journal, actor=ACTOR)
    db.run(_undo_mistake, journal)


def _sign_agreements(session: Session) -> list[Agreement]:
    signed = []
    for number, (client, advance_bp, commission_bp) in AGREEMENTS.items():
        country, trade = CLIENTS[client]
        currency = settings().base_currency
        terms = agreements.Terms(number, currency, _ago(300), advance_bp, commission_bp, discount_bp=900)
        creditor = creditors.register(session, client, country, trade=trade)
        signed.append(agreements.sign(session, creditor, terms, actor=ACTOR))
    return signed


def _pay_advances(session: Session, signed: Sequence[Agreement], account: BankAccount) -> None:
    for each in signed:
        agreements.pay_advances(session, each, account, on=_ago(2), actor=ACTOR)


def _import(session: Session, past: Sequence[Paid]) -> int:
    account = creditors.account_by_iban(session, HOUSE_IBAN)
    journal = journals.open_journal(session, account.id, actor=ACTOR)
    statement = _statement(past)
    journals.take_in(session, journal.id or 0, [statement], file_name="earlier statements", actor=ACTOR)
    return journal.id or 0


def _accept_all(session: Session, journal_id: int) -> None:
    lines = session.exec(select(JournalLine.id).where(JournalLine.journal_id == journal_id)).all()
    journals.accept(session, [each or 0 for each in lines], actor=ACTOR)


def _undo_mistake(session: Session, journal_id: int) -> None:
    amount = parse_minor(MISTAKEN.amount, 2)
    query = select(JournalLine.id).where(JournalLine.journal_id == journal_id, JournalLine.amount_minor == amount)
    line_id = session.exec(query).one() or 0
    journals.reverse_line(session, line_id, reason="The bank took it back: paid twice by mistake", actor=ACTOR)


def _new(line: int, owes: Owes) -> NewInvoice:
    who: Who = _PEOPLE[owes.debtor]
    currency, issued = settings().base_currency, _ago(owes.issued_ago)
    return NewInvoice(
        line=line,
        number=owes.number,
        creditor=AGREEMENTS[owes.agreement][0] if owes.agreement else settings().firm_name,
        debtor_number=who.number,
        debtor_name=who.name,
        amount=Money.parse(owes.amount, currency),
        issued_on=issued,
        due_on=issued + timedelta(days=owes.days),
        tax_minor=parse_minor(owes.tax, 2) if owes.tax else 0,
        terms=f"NET {owes.days}",
        agreement=owes.agreement,
        debtor_email=who.email,
        debtor_country=who.country,
        debtor_kind=who.kind,
        debtor_iban=who.iban,
    )


def _statement(past: Sequence[Paid]) -> Statement:
    """The past as a bank would tell it, with balances that tie."""
    currency = settings().base_currency
    opening = Money.parse("48210.55", currency)
    rows = [_entry(each, Money.parse(each.amount, currency)) for each in past]
    closing = Money.total((each.amount for each in rows), currency) + opening
    balances = (Balance("OPBD", opening, _ago(71)), Balance("CLBD", closing, _ago(13)))
    return Statement("EARLIER-1", HOUSE_IBAN, None, currency, balances, tuple(rows), ties=True)


def _entry(paid: Paid, amount: Money) -> Entry:
    who, day = _PEOPLE[paid.debtor], _ago(paid.ago)
    detail = Detail(amount, remittance=paid.text, counterparty_name=who.name, counterparty_iban=who.iban or None)
    return Entry(amount, Direction.CREDIT, False, "BOOK", day, day, None, None, (detail,))


def _ago(days: int) -> date:
    return clock.today() - timedelta(days=days)
