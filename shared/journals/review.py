"""What matching proposes is kept, and people decide: accept, correct, split, leave, undo (S1-20 to S1-29)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from sqlalchemy import delete, update
from sqlmodel import Session, col, select

from shared import audit, outbox
from shared.db import add_rows, chunks, locked
from shared.errors import NotFound
from shared.journals import rules
from shared.journals.workable import workable
from shared.matching import Proposal
from shared.models import Invoice, Journal, JournalLine, JournalState, JournalStatement, LineShare, LineState
from shared.money import Money

MATCHABLE = (LineState.NEW, LineState.READY, LineState.REVIEW, LineState.UNMATCHED)
DECIDABLE = (*MATCHABLE, LineState.ACCEPTED, LineState.LEFT)


def keep_proposals(session: Session, journal_id: int, proposals: Sequence[Proposal]) -> None:
    """Keep what matching said of lines that nobody decided meanwhile; earlier proposals for them are forgotten."""
    by_line = {each.payment_id: each for each in proposals}
    lines = locked(session, JournalLine, by_line)
    open_lines = [id_ for id_, line in lines.items() if line.state in MATCHABLE]
    for some in chunks(open_lines):
        session.execute(delete(LineShare).where(col(LineShare.line_id).in_(some)))
    kept = [by_line[each] for each in open_lines]
    if kept:
        session.execute(update(JournalLine), [_proposed(each) for each in kept])
    add_rows(session, LineShare, [row for each in kept for row in _share_rows(each.payment_id, _minor(each))])
    outbox.changed(session, f"journal:{journal_id}")


def matched(session: Session, journal_id: int, *, actor: str) -> None:
    """Apply Automatically has gone through the whole journal."""
    locked(session, Journal, [journal_id])[journal_id].state = JournalState.MATCHED
    audit.note(session, actor, "journal.matched", f"journal:{journal_id}")
    outbox.changed(session, "journals")


def accept(session: Session, line_ids: Iterable[int], *, actor: str) -> int:
    """Accept proposals as they stand; returns how many.

    Raises:
        NotDecidable: a line was posted or set aside, or nothing is proposed for it.
        StatementHeld: its statement waits to be released.
    """
    lines = _decidable(session, line_ids)
    shared = _lines_with_shares(session, lines)
    for id_, line in lines.items():
        if id_ not in shared:
            raise rules.NotDecidable("without a proposal")
        line.state, line.decided_by = LineState.ACCEPTED, actor
    _tell(session, lines.values())
    return len(lines)


def accept_above(session: Session, journal_id: int, confidence: int, *, actor: str) -> int:
    """Accept every ready line at or above a confidence (per ten thousand); returns how many.

    Raises:
        NotFound: no such journal.
    """
    locked(session, Journal, [journal_id])
    statement = (
        update(JournalLine)
        .where(*workable(journal_id))
        .where(col(JournalLine.state) == LineState.READY, col(JournalLine.confidence) >= confidence)
        .values(state=LineState.ACCEPTED, decided_by=actor)
    )
    result: Any = session.execute(statement, execution_options={"synchronize_session": False})
    audit.note(
        session, actor, "journal.accepted_above", f"journal:{journal_id}", confidence=confidence, lines=result.rowcount
    )
    outbox.changed(session, f"journal:{journal_id}")
    return int(result.rowcount)


def decide(session: Session, line_id: int, shares: Mapping[int, int], *, actor: str) -> None:
    """Correct or split by hand: these invoices, these amounts in minor units; what is left stays unapplied.

    Raises:
        NotFound: an invoice does not exist or is in another currency.
        Refused: see `rules.check_shares`; nothing is changed.
    """
    line = _decidable(session, [line_id])[line_id]
    invoices = _invoices(session, shares, line.currency)
    wanted = {id_: Money(minor, line.currency) for id_, minor in shares.items()}
    paid = Money(line.amount_minor, line.currency)
    rules.check_shares(wanted, paid=paid, invoices=invoices)
    session.execute(delete(LineShare).where(col(LineShare.line_id) == line_id))
    add_rows(session, LineShare, _share_rows(line_id, shares))
    left = Money.total((each.left for each in invoices.values()), line.currency)
    line.fit = rules.fit_of(list(wanted.values()), paid=paid, left=left)
    line.debtor_id = next(iter(invoices.values())).debtor_id
    line.state, line.decided_by, line.note = LineState.ACCEPTED, actor, ""
    audit.note(
        session, actor, "line.decided", f"line:{line_id}", shares={str(id_): minor for id_, minor in shares.items()}
    )
    _tell(session, [line])


def leave(session: Session, line_id: int, *, actor: str) -> None:
    """Reject the proposal: the line stays in the journal and is not posted."""
    line = _decidable(session, [line_id])[line_id]
    line.state, line.decided_by = LineState.LEFT, actor
    _tell(session, [line])


def undo(session: Session, line_id: int) -> None:
    """Take a decision back, until it is posted: the line waits for review again, with what stands there.

    A line that was posted and reversed is taken up again likewise: its money is still in the bank.
    """
    _take_up(session, locked(session, JournalLine, [line_id])[line_id])
    line = _decidable(session, [line_id])[line_id]
    shared = _lines_with_shares(session, {line_id: line})
    line.state = LineState.REVIEW if line_id in shared else LineState.UNMATCHED
    line.decided_by = ""
    _tell(session, [line])


def _take_up(session: Session, line: JournalLine) -> None:
    if line.state is not LineState.REVERSED:
        return
    line.state, line.note, line.receipt_id, line.postings = LineState.REVIEW, "", None, line.postings + 1
    locked(session, Journal, [line.journal_id])[line.journal_id].state = JournalState.MATCHED
    session.flush()


def release(session: Session, statement_id: int, *, reason: str, actor: str) -> None:
    """Let a statement that does not tie be worked on, for a reason that is kept.

    Raises:
        ReasonMissing: no reason worth the name.
        NotFound: no such statement.
    """
    statement = locked(session, JournalStatement, [statement_id])[statement_id]
    statement.is_held, statement.released_by, statement.release_reason = False, actor, rules.check_reason(reason)
    audit.note(session, actor, "statement.released", f"statement:{statement_id}", reason=statement.release_reason)
    outbox.changed(session, f"journal:{statement.journal_id}")


def _decidable(session: Session, line_ids: Iterable[int]) -> dict[int, JournalLine]:
    lines = locked(session, JournalLine, line_ids)
    for line in lines.values():
        if line.state not in DECIDABLE:
            raise rules.NotDecidable(line.state.value.replace("_", " "))
        if session.get_one(JournalStatement, line.statement_id).is_held:
            raise rules.StatementHeld
    return lines


def _lines_with_shares(session: Session, lines: Mapping[int, JournalLine]) -> set[int]:
    return set(session.exec(select(LineShare.line_id).where(col(LineShare.line_id).in_(list(lines)))))


def _invoices(session: Session, ids: Iterable[int], currency: str) -> dict[int, rules.InvoiceLeft]:
    found = locked(session, Invoice, ids)
    if not found:
        raise NotFound("Choose at least one invoice.")
    for each in found.values():
        if each.currency != currency:
            raise NotFound(f"Invoice {each.number} is in {each.currency}, the payment in {currency}.")
    return {id_: rules.InvoiceLeft(each.number, each.debtor_id, each.outstanding) for id_, each in found.items()}


def _proposed(proposal: Proposal) -> dict[str, Any]:
    return {
        "id": proposal.payment_id,
        "state": LineState(rules.earned_state(proposal)),
        "confidence": round(proposal.confidence * 10_000),
        "fit": proposal.fit.value,
        "debtor_id": proposal.debtor_id,
        "proof": {
            "signals": [asdict(each) for each in proposal.signals],
            "runner_up": asdict(proposal.runner_up) if proposal.runner_up else None,
        },
        "note": "",
    }


def _minor(proposal: Proposal) -> dict[int, int]:
    return {each.invoice_id: each.amount_minor for each in proposal.shares}


def _share_rows(line_id: int, shares: Mapping[int, int]) -> list[dict[str, Any]]:
    return [
        {"line_id": line_id, "invoice_id": invoice_id, "amount_minor": minor} for invoice_id, minor in shares.items()
    ]


def _tell(session: Session, lines: Iterable[JournalLine]) -> None:
    for journal_id in {each.journal_id for each in lines}:
        outbox.changed(session, f"journal:{journal_id}")
