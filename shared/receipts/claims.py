"""What a debtor owes anew because the money that paid it had left us before: a claim of its own (domain.md 1.4)."""

from datetime import date

from sqlmodel import Session, col, func, select

from shared import invoices
from shared.ledger import rates
from shared.ledger.entries import Claimed
from shared.models import BankAccount, Creditor, Invoice, Receipt
from shared.money import Money
from shared.receipts.rules import receipt_number


def claim(session: Session, receipt: Receipt, amount: Money, *, on: date, words: str) -> Claimed:
    """Open a claim, due at once, which the caller posts; only what is identified was ever paid back."""
    new = invoices.NewClaim(
        number=_number(session, receipt, on),
        creditor_id=_creditor(session, receipt),
        debtor_id=receipt.debtor_id or 0,
        amount=amount,
        on=on,
        source=words,
    )
    return Claimed(invoices.open_claim(session, new), amount, rates.worth_on(session, amount, on))


def _number(session: Session, receipt: Receipt, on: date) -> str:
    """The receipt's number and the day; the second of one day has a place behind it."""
    name = f"{receipt_number(receipt.id or 0, receipt.received_on)}-{on:%y%m%d}"
    before = session.exec(select(func.count(col(Invoice.id))).where(col(Invoice.number).startswith(name))).one()
    return f"{name}-{before + 1}" if before else name


def _creditor(session: Session, receipt: Receipt) -> int:
    """Whose claim it is: the firm's, whose account the money left."""
    if receipt.bank_account_id is not None:
        return session.get_one(BankAccount, receipt.bank_account_id).creditor_id
    return session.exec(select(Creditor.id).where(col(Creditor.is_house)).limit(1)).one() or 0
