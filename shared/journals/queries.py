"""What receipt journals show: the list of them, one's head, its lines by page, and what may be done at once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Final

from sqlalchemy import func
from sqlmodel import Session, col, select

from shared.creditors.queries import AccountChoice
from shared.db import chunks
from shared.errors import NotFound
from shared.journals import piles
from shared.journals.brought_in import StatementView, brought_in
from shared.journals.piles import Pile, Tally, on, pile_of, said
from shared.journals.review import shares_by_line
from shared.journals.seen import digest
from shared.models import (
    BankAccount,
    Debtor,
    Invoice,
    Journal,
    JournalLine,
    JournalState,
    LinePurpose,
    LineShare,
    Staff,
)
from shared.money import Money

SORTS: Final = ("line", "paid", "confidence")


@dataclass(frozen=True, slots=True)
class JournalSummary:
    """A journal in the list; `opened_by` is a name where the person is known."""

    id: int
    number: str
    account: AccountChoice
    state: JournalState
    opened_by: str
    opened_at: datetime
    piles: Mapping[Pile, Tally] = field(default_factory=dict)

    def tally(self, *piles: Pile) -> Tally:
        """The lines on these piles together; without naming any, all that is not set aside."""
        wanted = piles or [pile for pile in Pile if pile is not Pile.SET_ASIDE]
        nothing = Tally(0, Money.zero(self.account.currency))
        return sum((self.piles[each] for each in wanted if each in self.piles), start=nothing)


@dataclass(frozen=True, slots=True)
class JournalHead:
    """A journal's own page without its lines; `job` is the work under way, "" for none."""

    summary: JournalSummary
    statements: Sequence[StatementView]
    first_booked: date | None
    last_booked: date | None
    job: str
    job_done: int
    job_total: int
    job_at: datetime | None
    """When the work last told of itself; long ago means that it was interrupted."""

    @property
    def held(self) -> list[StatementView]:
        return [each for each in self.statements if each.is_held]


@dataclass(frozen=True, slots=True)
class LineView:
    """A line in the table; `remaining` is what is open now on the invoices it names, None without any."""

    id: int
    position: int
    payer_name: str
    text: str
    amount: Money
    confidence: int
    pile: Pile
    note: str
    invoice_numbers: tuple[str, ...]
    debtor_name: str
    remaining: Money | None
    purpose: LinePurpose = LinePurpose.RECEIPT
    account: str = ""
    finding: str = ""
    is_credit: bool = True
    digest: str = ""
    """What was shown, for `journals.accept`."""


def journals(
    session: Session, *, is_open: bool | None = None, sort: str = "", offset: int = 0, limit: int = 25
) -> tuple[list[JournalSummary], int]:
    """A page of the journals, the newest first or by `number` or `opened`; and how many there are in all."""
    chosen = [] if is_open is None else [(col(Journal.state) != JournalState.POSTED) == is_open]
    total = session.exec(select(func.count(col(Journal.id))).where(*chosen)).one()
    order = {"number": col(Journal.number), "opened": col(Journal.opened_at)}.get(sort.removeprefix("-"))
    first = col(Journal.id).desc() if order is None else order.desc() if sort.startswith("-") else order.asc()
    query = (
        select(Journal, BankAccount)
        .join(BankAccount, col(BankAccount.id) == col(Journal.bank_account_id))
        .where(*chosen)
        .order_by(first, col(Journal.id).desc())
        .offset(offset)
        .limit(limit)
    )
    return _summaries(session, session.exec(query).all()), total


def journal_counts(session: Session) -> tuple[int, int]:
    """How many journals are open, and how many are posted."""
    query = select(Journal.state, func.count(col(Journal.id))).group_by(col(Journal.state))
    counts = dict(session.exec(query).all())
    posted = counts.pop(JournalState.POSTED, 0)
    return sum(counts.values()), posted


def head(session: Session, journal_id: int) -> JournalHead:
    """One journal with its statements, sums and the work under way.

    Raises:
        NotFound: no such journal.
    """
    query = select(Journal, BankAccount).join(BankAccount, col(BankAccount.id) == col(Journal.bank_account_id))
    row = session.exec(query.where(Journal.id == journal_id)).first()
    if row is None:
        raise NotFound("This journal does not exist.")
    journal, account = row
    booked = select(func.min(JournalLine.booked_on), func.max(JournalLine.booked_on))
    first, last = session.exec(booked.where(JournalLine.journal_id == journal_id)).one()
    return JournalHead(
        summary=_summaries(session, [(journal, account)])[0],
        statements=brought_in(session, journal, account),
        first_booked=first,
        last_booked=last,
        job=journal.job,
        job_done=journal.job_done,
        job_total=journal.job_total,
        job_at=journal.job_at,
    )


