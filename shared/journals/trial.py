"""A test report before posting: the real run, with the real rules, taken back before anything is kept."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import func
from sqlmodel import Session, col, select

from shared.db import locked
from shared.journals import four_eyes
from shared.journals.piles import Tally
from shared.journals.posting import Posted, post_batch
from shared.journals.workable import workable
from shared.ledger.chart import NAMES, Account
from shared.models import Journal, JournalLine, LedgerEntry, LedgerLine, LineState
from shared.money import Money


@dataclass(frozen=True, slots=True)
class AccountSum:
    """What would be posted to one account, in one currency; both sides are never below zero."""

    account: Account
    name: str
    debit: Money
    credit: Money


@dataclass(frozen=True, slots=True)
class ComesBack:
    """A line that would come back for review, and why."""

    line_id: int
    position: int
    why: str


@dataclass(frozen=True, slots=True)
class TrialReport:
    """What Post would do now if this person pressed it; `kept_back` waits for somebody else to post it."""

    posted: Posted
    accounts: tuple[AccountSum, ...]
    returned: tuple[ComesBack, ...]
    kept_back: Tally


def try_posting(session: Session, journal_id: int, *, actor: str) -> TrialReport:
    """Post everything, look at the books, and take all of it back: nothing is changed.

    Raises:
        NotFound: no such journal.
    """
    journal = locked(session, Journal, [journal_id])[journal_id]
    waits = kept_back(session, journal, actor)
    accepted = set(session.exec(select(JournalLine.id).where(*_accepted(journal_id))))
    last = session.exec(select(func.coalesce(func.max(LedgerEntry.id), 0))).one()
    trial = session.begin_nested()
    total = Posted()
    while not (batch := post_batch(session, journal_id, actor=actor)).is_empty:
        total += batch
    session.flush()
    accounts, returned = _accounts(session, last or 0), _returned(session, journal_id, accepted)
    trial.rollback()
    return TrialReport(total, accounts, returned, waits)


def kept_back(session: Session, journal: Journal, actor: str) -> Tally:
    """The accepted lines that this person decided and may not post, and what they come to."""
    query = select(func.count(col(JournalLine.id)), func.coalesce(func.sum(JournalLine.amount_minor), 0))
    query = query.where(*_accepted(journal.id or 0), four_eyes.kept_back(session, journal.currency, actor))
    count, minor = session.exec(query).one()
    return Tally(count, Money(int(minor), journal.currency))


def _accepted(journal_id: int) -> list[Any]:
    return [*workable(journal_id), JournalLine.state == LineState.ACCEPTED]


def _accounts(session: Session, after: int) -> tuple[AccountSum, ...]:
    amount = LedgerLine.amount_minor
    query = (
        select(
            LedgerLine.account,
            LedgerLine.currency,
            func.coalesce(func.sum(amount).filter(col(amount) > 0), 0),
            func.coalesce(func.sum(-col(amount)).filter(col(amount) < 0), 0),
        )
        .where(col(LedgerLine.entry_id) > after)
        .group_by(LedgerLine.account, LedgerLine.currency)
        .order_by(LedgerLine.account, LedgerLine.currency)
    )
    return tuple(
        AccountSum(Account(account), NAMES[Account(account)], Money(int(debit), currency), Money(int(credit), currency))
        for account, currency, debit, credit in session.exec(query)
    )


def _returned(session: Session, journal_id: int, accepted: set[int | None]) -> tuple[ComesBack, ...]:
    query = select(JournalLine.id, JournalLine.position, JournalLine.note).where(
        JournalLine.journal_id == journal_id, JournalLine.state == LineState.REVIEW
    )
    found = session.exec(query.order_by(col(JournalLine.position)))
    return tuple(ComesBack(id_ or 0, position, note) for id_, position, note in found if id_ in accepted)
