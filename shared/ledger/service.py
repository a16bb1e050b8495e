"""Posting: the one way into the books, and the only writer of running balances (sentence 5 of the architecture)."""

from collections.abc import Sequence
from datetime import date
from fractions import Fraction
from typing import Any

from sqlalchemy import Subquery, func, update
from sqlmodel import Session, col, select

from shared import clock, outbox
from shared.db import add_rows
from shared.errors import NotFound
from shared.ledger import rates, rules
from shared.ledger.chart import CONTROL, HOLDING, Account
from shared.ledger.rules import Entry, Line
from shared.models import Invoice, LedgerEntry, LedgerLine, Receipt
from shared.money import Money
from shared.settings import settings

BATCH = 500

# These statements touch rows that no object in the session stands for.
_PLAIN: dict[str, Any] = {"execution_options": {"synchronize_session": False}}


def post(session: Session, entries: Sequence[Entry], *, actor: str) -> list[int]:
    """Write entries, check that each balances, and move the running balances by exactly their lines.

    Set-based: a batch of up to 500 entries costs the same handful of statements as one. The caller holds the locks
    of the invoices and receipts concerned; the database refuses a balance below zero whatever happens.

    Returns:
        The ids of the entries, in the order given.

    Raises:
        NoExchangeRate: lines are in a currency that has no rate on their day.
    """
    ids: list[int] = []
    for start in range(0, len(entries), BATCH):
        ids += _post_batch(session, entries[start : start + BATCH], actor)
    if ids:
        outbox.changed(session, "ledger")
    return ids


def reverse(session: Session, entry_reference: str, *, on: date, reason: str, actor: str) -> int:
    """Post the mirror of an entry: same accounts, opposite sides, the original's value date (domain.md 1.4).

    Raises:
        NotFound: nothing was posted under that reference.
        AlreadyReversed: it was reversed before.
    """
    original = session.exec(select(LedgerEntry).where(LedgerEntry.reference == entry_reference)).one_or_none()
    if original is None or original.id is None:
        raise NotFound(f"Nothing was posted as “{entry_reference}”.")
    if session.exec(select(LedgerEntry.id).where(LedgerEntry.reverses_id == original.id)).first():
        raise rules.AlreadyReversed(entry_reference)
    lines = session.exec(select(LedgerLine).where(LedgerLine.entry_id == original.id)).all()
    mirror = Entry(
        f"reversal:{original.id}",
        "reversal",
        on,
        tuple(_mirrored(line) for line in lines),
        value_date=original.value_date,
        reverses_id=original.id,
        reason=reason,
    )
    return post(session, [mirror], actor=actor)[0]


def _post_batch(session: Session, entries: Sequence[Entry], actor: str) -> list[int]:
    valued, now = _in_base(session, entries), clock.now()
    heads = [
        {
            "reference": each.reference,
            "kind": each.kind,
            "booked_on": each.booked_on,
            "value_date": each.value_date or each.booked_on,
            "reverses_id": each.reverses_id,
            "reason": each.reason,
            "actor": actor,
            "posted": False,
            "created_at": now,
        }
        for each in entries
    ]
    ids = add_rows(session, LedgerEntry, heads)
    legs = [_row(entry_id, line) for entry_id, lines in zip(ids, valued, strict=True) for line in lines]
    add_rows(session, LedgerLine, legs)
    session.execute(update(LedgerEntry).where(col(LedgerEntry.id).in_(ids)).values(posted=True), **_PLAIN)
    _move_outstanding(session, ids)
    _move_unapplied(session, ids)
    return ids


def _in_base(session: Session, entries: Sequence[Entry]) -> list[tuple[Line, ...]]:
    """Each entry's lines; those in a foreign currency that do not say their worth get it from the day's rate."""
    base = settings().base_currency
    rate_of: dict[tuple[str, date], Fraction] = {}
    valued = []
    for entry in entries:
        first = entry.lines[0]
        if first.base_minor is None and (currency := first.amount.currency) != base:
            named = currency, entry.booked_on
            if named not in rate_of:
                rate_of[named] = rates.rate_on(session, *named)
            valued.append(rules.in_base(entry.lines, base, rate_of[named]))
        else:
            valued.append(entry.lines)
    return valued


def _move_outstanding(session: Session, entry_ids: list[int]) -> None:
    """Add to each invoice's outstanding what the new control lines say, in one statement."""
    moved = _sums(LedgerLine.invoice_id, CONTROL, entry_ids)
    new = {
        "outstanding_minor": col(Invoice.outstanding_minor) + moved.c.moved_minor,
        "outstanding_base_minor": col(Invoice.outstanding_base_minor) + moved.c.moved_base_minor,
    }
    session.execute(update(Invoice).where(col(Invoice.id) == moved.c.owner).values(new), **_PLAIN)


def _move_unapplied(session: Session, entry_ids: list[int]) -> None:
    """Likewise for receipts; what we hold of one stands on the credit side."""
    moved = _sums(LedgerLine.receipt_id, HOLDING, entry_ids)
    new = {
        "unapplied_minor": col(Receipt.unapplied_minor) - moved.c.moved_minor,
        "unapplied_base_minor": col(Receipt.unapplied_base_minor) - moved.c.moved_base_minor,
    }
    session.execute(update(Receipt).where(col(Receipt.id) == moved.c.owner).values(new), **_PLAIN)


def _sums(owner: int | None, accounts: Sequence[Account], entry_ids: list[int]) -> Subquery:
    of = col(owner)
    return (
        select(
            of.label("owner"),
            func.sum(LedgerLine.amount_minor).label("moved_minor"),
            func.sum(LedgerLine.base_minor).label("moved_base_minor"),
        )
        .where(col(LedgerLine.entry_id).in_(entry_ids), col(LedgerLine.account).in_(accounts), of.is_not(None))
        .group_by(of)
        .subquery()
    )


def _row(entry_id: int, line: Line) -> dict[str, object]:
    return {
        "entry_id": entry_id,
        "account": line.account.value,
        "amount_minor": line.amount.minor,
        "currency": line.amount.currency,
        "base_minor": line.amount.minor if line.base_minor is None else line.base_minor,
        "invoice_id": line.invoice_id,
        "receipt_id": line.receipt_id,
        "bank_account_id": line.bank_account_id,
    }


def _mirrored(line: LedgerLine) -> Line:
    return Line(
        Account(line.account),
        Money(-line.amount_minor, line.currency),
        invoice_id=line.invoice_id,
        receipt_id=line.receipt_id,
        bank_account_id=line.bank_account_id,
        base_minor=-line.base_minor,
    )
