"""Bring bank statements into journals: every payment once, whatever is repeated or overlaps."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import count
from typing import Any

from sqlmodel import Session, col, select

from shared import audit, clock, collector, outbox
from shared.db import add_rows, locked
from shared.errors import Refused
from shared.journals import identity
from shared.journals.bank_payments import BankPayment, payments
from shared.journals.known_lines import SortedOut, sort_out
from shared.journals.opening import open_journal, working_journal
from shared.journals.proposed import Proposed
from shared.models import (
    BankAccount,
    ImportRow,
    Journal,
    JournalLine,
    JournalState,
    JournalStatement,
    LineState,
    RowFate,
)
from shared.statements import Statement, Unreadable

_SAME_FOR_ALL = {
    **Proposed().columns,
    "former_state": None,
    "confidence": 0,
    "finding": "",
    "proof": None,
    "decided_by": "",
    "was_right": None,
    "postings": 0,
    "receipt_id": None,
}


class ForeignAccount(Refused):
    def __init__(self, account: str) -> None:
        super().__init__(f"The file is for account {account}, which is not one of ours; nothing was imported.")


@dataclass(slots=True)
class TakenIn:
    """What became of a file: lines added, lines known before, entries not to be booked, statements held."""

    added: int = 0
    repeated: int = 0
    set_aside: int = 0
    held: int = 0
    held_statements: list[int] = field(default_factory=list)
    journals: list[int] = field(default_factory=list)


@dataclass(slots=True)
class _Import:
    """One file being taken in: who brings it, what was counted so far, what is to be reported."""

    session: Session
    file_name: str
    actor: str
    taken: TakenIn = field(default_factory=TakenIn)


def take_in(
    session: Session, journal_id: int, statements: Sequence[Statement], *, file_name: str, actor: str
) -> TakenIn:
    """Add what is new of a file's statements; each account's go to a journal of that account.

    Nothing reaches the ledger here. A statement whose balances do not tie is taken in but held.

    Raises:
        NotFound: no such journal.
        ForeignAccount: the file is for an account that is not ours; nothing of it is taken in.
    """
    journal = locked(session, Journal, [journal_id])[journal_id]
    work = _Import(session, file_name[:140], actor)
    with collector.paused():
        for statement in statements:
            _add_statement(work, _journal_for(session, statement, journal, actor), statement)
    for each in work.taken.journals:
        outbox.changed(session, f"journal:{each}")
    outbox.changed(session, "journals")
    return work.taken


def _journal_for(session: Session, statement: Statement, journal: Journal, actor: str) -> Journal:
    """The journal itself, or one of the account that the statement names; an IBAN may stand for several currencies."""
    account = session.get_one(BankAccount, journal.bank_account_id)
    named = (statement.account_iban or "").replace(" ", "")
    is_ours = named == account.iban if named else identity.names_account(statement.account_other, account.iban)
    if is_ours and statement.currency in (None, account.currency):
        return journal
    ours = session.exec(select(BankAccount).where(BankAccount.iban == (named or account.iban))).all()
    fitting = [each for each in ours if statement.currency in (None, each.currency)]
    if is_ours and not fitting:
        return journal
    if not fitting or not (named or is_ours):
        raise ForeignAccount(named or statement.account_other or "unknown")
    return working_journal(session, fitting[0].id or 0) or open_journal(session, fitting[0].id or 0, actor=actor)


def _add_statement(work: _Import, journal: Journal, statement: Statement) -> None:
    # The account's lock: the same file may come into two of its journals at one moment.
    account = locked(work.session, BankAccount, [journal.bank_account_id])[journal.bank_account_id]
    found = payments(statement, account.currency)
    kept = _statement(work, journal, statement)
    sorted_out = sort_out(work.session, kept, journal.bank_account_id, found)
    kept.added = len(sorted_out.fresh) + len(statement.unreadable)
    kept.repeated = len(sorted_out.repeated)
    kept.set_aside = sum(1 for each in sorted_out.fresh if each.set_aside) + len(statement.unreadable)
    work.session.add(kept)
    work.session.flush()
    _add_lines(work.session, journal, kept, sorted_out)
    _add_rows(work.session, kept, sorted_out.repeated, statement.unreadable, after=len(found))
    if sorted_out.fresh:
        journal.state = JournalState.IMPORTED
    _report(work, journal, kept)


def _statement(work: _Import, journal: Journal, statement: Statement) -> JournalStatement:
    return JournalStatement(
        journal_id=journal.id or 0,
        bank_account_id=journal.bank_account_id,
        file_name=work.file_name,
        statement_id=statement.id[:80],
        ties=statement.ties,
        is_held=statement.ties is False,
        sequence=statement.sequence,
        opens_on=_day(statement, "OPBD", "PRCD"),
        closes_on=_day(statement, "CLBD"),
        opening_minor=_balance(statement, "OPBD", "PRCD"),
        closing_minor=_balance(statement, "CLBD"),
        imported_by=work.actor,
        imported_at=clock.now(),
    )


def _report(work: _Import, journal: Journal, kept: JournalStatement) -> None:
    work.taken.added += kept.added - kept.set_aside
    work.taken.repeated += kept.repeated
    work.taken.set_aside += kept.set_aside
    if kept.is_held:
        work.taken.held += 1
        work.taken.held_statements.append(kept.id or 0)
    if journal.id not in work.taken.journals:
        work.taken.journals.append(journal.id or 0)
    facts = {"statement": kept.id, "added": kept.added, "repeated": kept.repeated, "held": kept.is_held}
    audit.note(work.session, work.actor, "statement.imported", f"journal:{journal.id}", **facts)


def _add_lines(session: Session, journal: Journal, statement: JournalStatement, new: SortedOut) -> None:
    last = session.exec(
        select(JournalLine.position)
        .where(JournalLine.journal_id == journal.id)
        .order_by(col(JournalLine.position).desc())
    ).first()
    common = {
        **_SAME_FOR_ALL,
        "journal_id": journal.id,
        "statement_id": statement.id,
        "bank_account_id": journal.bank_account_id,
    }
    # made one by one as they are written: a hundred thousand at once would take much room
    rows = map(_row, new.fresh, new.keys, count((last or 0) + 1))
    add_rows(session, JournalLine, rows, count=len(new.fresh), common=common)


def _add_rows(
    session: Session,
    statement: JournalStatement,
    repeated: Sequence[tuple[BankPayment, int]],
    unreadable: Sequence[Unreadable],
    *,
    after: int,
) -> None:
    """The rows that made no line, so that the statement's report is whole."""
    rows = [_known_row(statement, payment.number, line_id) for payment, line_id in repeated]
    rows += [_unreadable_row(statement, after + number, each) for number, each in enumerate(unreadable, start=1)]
    add_rows(session, ImportRow, rows)


