"""Card clearing against the provider's balance: what is in 1050 and why, and every payout with its items (L8d)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from sqlalchemy import func
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from shared.ledger import Account
from shared.models import (
    CardTransaction,
    LedgerEntry,
    LedgerLine,
    Receipt,
)
from shared.money import Money
from shared.payments.after_capture.balance import PAYOUTS
from shared.payments.after_capture.payout_list import PayoutView, is_on_the_way, payouts

_MOST_UNTOLD: Final = 200


@dataclass(frozen=True, slots=True)
class Clearing:
    """Card clearing in one currency: what was captured, less what left, is `left`, the balance of 1050.

    `at_provider` is the provider's balance, `on_the_way` what it paid out and our bank has not brought. The three agree
    when all that one side knows is known to the other.
    """

    currency: str
    captured: Money
    refunded: Money
    fees: Money
    charged_back: Money
    dispute_fees: Money
    paid_out: Money
    other: Money
    at_provider: Money
    on_the_way: Money

    @property
    def left(self) -> Money:
        """The balance of 1050."""
        gone = self.refunded + self.fees + self.charged_back + self.dispute_fees + self.paid_out
        return self.captured - gone + self.other

    @property
    def difference(self) -> Money:
        return self.left - self.at_provider - self.on_the_way


@dataclass(frozen=True, slots=True)
class Item:
    """One movement of the provider's balance; `receipt_id` is 0 where it is of no payment of ours."""

    id: str
    kind: str
    amount: Money
    fee: Money
    net: Money
    on: date
    source_id: str
    receipt_id: int
    is_booked: bool


@dataclass(frozen=True, slots=True)
class Untold:
    """An entry in 1050 of which the provider's balance has shown nothing yet."""

    reference: str
    kind: str
    amount: Money
    on: date


def clearings(session: Session) -> list[Clearing]:
    """Card clearing in every currency it was ever used in."""
    booked = _booked(session)
    fees = _dispute_fees(session)
    landed = payouts(session)
    currencies = sorted({currency for currency, _ in booked} | set(_balance(session)))
    return [_clearing(session, each, booked, fees.get(each, 0), landed) for each in currencies]


def items_of(session: Session, payout_id: str) -> list[Item]:
    """What a payout is made of, oldest first."""
    query = _transactions().where(
        col(CardTransaction.payout_id) == payout_id, col(CardTransaction.kind).not_in(PAYOUTS)
    )
    return [_item(*row) for row in session.execute(query.order_by(col(CardTransaction.created_at)))]


def not_booked(session: Session) -> list[Item]:
    """Movements of the provider's balance that stand for nothing in our books; payouts are booked by the bank line."""
    query = _transactions().where(col(CardTransaction.entry_reference) == "", col(CardTransaction.kind).not_in(PAYOUTS))
    return [_item(*row) for row in session.execute(query.order_by(col(CardTransaction.created_at)))]


def not_told(session: Session) -> list[Untold]:
    """Entries of 1050 that no movement and no payout stands for (yet), oldest first."""
    told = select(CardTransaction.entry_reference).where(CardTransaction.entry_reference != "")
    query = (
        select(LedgerEntry, LedgerLine.currency, func.sum(LedgerLine.amount_minor))
        .join(LedgerLine, col(LedgerLine.entry_id) == LedgerEntry.id)
        .where(
            LedgerLine.account == Account.CARD_CLEARING,
            col(LedgerEntry.reference).not_in(told),
            col(LedgerEntry.reference).not_like("txn:%"),
            col(LedgerEntry.reference).not_like("other:line:%"),
        )
        .group_by(col(LedgerEntry.id), LedgerLine.currency)
        .order_by(col(LedgerEntry.id))
        .limit(_MOST_UNTOLD)
    )
    return [
        Untold(entry.reference, entry.kind, Money(int(minor), currency), entry.booked_on)
        for entry, currency, minor in session.exec(query)
    ]


def _clearing(
    session: Session,
    currency: str,
    booked: Mapping[tuple[str, str], int],
    dispute_fees: int,
    landed: Sequence[PayoutView],
) -> Clearing:
    def of(*kinds: str) -> Money:
        return Money(sum(booked.get((currency, kind), 0) for kind in kinds), currency)

    named = ("receipt", "refund sent", "refund failed", "card fee", "return", "chargeback won", "other")
    fees = Money(dispute_fees, currency)
    way = [each.amount for each in landed if each.amount.currency == currency and is_on_the_way(each)]
    return Clearing(
        currency=currency,
        captured=of("receipt"),
        refunded=-of("refund sent", "refund failed"),
        fees=-of("card fee"),
        charged_back=-of("return", "chargeback won") - fees,
        dispute_fees=fees,
        paid_out=-of("other"),
        other=of(*{kind for _, kind in booked if kind not in named}),
        at_provider=Money(_balance(session).get(currency, 0), currency),
        on_the_way=Money.total(way, currency),
    )


def _booked(session: Session) -> dict[tuple[str, str], int]:
    """What moved 1050 by currency and kind of entry; a reversal counts as what it undid."""
    undone = aliased(LedgerEntry)
    kind = func.coalesce(undone.kind, LedgerEntry.kind)
    query = (
        select(LedgerLine.currency, kind, func.sum(LedgerLine.amount_minor))
        .join(LedgerEntry, col(LedgerEntry.id) == LedgerLine.entry_id)
        .outerjoin(undone, col(undone.id) == LedgerEntry.reverses_id)
        .where(LedgerLine.account == Account.CARD_CLEARING)
        .group_by(LedgerLine.currency, kind)
    )
    return {(currency, each): int(minor) for currency, each, minor in session.exec(query)}


def _dispute_fees(session: Session) -> dict[str, int]:
    """What chargebacks cost besides, where it left card clearing."""
    clearing = select(LedgerLine.entry_id).where(LedgerLine.account == Account.CARD_CLEARING)
    query = (
        select(LedgerLine.currency, func.sum(LedgerLine.amount_minor))
        .where(LedgerLine.account == Account.DISPUTE_FEES, col(LedgerLine.entry_id).in_(clearing))
        .group_by(LedgerLine.currency)
    )
    return {currency: int(minor) for currency, minor in session.exec(query)}


def _balance(session: Session) -> dict[str, int]:
    net = func.sum(CardTransaction.amount_minor - CardTransaction.fee_minor)
    query = select(CardTransaction.currency, net).group_by(CardTransaction.currency)
    return {currency: int(minor) for currency, minor in session.exec(query)}


def _transactions() -> Any:
    return select(CardTransaction, Receipt.id).outerjoin(
        Receipt, (col(Receipt.external_id) == CardTransaction.payment_id) & (CardTransaction.payment_id != "")
    )


def _item(found: CardTransaction, receipt_id: int | None) -> Item:
    return Item(
        id=found.provider_id,
        kind=found.kind,
        amount=Money(found.amount_minor, found.currency),
        fee=Money(found.fee_minor, found.currency),
        net=found.net,
        on=found.created_at.date(),
        source_id=found.source_id,
        receipt_id=receipt_id or 0,
        is_booked=bool(found.entry_reference),
    )
