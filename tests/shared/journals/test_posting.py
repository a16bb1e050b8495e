"""Posting: whole batches, each line once, nothing before it and nothing held up by a line that no longer fits."""

from collections.abc import Sequence

import pytest
from sqlmodel import Session, select

from shared import journals, ledger
from shared.journals import Posted
from shared.journals.rules import NotDecidable, ReasonMissing
from shared.models import Invoice, Journal, JournalLine, JournalState, LineState, Receipt
from tests import factories
from tests.factories import ACTOR, entry


def _accepted(session: Session, *pairs: tuple[Invoice, int]) -> list[JournalLine]:
    """Lines of one journal, each decided to pay the invoice beside it with the whole amount."""
    lines = factories.lines(session, *(entry(amount, f"line {n}") for n, (_, amount) in enumerate(pairs)))
    for line, (invoice, amount) in zip(lines, pairs, strict=True):
        journals.decide(session, line.id or 0, {invoice.id or 0: amount}, actor=ACTOR)
    return lines


def _post(session: Session, lines: Sequence[JournalLine], size: int = 500) -> Posted:
    done = journals.post_batch(session, lines[0].journal_id, actor=ACTOR, size=size)
    for line in lines:
        session.refresh(line)
    return done


def _journal(session: Session, lines: Sequence[JournalLine]) -> Journal:
    return session.get_one(Journal, lines[0].journal_id, populate_existing=True)


class TestPost:
    def test_alone_brings_a_journal_into_the_books(self, session: Session) -> None:
        invoice = factories.invoice(session, 400_00)
        lines = _accepted(session, (invoice, 400_00))
        assert factories.books(session) == {"1200": 400_00, "4000": -400_00}

        assert _post(session, lines) == Posted(1, 400_00, 0)

        assert factories.books(session) == {"1010": 400_00, "4000": -400_00}
        assert (lines[0].state, _journal(session, lines).state) == (LineState.POSTED, JournalState.POSTED)
        assert ledger.verify(session) == []

    def test_of_a_split_payment_pays_each_share_and_keeps_the_rest_on_account(self, session: Session) -> None:
        one, two = factories.invoice(session, 300_00), factories.invoice(session, 500_00)
        [line] = factories.lines(session, entry(810_00))
        journals.decide(session, line.id or 0, {one.id or 0: 300_00, two.id or 0: 500_00}, actor=ACTOR)

        _post(session, [line])

        assert factories.books(session) == {"1010": 810_00, "2100": -10_00, "4000": -800_00}

    def test_takes_up_where_it_was_interrupted(self, session: Session) -> None:
        invoice = factories.invoice(session, 500_00)
        lines = _accepted(session, *[(invoice, 100_00)] * 5)

        assert _post(session, lines, size=2) == Posted(2, 200_00, 0)
        assert [each.state for each in lines] == [LineState.POSTED] * 2 + [LineState.ACCEPTED] * 3
        assert _journal(session, lines).state is JournalState.IMPORTED

        assert _post(session, lines) == Posted(3, 300_00, 0)
        assert _post(session, lines) == Posted()
        assert factories.books(session) == {"1010": 500_00, "4000": -500_00}
        assert len(session.exec(select(Receipt)).all()) == 5

    def test_gives_back_a_line_whose_invoice_was_paid_meanwhile_and_posts_the_others(self, session: Session) -> None:
        stale, fine = factories.invoice(session, 400_00), factories.invoice(session, 80_00)
        lines = _accepted(session, (stale, 400_00), (fine, 80_00))
        factories.allocation(session, factories.receipt(session, 300_00), stale.id, 300_00)

        assert _post(session, lines) == Posted(1, 80_00, 1)

        assert [each.state for each in lines] == [LineState.REVIEW, LineState.POSTED]
        assert lines[0].note == f"Only 100.00 EUR is left on invoice {stale.number} now; it was paid in the meantime."
        assert factories.books(session) == {"1010": 380_00, "1200": 100_00, "4000": -480_00}
        assert _journal(session, lines).state is JournalState.IMPORTED

    def test_gives_back_the_later_of_two_lines_that_pay_one_invoice_twice(self, session: Session) -> None:
        invoice = factories.invoice(session, 100_00)
        lines = factories.lines(session, entry(100_00), entry(100_00))
        for line in lines:
            journals.decide(session, line.id or 0, {invoice.id or 0: 100_00}, actor=ACTOR)

        assert _post(session, lines) == Posted(1, 100_00, 1)
        assert [each.state for each in lines] == [LineState.POSTED, LineState.REVIEW]

    def test_leaves_what_nobody_accepted(self, session: Session) -> None:
        invoice = factories.invoice(session, 100_00)
        lines = factories.lines(session, entry(100_00, "A"), entry(100_00, "B"), entry(100_00, "C"))
        journals.keep_proposals(session, lines[0].journal_id, [factories.proposal(lines[0], invoice, 100_00)])
        journals.leave(session, lines[1].id or 0, actor=ACTOR)

        assert _post(session, lines) == Posted()

        assert [each.state for each in lines] == [LineState.READY, LineState.LEFT, LineState.NEW]
        assert factories.books(session) == {"1200": 100_00, "4000": -100_00}

    def test_of_an_empty_journal_does_not_close_it(self, session: Session) -> None:
        journal = factories.journal(session)

        assert journals.post_batch(session, journal.id or 0, actor=ACTOR).is_empty
        assert journal.state is JournalState.DRAFT

    def test_of_more_lines_than_a_batch_balances_to_the_cent(self, session: Session) -> None:
        invoice = factories.invoice(session, 180_901)
        lines = _accepted(session, *[(invoice, each) for each in range(1, 602)])

        assert (_post(session, lines).lines, _post(session, lines).lines) == (500, 101)
        assert factories.books(session) == {"1010": 180_901, "4000": -180_901}
        assert ledger.verify(session) == []


