"""Post what was accepted, in batches that either happen whole or not at all."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import func
from sqlmodel import Session, col, select

from shared import audit, outbox
from shared.db import locked
from shared.errors import Refused
from shared.journals import booking, four_eyes
from shared.journals.items import book_items
from shared.journals.review import DECIDABLE, shares_by_line
from shared.journals.rules import Item
from shared.journals.workable import workable
from shared.models import Journal, JournalLine, JournalState, LinePurpose, LineShare, LineState
from shared.money import Money

BATCH = 500


@dataclass(frozen=True, slots=True)
class Posted:
    """One batch: lines posted, what they come to in minor units (money that left is below zero), lines that came back.

    Lines come back when their invoice changed meanwhile, or when the books refuse them; each says why.
    """

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
    locks: what no longer fits comes back for review and holds up nothing else (S1-28, S1-30). What this person may not
    post alone stays accepted (`four_eyes`).
    """
    journal = locked(session, Journal, [journal_id])[journal_id]
    lines = _accepted(session, journal, actor, size)
    shares = shares_by_line(session, lines)
    fitting, stale = _sort(lines, shares, _items(session, lines, shares))
    posted, refused = _post(session, [lines[each] for each in fitting], shares, actor)
    back = stale | refused
    for line_id, why in back.items():
        lines[line_id].state, lines[line_id].former_state, lines[line_id].note = LineState.REVIEW, None, why[:300]
    _close_if_done(session, journal)
    outbox.changed(session, f"journal:{journal_id}")
    amount = sum(each.amount_minor if each.is_credit else -each.amount_minor for each in posted)
    if posted:
        audit.note(session, actor, "journal.posted", f"journal:{journal_id}", lines=len(posted), amount_minor=amount)
    return Posted(len(posted), amount, len(back))


def _accepted(session: Session, journal: Journal, actor: str, size: int) -> dict[int, JournalLine]:
    query = select(JournalLine).where(*workable(journal.id or 0), JournalLine.state == LineState.ACCEPTED)
    query = query.where(~four_eyes.kept_back(session, journal.currency, actor))
    query = query.order_by(col(JournalLine.position)).limit(size).with_for_update()
    return {each.id or 0: each for each in session.exec(query)}


def _items(
    session: Session, lines: Mapping[int, JournalLine], shares: Mapping[int, Sequence[LineShare]]
) -> dict[int, Item]:
    """The invoices and credit notes that the lines pay with, locked; by the id of a Book."""
    paying = [share for id_, line in lines.items() if line.purpose is LinePurpose.RECEIPT for share in shares[id_]]
    return book_items(session, {each.book_id for each in paying})


def _sort(
    lines: Mapping[int, JournalLine], shares: Mapping[int, Sequence[LineShare]], items: Mapping[int, Item]
) -> tuple[list[int], dict[int, str]]:
    """Which lines fit what is left now, and why the others do not; every line takes from what it leaves the next."""
    left = {id_: each.left.minor for id_, each in items.items()}
    fitting, stale = [], {}
    for line_id, line in lines.items():
        parts = shares[line_id] if line.purpose is LinePurpose.RECEIPT else []
        short = next((each for each in parts if abs(each.settles_minor) > left[each.book_id]), None)
        if short is not None:
            item = items[short.book_id]
            now = Money(left[short.book_id], item.left.currency)
            stale[line_id] = f"Only {now} is left on {item.name} now; it was paid in the meantime."
            continue
        for each in parts:
            left[each.book_id] -= abs(each.settles_minor)
        fitting.append(line_id)
    return fitting, stale


def _post(
    session: Session, lines: Sequence[JournalLine], shares: Mapping[int, Sequence[LineShare]], actor: str
) -> tuple[list[JournalLine], dict[int, str]]:
    """All at once; when the books refuse something of it, line by line, so that one holds up none of the others."""
    if not lines:
        return [], {}
    try:
        with session.begin_nested():
            booking.book(session, lines, shares, actor)
    except Refused as refused:
        if len(lines) == 1:
            return [], {lines[0].id or 0: str(refused)}
    else:
        return list(lines), {}
    posted: list[JournalLine] = []
    back: dict[int, str] = {}
    for each in lines:
        done, why = _post(session, [each], shares, actor)
        posted += done
        back |= why
    return posted, back


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
