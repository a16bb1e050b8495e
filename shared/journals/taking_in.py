"""Bring bank statements into journals: every payment once, whatever is repeated or overlaps."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlmodel import Session, col, select

from shared import audit, clock, outbox
from shared.db import add_rows, chunks, locked
from shared.errors import Refused
from shared.journals import identity
from shared.journals.opening import open_journal, working_journal
from shared.journals.proposed import Proposed
from shared.models import BankAccount, Journal, JournalLine, JournalState, JournalStatement, LineState
from shared.money import Money
from shared.statements import Detail, Direction, Entry, Statement

_BOOKED = ("BOOK", "")


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


@dataclass(frozen=True, slots=True)
class _Payment:
    """One line to be: the facts that identify it, and why it is not to be booked, if so."""

    number: int
    """Its place among the payments of the statement, counted from 1."""
    facts: identity.Facts
    entry: Entry
    set_aside: str
    is_bookable: bool = True
    instructed: Money | None = None

    @property
    def charges(self) -> int | None:
        """What the bank says it took, in minor units of the payment's currency."""
        stated = self.entry.charges
        return stated.minor if stated and stated.currency == self.facts.amount.currency else None

    @property
    def entry_reference(self) -> str:
        """The bank's own reference of the entry, once it is booked: an announcement tells nothing of a booking."""
        return self.entry.servicer_reference or "" if self.facts.is_booked else ""


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
    payments = _payments(statement, account.currency)
    fresh = _fresh(work, account, payments)
    kept = JournalStatement(
        journal_id=journal.id or 0,
        file_name=work.file_name,
        statement_id=statement.id[:80],
        ties=statement.ties,
        is_held=statement.ties is False,
        sequence=statement.sequence,
        opens_on=_day(statement, "OPBD", "PRCD"),
        closes_on=_day(statement, "CLBD"),
        opening_minor=_balance(statement, "OPBD", "PRCD"),
        closing_minor=_balance(statement, "CLBD"),
        added=len(fresh) + len(statement.unreadable),
        repeated=len(payments) - len(fresh),
        set_aside=sum(1 for payment, _ in fresh if payment.set_aside) + len(statement.unreadable),
        imported_by=work.actor,
        imported_at=clock.now(),
    )
    work.session.add(kept)
    work.session.flush()
    _add_lines(work.session, journal, kept, fresh)
    if fresh:
        journal.state = JournalState.IMPORTED
    _report(work, journal, kept)


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


def _payments(statement: Statement, currency: str) -> list[_Payment]:
    found = [(entry, detail) for entry in statement.entries for detail in _details(entry)]
    return [_payment(number, entry, detail, currency) for number, (entry, detail) in enumerate(found, start=1)]


def _payment(number: int, entry: Entry, detail: Detail, currency: str) -> _Payment:
    facts = _facts(entry, detail)
    is_bookable = not entry.set_aside and facts.is_booked and facts.amount.currency == currency
    why = _reason_not_to_book(entry, facts, currency)
    return _Payment(number, facts, entry, why, is_bookable, detail.instructed)


def _details(entry: Entry) -> Sequence[Detail]:
    """The entry's payments; one that is not to be booked stands as a whole, its details may say nothing reliable."""
    if not entry.set_aside:
        return [each for each in entry.details if each.amount]
    whole = entry.details[0]._replace(amount=entry.amount) if entry.details else Detail(entry.amount)
    return [whole] if entry.amount.minor > 0 else []


def _facts(entry: Entry, detail: Detail) -> identity.Facts:
    booked = entry.booking_date or entry.value_date or clock.today()
    # A detail against the direction of its batch is negative there; here it is money the other way.
    is_credit = (entry.direction is Direction.CREDIT) == (detail.amount.minor > 0)
    return identity.Facts(
        booked_on=booked,
        value_date=entry.value_date or booked,
        amount=Money(abs(detail.amount.minor), detail.amount.currency),
        is_credit=is_credit,
        payer_name=detail.counterparty_name or "",
        payer_iban=detail.counterparty_iban or "",
        text=detail.remittance,
        reference=detail.structured_reference or "",
        end_to_end_id=detail.end_to_end_id or "",
        servicer_reference=detail.servicer_reference or entry.servicer_reference or "",
        is_booked=entry.status in _BOOKED,
    )


