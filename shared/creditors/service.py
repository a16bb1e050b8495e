"""Register creditors and the firm's bank accounts."""

from sqlmodel import Session, select
from stdnum import iban as iban_rules
from stdnum.exceptions import ValidationError

from shared import audit
from shared.errors import Refused
from shared.models import BankAccount, Creditor


class NotAnIban(Refused):
    def __init__(self, text: str) -> None:
        super().__init__(f"“{text[:40]}” is not an IBAN: its check digits or its length are wrong.")


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
