"""Post what was accepted, in batches that either happen whole or not at all, and undo a posted line."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import func, update
from sqlmodel import Session, col, select

from shared import audit, clock, outbox, receipts
from shared.db import locked
from shared.journals import rules
from shared.journals.review import DECIDABLE
from shared.journals.workable import workable
from shared.models import Invoice, Journal, JournalLine, JournalState, LineShare, LineState, Rail
from shared.money import Money
from shared.receipts import MoneyIn, Wanted

BATCH = 500


@dataclass(frozen=True, slots=True)
class Posted:
    """One batch: lines posted, their sum in minor units, and lines that came back because the invoice had changed."""

    lines: int = 0
    amount_minor: int = 0
    returned: int = 0

    def __add__(self, other: "Posted") -> "Posted":
        return Posted(self.lines + other.lines, self.amount_minor + other.amount_minor, self.returned + other.returned)

    @property
    def is_empty(self) -> bool:
        return not (self.lines or self.returned)


def post_batch(session: Session, journal_id: int, *, actor: str, size: int = BATCH) -> Posted:
    """Post the next accepted lines of a journal; call again until nothing is left.

    The journal's row is locked, so two who post at once take turns. Each line is checked again under the invoices'
    locks: what no longer fits comes back for review and holds up nothing else (S1-28, S1-30).
    """
    journal = locked(session, Journal, [journal_id])[journal_id]
    lines = _accepted(session, journal_id, size)
    shares = _shares(session, list(lines))
    invoices = locked(session, Invoice, {each.invoice_id or 0 for each in shares})
    fitting, stale = _sort(lines, shares, invoices)
    for line_id, why in stale.items():
        lines[line_id].state, lines[line_id].note = LineState.REVIEW, why
    _book(session, [lines[each] for each in fitting], shares, invoices, actor)
    _close_if_done(session, journal)
    outbox.changed(session, f"journal:{journal_id}")
    amount = sum(lines[each].amount_minor for each in fitting)
    if fitting:
        audit.note(session, actor, "journal.posted", f"journal:{journal_id}", lines=len(fitting), amount_minor=amount)
    return Posted(len(fitting), amount, len(stale))


def reverse_line(session: Session, line_id: int, *, reason: str, actor: str) -> None:
    """Undo one posted line: its invoices reopen at their original due dates, and only its own.

    Raises:
        NotDecidable: the line is not posted.
        ReasonMissing: no reason worth the name.
    """
    why = rules.check_reason(reason)
    line = locked(session, JournalLine, [line_id])[line_id]
    if line.state is not LineState.POSTED or line.receipt_id is None:
        raise rules.NotDecidable(line.state.value.replace("_", " "))
    receipts.reverse(session, line.receipt_id, reason=why, on=clock.today(), actor=actor)
    line.state, line.note = LineState.REVERSED, why
    audit.note(session, actor, "line.reversed", f"line:{line_id}", reason=why)
    outbox.changed(session, f"journal:{line.journal_id}")


def _accepted(session: Session, journal_id: int, size: int) -> dict[int, JournalLine]:
    query = select(JournalLine).where(*workable(journal_id), JournalLine.state == LineState.ACCEPTED)
    query = query.order_by(col(JournalLine.position)).limit(size).with_for_update()
    return {each.id or 0: each for each in session.exec(query)}


def _shares(session: Session, line_ids: Sequence[int]) -> list[LineShare]:
    query = select(LineShare).where(col(LineShare.line_id).in_(line_ids)).order_by(col(LineShare.id))
    return list(session.exec(query))


def _sort(
    lines: Mapping[int, JournalLine], shares: Sequence[LineShare], invoices: Mapping[int, Invoice]
) -> tuple[list[int], dict[int, str]]:
    """Which lines fit what is left on their invoices now, and why the others do not."""
    left = {id_: each.outstanding_minor for id_, each in invoices.items()}
    by_line: dict[int, list[LineShare]] = {each: [] for each in lines}
    for share in shares:
        by_line[share.line_id].append(share)
    fitting, stale = [], {}
    for line_id, parts in by_line.items():
        short = next((each for each in parts if each.amount_minor > left[each.book_id]), None)
        if short is not None:
            invoice = invoices[short.book_id]
            now = Money(left[short.book_id], invoice.currency)
            stale[line_id] = f"Only {now} is left on invoice {invoice.number} now; it was paid in the meantime."
            continue
        for each in parts:
            left[each.book_id] -= each.amount_minor
        fitting.append(line_id)
    return fitting, stale


def _book(
    session: Session,
    lines: Sequence[JournalLine],
    shares: Sequence[LineShare],
    invoices: Mapping[int, Invoice],
    actor: str,
) -> None:
    """Both steps of the bank rail, receipt and allocation, for all lines at once."""
    if not lines:
        return
    ids = receipts.record(session, [_money_in(each) for each in lines], actor=actor)
    receipt_of = {line.id: receipt_id for line, receipt_id in zip(lines, ids, strict=True)}
    wanted = [
        Wanted(receipt_of[each.line_id], each.book_id, Money(each.amount_minor, invoices[each.book_id].currency))
        for each in shares
        if each.line_id in receipt_of
    ]
    receipts.allocate(session, wanted, on=clock.today(), actor=actor)
    done = [{"id": line_id, "state": LineState.POSTED, "receipt_id": each} for line_id, each in receipt_of.items()]
    session.execute(update(JournalLine), done)


def _money_in(line: JournalLine) -> MoneyIn:
    return MoneyIn(
        rail=Rail.BANK,
        external_id=f"line:{line.id}:{line.postings}" if line.postings else f"line:{line.id}",
        amount=Money(line.amount_minor, line.currency),
        received_on=line.booked_on,
        value_date=line.value_date,
        debtor_id=line.debtor_id,
        bank_account_id=line.bank_account_id,
        payer_name=line.payer_name,
        payer_iban=line.payer_iban,
        text=line.text,
    )


def _close_if_done(session: Session, journal: Journal) -> None:
    if journal.state is JournalState.DRAFT:
        return
    session.flush()
    open_lines = select(func.count(col(JournalLine.id))).where(
        JournalLine.journal_id == journal.id, col(JournalLine.state).in_(DECIDABLE)
    )
    if session.exec(open_lines).one() == 0:
        journal.state = JournalState.POSTED
        outbox.changed(session, "journals")
