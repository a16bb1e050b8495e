"""Payouts with what each is made of, and the line of a bank statement that brought it (L8c, L8d)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from sqlalchemy import func
from sqlmodel import Session, col, select

from shared.models import CardPayout, CardTransaction, JournalLine, LinePurpose, LineState, PayoutState
from shared.money import Money
from shared.payments.after_capture.balance import PAYOUTS

_LEFT: Final = (PayoutState.PENDING, PayoutState.IN_TRANSIT, PayoutState.PAID)
_EARLY, _LATE = timedelta(days=2), timedelta(days=7)


@dataclass(frozen=True, slots=True)
class BankLine:
    """The line of a bank statement that brought a payout; `is_posted` once it cleared 1050."""

    id: int
    journal_id: int
    amount: Money
    on: date
    is_posted: bool


@dataclass(frozen=True, slots=True)
class PayoutView:
    """A payout, what the provider says it is made of, and the bank line that brought it."""

    id: str
    amount: Money
    state: PayoutState
    problem: str
    arrives_on: date
    items: int
    items_sum: Money
    line: BankLine | None

    @property
    def difference(self) -> Money:
        """What its items, or the bank, miss of it; zero where its items were never told and the bank agrees."""
        of_items = self.amount - self.items_sum if self.items else Money.zero(self.amount.currency)
        of_bank = self.amount - self.line.amount if self.line else Money.zero(self.amount.currency)
        return of_items if of_items else of_bank


def payouts(session: Session) -> list[PayoutView]:
    """Payouts, the latest first."""
    rows = session.exec(select(CardPayout).order_by(col(CardPayout.arrives_on).desc(), col(CardPayout.id).desc())).all()
    items = _items_of(session, [each.provider_id for each in rows])
    lines = _lines(session, rows)
    return [
        PayoutView(
            id=each.provider_id,
            amount=each.amount,
            state=each.state,
            problem=each.problem,
            arrives_on=each.arrives_on,
            items=items.get(each.provider_id, (0, 0))[0],
            items_sum=Money(items.get(each.provider_id, (0, 0))[1], each.currency),
            line=lines.get(each.provider_id),
        )
        for each in rows
    ]


def is_on_the_way(payout: PayoutView) -> bool:
    """Whether it left the provider and our books have not seen it at the bank."""
    return payout.state in _LEFT and not (payout.line and payout.line.is_posted)


def _items_of(session: Session, payout_ids: Sequence[str]) -> dict[str, tuple[int, int]]:
    query = (
        select(
            CardTransaction.payout_id,
            func.count(),
            func.sum(CardTransaction.amount_minor - CardTransaction.fee_minor),
        )
        .where(col(CardTransaction.payout_id).in_(payout_ids), col(CardTransaction.kind).not_in(PAYOUTS))
        .group_by(CardTransaction.payout_id)
    )
    return {payout: (count, int(minor)) for payout, count, minor in session.exec(query)}


def _lines(session: Session, rows: Sequence[CardPayout]) -> dict[str, BankLine]:
    """The bank line of each payout: it names it, or is of its amount and came about the day it was to."""
    query = select(JournalLine).where(JournalLine.purpose == LinePurpose.PAYOUT).order_by(col(JournalLine.id))
    free = list(session.exec(query))
    found: dict[str, BankLine] = {}
    for fits in (_names, _resembles):
        for payout in sorted(rows, key=lambda each: (each.arrives_on, each.id or 0)):
            line = None if payout.provider_id in found else next((each for each in free if fits(each, payout)), None)
            if line:
                free.remove(line)
                found[payout.provider_id] = _line(line)
    return found


def _names(line: JournalLine, payout: CardPayout) -> bool:
    return any(payout.provider_id in text for text in (line.text, line.reference, line.end_to_end_id))


def _resembles(line: JournalLine, payout: CardPayout) -> bool:
    is_same = line.currency == payout.currency and line.amount_minor == payout.amount_minor and line.is_credit
    is_about_then = payout.arrives_on - _EARLY <= line.booked_on <= payout.arrives_on + _LATE
    return is_same and is_about_then and "po_" not in line.text and payout.state in _LEFT


def _line(found: JournalLine) -> BankLine:
    return BankLine(
        id=found.id or 0,
        journal_id=found.journal_id,
        amount=Money(found.amount_minor if found.is_credit else -found.amount_minor, found.currency),
        on=found.booked_on,
        is_posted=found.state is LineState.POSTED,
    )
