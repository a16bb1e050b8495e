"""Receipts as a list: whose money is not used yet, who it may be from, and for how long it has been waiting."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Any, Final

from sqlalchemy import ColumnElement, and_, case, func, or_, select, true
from sqlmodel import Session, col

from shared.models import Debtor, Rail, Receipt
from shared.money import Money, NotAnAmount
from shared.receipts.queries import reversed_among, with_journal
from shared.receipts.rules import receipt_number

OLD_AFTER_DAYS: Final = 30
"""From then on the debtor is asked: apply it, or send it back (domain.md 1.3, 6)."""

SORTS: Final = ("received", "amount", "unapplied")


class Which(StrEnum):
    """Parts of the list. Unapplied holds all money that is not used; the next two are parts of it."""

    UNAPPLIED = "unapplied"
    UNIDENTIFIED = "unidentified"
    OLD = "old"
    ALL = "all"


@dataclass(frozen=True, slots=True)
class Asked:
    """Which part of the list is wanted. `sort` is one of `SORTS`, with "-" in front for descending."""

    today: date
    which: Which = Which.UNAPPLIED
    search: str = ""
    sort: str = ""
    offset: int = 0
    limit: int = 25


@dataclass(frozen=True, slots=True)
class ReceiptLine:
    """A receipt in the list; `debtor` is "" when nobody knows whose it is, `journal` when no journal posted it."""

    id: int
    number: str
    rail: Rail
    received_on: date
    payer_name: str
    text: str
    debtor_id: int
    debtor: str
    amount: Money
    unapplied: Money
    is_reversed: bool
    journal_id: int
    journal: str
    line_id: int
    line: int


@dataclass(frozen=True, slots=True)
class ReceiptList:
    """A page of them, how many there are of each part, and what is unapplied in this part by currency."""

    rows: tuple[ReceiptLine, ...]
    counts: Mapping[Which, int]
    unapplied: Mapping[str, Money]


@dataclass(frozen=True, slots=True)
class Waiting:
    """Money not used yet, over all receipts: how many, the sums by currency, and since when the oldest."""

    count: int
    unidentified: int
    old: int
    sums: Mapping[str, Money]
    oldest_on: date | None


def page(session: Session, asked: Asked) -> ReceiptList:
    """The receipts asked for: what waits comes oldest first, all of them newest first, unless sorted otherwise."""
    scope = [_matches(asked.search)] if asked.search else []
    part = _parts(asked.today)[asked.which]
    query = with_origin().where(*scope, part).order_by(*_order(asked))
    found = session.execute(query.offset(asked.offset).limit(asked.limit)).all()
    reversed_ids = reversed_among(session, [each.Receipt.id for each in found])
    return ReceiptList(
        tuple(_line(each, reversed_ids) for each in found),
        _counts(session, asked.today, scope),
        _sums(session, *scope, part),
    )


def waiting(session: Session, today: date) -> Waiting:
    """What Daily Actions says of money that is not used yet."""
    counts = _counts(session, today, [])
    is_unapplied = _parts(today)[Which.UNAPPLIED]
    oldest = session.execute(select(func.min(col(Receipt.received_on))).where(is_unapplied)).scalar_one()
    return Waiting(
        counts[Which.UNAPPLIED], counts[Which.UNIDENTIFIED], counts[Which.OLD], _sums(session, is_unapplied), oldest
    )


def _parts(today: date) -> dict[Which, ColumnElement[bool]]:
    is_left = col(Receipt.unapplied_minor) > 0
    return {
        Which.UNAPPLIED: is_left,
        Which.UNIDENTIFIED: and_(is_left, col(Receipt.debtor_id).is_(None)),
        Which.OLD: and_(is_left, col(Receipt.received_on) < today - timedelta(days=OLD_AFTER_DAYS)),
        Which.ALL: true(),
    }


def with_origin() -> Any:
    """Receipts with whose they are, and the journal line they came by where one posted them."""
    found = with_journal(col(Debtor.name).label("debtor"))
    return found.outerjoin(Debtor, col(Debtor.id) == Receipt.debtor_id)


def _matches(words: str) -> ColumnElement[bool]:
    """By payer, debtor, text, IBAN, the number people quote, or an amount to the cent."""
    texts = (Receipt.payer_name, Receipt.text, Receipt.number, Debtor.name)
    ways: list[ColumnElement[bool]] = [col(each).icontains(words, autoescape=True) for each in texts]
    ways.append(col(Receipt.payer_iban).icontains(words.replace(" ", ""), autoescape=True))
    ways.append(col(Debtor.number) == words)
    tail = words.upper().removeprefix("R-").rpartition("-")[2]
    if tail.isascii() and tail.isdigit() and words.upper().startswith("R-"):
        ways.append(col(Receipt.id) == int(tail[:12]))
    for currency in ("EUR", "JPY"):  # with cents, and without
        try:
            minor = Money.parse(words.replace(",", ""), currency).minor
        except NotAnAmount:
            continue
        ways += [col(Receipt.amount_minor) == minor, col(Receipt.unapplied_minor) == minor]
    return or_(*ways)


def _order(asked: Asked) -> list[Any]:
    columns = {
        "received": col(Receipt.received_on),
        "amount": col(Receipt.amount_minor),
        "unapplied": col(Receipt.unapplied_minor),
    }
    chosen = columns.get(asked.sort.removeprefix("-"))
    if chosen is None:
        newest_first = asked.which is Which.ALL
        day, key = col(Receipt.received_on), col(Receipt.id)
        return [day.desc(), key.desc()] if newest_first else [day, key]
    return [chosen.desc() if asked.sort.startswith("-") else chosen.asc(), col(Receipt.id)]


def _counts(session: Session, today: date, scope: list[ColumnElement[bool]]) -> dict[Which, int]:
    parts = _parts(today)
    counted = [func.coalesce(func.sum(case((each, 1), else_=0)), 0) for each in parts.values()]
    query = select(*counted).select_from(Receipt).outerjoin(Debtor, col(Debtor.id) == Receipt.debtor_id)
    return dict(zip(parts, map(int, session.execute(query.where(*scope)).one()), strict=True))


def _sums(session: Session, *chosen: ColumnElement[bool]) -> dict[str, Money]:
    query = (
        select(col(Receipt.currency), func.sum(col(Receipt.unapplied_minor)))
        .select_from(Receipt)
        .outerjoin(Debtor, col(Debtor.id) == Receipt.debtor_id)
        .where(*chosen, col(Receipt.unapplied_minor) > 0)
        .group_by(col(Receipt.currency))
        .order_by(col(Receipt.currency))
    )
    return {currency: Money(int(minor), currency) for currency, minor in session.execute(query)}


def _line(found: Any, reversed_ids: set[int]) -> ReceiptLine:
    receipt: Receipt = found.Receipt
    return ReceiptLine(
        id=receipt.id or 0,
        number=receipt.number or receipt_number(receipt.id or 0, receipt.received_on),
        rail=receipt.rail,
        received_on=receipt.received_on,
        payer_name=receipt.payer_name,
        text=receipt.text,
        debtor_id=receipt.debtor_id or 0,
        debtor=found.debtor or "",
        amount=receipt.amount,
        unapplied=receipt.unapplied,
        is_reversed=receipt.id in reversed_ids,
        journal_id=found.Journal.id if found.Journal else 0,
        journal=found.Journal.number if found.Journal else "",
        line_id=found.line_id or 0,
        line=found.position or 0,
    )