class TestReverseLine:
    def test_undoes_one_line_of_many_and_reopens_its_invoice_at_its_due_date(self, session: Session) -> None:
        wrong, other = factories.invoice(session, 400_00), factories.invoice(session, 80_00)
        due_on = wrong.due_on
        lines = _accepted(session, (wrong, 400_00), (other, 80_00))
        _post(session, lines)

        journals.reverse_line(session, lines[0].id or 0, reason="returned direct debit, AM04", actor="ines")

        assert [each.state for each in lines] == [LineState.REVERSED, LineState.POSTED]
        assert lines[0].note == "returned direct debit, AM04"
        assert (factories.outstanding(session, wrong), wrong.due_on) == (400_00, due_on)
        assert factories.books(session) == {"1010": 80_00, "1200": 400_00, "4000": -480_00}
        assert ledger.verify(session) == []

    def test_happens_once_and_with_a_reason(self, session: Session) -> None:
        lines = _accepted(session, (factories.invoice(session, 400_00), 400_00))
        _post(session, lines)

        with pytest.raises(ReasonMissing, match="at least five characters"):
            journals.reverse_line(session, lines[0].id or 0, reason="  no ", actor=ACTOR)
        journals.reverse_line(session, lines[0].id or 0, reason="bank recall", actor=ACTOR)
        with pytest.raises(NotDecidable, match="is reversed"):
            journals.reverse_line(session, lines[0].id or 0, reason="bank recall", actor=ACTOR)

    def test_is_not_for_what_was_never_posted(self, session: Session) -> None:
        lines = _accepted(session, (factories.invoice(session, 400_00), 400_00))

        with pytest.raises(NotDecidable, match="is accepted"):
            journals.reverse_line(session, lines[0].id or 0, reason="bank recall", actor=ACTOR)

    def test_of_a_bought_invoice_lowers_what_was_collected(self, session: Session) -> None:
        factories.agreement(session)
        bought = factories.invoice(session, 1_500_00, agreement=factories.AGREEMENT)
        before = factories.books(session)
        lines = _accepted(session, (bought, 900_00))
        _post(session, lines)
        assert factories.books(session)["1300"] == 600_00

        journals.reverse_line(session, lines[0].id or 0, reason="bank recall", actor=ACTOR)

        assert factories.books(session) == before


class TestALineTakenUpAgain:
    def test_is_posted_anew_as_a_receipt_of_its_own(self, session: Session) -> None:
        wrong, right = factories.invoice(session, 400_00), factories.invoice(session, 400_00)
        [line] = _accepted(session, (wrong, 400_00))
        _post(session, [line])
        first = line.receipt_id
        journals.reverse_line(session, line.id or 0, reason="meant for the other invoice", actor=ACTOR)
        assert factories.books(session) == {"1200": 800_00, "4000": -800_00}

        journals.undo(session, line.id or 0)
        assert (line.state, _journal(session, [line]).state) == (LineState.REVIEW, JournalState.MATCHED)
        journals.decide(session, line.id or 0, {right.id or 0: 400_00}, actor=ACTOR)
        _post(session, [line])

        assert line.receipt_id not in (None, first)
        assert (factories.outstanding(session, wrong), factories.outstanding(session, right)) == (400_00, 0)
        assert factories.books(session) == {"1010": 400_00, "1200": 400_00, "4000": -800_00}
        assert ledger.verify(session) == []
