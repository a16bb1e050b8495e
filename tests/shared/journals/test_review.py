"""People decide what a line pays: accept, correct, split, leave and undo, until it is posted."""

from typing import Any

import pytest
from sqlmodel import Session, select

from shared import cases, journals
from shared.cases.service import Objection
from shared.errors import NotFound, Refused
from shared.journals.identity import Facts
from shared.journals.rules import (
    NotDecidable,
    SharesExceedPayment,
    ShareTooLarge,
    earned_state,
)
from shared.matching import CERTIFIED, AmountFit, Proposal, Share
from shared.models import AuditRecord, JournalLine, JournalState, LineShare, LineState
from shared.words import DisputeReason
from tests import factories
from tests.factories import ACTOR, TODAY, entry, eur


def _shares(session: Session, line: JournalLine) -> dict[int, int]:
    query = select(LineShare.invoice_id, LineShare.amount_minor).where(LineShare.line_id == line.id)
    return dict(session.exec(query).all())


class TestAProposal:
    @pytest.mark.parametrize(
        ("confidence", "fit", "state"),
        [
            (1.0, AmountFit.EXACT, "ready"),
            (CERTIFIED.threshold, AmountFit.PARTIAL, "ready"),
            (CERTIFIED.threshold, AmountFit.DISCOUNT, "ready"),
            (CERTIFIED.threshold - 0.0002, AmountFit.EXACT, "review"),
            (1.0, AmountFit.EXCHANGE, "review"),
        ],
    )
    def test_earns_its_state_by_confidence_and_amount(self, confidence: float, fit: AmountFit, state: str) -> None:
        assert earned_state(Proposal(1, (Share(1, 100),), confidence, fit)) == state

    def test_of_nothing_is_unmatched(self) -> None:
        assert earned_state(Proposal(1)) == "unmatched"

    def test_is_kept_with_its_shares_and_replaces_the_one_before(self, session: Session) -> None:
        first, second = factories.invoice(session, 400_00), factories.invoice(session, 500_00)
        [line] = factories.lines(session, entry(400_00))
        journals.keep_proposals(session, line.journal_id, [factories.proposal(line, first, 400_00, 0.65)])

        journals.keep_proposals(session, line.journal_id, [factories.proposal(line, second, 400_00, 0.99)])

        session.refresh(line)
        assert (line.state, line.confidence, line.fit) == (LineState.READY, 9900, "partial")
        assert _shares(session, line) == {second.id: 400_00}

    def test_for_an_invoice_in_dispute_waits_for_a_person_however_sure_it_is(self, session: Session) -> None:
        disputed, plain = factories.invoice(session, 400_00), factories.invoice(session, 500_00)
        said = Objection(disputed.debtor_id, disputed.id or 0, DisputeReason.NOT_RECEIVED, "It never came.")
        cases.dispute(session, said, actor=ACTOR)
        first, second = factories.lines(session, entry(400_00), entry(500_00))

        both = [factories.proposal(first, disputed, 400_00), factories.proposal(second, plain, 500_00)]
        journals.keep_proposals(session, first.journal_id, both)

        for each in (first, second):
            session.refresh(each)
        assert (first.state, first.note) == (LineState.REVIEW, f"Invoice {disputed.number} is disputed")
        assert (second.state, second.note) == (LineState.READY, "")

    def test_does_not_touch_what_somebody_decided_meanwhile(self, session: Session) -> None:
        mine, proposed = factories.invoice(session, 400_00), factories.invoice(session, 400_00)
        accepted, left = factories.lines(session, entry(400_00, "A"), entry(400_00, "B"))
        journals.decide(session, accepted.id or 0, {mine.id or 0: 400_00}, actor=ACTOR)
        journals.leave(session, left.id or 0, actor=ACTOR)

        late = [factories.proposal(each, proposed, 400_00) for each in (accepted, left)]
        journals.keep_proposals(session, accepted.journal_id, late)

        assert (_shares(session, accepted), _shares(session, left)) == ({mine.id: 400_00}, {})
        assert (accepted.state, left.state) == (LineState.ACCEPTED, LineState.LEFT)


class TestAccept:
    def test_takes_proposals_as_they_stand(self, session: Session) -> None:
        invoice = factories.invoice(session, 400_00)
        [line] = factories.lines(session, entry(400_00))
        journals.keep_proposals(session, line.journal_id, [factories.proposal(line, invoice, 400_00, 0.5)])

        assert journals.accept(session, [line.id or 0], actor="ines") == 1
        assert (line.state, line.decided_by) == (LineState.ACCEPTED, "ines")

    def test_refuses_a_line_without_a_proposal(self, session: Session) -> None:
        [line] = factories.lines(session, entry(400_00))

        with pytest.raises(NotDecidable, match="without a proposal"):
            journals.accept(session, [line.id or 0], actor=ACTOR)

    def test_above_a_confidence_takes_the_sure_ones_only(self, session: Session) -> None:
        invoice = factories.invoice(session, 1_000_00)
        lines = factories.lines(session, *(entry(100_00, f"{each}") for each in range(4)))
        proposals = [
            factories.proposal(line, invoice, 100_00, confidence)
            for line, confidence in zip(lines, (1.0, 0.995, 0.985, 0.5), strict=True)
        ]
        journals.keep_proposals(session, lines[0].journal_id, proposals)

        assert journals.accept_above(session, lines[0].journal_id, 9900, actor=ACTOR) == 2

        for each in lines:
            session.refresh(each)
        assert [each.state.value for each in lines] == ["accepted", "accepted", "ready", "review"]

    def test_above_a_confidence_for_no_journal_leaves_no_trace(self, session: Session) -> None:
        with pytest.raises(NotFound):
            journals.accept_above(session, 4711, 9000, actor=ACTOR)

        assert session.exec(select(AuditRecord)).all() == []


