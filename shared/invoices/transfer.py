"""Paying by bank transfer: where to, with which words, and the code a banking app reads."""

from collections.abc import Sequence
from typing import Final

from sqlmodel import Session, col, select

from shared.invoices import payment_qr
from shared.invoices.payment_qr import Account, NoPaymentCode, Transfer
from shared.models import BankAccount, Creditor

__all__ = ["Account", "Transfer", "account_for", "payment_code", "together"]

_LONGEST_TEXT: Final = 140


def account_for(session: Session, currency: str) -> Account | None:
    """The account for transfers in this currency, the one opened first; None if the firm has none."""
    query = (
        select(BankAccount, Creditor)
        .join(Creditor, col(Creditor.id) == col(BankAccount.creditor_id))
        .where(col(BankAccount.currency) == currency, col(Creditor.is_house))
        .order_by(col(BankAccount.id))
        .limit(1)
    )
    found = session.exec(query).first()
    return _account(*found) if found else None


def together(references: Sequence[str]) -> str:
    """Several references as one text to write on a transfer; "" when they do not fit (140 characters)."""
    text = " ".join(references)
    return text if len(text) <= _LONGEST_TEXT else ""


def _account(account: BankAccount, holder: Creditor) -> Account:
    return Account(holder.name, account.iban, account.bic, holder.address)


def payment_code(transfer: Transfer) -> str:
    """The payment code as the `src` of an image, or "" where none can be made."""
    try:
        return payment_qr.payment_code(transfer).data_uri
    except NoPaymentCode:
        return ""
