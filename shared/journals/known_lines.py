"""Which payments of a statement are held already, and which are new (ADR 0013)."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import ColumnElement, union_all
from sqlalchemy import select as rows_of
from sqlmodel import Session, col, select

from shared.db import chunks, one_of
from shared.journals import identity
from shared.journals.bank_payments import BankPayment
from shared.models import ImportRow, JournalLine, JournalStatement

Key = tuple[str, int]
HeldLine = tuple[int, identity.Told]


@dataclass(slots=True)
class SortedOut:
    """New payments, what identifies each of them, and repeated ones with the line each repeats."""

    fresh: list[BankPayment] = field(default_factory=list)
    keys: Iterable[Key] = ()
    repeated: list[tuple[BankPayment, int]] = field(default_factory=list)


def sort_out(session: Session, statement: JournalStatement, account_id: int, found: Sequence[BankPayment]) -> SortedOut:
    """Tell new payments from those this account's lines hold; the caller holds the account's lock."""
    identities = (each.facts.identity for each in found)
    if not _has_lines(session, account_id):  # worked out as they are written, while the database writes the ones before
        return SortedOut(list(found), identity.numbered(identities))
    keys = list(identity.numbered(identities))
    known = _known(session, account_id, {name for name, _ in keys})
    if not known.keys().isdisjoint(keys):
        others = _elsewhere(session, statement, account_id, {name for name, _ in known})
        keys = [(name, occurrence + others[name]) for name, occurrence in keys]
    told = _told(session, account_id, found)
    fresh: list[Key] = []
    sorted_out = SortedOut(keys=fresh)
    for payment, key in zip(found, keys, strict=True):
        lines = told.get(payment.entry_reference)
        if key in known:
            sorted_out.repeated.append((payment, known[key]))
        elif lines and identity.tells_again(payment.entry, [each for _, each in lines]):
            sorted_out.repeated.append((payment, lines[0][0]))
        else:
            sorted_out.fresh.append(payment)
            fresh.append(key)
    return sorted_out


def _has_lines(session: Session, account_id: int) -> bool:
    one = select(JournalLine.id).where(JournalLine.bank_account_id == account_id).limit(1)
    return session.exec(one).first() is not None


def _known(session: Session, account_id: int, identities: Iterable[str]) -> dict[Key, int]:
    found: dict[Key, int] = {}
    for among in one_of(col(JournalLine.identity), identities):
        query = select(JournalLine.identity, JournalLine.occurrence, JournalLine.id).where(
            JournalLine.bank_account_id == account_id, among
        )
        found.update({(name, occurrence): id_ or 0 for name, occurrence, id_ in session.exec(query)})
    return found


def _told(session: Session, account_id: int, found: Sequence[BankPayment]) -> dict[str, list[HeldLine]]:
    """What we hold of entries under the bank's own reference: a camt.054 and its camt.053 tell of one entry twice."""
    references = {each.entry_reference for each in found if each.entry_reference}
    held: dict[str, list[HeldLine]] = {}
    for among in one_of(col(JournalLine.entry_reference), references):
        for id_, reference, is_credit, minor, *told in session.execute(_held(account_id, among)):
            held.setdefault(reference, []).append((id_, identity.Told(minor if is_credit else -minor, *told)))
    return held


def _held(account_id: int, among: ColumnElement[bool]) -> Any:
    return rows_of(
        col(JournalLine.id),
        col(JournalLine.entry_reference),
        col(JournalLine.is_credit),
        col(JournalLine.amount_minor),
        col(JournalLine.booked_on),
        col(JournalLine.payer_name),
        col(JournalLine.text),
    ).where(col(JournalLine.bank_account_id) == account_id, among)


def _elsewhere(session: Session, statement: JournalStatement, account_id: int, known: set[str]) -> Counter[str]:
    """How many equal payments stand in statements of the account that prove to be others than this one."""
    if not statement.ties or statement.opening_minor is None or statement.closing_minor is None:
        return Counter()
    rows: dict[tuple[int, int, int], list[tuple[str, bool]]] = {}
    for some in chunks(sorted(known)):
        for id_, opening, closing, name, is_credit in session.execute(_tied_rows(account_id, some)):
            rows.setdefault((id_, opening, closing), []).append((name, is_credit))
    spans = [
        identity.Span(opening, closing, Counter(name for name, _ in found))
        for (_, opening, closing), found in rows.items()
        if len({is_credit for _, is_credit in found}) == 1
    ]
    return identity.equal_elsewhere(statement.opening_minor, statement.closing_minor, spans)


def _tied_rows(account_id: int, identities: Sequence[str]) -> Any:
    """Rows of statements that tie, with their balances; those that a statement only repeated are rows of it too."""
    columns = (
        col(JournalStatement.id),
        col(JournalStatement.opening_minor),
        col(JournalStatement.closing_minor),
        col(JournalLine.identity),
        col(JournalLine.is_credit),
    )
    own = rows_of(*columns).join(JournalLine, col(JournalLine.statement_id) == col(JournalStatement.id))
    again = (
        rows_of(*columns)
        .join(ImportRow, col(ImportRow.statement_id) == col(JournalStatement.id))
        .join(JournalLine, col(JournalLine.id) == col(ImportRow.line_id))
    )
    wanted = (
        col(JournalLine.bank_account_id) == account_id,
        col(JournalLine.identity).in_(identities),
        col(JournalStatement.ties).is_(True),
        col(JournalStatement.opening_minor).is_not(None),
        col(JournalStatement.closing_minor).is_not(None),
    )
    return union_all(own.where(*wanted), again.where(*wanted))