def lines(
    session: Session,
    journal_id: int,
    *,
    pile: Pile | None = None,
    search: str = "",
    sort: str = "",
    offset: int = 0,
    limit: int = 50,
) -> tuple[list[LineView], int]:
    """A page of a journal's lines in statement order, or by one of `SORTS`; and how many fit in all."""
    currency = session.exec(select(Journal.currency).where(Journal.id == journal_id)).one()
    chosen = [JournalLine.journal_id == journal_id, *on(pile), *said(search, currency)]
    total = session.exec(select(func.count(col(JournalLine.id))).where(*chosen)).one()
    order = {"paid": col(JournalLine.amount_minor), "confidence": col(JournalLine.confidence)}
    first = order.get(sort.removeprefix("-"), col(JournalLine.position))
    query = (
        select(JournalLine)
        .where(*chosen)
        .order_by(first.desc() if sort.startswith("-") else first.asc(), col(JournalLine.position))
        .offset(offset)
        .limit(limit)
    )
    return views(session, session.exec(query).all()), total


def views(session: Session, found: Sequence[JournalLine]) -> list[LineView]:
    """Lines as the table shows them, with their invoices and debtors looked up for all at once."""
    ids = [each.id or 0 for each in found]
    invoices, shares = _invoices(session, ids), shares_by_line(session, ids)
    unnamed = {each.debtor_id for each in found if each.debtor_id and each.id not in invoices}
    debtors = dict(session.exec(select(Debtor.id, Debtor.name).where(col(Debtor.id).in_(unnamed))).all())
    return [
        _view(
            each,
            invoices.get(each.id or 0, []),
            debtors.get(each.debtor_id, ""),
            digest(each, shares[each.id or 0]),
        )
        for each in found
    ]


def name_of(session: Session, actors: Iterable[str]) -> dict[str, str]:
    """The names behind the audit's actors: `staff:7` is a person, anything else is its own name."""
    staff = {each: int(each.removeprefix("staff:")) for each in set(actors) if each.startswith("staff:")}
    query = select(Staff.id, Staff.name).where(col(Staff.id).in_(staff.values()))
    names = dict(session.exec(query).all()) if staff else {}
    return {each: names.get(staff.get(each), each) for each in actors}


def _summaries(session: Session, rows: Sequence[tuple[Journal, BankAccount]]) -> list[JournalSummary]:
    by_journal = piles.piles(session, {each.id or 0: each.currency for each, _ in rows})
    names = name_of(session, [each.opened_by for each, _ in rows])
    return [
        JournalSummary(
            id=each.id or 0,
            number=each.number,
            account=AccountChoice(account.id or 0, account.name, account.iban, account.currency),
            state=each.state,
            opened_by=names[each.opened_by],
            opened_at=each.opened_at,
            piles=by_journal[each.id or 0],
        )
        for each, account in rows
    ]


def _invoices(session: Session, line_ids: Sequence[int]) -> dict[int, list[tuple[str, str, Money]]]:
    """Number, debtor's name and what is open, of each line's invoices."""
    found: dict[int, list[tuple[str, str, Money]]] = {}
    for some in chunks(line_ids):
        query = (
            select(LineShare.line_id, Invoice.number, Debtor.name, Invoice.outstanding_minor, Invoice.currency)  # type: ignore[call-overload]
            .join(Invoice, col(Invoice.id) == col(LineShare.invoice_id))
            .join(Debtor, col(Debtor.id) == col(Invoice.debtor_id))
            .where(col(LineShare.line_id).in_(some))
            .order_by(col(LineShare.id))
        )
        for line_id, number, debtor, minor, currency in session.exec(query):
            found.setdefault(line_id, []).append((number, debtor, Money(minor, currency)))
    return found


def _view(line: JournalLine, invoices: Sequence[tuple[str, str, Money]], debtor_name: str, digest: str) -> LineView:
    return LineView(
        id=line.id or 0,
        position=line.position,
        payer_name=line.payer_name,
        text=line.text,
        amount=Money(line.amount_minor, line.currency),
        confidence=line.confidence if invoices else 0,
        pile=pile_of(line.state, line.fit, line.purpose),
        note=line.note,
        invoice_numbers=tuple(number for number, _, _ in invoices),
        debtor_name=invoices[0][1] if invoices else debtor_name,
        remaining=_remaining([each for _, _, each in invoices]),
        purpose=line.purpose,
        account=line.account,
        finding=line.finding,
        is_credit=line.is_credit,
        digest=digest,
    )


def _remaining(open_now: Sequence[Money]) -> Money | None:
    """What is open on all of them; None without any, or when they are in several currencies."""
    currencies = {each.currency for each in open_now}
    return Money.total(open_now, currencies.pop()) if len(currencies) == 1 else None
