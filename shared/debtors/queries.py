"""Who owes how much: the list of debtors, and one debtor's card."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Subquery, case, exists, func, or_, select
from sqlmodel import Session, col

from shared.errors import NotFound
from shared.i18n import negotiated
from shared.models import Debtor, DebtorAccount, DebtorKind, Invoice, Receipt
from shared.money import Money
from shared.postal import Address
from shared.settings import settings


class Which(StrEnum):
    """Parts of the list: who owes anything, who is late, whose money we hold unapplied."""

    ALL = "all"
    OWING = "owing"
    OVERDUE = "overdue"
    UNAPPLIED = "unapplied"


@dataclass(frozen=True, slots=True)
class Asked:
    """Which part of the list is wanted. `sort` is a key of `SORTS`, with "-" in front for descending."""

    today: date
    which: Which = Which.ALL
    search: str = ""
    sort: str = ""
    offset: int = 0
    limit: int = 25


@dataclass(frozen=True, slots=True)
class DebtorRow:
    """A debtor with sums over their open invoices and over receipts not set against anything.

    The sums are in the firm's base currency, what is in others as the books carry it.
    """

    id: int
    number: str
    name: str
    country: str
    open_count: int
    outstanding: Money
    overdue: Money
    unapplied: Money


@dataclass(frozen=True, slots=True)
class DebtorPage:
    rows: tuple[DebtorRow, ...]
    counts: Mapping[Which, int]


@dataclass(frozen=True, slots=True)
class KnownAccount:
    """An IBAN the debtor pays from, and who said so."""

    iban: str
    source: str
    known_since: datetime


@dataclass(frozen=True, slots=True)
class Profile:
    """How a debtor is known and reached; `language` is one of `i18n.LANGUAGES`."""

    number: str
    name: str
    language: str
    email: str
    phone: str
    address: Address


@dataclass(frozen=True, slots=True)
class DebtorCard:
    """A debtor, how to reach them, and where they stand."""

    row: DebtorRow
    kind: DebtorKind
    language: str
    rating: str
    email: str
    phone: str
    accounts: tuple[KnownAccount, ...]


SORTS = ("number", "name", "open", "overdue", "unapplied")


def page(session: Session, asked: Asked) -> DebtorPage:
    """The debtors asked for, those with most overdue first unless sorted otherwise, with counts."""
    standing = _Standing(asked.today)
    scope = [_matches(asked.search.strip())] if asked.search.strip() else []
    query = standing.query().where(*scope, standing.parts[asked.which]).order_by(*standing.order(asked.sort))
    rows = tuple(map(_row, session.execute(query.offset(asked.offset).limit(asked.limit))))
    counted = [func.coalesce(func.sum(case((each, 1), else_=0)), 0) for each in standing.parts.values()]
    counts = session.execute(standing.query(*counted).where(*scope)).one()
    return DebtorPage(rows, dict(zip(standing.parts, map(int, counts), strict=True)))


def card(session: Session, debtor_id: int, *, today: date) -> DebtorCard:
    """The card of one debtor.

    Raises:
        NotFound: no such debtor.
    """
    found = session.execute(_Standing(today).query().where(col(Debtor.id) == debtor_id)).one_or_none()
    if found is None:
        raise NotFound("There is no such debtor.")
    accounts = select(DebtorAccount).where(col(DebtorAccount.debtor_id) == debtor_id).order_by(col(DebtorAccount.iban))
    known = (KnownAccount(each.iban, each.source, each.known_since) for each in session.execute(accounts).scalars())
    debtor: Debtor = found.Debtor
    return DebtorCard(
        _row(found), debtor.kind, debtor.language, debtor.rating, debtor.email, debtor.phone, tuple(known)
    )


class _Standing:
    """Where each debtor stands on a day, as columns beside the debtor's row."""

    def __init__(self, today: date) -> None:
        self._owed, self._held = _owed(today), _held()
        self.open_count = func.coalesce(self._owed.c.open_count, 0)
        self.outstanding = func.coalesce(self._owed.c.outstanding, 0)
        self.overdue = func.coalesce(self._owed.c.overdue, 0)
        self.unapplied = func.coalesce(self._held.c.unapplied, 0)
        self.parts: Mapping[Which, ColumnElement[bool]] = {
            Which.ALL: col(Debtor.id) > 0,
            Which.OWING: self.outstanding > 0,
            Which.OVERDUE: self.overdue > 0,
            Which.UNAPPLIED: self.unapplied > 0,
        }

    def query(self, *columns: Any) -> Any:
        whole = (
            Debtor,
            self.open_count.label("open_count"),
            self.outstanding.label("outstanding"),
            self.overdue.label("overdue"),
            self.unapplied.label("unapplied"),
        )
        return (
            select(*(columns or whole))
            .select_from(Debtor)
            .outerjoin(self._owed, self._owed.c.debtor_id == Debtor.id)
            .outerjoin(self._held, self._held.c.debtor_id == Debtor.id)
        )

    def order(self, sort: str) -> list[Any]:
        columns = {
            "number": col(Debtor.number),
            "name": col(Debtor.name),
            "open": self.outstanding,
            "overdue": self.overdue,
            "unapplied": self.unapplied,
        }
        column = columns[sort.removeprefix("-") or "overdue"]
        return [column if sort and not sort.startswith("-") else column.desc(), col(Debtor.name), col(Debtor.id)]