def _reason_not_to_book(entry: Entry, facts: identity.Facts, currency: str) -> str:
    if entry.set_aside:
        return entry.set_aside
    if facts.amount.currency != currency:
        return f"in {facts.amount.currency}, the account is in {currency}"
    if not facts.is_credit:
        return "money going out"
    return "a reversal by the bank" if entry.reversal else ""


def _fresh(work: _Import, account: BankAccount, payments: Sequence[_Payment]) -> list[tuple[_Payment, tuple[str, int]]]:
    """The payments not yet known for this account, each with what identifies it."""
    keys = identity.numbered(each.facts.identity for each in payments)
    known, told = _known(work.session, account, keys), _told(work.session, account, payments)
    return [
        (payment, key)
        for payment, key in zip(payments, keys, strict=True)
        if key not in known and not identity.tells_again(payment.entry, told.get(payment.entry_reference, ()))
    ]


def _known(session: Session, account: BankAccount, keys: Sequence[tuple[str, int]]) -> set[tuple[str, int]]:
    found: set[tuple[str, int]] = set()
    for some in chunks(sorted({name for name, _ in keys})):
        query = select(JournalLine.identity, JournalLine.occurrence).where(
            JournalLine.bank_account_id == account.id, col(JournalLine.identity).in_(some)
        )
        found.update(session.exec(query).all())
    return found


def _told(session: Session, account: BankAccount, payments: Sequence[_Payment]) -> dict[str, list[identity.Told]]:
    """What we hold of entries under the bank's own reference: a camt.054 and its camt.053 tell of one entry twice."""
    references = sorted({each.entry_reference for each in payments if each.entry_reference})
    found: dict[str, list[identity.Told]] = {}
    for some in chunks(references):
        query = select(JournalLine).where(
            JournalLine.bank_account_id == account.id, col(JournalLine.entry_reference).in_(some)
        )
        for line in session.exec(query):
            moved = line.amount_minor if line.is_credit else -line.amount_minor
            told = identity.Told(line.booked_on, moved, line.payer_name, line.text)
            found.setdefault(line.entry_reference, []).append(told)
    return found


def _add_lines(
    session: Session,
    journal: Journal,
    statement: JournalStatement,
    fresh: Sequence[tuple[_Payment, tuple[str, int]]],
) -> None:
    last = session.exec(
        select(JournalLine.position)
        .where(JournalLine.journal_id == journal.id)
        .order_by(col(JournalLine.position).desc())
    ).first()
    rows = [
        _row(journal, statement, payment, key, position)
        for position, (payment, key) in enumerate(fresh, start=(last or 0) + 1)
    ]
    add_rows(session, JournalLine, rows)


def _row(
    journal: Journal, statement: JournalStatement, payment: _Payment, key: tuple[str, int], position: int
) -> dict[str, Any]:
    facts = payment.facts
    return {
        "journal_id": journal.id,
        "statement_id": statement.id,
        "bank_account_id": journal.bank_account_id,
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
        "entry_reference": payment.entry_reference[:140],
        "ultimate_payer": "",
        "instructed_minor": payment.instructed.minor if payment.instructed else None,
        "instructed_currency": payment.instructed.currency if payment.instructed else "",
        "charges_minor": payment.charges,
        "return_reason": (payment.entry.return_reason or "")[:35],
        "is_bookable": payment.is_bookable,
        "is_reversal": payment.entry.reversal,
        "state": LineState.SET_ASIDE if payment.set_aside else LineState.NEW,
        "note": payment.set_aside[:300],
        "former_state": None,
        "confidence": 0,
        "finding": "",
        "proof": None,
        "decided_by": "",
        "was_right": None,
        **Proposed().columns,
        "postings": 0,
        "receipt_id": None,
    }


def _balance(statement: Statement, *types: str) -> int | None:
    found = [each.amount.minor for each in statement.balances if each.type in types]
    return found[0] if len(found) == 1 else None


def _day(statement: Statement, *types: str) -> date | None:
    found = [each.date for each in statement.balances if each.type in types]
    return found[0] if len(found) == 1 else None
