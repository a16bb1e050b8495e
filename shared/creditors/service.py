"""Register creditors, say how to reach them, and open the firm's bank accounts."""

import re
from dataclasses import asdict, dataclass
from typing import Final

from sqlmodel import Session, select
from stdnum import iban as iban_rules
from stdnum.exceptions import ValidationError

from shared import audit
from shared.db import locked
from shared.errors import Refused
from shared.models import BankAccount, Creditor
from shared.postal import Address

_LONGEST_PHONE: Final = 40
_MAIL: Final = re.compile(r"[^@\s]{1,64}@[^@\s.]+(\.[^@\s.]+)+")


class NotAnIban(Refused):
    def __init__(self, text: str) -> None:
        super().__init__(f"“{text[:40]}” is not an IBAN: its check digits or its length are wrong.")


class UnfitDetails(Refused):
    """Not a way to reach anybody; the sentence says why."""


@dataclass(frozen=True, slots=True)
class Details:
    """Where a creditor is, and how debtors reach them."""

    address: Address
    phone: str = ""
    email: str = ""


def valid_iban(text: str) -> str:
    """The IBAN in its compact form (ISO 13616).

    Raises:
        NotAnIban: length, country or check digits are wrong.
    """
    try:
        return str(iban_rules.validate(text))
    except ValidationError as error:
        raise NotAnIban(text) from error


def register(session: Session, name: str, country: str, *, is_house: bool = False, trade: str = "") -> Creditor:
    """A creditor by name; naming one again returns the one there is."""
    found = session.exec(select(Creditor).where(Creditor.name == name)).one_or_none()
    if found:
        return found
    made = Creditor(name=name, country=country, is_house=is_house, trade=trade)
    session.add(made)
    session.flush()
    return made


def describe(session: Session, creditor_id: int, details: Details, *, actor: str) -> None:
    """Say where a creditor is and how to reach them, as letters and payment codes tell it.

    The name stays: invoice lists and agreements call the creditor by it.

    Raises:
        NotFound: there is no such creditor.
        NotAnAddress: see `Address.checked`.
        UnfitDetails: the address for e-mail is none, or the number is too long.
    """
    creditor = locked(session, Creditor, [creditor_id])[creditor_id]
    phone, email = details.phone.strip(), details.email.strip()
    if email and not _MAIL.fullmatch(email):
        raise UnfitDetails("That is not an address for e-mail.")
    if len(phone) > _LONGEST_PHONE:
        raise UnfitDetails(f"A telephone number has at most {_LONGEST_PHONE} characters.")
    for name, text in asdict(details.address.checked()).items():
        setattr(creditor, name, text)
    creditor.phone, creditor.email = phone, email
    audit.note(session, actor, "creditor.described", f"creditor:{creditor_id}")


def open_bank_account(
    session: Session, creditor: Creditor, *, name: str, iban: str, currency: str, actor: str
) -> BankAccount:
    """Make an account of the firm known, so that journals can be opened for it.

    Raises:
        NotAnIban: the number is no IBAN.
    """
    compact = valid_iban(iban)
    query = select(BankAccount).where(BankAccount.iban == compact, BankAccount.currency == currency)
    found = session.exec(query).one_or_none()
    if found:
        return found
    account = BankAccount(creditor_id=creditor.id or 0, name=name, iban=compact, currency=currency)
    session.add(account)
    session.flush()
    audit.note(session, actor, "bank_account.opened", f"bank_account:{account.id}", currency=currency)
    return account
