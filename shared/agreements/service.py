"""Sign agreements, buy invoices under them, pay the advances."""

from collections.abc import Iterable
from dataclasses import asdict
from datetime import date

from sqlmodel import Session, col, func, select

from shared import audit, ledger
from shared.agreements import rules
from shared.db import chunks
from shared.ledger import Account, Entry, entries, rates
from shared.models import Agreement, AgreementStatus, BankAccount, Creditor, Invoice, LedgerEntry, LedgerLine
from shared.money import Money
from shared.settings import settings


def sign(session: Session, client: Creditor, terms: rules.Terms, *, actor: str) -> Agreement:
    """Take an agreement into the books; signing the same number again returns it unchanged."""
    found = session.exec(select(Agreement).where(Agreement.number == terms.number)).one_or_none()
    if found:
        return found
    made = Agreement(client_id=client.id or 0, **asdict(terms))
    session.add(made)
    session.flush()
    audit.note(session, actor, "agreement.signed", f"agreement:{made.id}", number=terms.number)
    return made


def check_buys(agreement: Agreement, amount: Money) -> None:
    """Refuse what the agreement does not cover.

    Raises:
        NotBuying: the agreement is not active.
        OtherCurrencyThanAgreement: the invoice is in another currency.
    """
    if agreement.status is not AgreementStatus.ACTIVE:
        raise rules.NotBuying(agreement.number, agreement.status)
    if amount.currency != agreement.currency:
        raise rules.OtherCurrencyThanAgreement(agreement.number, agreement.currency, amount.currency)


def purchase(agreement: Agreement, invoice_id: int, open_amount: Money, on: date) -> list[Entry]:
    """The entries that buy an invoice, assignment and commission; see `check_buys` for what is refused."""
    check_buys(agreement, open_amount)
    bought = rules.price(open_amount, advance_bp=agreement.advance_bp, commission_bp=agreement.commission_bp)
    booked = [entries.invoice_purchased(invoice_id, open_amount, bought.advance, on)]
    if bought.commission:
        booked.append(entries.commission_charged(invoice_id, bought.commission, on))
    return booked


def pay_advances(session: Session, agreement: Agreement, account: BankAccount, *, on: date, actor: str) -> list[int]:
    """Pay the client the advance on every invoice bought and not advanced yet; returns the entries' ids."""
    invoices = session.exec(select(Invoice).where(Invoice.agreement_id == agreement.id).order_by(col(Invoice.id))).all()
    paid = _advanced(session, invoices)
    due = [(each, _price(agreement, each).advance) for each in invoices if each.id not in paid]
    booked = [_advance(session, each, advance, account, on) for each, advance in due if advance]
    ids = ledger.post(session, booked, actor=actor)
    audit.note(session, actor, "agreement.advances_paid", f"agreement:{agreement.id}", invoices=len(ids))
    return ids


def _advance(session: Session, invoice: Invoice, advance: Money, account: BankAccount, on: date) -> Entry:
    """The advance leaves at the rate of the day; what is owed of it stands at the one the invoice was bought at."""
    sent = rates.worth_on(session, advance, on)
    owed = sent
    if advance.currency != settings().base_currency:
        query = select(func.sum(LedgerLine.base_minor)).where(LedgerLine.invoice_id == invoice.id)
        owed = -int(session.exec(query.where(LedgerLine.account == Account.ADVANCE_PAYABLE)).one())
    return entries.advance_paid(invoice.id or 0, advance, account.id or 0, owed_base=owed, sent_base=sent, on=on)


def _price(agreement: Agreement, invoice: Invoice) -> rules.Purchase:
    bought_for = invoice.total - Money(invoice.settled_before_minor, invoice.currency)
    return rules.price(bought_for, advance_bp=agreement.advance_bp, commission_bp=agreement.commission_bp)


def _advanced(session: Session, invoices: Iterable[Invoice]) -> set[int]:
    found: set[int] = set()
    for some in chunks([f"advance:{each.id}" for each in invoices]):
        query = select(LedgerEntry.reference).where(col(LedgerEntry.reference).in_(some))
        found.update(int(each.removeprefix("advance:")) for each in session.exec(query))
    return found