def _owed(today: date) -> Subquery:
    left = col(Invoice.outstanding_base_minor)
    return (
        select(
            col(Invoice.debtor_id),
            func.count().label("open_count"),
            func.sum(left).label("outstanding"),
            func.sum(case((col(Invoice.due_on) < today, left), else_=0)).label("overdue"),
        )
        .where(col(Invoice.outstanding_minor) > 0)
        .group_by(col(Invoice.debtor_id))
        .subquery("owed")
    )


def _held() -> Subquery:
    left = func.sum(col(Receipt.unapplied_base_minor)).label("unapplied")
    query = select(col(Receipt.debtor_id), left).where(col(Receipt.unapplied_minor) > 0)
    return query.group_by(col(Receipt.debtor_id)).subquery("held")


def _matches(text: str) -> ColumnElement[bool]:
    """Name, number or address in part, or an IBAN they are known to pay from."""
    iban = text.replace(" ", "").upper()
    pays_from = exists().where(
        col(DebtorAccount.debtor_id) == Debtor.id, col(DebtorAccount.iban).contains(iban, autoescape=True)
    )
    return or_(
        col(Debtor.name).icontains(text, autoescape=True),
        col(Debtor.number).icontains(text, autoescape=True),
        col(Debtor.email).icontains(text, autoescape=True),
        pays_from,
    )


def _row(found: Any) -> DebtorRow:
    debtor: Debtor = found.Debtor
    currency = settings().base_currency
    return DebtorRow(
        id=debtor.id or 0,
        number=debtor.number,
        name=debtor.name,
        country=debtor.country,
        open_count=int(found.open_count),
        outstanding=Money(int(found.outstanding), currency),
        overdue=Money(int(found.overdue), currency),
        unapplied=Money(int(found.unapplied), currency),
    )


def address_of(session: Session, debtor_id: int) -> Address:
    """Where letters to this debtor go.

    Raises:
        NotFound: no such debtor.
    """
    found = session.get(Debtor, debtor_id)
    if found is None:
        raise NotFound("There is no such debtor.")
    return found.address


def id_of(session: Session, number: str) -> int:
    """The debtor of that number.

    Raises:
        NotFound: there is none.
    """
    found: int | None = session.scalar(select(col(Debtor.id)).where(col(Debtor.number) == number))
    if found is None:
        raise NotFound("There is no such debtor.")
    return found


def language_of(session: Session, debtor_id: int) -> str:
    """The language this debtor reads in, one of `i18n.LANGUAGES`."""
    return negotiated([session.get_one(Debtor, debtor_id).language])


def profile(session: Session, debtor_id: int) -> Profile:
    """What a debtor may see of how we know them."""
    debtor = session.get_one(Debtor, debtor_id)
    return Profile(
        number=debtor.number,
        name=debtor.name,
        language=negotiated([debtor.language]),
        email=debtor.email,
        phone=debtor.phone,
        address=debtor.address,
    )
