"""What matching proposes is kept, with its proof, and earns the line its state (S1-16 to S1-19)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from sqlalchemy import delete, update
from sqlmodel import Session, col, select

from shared import audit, cases, outbox
from shared.db import add_rows, chunks, locked
from shared.journals import returns, rules, text_rules
from shared.journals.proposed import Proposed, share_rows
from shared.journals.recognised import booked_elsewhere, is_surely_payout
from shared.journals.review import MATCHABLE
from shared.matching import Calibration, Finding, Proposal
from shared.models import Invoice, Journal, JournalLine, JournalState, LinePurpose, LineShare, LineState, TextRule

_GOING_OUT = "money going out"
_CERTAIN = 10_000
UNCHANGED = Calibration()


@dataclass(frozen=True, slots=True)
class _Kept:
    """What a line is to be."""

    line: JournalLine
    proposal: Proposal
    proposed: Proposed
    state: LineState
    confidence: int
    note: str = ""

    @property
    def row(self) -> dict[str, Any]:
        runner_up = self.proposal.runner_up
        return {
            "id": self.line.id,
            "state": self.state,
            "confidence": self.confidence,
            "finding": self.proposal.finding.value,
            "note": self.note,
            "proof": {
                "signals": [asdict(each) for each in self.proposal.signals],
                "runner_up": asdict(runner_up) if runner_up else None,
                "confidence": self.proposal.confidence,
                **self.proposed.as_proof,
            },
            **self.proposed.columns,
        }


def keep_proposals(
    session: Session, journal_id: int, proposals: Sequence[Proposal], *, calibration: Calibration = UNCHANGED
) -> Counter[LineState]:
    """Keep what matching said of lines that nobody decided meanwhile; earlier proposals for them are forgotten.

    Lines that are no customer's money are told apart here: payouts, what text rules catch, and returns, for which the
    receipt they take back is sought. `calibration` is what this installation's own history says of the confidence.

    Returns:
        How many lines earned which state; money that goes out and means nothing to us stays aside and is not counted.
    """
    by_line = {each.payment_id: each for each in proposals}
    lines = [each for each in locked(session, JournalLine, by_line).values() if _may_be_proposed(each)]
    told = _Told(session, [by_line[each.id or 0] for each in lines], calibration)
    kept = [_kept(told, each, by_line[each.id or 0]) for each in lines]
    changed = [each for each in kept if each.state is not LineState.SET_ASIDE or each.line.state in MATCHABLE]
    for some in chunks([each.line.id or 0 for each in changed]):
        session.execute(delete(LineShare).where(col(LineShare.line_id).in_(some)))
    if changed:
        session.execute(update(JournalLine), [each.row for each in changed])
    add_rows(session, LineShare, [row for each in changed for row in each.proposed.rows(each.line.id or 0)])
    outbox.changed(session, f"journal:{journal_id}")
    return Counter(each.state for each in changed if each.state is not LineState.SET_ASIDE)


def matched(session: Session, journal_id: int, *, actor: str) -> None:
    """Apply Automatically has gone through the whole journal."""
    locked(session, Journal, [journal_id])[journal_id].state = JournalState.MATCHED
    audit.note(session, actor, "journal.matched", f"journal:{journal_id}")
    outbox.changed(session, "journals")


class _Told:
    """What a batch of proposals is judged with, read once."""

    def __init__(self, session: Session, proposals: Sequence[Proposal], calibration: Calibration) -> None:
        self.session = session
        self.calibration = calibration
        self.tried: Sequence[TextRule] = text_rules.rules(session, is_active=True)
        ids = sorted({share.invoice_id for each in proposals for share in each.shares if share.invoice_id > 0})
        self.invoices: dict[int, Invoice] = {}
        for some in chunks(ids):
            found = session.exec(select(Invoice).where(col(Invoice.id).in_(some)))
            self.invoices.update({each.id or 0: each for each in found})
        self.held = cases.holds(session, ids)

    def stands_against(self, proposal: Proposal) -> str:
        """Why a person must look at it, however sure matching is: a dispute is not paid off unasked (domain.md 1.3)."""
        held = [self.invoices[each.invoice_id].number for each in proposal.shares if each.invoice_id in self.held]
        return proposal.for_review or (f"Invoice {held[0]} is disputed" if held else "")


def _may_be_proposed(line: JournalLine) -> bool:
    went_out = line.state is LineState.SET_ASIDE and line.is_bookable and not line.is_credit
    return went_out or line.state in MATCHABLE


def _kept(told: _Told, line: JournalLine, proposal: Proposal) -> _Kept:
    """Invoices that matching is sure of and returns of a known receipt come first, then what is no customer's money.

    A rule is sure only of lines that came once, and that nothing speaks for being a customer's, be it merely a known
    payer.
    """
    paid = _paying(told, line, proposal) if line.is_credit else _going_back(told, line, proposal)
    if paid.state is LineState.READY or paid.proposed.facts.get("undoes_id"):
        return paid
    elsewhere = booked_elsewhere(line, told.tried)
    if elsewhere is None:
        return paid
    is_guess = elsewhere.facts["purpose"] is LinePurpose.PAYOUT and not is_surely_payout(line)
    is_nobodys = not paid.proposed.shares and paid.proposed.facts.get("debtor_id") is None
    is_new = proposal.finding not in (Finding.DUPLICATE, Finding.ALREADY_PAID)
    is_sure = not is_guess and is_nobodys and is_new
    return _Kept(line, proposal, elsewhere, LineState.READY if is_sure else LineState.REVIEW, _CERTAIN)


def _paying(told: _Told, line: JournalLine, proposal: Proposal) -> _Kept:
    debtors = {told.invoices[each.invoice_id].debtor_id for each in proposal.shares if each.invoice_id in told.invoices}
    facts = {"fit": proposal.fit.value, "debtor_id": proposal.debtor_id}
    confidence = told.calibration(proposal.confidence)
    why = told.stands_against(proposal)
    judged = replace(proposal, confidence=confidence, for_review=why)
    state = LineState(rules.earned_state(judged, debtors=len(debtors)))
    proposed = Proposed(facts, share_rows(line, proposal, told.invoices))
    return _Kept(line, proposal, proposed, state, round(confidence * _CERTAIN), why)


def _going_back(told: _Told, line: JournalLine, proposal: Proposal) -> _Kept:
    """Money that left: the return of a receipt that is found, or of none but the invoices, else nothing to us."""
    is_meant = proposal.finding is Finding.RETURNS and bool(proposal.shares)
    may_be = is_meant or line.is_reversal or bool(line.return_reason)
    invoice_ids = [each.invoice_id for each in proposal.shares] if is_meant else []
    found = returns.the_one(returns.candidates(told.session, line.id or 0, invoice_ids)) if may_be else None
    facts: Mapping[str, Any] = {"purpose": LinePurpose.RETURN, "fit": "return", "debtor_id": proposal.debtor_id}
    if found is not None:
        back = {"undoes_id": found.receipt_id, "fee_minor": found.fee.minor, "debtor_id": found.debtor_id}
        proposed = Proposed({**facts, **back}, returns.shares_back(told.session, found.receipt_id))
        return _Kept(line, proposal, proposed, LineState.REVIEW, _CERTAIN if found.points >= 8 else 9_000)
    if is_meant:
        proposed = Proposed(facts, share_rows(line, proposal, told.invoices))
        return _Kept(line, proposal, proposed, LineState.REVIEW, round(proposal.confidence * _CERTAIN))
    return _Kept(line, Proposal(line.id or 0), Proposed(), LineState.SET_ASIDE, 0, line.note or _GOING_OUT)
