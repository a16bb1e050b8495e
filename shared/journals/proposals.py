"""What matching proposes is kept, with its proof, and earns the line its state (S1-16 to S1-19)."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from sqlalchemy import delete, update
from sqlmodel import Session, col, select

from shared import audit, outbox
from shared.db import add_rows, chunks, locked
from shared.journals import rules
from shared.journals.proposed import Proposed, share_rows
from shared.journals.review import MATCHABLE
from shared.matching import Proposal
from shared.models import Invoice, Journal, JournalLine, JournalState, LineShare, LineState


def keep_proposals(session: Session, journal_id: int, proposals: Sequence[Proposal]) -> Counter[LineState]:
    """Keep what matching said of lines that nobody decided meanwhile; earlier proposals for them are forgotten.

    Returns:
        How many lines earned which state.
    """
    by_line = {each.payment_id: each for each in proposals}
    lines = locked(session, JournalLine, by_line)
    kept = [by_line[id_] for id_, line in lines.items() if line.state in MATCHABLE]
    for some in chunks([each.payment_id for each in kept]):
        session.execute(delete(LineShare).where(col(LineShare.line_id).in_(some)))
    debtors = _debtors(session, kept)
    rows = [_row(each, len({debtors[share.invoice_id] for share in each.shares})) for each in kept]
    if rows:
        session.execute(update(JournalLine), rows)
    shares = [{"line_id": each.payment_id, **row} for each in kept for row in share_rows(each.shares)]
    add_rows(session, LineShare, shares)
    outbox.changed(session, f"journal:{journal_id}")
    return Counter(row["state"] for row in rows)


def matched(session: Session, journal_id: int, *, actor: str) -> None:
    """Apply Automatically has gone through the whole journal."""
    locked(session, Journal, [journal_id])[journal_id].state = JournalState.MATCHED
    audit.note(session, actor, "journal.matched", f"journal:{journal_id}")
    outbox.changed(session, "journals")


def _debtors(session: Session, proposals: Sequence[Proposal]) -> dict[int, int]:
    """Whose each proposed invoice is; credit notes are of the debtor they are proposed for."""
    ids = sorted({share.invoice_id for each in proposals for share in each.shares})
    found = {share.invoice_id: each.debtor_id or 0 for each in proposals for share in each.shares}
    for some in chunks(ids):
        query = select(Invoice.id, Invoice.debtor_id).where(col(Invoice.id).in_(some))
        found.update({id_ or 0: debtor_id for id_, debtor_id in session.exec(query)})
    return found


def _row(proposal: Proposal, debtors: int) -> dict[str, Any]:
    proposed = Proposed({"fit": proposal.fit.value, "debtor_id": proposal.debtor_id}, share_rows(proposal.shares))
    return {
        "id": proposal.payment_id,
        "state": LineState(rules.earned_state(proposal, debtors=debtors)),
        "confidence": round(proposal.confidence * 10_000),
        "finding": proposal.finding.value,
        "proof": {
            "signals": [asdict(each) for each in proposal.signals],
            "runner_up": asdict(proposal.runner_up) if proposal.runner_up else None,
            **proposed.as_proof,
        },
        "note": "",
        **proposed.columns,
    }
