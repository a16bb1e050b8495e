"""The piles a journal's lines lie on for the person who works on it: how many, what they come to, how to find them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from sqlalchemy import ColumnElement, func
from sqlmodel import Session, col, or_, select

from shared.journals.workable import workable
from shared.matching import AmountFit
from shared.models import Journal, JournalLine, LineState
from shared.money import Money, NotAnAmount


class Pile(StrEnum):
    """Where a line lies for the person who works on the journal; every line lies on exactly one."""

    NEW = "new"
    READY = "ready"
    REVIEW = "review"
    DIFFERENCE = "difference"
    UNMATCHED = "unmatched"
    ACCEPTED = "accepted"
    LEFT = "left"
    POSTED = "posted"
    REVERSED = "reversed"
    SET_ASIDE = "set_aside"


DIFFERING: Final = (AmountFit.DISCOUNT, AmountFit.PARTIAL, AmountFit.OVER)
WAITING: Final = (Pile.NEW, Pile.READY, Pile.REVIEW, Pile.DIFFERENCE, Pile.UNMATCHED, Pile.ACCEPTED)
"""The piles somebody still has to do something about."""


@dataclass(frozen=True, slots=True)
class Tally:
    """How many lines, and what they come to."""

    count: int
    amount: Money

    def __add__(self, other: Tally) -> Tally:
        return Tally(self.count + other.count, self.amount + other.amount)


def pile_of(state: LineState, fit: str) -> Pile:
    """Lines to review whose amount differs from what is open are a pile of their own."""
    if state is LineState.REVIEW and fit in DIFFERING:
        return Pile.DIFFERENCE
    return Pile(state.value)


def piles(session: Session, currencies: Mapping[int, str]) -> dict[int, dict[Pile, Tally]]:
    """The piles of each journal, by journal id; `currencies` names the journals and theirs."""
    found: dict[int, dict[Pile, Tally]] = {each: {} for each in currencies}
    sums = (
        select(
            JournalLine.journal_id,
            JournalLine.state,
            JournalLine.fit,
            func.count(col(JournalLine.id)),
            func.sum(JournalLine.amount_minor),
        )  # type: ignore[call-overload]
        .where(col(JournalLine.journal_id).in_(currencies))
        .group_by(JournalLine.journal_id, JournalLine.state, JournalLine.fit)
    )
    for journal_id, state, fit, count, amount in session.exec(sums):
        # What is set aside may be in any currency, so it has a number and no sum.
        minor = 0 if state is LineState.SET_ASIDE else int(amount)
        pile, tally = pile_of(state, fit), Tally(count, Money(minor, currencies[journal_id]))
        found[journal_id][pile] = found[journal_id][pile] + tally if pile in found[journal_id] else tally
    return found


def acceptable(session: Session, journal_id: int, confidence: int) -> Tally:
    """What `accept_above` would accept: ready lines of released statements at or above it, per ten thousand."""
    at_least = col(JournalLine.confidence) >= confidence
    return _tally(session, journal_id, JournalLine.state == LineState.READY, at_least)


def postable(session: Session, journal_id: int) -> Tally:
    """What Post would take: the accepted lines of released statements."""
    return _tally(session, journal_id, JournalLine.state == LineState.ACCEPTED)


def on(pile: Pile | None) -> list[Any]:
    """What restricts lines to one pile."""
    if pile is None:
        return []
    if pile not in (Pile.REVIEW, Pile.DIFFERENCE):
        return [JournalLine.state == LineState(pile.value)]
    differs = col(JournalLine.fit).in_([each.value for each in DIFFERING])
    return [JournalLine.state == LineState.REVIEW, differs if pile is Pile.DIFFERENCE else ~differs]


def said(search: str, currency: str) -> list[ColumnElement[bool]]:
    """By what the bank said, the payer, the number of the line, or the amount to the cent."""
    if not search:
        return []
    fields = (JournalLine.payer_name, JournalLine.text, JournalLine.reference, JournalLine.end_to_end_id)
    ways = [col(each).icontains(search, autoescape=True) for each in fields]
    ways.append(col(JournalLine.payer_iban).icontains(search.replace(" ", ""), autoescape=True))
    if search.isascii() and search.isdigit():
        ways.append(col(JournalLine.position) == int(search[:9]))
    return [or_(*ways, *(col(JournalLine.amount_minor) == minor for minor in amount_meant(search, currency)))]


def amount_meant(search: str, currency: str) -> list[int]:
    """The minor units a searched text may mean as an amount; none when it is no amount."""
    try:
        return [Money.parse(search.replace(",", ""), currency).minor]
    except NotAnAmount:
        return []


def _tally(session: Session, journal_id: int, *chosen: Any) -> Tally:
    currency = session.exec(select(Journal.currency).where(Journal.id == journal_id)).one()
    query = select(func.count(col(JournalLine.id)), func.coalesce(func.sum(JournalLine.amount_minor), 0))
    count, minor = session.exec(query.where(*workable(journal_id), *chosen)).one()
    return Tally(count, Money(int(minor), currency))