class TestDecide:
    def test_splits_a_payment_over_several_invoices_of_the_debtor(self, session: Session) -> None:
        one, two = factories.invoice(session, 300_00), factories.invoice(session, 500_00)
        [line] = factories.lines(session, entry(700_00))

        journals.decide(session, line.id or 0, {one.id or 0: 300_00, two.id or 0: 400_00}, actor="ines")

        assert _shares(session, line) == {one.id: 300_00, two.id: 400_00}
        assert (line.state, line.fit, line.debtor_id) == (LineState.ACCEPTED, "partial", one.debtor_id)

    def test_leaves_the_rest_on_account(self, session: Session) -> None:
        invoice = factories.invoice(session, 300_00)
        [line] = factories.lines(session, entry(310_00))

        journals.decide(session, line.id or 0, {invoice.id or 0: 300_00}, actor=ACTOR)

        assert line.fit == "over"

    def test_replaces_an_earlier_decision(self, session: Session) -> None:
        one, two = factories.invoice(session, 300_00), factories.invoice(session, 300_00)
        [line] = factories.lines(session, entry(300_00))
        journals.decide(session, line.id or 0, {one.id or 0: 300_00}, actor=ACTOR)

        journals.decide(session, line.id or 0, {two.id or 0: 300_00}, actor=ACTOR)

        assert (_shares(session, line), line.fit) == ({two.id: 300_00}, "exact")

    @pytest.mark.parametrize(
        ("shares", "why"),
        [
            ({0: 300_01}, ShareTooLarge),
            ({0: 0}, ShareTooLarge),
            ({0: -1}, ShareTooLarge),
            ({0: 300_00, 1: 200_00}, SharesExceedPayment),
            ({}, NotFound),
        ],
    )
    def test_refuses_what_cannot_be_and_changes_nothing(
        self, session: Session, shares: dict[int, int], why: type[Refused]
    ) -> None:
        owed = [
            factories.invoice(session, 300_00),
            factories.invoice(session, 500_00),
            factories.invoice(session, 500_00, debtor_number="D-2"),
        ]
        [line] = factories.lines(session, entry(400_00))

        with pytest.raises(why):
            journals.decide(session, line.id or 0, {owed[each].id or 0: s for each, s in shares.items()}, actor=ACTOR)

        assert (line.state, _shares(session, line)) == (LineState.NEW, {})

    def test_refuses_an_invoice_that_does_not_exist(self, session: Session) -> None:
        [line] = factories.lines(session, entry(400_00))

        with pytest.raises(NotFound, match="Invoice 4711"):
            journals.decide(session, line.id or 0, {4711: 1}, actor=ACTOR)


class TestUndo:
    def test_takes_a_decision_back_until_it_is_posted(self, session: Session) -> None:
        invoice = factories.invoice(session, 400_00)
        [line] = factories.lines(session, entry(400_00))
        journals.keep_proposals(session, line.journal_id, [factories.proposal(line, invoice, 400_00, 0.99)])
        journals.decide(session, line.id or 0, {invoice.id or 0: 300_00}, actor=ACTOR)

        journals.undo(session, line.id or 0)
        assert (line.state, line.decided_by, line.fit) == (LineState.READY, "", "exact")
        assert _shares(session, line) == {invoice.id: 400_00}

        journals.accept(session, [line.id or 0], actor=ACTOR)
        journals.post_batch(session, line.journal_id, actor=ACTOR)
        session.refresh(line)
        with pytest.raises(NotDecidable, match="is posted"):
            journals.undo(session, line.id or 0)

    def test_of_a_line_left_aside_makes_it_what_it_was(self, session: Session) -> None:
        [line] = factories.lines(session, entry(400_00))
        journals.leave(session, line.id or 0, actor=ACTOR)

        journals.undo(session, line.id or 0)

        assert line.state is LineState.NEW


class TestAJournal:
    def test_is_numbered_through_the_year(self, session: Session) -> None:
        numbers = [factories.journal(session).number for _ in range(3)]

        assert [each[-4:] for each in numbers] == ["0001", "0002", "0003"]
        assert len({each[:7] for each in numbers}) == 1

    def test_cannot_be_opened_for_no_account(self, session: Session) -> None:
        with pytest.raises(NotFound):
            journals.open_journal(session, 4711, actor=ACTOR)

    def test_being_worked_on_is_the_newest_that_is_not_posted(self, session: Session) -> None:
        account = factories.bank_account(session)
        factories.journal(session)
        newest, posted = factories.journal(session), factories.journal(session)
        posted.state = JournalState.POSTED
        session.flush()

        assert journals.working_journal(session, account.id or 0) == newest


def test_an_identity_is_made_of_all_that_tells_payments_apart() -> None:
    facts: dict[str, Any] = {
        "booked_on": TODAY,
        "value_date": TODAY,
        "amount": eur(1),
        "is_credit": True,
        "payer_name": "a",
        "payer_iban": "b",
        "text": "c",
        "reference": "d",
        "end_to_end_id": "e",
        "servicer_reference": "f",
    }
    others: list[dict[str, Any]] = [{"amount": eur(2)}, {"is_credit": False}, {"is_booked": False}]
    others += [{name: "x"} for name in ("payer_name", "payer_iban", "text", "reference", "servicer_reference")]
    shifted = [{"payer_name": "ab", "payer_iban": ""}, {"text": "", "reference": "cd"}]

    identities = {Facts(**(facts | each)).identity for each in [{}, *others, *shifted]}

    assert len(identities) == 1 + len(others) + len(shifted)