def _known_row(statement: JournalStatement, number: int, line_id: int) -> dict[str, Any]:
    return {
        "statement_id": statement.id,
        "number": number,
        "fate": RowFate.REPEATED,
        "line_id": line_id,
        "note": "",
    }


def _unreadable_row(statement: JournalStatement, number: int, entry: Unreadable) -> dict[str, Any]:
    note = f"Entry {entry.number}: {entry.amount} {entry.currency}, {entry.reason}"
    return {
        "statement_id": statement.id,
        "number": number,
        "fate": RowFate.UNREADABLE,
        "line_id": None,
        "note": note[:300],
    }


def _row(payment: BankPayment, key: tuple[str, int], position: int) -> dict[str, Any]:
    facts, entry, instructed = payment.facts, payment.entry, payment.instructed
    return {
        "position": position,
        "row_number": payment.number,
        "identity": key[0],
        "occurrence": key[1],
        "is_credit": facts.is_credit,
        "amount_minor": facts.amount.minor,
        "currency": facts.amount.currency,
        "booked_on": facts.booked_on,
        "value_date": facts.value_date,
        "payer_name": facts.payer_name[:140],
        "payer_iban": facts.payer_iban[:34],
        "text": facts.text,
        "reference": facts.reference[:140],
        "end_to_end_id": facts.end_to_end_id[:140],
        "ultimate_payer": payment.ultimate_payer[:140],
        "entry_reference": payment.entry_reference[:140],
        "instructed_minor": instructed.minor if instructed else None,
        "instructed_currency": instructed.currency if instructed else "",
        "charges_minor": payment.charges,
        "return_reason": (entry.return_reason or "")[:35],
        "is_bookable": payment.is_bookable,
        "is_reversal": entry.reversal,
        "state": LineState.SET_ASIDE if payment.set_aside else LineState.NEW,
        "note": payment.set_aside[:300],
    }


def _balance(statement: Statement, *types: str) -> int | None:
    found = [each.amount.minor for each in statement.balances if each.type in types]
    return found[0] if len(found) == 1 else None


def _day(statement: Statement, *types: str) -> date | None:
    found = [each.date for each in statement.balances if each.type in types]
    return found[0] if len(found) == 1 else None
