"""The piles a journal's lines lie on for the person who works on it: how many, what they come to, how to find them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from sqlalchemy import ColumnElement, case, func
from sqlmodel import Session, col, or_, select

from shared.journals.workable import workable
from shared.matching import AmountFit
from shared.models import Journal, JournalLine, LinePurpose, LineState
from shared.money import Money, NotAnAmount


class Pile(StrEnum):
    """Where a line lies for the person who works on the journal; every line lies on exactly one."""

    NEW = "new"
    READY = "ready"
    REVIEW = "review"
    DIFFERENCE = "difference"
    UNMATCHED = "unmatched"
    RETURN = "return"
    OTHER = "other"
    ACCEPTED = "accepted"
    LEFT = "left"
    POSTED = "posted"
    REVERSED = "reversed"
    SET_ASIDE = "set_aside"


DIFFERING: Final = (
    AmountFit.DISCOUNT,
    AmountFit.CHARGE,
    AmountFit.ROUNDING,
    AmountFit.EXCHANGE,
    AmountFit.PARTIAL,
    AmountFit.OVER,
)
NO_CUSTOMERS: Final = (LinePurpose.PAYOUT, LinePurpose.OTHER)
WAITING: Final = (
    Pile.NEW,
    Pile.READY,
    Pile.REVIEW,
    Pile.DIFFERENCE,
    Pile.UNMATCHED,
    Pile.RETURN,
    Pile.OTHER,
    Pile.ACCEPTED,
)
"""The piles somebody still has to do something about."""

_MOVED: Final = case((col(JournalLine.is_credit), JournalLine.amount_minor), else_=-col(JournalLine.amount_minor))


@dataclass(frozen=True, slots=True)
class Tally:
    """How many lines, and what they come to; money that left counts below zero."""

    count: int
    amount: Money

    def __add__(self, other: Tally) -> Tally:
        return Tally(self.count + other.count, self.amount + other.amount)


def pile_of(state: LineState, fit: str, purpose: LinePurpose = LinePurpose.RECEIPT) -> Pile:
    """Lines that wait lie apart by what they are, and those to review by whether the amount is what is open."""
    if state in (LineState.READY, LineState.REVIEW) and purpose in NO_CUSTOMERS:
        return Pile.OTHER
    if state is LineState.REVIEW and purpose is LinePurpose.RETURN:
        return Pile.RETURN
    if state is LineState.REVIEW and fit in DIFFERING:
        return Pile.DIFFERENCE
    return Pile(state.value)


def piles(session: Session, currencies: Mapping[int, str]) -> dict[int, dict[Pile, Tally]]:
    """The piles of each journal, by journal id; `currencies` names the journals and theirs. Money that left is less."""
    found: dict[int, dict[Pile, Tally]] = {each: {} for each in currencies}
    told = (JournalLine.journal_id, JournalLine.state, JournalLine.fit, JournalLine.purpose)
    sums = (
        select(*told, func.count(col(JournalLine.id)), func.sum(_MOVED))  # type: ignore[call-overload]
        .where(col(JournalLine.journal_id).in_(currencies))
        .group_by(*told)
    )
    for journal_id, state, fit, purpose, count, amount in session.exec(sums):
        # What is set aside may be in any currency, so it has a number and no sum.
        minor = 0 if state is LineState.SET_ASIDE else int(amount)
        pile, tally = pile_of(state, fit, purpose), Tally(count, Money(minor, currencies[journal_id]))
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
    purpose = col(JournalLine.purpose)
    differs = col(JournalLine.fit).in_([each.value for each in DIFFERING])
    match pile:
        case Pile.READY:
            return [JournalLine.state == LineState.READY, purpose.not_in(NO_CUSTOMERS)]
        case Pile.REVIEW | Pile.DIFFERENCE:
            is_it = differs if pile is Pile.DIFFERENCE else ~differs
            return [JournalLine.state == LineState.REVIEW, purpose == LinePurpose.RECEIPT, is_it]
        case Pile.RETURN:
            return [JournalLine.state == LineState.REVIEW, purpose == LinePurpose.RETURN]
        case Pile.OTHER:
            return [col(JournalLine.state).in_((LineState.READY, LineState.REVIEW)), purpose.in_(NO_CUSTOMERS)]
        case _:
            return [JournalLine.state == LineState(pile.value)]


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
    query = select(func.count(col(JournalLine.id)), func.coalesce(func.sum(_MOVED), 0))
    count, minor = session.exec(query.where(*workable(journal_id), *chosen)).one()
    return Tally(count, Money(int(minor), currency))
