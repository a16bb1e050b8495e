"""Who is owed, and which accounts a journal can be opened for."""

from dataclasses import dataclass

from sqlmodel import Session, col, select

from shared.errors import NotFound
from shared.models import BankAccount, Creditor
from shared.postal import Address


@dataclass(frozen=True, slots=True)
class AccountChoice:
    """A bank account as it is offered in a list."""

    id: int
    name: str
    iban: str
    currency: str

    @property
    def short_iban(self) -> str:
        """`DE89 … 3000`: enough to tell accounts apart, not enough to copy."""
        return f"{self.iban[:4]} … {self.iban[-4:]}"


@dataclass(frozen=True, slots=True)
class CreditorView:
    """A creditor, where they are and how debtors reach them."""

    id: int
    name: str
    is_house: bool
    trade: str
    address: Address
    phone: str
    email: str


def bank_accounts(session: Session) -> list[AccountChoice]:
    query = select(BankAccount).order_by(col(BankAccount.currency), col(BankAccount.name))
    return [_choice(each) for each in session.exec(query)]


def account_by_iban(session: Session, iban: str, currency: str = "") -> AccountChoice:
    """The firm's account with this IBAN.

    Raises:
        NotFound: no such account, or several currencies and none was named.
    """
    compact = iban.replace(" ", "").upper()
    found = [each for each in bank_accounts(session) if each.iban == compact and currency in ("", each.currency)]
    if len(found) != 1:
        raise NotFound(f"{iban} is not exactly one of our bank accounts; name its currency if there are several.")
    return found[0]


def every(session: Session) -> list[CreditorView]:
    """The firm first, then the others by name."""
    found = session.exec(select(Creditor).order_by(col(Creditor.is_house).desc(), col(Creditor.name)))
    return [
        CreditorView(each.id or 0, each.name, each.is_house, each.trade, each.address, each.phone, each.email)
        for each in found
    ]


def house(session: Session) -> Creditor:
    """The firm itself as a creditor.

    Raises:
        NotFound: none was registered yet.
    """
    found = session.exec(select(Creditor).where(col(Creditor.is_house))).first()
    if found is None:
        raise NotFound("The firm itself is not registered as a creditor yet.")
    return found


def _choice(account: BankAccount) -> AccountChoice:
    return AccountChoice(account.id or 0, account.name, account.iban, account.currency)
