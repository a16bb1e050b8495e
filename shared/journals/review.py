"""People accept, leave, take back and release; see `deciding` for what they correct by hand (S1-20 to S1-29)."""

from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Any

from sqlalchemy import delete, update
from sqlmodel import Session, col, select

from shared import audit, outbox
from shared.db import add_rows, locked
from shared.journals import rules
from shared.journals.proposed import Proposed
from shared.journals.seen import check_seen
from shared.journals.workable import workable
from shared.models import Journal, JournalLine, JournalState, JournalStatement, LinePurpose, LineShare, LineState

MATCHABLE = (LineState.NEW, LineState.READY, LineState.REVIEW, LineState.UNMATCHED)
DECIDABLE = (*MATCHABLE, LineState.ACCEPTED, LineState.LEFT)

UNSEEN: Mapping[int, str] = MappingProxyType({})


def accept(session: Session, line_ids: Iterable[int], *, actor: str, seen: Mapping[int, str] = UNSEEN) -> int:
    """Accept proposals as they stand; returns how many. `seen` holds, by line, the digest of what was shown.

    Raises:
        NotDecidable: a line was posted or set aside, or nothing is proposed for it.
        LineChanged: a line is not what was seen; nothing is accepted.
        StatementHeld: its statement waits to be released.
    """
    lines = decidable(session, line_ids)
    shared = shares_by_line(session, lines)
    for id_, line in lines.items():
        check_seen(line, shared[id_], seen.get(id_, ""))
        _check_proposed(line, shared[id_])
        decided(line, LineState.ACCEPTED, actor)
    tell(session, lines.values())
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
        .values(state=LineState.ACCEPTED, former_state=LineState.READY, decided_by=actor)
    )
    result: Any = session.execute(statement, execution_options={"synchronize_session": False})
    audit.note(
        session, actor, "journal.accepted_above", f"journal:{journal_id}", confidence=confidence, lines=result.rowcount
    )
    outbox.changed(session, f"journal:{journal_id}")
    return int(result.rowcount)


def leave(session: Session, line_id: int, *, actor: str, seen: str = "") -> None:
    """Reject the proposal: the line stays in the journal and is not posted."""
    line = decidable(session, [line_id])[line_id]
    check_seen(line, shares_by_line(session, [line_id])[line_id], seen)
    decided(line, LineState.LEFT, actor)
    tell(session, [line])


def undo(session: Session, line_id: int) -> None:
    """Take a decision back, until it is posted: the line is again what it was, with what was proposed for it.

    A line that was posted and reversed is taken up again likewise: its money is still in the bank.
    """
    line = locked(session, JournalLine, [line_id])[line_id]
    _take_up(session, line)
    decidable(session, [line_id])
    _restore_proposal(session, line)
    shared = shares_by_line(session, [line_id])[line_id]
    waits = LineState.REVIEW if shared else LineState.UNMATCHED
    line.state, line.former_state, line.decided_by = line.former_state or waits, None, ""
    tell(session, [line])


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


def decidable(session: Session, line_ids: Iterable[int], *, aside: bool = False) -> dict[int, JournalLine]:
    """The lines, locked, when a person may still decide them; with `aside` also those that were set aside.

    Raises:
        NotDecidable, NeverBookable, StatementHeld.
    """
    lines = locked(session, JournalLine, line_ids)
    for line in lines.values():
        is_aside = aside and line.state is LineState.SET_ASIDE
        if line.state not in DECIDABLE and not is_aside:
            raise rules.NotDecidable(line.state.value.replace("_", " "))
        if not line.is_bookable:
            raise rules.NeverBookable(line.note)
        if session.get_one(JournalStatement, line.statement_id).is_held:
            raise rules.StatementHeld
    return lines


def decided(line: JournalLine, state: LineState, actor: str) -> None:
    """Mark a line as decided; what it was before the first decision is kept for undo."""
    if line.state not in (LineState.ACCEPTED, LineState.LEFT):
        line.former_state = line.state
    line.state, line.decided_by = state, actor


def shares_by_line(session: Session, line_ids: Iterable[int]) -> dict[int, list[LineShare]]:
    """The shares of each line, in the order they were given."""
    found: dict[int, list[LineShare]] = {each: [] for each in line_ids}
    for share in session.exec(
        select(LineShare).where(col(LineShare.line_id).in_(list(found))).order_by(col(LineShare.id))
    ):
        found[share.line_id].append(share)
    return found


def replace_shares(session: Session, line_id: int, rows: Sequence[dict[str, Any]]) -> None:
    """These shares of a line and no others."""
    session.execute(delete(LineShare).where(col(LineShare.line_id) == line_id))
    add_rows(session, LineShare, rows)


def tell(session: Session, lines: Iterable[JournalLine]) -> None:
    """Whoever looks at these lines' journals sees what changed."""
    for journal_id in {each.journal_id for each in lines}:
        outbox.changed(session, f"journal:{journal_id}")


def _check_proposed(line: JournalLine, shares: Sequence[LineShare]) -> None:
    if line.purpose is LinePurpose.RECEIPT and not shares:
        raise rules.NotDecidable("without a proposal")
    if line.purpose is LinePurpose.RETURN and line.undoes_id is None:
        raise rules.NotDecidable("a return, and nobody said of which receipt")


def _take_up(session: Session, line: JournalLine) -> None:
    if line.state is not LineState.REVERSED:
        return
    line.state, line.note, line.receipt_id, line.postings = LineState.REVIEW, "", None, line.postings + 1
    line.former_state = None
    locked(session, Journal, [line.journal_id])[line.journal_id].state = JournalState.MATCHED
    session.flush()


def _restore_proposal(session: Session, line: JournalLine) -> None:
    """What was proposed, be it nothing, stands again in the place of what a person decided."""
    if line.former_state is None:
        return
    proposed = Proposed.of(line)
    replace_shares(session, line.id or 0, proposed.rows(line.id or 0))
    for name, value in proposed.columns.items():
        setattr(line, name, value)
