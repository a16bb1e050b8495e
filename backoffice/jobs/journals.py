"""Apply Automatically and Post: long work in short transactions, with progress, that may be killed and begun again."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from sqlmodel import Session

from shared import clock, db, journals, outbox
from shared.db import chunks, locked
from shared.errors import Conflict
from shared.journals import calibration, open_book, piles, plan_lines
from shared.journals.posting import BATCH, Posted
from shared.matching import Book, Payment, Proposal, propose
from shared.models import Journal, LineState

_STALE_AFTER_SECONDS = 60


@dataclass(frozen=True, slots=True)
class Applied:
    """What matching made of the lines that nobody had decided."""

    lines: int
    ready: int
    review: int
    unmatched: int


class AtWorkAlready(Conflict):
    def __init__(self, job: str) -> None:
        super().__init__(f"This journal is busy: {job} is under way. It shows its progress above the lines.")


def apply_journal(journal_id: int, *, actor: str) -> Applied:
    """Match every undecided line against all open invoices and keep the proposals.

    Matching sees the whole journal at once; keeping goes batch by batch, so a kill leaves some lines with new
    proposals and some with the old ones, and the next run settles all.

    Raises:
        NotFound: no such journal.
        AtWorkAlready: another run is under way.
    """
    db.run(_begin, journal_id, "Apply Automatically")
    earned: Counter[LineState] = Counter()
    try:
        payments = db.look(open_book.payments, journal_id)
        named = db.look(plan_lines.by_reference, payments)
        proposals = _matched(payments, named, db.look(open_book.book))
        fitted = db.look(calibration.current)
        db.run(_progress, journal_id, 0, len(proposals))
        for done, some in enumerate(chunks(proposals, BATCH), start=1):
            earned += db.run(journals.keep_proposals, journal_id, some, calibration=fitted)
            db.run(_progress, journal_id, min(done * BATCH, len(proposals)), len(proposals))
        db.run(journals.matched, journal_id, actor=actor)
    finally:
        db.run(_end, journal_id)
    return _summary(earned)


def post_journal(journal_id: int, *, actor: str, size: int = BATCH) -> Posted:
    """Post all accepted lines, a batch a transaction; what was posted stays posted if the rest is interrupted.

    Raises:
        NotFound: no such journal.
        AtWorkAlready: another run is under way.
    """
    db.run(_begin, journal_id, "Post")
    total = Posted()
    try:
        waiting = db.look(piles.postable, journal_id).count
        while not (batch := db.run(journals.post_batch, journal_id, actor=actor, size=size)).is_empty:
            total += batch
            db.run(_progress, journal_id, total.lines + total.returned, waiting)
    finally:
        db.run(_end, journal_id)
    return total


def _matched(payments: Sequence[Payment], named: Sequence[Proposal], book: Book) -> list[Proposal]:
    """What names a plan is for that plan; all else is matched against what is then left."""
    known = {each.payment_id for each in named}
    rest = [each for each in payments if each.id not in known]
    return [*named, *propose(rest, plan_lines.without(book, named))]


def _summary(earned: Counter[LineState]) -> Applied:
    ready, review, unmatched = (earned[each] for each in (LineState.READY, LineState.REVIEW, LineState.UNMATCHED))
    return Applied(ready + review + unmatched, ready, review, unmatched)


def _begin(session: Session, journal_id: int, job: str) -> None:
    journal = locked(session, Journal, [journal_id])[journal_id]
    now = clock.now()
    is_alive = journal.job_at is not None and (now - journal.job_at).total_seconds() < _STALE_AFTER_SECONDS
    if journal.job and is_alive:
        raise AtWorkAlready(journal.job)
    journal.job, journal.job_done, journal.job_total, journal.job_at = job, 0, 0, now
    outbox.changed(session, f"journal:{journal_id}")


def _progress(session: Session, journal_id: int, done: int, total: int) -> None:
    journal = locked(session, Journal, [journal_id])[journal_id]
    journal.job_done, journal.job_total, journal.job_at = done, total, clock.now()
    outbox.changed(session, f"journal:{journal_id}")


def _end(session: Session, journal_id: int) -> None:
    journal = locked(session, Journal, [journal_id])[journal_id]
    journal.job, journal.job_at = "", None
    outbox.changed(session, f"journal:{journal_id}")
