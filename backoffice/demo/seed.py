"""Put the story into an empty database, through the same services that people's clicks go through."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date, timedelta
from itertools import groupby

from sqlmodel import Session, select

from backoffice.demo.story import (
    AGREEMENTS,
    CLIENTS,
    DEBTORS,
    HOUSE,
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
    creditors.describe(session, house.id or 0, HOUSE, actor=ACTOR)
    signed = _sign_agreements(session)
    for email, name, role in STAFF:
        access.add_staff(session, email, name, Role(role), STAFF_PASSWORD)
    for day, owed in groupby(sorted(INVOICES, key=_issued, reverse=True), key=_issued):
        rows = [new_invoice(line, each) for line, each in enumerate(owed, 2)]
        invoices.register(session, rows, source="demo story", actor=ACTOR)
        _pay_advances(session, signed, account, day - 2)
    return True


def play() -> None:
    """What happened since, day by day: each payment came in a statement and was posted; one was taken back."""
    for each in sorted([MISTAKEN, *PAST], key=lambda paid: paid.ago, reverse=True):
        with on_the_day(each.ago):
            journal = take_in(each)
        if each is MISTAKEN:
            with on_the_day(each.ago - 1):
                db.run(_undo, journal)


def take_in(paid: Paid) -> int:
    """A payment of today comes in a statement and is posted; the journal's id."""
    journal = db.run(import_, paid)
    work.apply_journal(journal, actor=ACTOR)
    db.run(_accept_all, journal)
    work.post_journal(journal, actor=ACTOR)
    return journal


@contextmanager
def on_the_day(ago: int) -> Iterator[None]:
    """The clock stands at that day, so that the story's entries and marks are of their time."""
    clock.move(-timedelta(days=ago))
    try:
        yield
    finally:
        clock.move(timedelta())


def _sign_agreements(session: Session) -> list[Agreement]:
    signed = []
    for number, (client, advance_bp, commission_bp) in AGREEMENTS.items():
        country, trade = CLIENTS[client]
        currency = settings().base_currency
        terms = agreements.Terms(number, currency, _ago(300), advance_bp, commission_bp, discount_bp=900)
        creditor = creditors.register(session, client, country, trade=trade)
        signed.append(agreements.sign(session, creditor, terms, actor=ACTOR))
    return signed


def _pay_advances(session: Session, signed: Sequence[Agreement], account: BankAccount, ago: int) -> None:
    for each in signed:
        agreements.pay_advances(session, each, account, on=_ago(ago), actor=ACTOR)


def _issued(owes: Owes) -> int:
    return owes.issued_ago


def import_(session: Session, paid: Paid) -> int:
    """A payment of today comes in a statement; the journal's id."""
    account = creditors.account_by_iban(session, HOUSE_IBAN)
    journal = journals.open_journal(session, account.id, actor=ACTOR)
    statement = _statement(paid)
    journals.take_in(session, journal.id or 0, [statement], file_name=f"statement-{clock.today()}.xml", actor=ACTOR)
    return journal.id or 0


def _accept_all(session: Session, journal_id: int) -> None:
    lines = session.exec(select(JournalLine.id).where(JournalLine.journal_id == journal_id)).all()
    journals.accept(session, [each or 0 for each in lines], actor=ACTOR)


def _undo(session: Session, journal_id: int) -> None:
    line_id = session.exec(select(JournalLine.id).where(JournalLine.journal_id == journal_id)).one() or 0
    journals.reverse_line(session, line_id, reason="The bank took it back: paid twice by mistake", actor=ACTOR)


def new_invoice(line: int, owes: Owes) -> NewInvoice:
    """The invoice as it is registered, issued that many days before today."""
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
        debtor_street=who.address.street,
        debtor_house_number=who.address.house_number,
        debtor_postcode=who.address.postcode,
        debtor_town=who.address.town,
        debtor_country=who.country,
        debtor_kind=who.kind,
        debtor_iban=who.iban,
    )


def _statement(paid: Paid) -> Statement:
    """The day as the bank would tell it, with balances that tie."""
    who, day, currency = _PEOPLE[paid.debtor], clock.today(), settings().base_currency
    # The example statement opens with what this one closes with.
    closing, amount = Money.parse("61240.10", currency), Money.parse(paid.amount, currency)
    detail = Detail(amount, remittance=paid.text, counterparty_name=who.name, counterparty_iban=who.iban or None)
    entry = Entry(amount, Direction.CREDIT, False, "BOOK", day, day, None, None, (detail,))
    balances = (Balance("OPBD", closing - amount, day), Balance("CLBD", closing, day))
    return Statement(f"HR-{day:%Y-%j}", HOUSE_IBAN, None, currency, balances, (entry,), ties=True)


def _ago(days: int) -> date:
    return clock.today() - timedelta(days=days)
