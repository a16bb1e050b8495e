"""What the books say: the trial balance, and the entries behind any number."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import func
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from shared.ledger.chart import NAMES, Account
from shared.models import LedgerEntry, LedgerLine
from shared.money import Money


@dataclass(frozen=True, slots=True)
class AccountLine:
    """One leg as a page shows it; `amount` is negative on the credit side."""

    account: Account
    name: str
    amount: Money


@dataclass(frozen=True, slots=True)
class EntryBehind:
    """An entry that moved a balance, by how much, and what the balance was after it."""

    id: int
    kind: str
    booked_on: date
    posted_at: datetime
    actor: str
    reason: str
    change: Money
    balance: Money
    lines: tuple[AccountLine, ...]


def trial_balance(session: Session) -> dict[Account, int]:
    """The balance of every account that is not zero, in minor units of the base currency; debits positive."""
    query = select(LedgerLine.account, func.sum(LedgerLine.base_minor)).group_by(LedgerLine.account)
    return {Account(number): int(total) for number, total in sorted(session.exec(query).all()) if total}


def reversed_among(session: Session, references: Sequence[str]) -> set[str]:
    """Which of the entries were reversed, by their references."""
    mirror = aliased(LedgerEntry)
    query = select(LedgerEntry.reference).join(mirror, col(mirror.reverses_id) == LedgerEntry.id)
    return set(session.exec(query.where(col(LedgerEntry.reference).in_(references))))


def is_posted(session: Session, reference: str) -> bool:
    """Whether something was posted under that key."""
    return session.exec(select(LedgerEntry.id).where(LedgerEntry.reference == reference)).first() is not None


def moved_base(session: Session, reference: str, account: Account, *, receipt_id: int | None = None) -> int:
    """By how much an entry moved an account, in minor units of the base currency; of one receipt where it is named."""
    query = select(func.coalesce(func.sum(LedgerLine.base_minor), 0)).join(
        LedgerEntry, col(LedgerEntry.id) == LedgerLine.entry_id
    )
    query = query.where(LedgerEntry.reference == reference, LedgerLine.account == account)
    if receipt_id is not None:
        query = query.where(LedgerLine.receipt_id == receipt_id)
    return int(session.exec(query).one())


def behind_invoice(
    session: Session, invoice_id: int, accounts: Sequence[Account], *, sign: int = 1, receipts: Any = None
) -> list[EntryBehind]:
    """Every entry that moved one of these accounts for the invoice, oldest first, with the running balance.

    `receipts` selects those whose lines alone count.
    """
    query = select(LedgerLine).where(LedgerLine.invoice_id == invoice_id, col(LedgerLine.account).in_(accounts))
    if receipts is not None:
        query = query.where(col(LedgerLine.receipt_id).in_(receipts))
    lines = session.exec(query.order_by(col(LedgerLine.entry_id), col(LedgerLine.id))).all()
    moved: dict[int, int] = {}
    for line in lines:
        moved[line.entry_id] = moved.get(line.entry_id, 0) + sign * line.amount_minor
    currency = lines[0].currency if lines else "EUR"
    entries = _entries(session, list(moved))
    return _running(entries, moved, currency, _legs(session, list(moved)))


def _running(
    entries: Sequence[LedgerEntry], moved: dict[int, int], currency: str, legs: dict[int, list[AccountLine]]
) -> list[EntryBehind]:
    balance, rows = 0, []
    for entry in entries:
        change = moved[entry.id or 0]
        balance += change
        rows.append(
            EntryBehind(
                id=entry.id or 0,
                kind=entry.kind,
                booked_on=entry.booked_on,
                posted_at=entry.created_at,
                actor=entry.actor,
                reason=entry.reason,
                change=Money(change, currency),
                balance=Money(balance, currency),
                lines=tuple(legs[entry.id or 0]),
            )
        )
    return rows


def _entries(session: Session, ids: Sequence[int]) -> Sequence[LedgerEntry]:
    return session.exec(select(LedgerEntry).where(col(LedgerEntry.id).in_(ids)).order_by(col(LedgerEntry.id))).all()


def _legs(session: Session, entry_ids: Sequence[int]) -> dict[int, list[AccountLine]]:
    found: dict[int, list[AccountLine]] = {each: [] for each in entry_ids}
    query = select(LedgerLine).where(col(LedgerLine.entry_id).in_(entry_ids)).order_by(col(LedgerLine.id))
    for line in session.exec(query):
        account = Account(line.account)
        found[line.entry_id].append(AccountLine(account, NAMES[account], Money(line.amount_minor, line.currency)))
    return found
