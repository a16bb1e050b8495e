"""Paying by bank transfer: where to, with which words, and the code a banking app reads (EPC069-12, version 002)."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import segno.helpers
from sqlmodel import Session, col, select
from stdnum import iban as iban_rules
from stdnum import iso11649

from shared.models import BankAccount, Creditor
from shared.money import Money

_LONGEST_TEXT: Final = 140
_LONGEST_NAME: Final = 70
_MOST_MINOR: Final = 99_999_999_999  # 999,999,999.99 EUR
_QUIET_MODULES: Final = 4  # ISO/IEC 18004 asks for a border as wide as this


@dataclass(frozen=True, slots=True)
class Account:
    """The firm's account that money in one currency is sent to."""

    holder: str
    iban: str
    bic: str


@dataclass(frozen=True, slots=True)
class Transfer:
    """What a debtor's bank is told. `reference` is one invoice's, or several separated by spaces."""

    account: Account
    reference: str
    amount: Money


def account_for(session: Session, currency: str) -> Account | None:
    """The account for transfers in this currency, the one opened first; None if the firm has none."""
    query = (
        select(BankAccount, Creditor.name)
        .join(Creditor, col(Creditor.id) == col(BankAccount.creditor_id))
        .where(col(BankAccount.currency) == currency, col(Creditor.is_house))
        .order_by(col(BankAccount.id))
        .limit(1)
    )
    found = session.exec(query).first()
    return Account(found[1], found[0].iban, found[0].bic) if found else None


def together(references: Sequence[str]) -> str:
    """Several references as one text to write on a transfer; "" when they do not fit (140 characters)."""
    text = " ".join(references)
    return text if len(text) <= _LONGEST_TEXT else ""


def payment_code(transfer: Transfer) -> str:
    """The payment code as the `src` of an image (an SVG in a data address), or "" where none can be made.

    The code is for transfers in EUR to an IBAN. The library writes down whatever it is given, so account and
    reference are checked first: a code with a mistyped account would send the money astray.
    """
    if not _fits(transfer):
        return ""
    code = segno.helpers.make_epc_qr(
        transfer.account.holder[:_LONGEST_NAME],
        transfer.account.iban,
        transfer.amount.decimal,
        **_purpose(transfer.reference),
        bic=transfer.account.bic or None,
    )
    # Drawn dark on white in both modes: scanners expect it so.
    return code.svg_data_uri(scale=4, border=_QUIET_MODULES, dark="#1c2024", light="#ffffff")


def _fits(transfer: Transfer) -> bool:
    return (
        transfer.amount.currency == "EUR"
        and 0 < transfer.amount.minor <= _MOST_MINOR
        and bool(iban_rules.is_valid(transfer.account.iban))
        and 0 < len(transfer.reference) <= _LONGEST_TEXT
    )


def _purpose(reference: str) -> dict[str, str]:
    """A creditor reference where it is one (ISO 11649), free text otherwise; a code may hold only one of the two."""
    return {"reference": reference} if iso11649.is_valid(reference) else {"text": reference}
