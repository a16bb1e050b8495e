"""Lines that are no customer's money: payouts of the card provider, what text rules catch, and money that went back."""

from dataclasses import replace
from typing import Any

import pytest
from sqlmodel import Session, select

from shared import journals, ledger
from shared.journals import returns, text_rules
from shared.journals.deciding import NoSuchAccount, NotTakenBack
from shared.journals.rules import NeverBookable, NotDecidable
from shared.journals.text_rules import Draft, RuleTooVague
from shared.matching import AmountFit, Finding, Proposal, Share
from shared.models import JournalLine, LinePurpose, LineShare, LineState
from shared.statements import Direction, Entry
from tests import factories
from tests.factories import ACTOR, detail, entry


def _out(amount: int, text: str = "", *, reversal: bool = False, reason: str | None = None, **facts: Any) -> Entry:
    """Money that left the account."""
    told = (detail(amount, text, **facts),)
    return entry(amount, details=told, direction=Direction.DEBIT, reversal=reversal, return_reason=reason)


def _apply(session: Session, *lines: JournalLine, **facts: Any) -> None:
    """Keep for each line that matching found nothing, or what `facts` say of it."""
    proposals = [replace(Proposal(line.id or 0), **facts) for line in lines]
    journals.keep_proposals(session, lines[0].journal_id, proposals)
    for line in lines:
        session.refresh(line)


def _post(session: Session, *lines: JournalLine) -> journals.Posted:
    done = journals.post_batch(session, lines[0].journal_id, actor=ACTOR)
    for line in lines:
        session.refresh(line)
    return done


def _paid(session: Session, **facts: Any) -> JournalLine:
    """A posted line that paid an invoice of 250.00."""
    invoice = factories.invoice(session, 250_00)
    [line] = factories.lines(session, entry(250_00, details=(detail(250_00, "Invoice", **facts),)))
    journals.decide(session, line.id or 0, {invoice.id or 0: 250_00}, actor=ACTOR)
    _post(session, line)
    return line


class TestAPayout:
    def test_of_the_card_provider_clears_card_money_and_is_nobodys_receipt(self, session: Session) -> None:
        told = detail(492_75, "STRIPE payout po_1NxyzABCDEFGHIJK", counterparty_name="Stripe Technology Europe Ltd")
        [line] = factories.lines(session, entry(492_75, details=(told,)))
        _apply(session, line)
        assert (line.state, line.purpose, line.confidence) == (LineState.READY, LinePurpose.PAYOUT, 10_000)

        journals.accept(session, [line.id or 0], actor=ACTOR)
        _post(session, line)

        assert factories.books(session) == {"1010": 492_75, "1050": -492_75}
        assert (line.state, line.receipt_id) == (LineState.POSTED, None)

    def test_that_only_its_text_names_is_for_a_person(self, session: Session) -> None:
        [line] = factories.lines(session, entry(10_00, "Stripe says thanks"))

        _apply(session, line)

        assert (line.state, line.purpose) == (LineState.REVIEW, LinePurpose.PAYOUT)

    def test_is_not_seen_where_matching_is_sure_of_an_invoice(self, session: Session) -> None:
        invoice = factories.invoice(session, 10_00)
        [line] = factories.lines(session, entry(10_00, "Stripe invoice 1"))

        journals.keep_proposals(session, line.journal_id, [factories.proposal(line, invoice, 10_00)])

        session.refresh(line)
        assert (line.state, line.purpose) == (LineState.READY, LinePurpose.RECEIPT)


class TestATextRule:
    FEES = Draft("Account fees", "Kontoführung Entgelt", "6100", is_credit=False)

    def test_books_what_it_catches_to_its_account(self, session: Session) -> None:
        text_rules.save_rule(session, self.FEES, actor=ACTOR)
        fee, rent = factories.lines(session, _out(12_90, "ENTGELT fuer Kontoführung 03/26"), _out(800_00, "rent"))
        _apply(session, fee, rent)
        assert [each.state for each in (fee, rent)] == [LineState.READY, LineState.SET_ASIDE]

        assert journals.accept_above(session, fee.journal_id, 9_000, actor=ACTOR) == 1
        _post(session, fee)

        assert factories.books(session) == {"1010": -12_90, "6100": 12_90}
        assert ledger.verify(session) == []

    def test_is_undone_by_line_and_may_be_posted_again(self, session: Session) -> None:
        text_rules.save_rule(session, self.FEES, actor=ACTOR)
        [fee] = factories.lines(session, _out(12_90, "Entgelt Kontoführung"))
        _apply(session, fee)
        journals.accept(session, [fee.id or 0], actor=ACTOR)
        _post(session, fee)

        journals.reverse_line(session, fee.id or 0, reason="wrong account", actor=ACTOR)
        assert factories.books(session) == {}
        journals.undo(session, fee.id or 0)
        journals.book_to_account(session, fee.id or 0, "6110", actor=ACTOR)
        _post(session, fee)

        assert factories.books(session) == {"1010": -12_90, "6110": 12_90}

    def test_leaves_a_known_payers_money_to_a_person(self, session: Session) -> None:
        text_rules.save_rule(session, Draft("Interest", "Zinsen", "4880"), actor=ACTOR)
        [line] = factories.lines(session, entry(250_00, "Zinsen und Anzahlung"))

        _apply(session, line, debtor_id=factories.debtor(session))

        assert line.state is LineState.REVIEW

    @pytest.mark.parametrize("finding", [Finding.DUPLICATE, Finding.ALREADY_PAID])
    def test_leaves_what_may_have_come_twice_to_a_person(self, session: Session, finding: Finding) -> None:
        text_rules.save_rule(session, self.FEES, actor=ACTOR)
        [fee] = factories.lines(session, _out(12_90, "Entgelt Kontoführung"))

        _apply(session, fee, finding=finding)

        assert fee.state is LineState.REVIEW

    def test_takes_no_return_whose_receipt_is_found(self, session: Session) -> None:
        text_rules.save_rule(session, Draft("Fees", "Gebühr", "6100"), actor=ACTOR)
        [line] = factories.lines(session, entry(250_00, details=(detail(250_00, end_to_end_id="E2E-1"),)))
        journals.put_on_account(session, line.id or 0, factories.debtor(session), actor=ACTOR)
        _post(session, line)
        [back] = factories.lines(session, _out(253_00, "Rückgabe Gebühr", reason="AC04", end_to_end_id="E2E-1"))

        _apply(session, back)

        told = (back.state, back.purpose, back.undoes_id)
        assert told == (LineState.REVIEW, LinePurpose.RETURN, line.receipt_id)

    def test_that_is_switched_off_catches_nothing_more(self, session: Session) -> None:
        rule = text_rules.save_rule(session, self.FEES, actor=ACTOR)
        [fee] = factories.lines(session, _out(12_90, "Entgelt Kontoführung"))
        _apply(session, fee)
        text_rules.switch_rule(session, rule, is_active=False, actor=ACTOR)

        _apply(session, fee)

        assert (fee.state, fee.purpose, fee.account) == (LineState.SET_ASIDE, LinePurpose.RECEIPT, "")

    @pytest.mark.parametrize(
        ("draft", "text", "catches"),
        [
            (Draft("x", "interest", "6100"), "Interest Q1", True),
            (Draft("x", "interest", "6100"), "interesting", False),
            (Draft("x", "bank interest", "6100"), "interest of the bank", True),
            (Draft("x", "int", "6100", is_prefix=True), "INT 2026", True),
            (Draft("x", "int", "6100", is_prefix=True), "for INT 2026", False),
            (Draft("x", "(a+)+$", "6100"), "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!", False),
            (Draft("x", "fee", "6100", is_credit=False), "fee", False),
        ],
    )
    def test_means_its_words_plainly(self, session: Session, draft: Draft, text: str, catches: bool) -> None:
        [line] = factories.lines(session, entry(1_00, text))

        assert draft.catches(line) is catches

    def test_is_tried_on_the_lines_there_are_before_it_is_kept(self, session: Session) -> None:
        paid = _paid(session)
        factories.lines(session, entry(3_00, "invoice interest"), entry(4_00, "other"))

        caught = text_rules.would_catch(session, Draft("x", "invoice", "6100"))

        assert (caught.lines, caught.customers, caught.is_all) == (2, 1, True)
        assert paid.id in [each.id for each in caught.examples]
        assert text_rules.rules(session) == []

    @pytest.mark.parametrize(
        ("draft", "why"),
        [
            (Draft("x", "to", "6100"), RuleTooVague),
            (Draft("x", "§ !", "6100"), RuleTooVague),
            (Draft(" ", "interest", "6100"), RuleTooVague),
            (Draft("x", "interest", "1200"), NoSuchAccount),
            (Draft("x", "interest", "9999"), NoSuchAccount),
        ],
    )
    def test_that_says_too_little_is_refused(self, session: Session, draft: Draft, why: type[Exception]) -> None:
        with pytest.raises(why):
            text_rules.save_rule(session, draft, actor=ACTOR)


class TestMoneyThatWentBack:
    def test_finds_the_receipt_by_its_end_to_end_id_and_opens_its_invoice_again(self, session: Session) -> None:
        paid = _paid(session, end_to_end_id="E2E-77")
        [back] = factories.lines(session, _out(253_50, "Return", reason="AM04", end_to_end_id="E2E-77"))

        _apply(session, back)

        assert (back.state, back.purpose, back.undoes_id) == (LineState.REVIEW, LinePurpose.RETURN, paid.receipt_id)
        assert back.fee_minor == 3_50
        journals.accept(session, [back.id or 0], actor=ACTOR)
        assert _post(session, back).amount_minor == -253_50
        assert factories.books(session) == {"1010": -3_50, "1200": 250_00, "4000": -250_00, "6100": 3_50}
        assert ledger.verify(session) == []

    def test_is_undone_by_line(self, session: Session) -> None:
        paid = _paid(session)
        [back] = factories.lines(session, _out(250_00))
        journals.mark_return(session, back.id or 0, paid.receipt_id or 0, actor=ACTOR)
        _post(session, back)

        journals.reverse_line(session, back.id or 0, reason="the bank was wrong", actor=ACTOR)

        assert factories.books(session) == {"1010": 250_00, "2100": -250_00, "1200": 250_00, "4000": -250_00}

    def test_that_matching_knows_the_invoice_of_finds_the_receipt_that_paid_it(self, session: Session) -> None:
        paid = _paid(session)
        invoice = session.exec(select(LineShare.invoice_id).where(LineShare.line_id == paid.id)).one()
        [back] = factories.lines(session, _out(250_00, "back", counterparty_name="Somebody Else"))

        found = {"shares": (Share(invoice or 0, -250_00),), "finding": Finding.RETURNS, "fit": AmountFit.RETURN}
        _apply(session, back, confidence=0.99, **found)

        assert (back.state, back.undoes_id) == (LineState.REVIEW, paid.receipt_id)

    def test_without_a_receipt_to_be_found_is_told_and_not_accepted_as_it_stands(self, session: Session) -> None:
        invoice = factories.invoice(session, 250_00)
        [back] = factories.lines(session, _out(250_00))
        found = {"shares": (Share(invoice.id or 0, -250_00),), "finding": Finding.RETURNS, "fit": AmountFit.RETURN}
        _apply(session, back, confidence=0.99, **found)

        assert (back.state, back.undoes_id) == (LineState.REVIEW, None)
        with pytest.raises(NotDecidable, match="nobody said of which receipt"):
            journals.accept(session, [back.id or 0], actor=ACTOR)

    def test_is_nothing_to_us_when_only_the_amount_is_the_same(self, session: Session) -> None:
        _paid(session)
        [out] = factories.lines(session, _out(250_00, "rent", reversal=True, counterparty_name="The Landlord"))

        _apply(session, out)

        assert (out.state, out.note) == (LineState.SET_ASIDE, "money going out")

    def test_offers_a_person_the_receipts_it_may_be_likeliest_first(self, session: Session) -> None:
        stranger, likely = _paid(session, counterparty_name="Zeta"), _paid(session, counterparty_name="Alfa Ltd")
        [back] = factories.lines(session, _out(252_00, counterparty_name="ALFA  Ltd"))

        found = returns.candidates(session, back.id or 0)

        assert [each.receipt_id for each in found] == [likely.receipt_id, stranger.receipt_id]
        assert (found[0].fee.minor, found[0].reasons) == (2_00, ("the same name of the payer",))

    def test_cannot_be_less_than_what_was_paid(self, session: Session) -> None:
        paid = _paid(session)
        [back] = factories.lines(session, _out(249_99))

        with pytest.raises(NotTakenBack):
            journals.mark_return(session, back.id or 0, paid.receipt_id or 0, actor=ACTOR)

    def test_cannot_be_more_than_was_paid_and_a_banks_fee(self, session: Session) -> None:
        paid = _paid(session)
        [back] = factories.lines(session, _out(300_01))

        with pytest.raises(NotTakenBack):
            journals.mark_return(session, back.id or 0, paid.receipt_id or 0, actor=ACTOR)

    def test_a_second_time_comes_back_for_review(self, session: Session) -> None:
        paid = _paid(session)
        first, second = factories.lines(session, _out(250_00, "a"), _out(250_00, "b"))
        for each in (first, second):
            journals.mark_return(session, each.id or 0, paid.receipt_id or 0, actor=ACTOR)

        assert _post(session, first, second).returned == 1

        assert (first.state, second.state) == (LineState.POSTED, LineState.REVIEW)
        assert "cannot be a return of this receipt" in second.note


def test_what_the_bank_only_announces_is_never_booked(session: Session) -> None:
    [line] = factories.lines(session, entry(5_00, status="PDNG", set_aside="pending"))

    with pytest.raises(NeverBookable):
        journals.book_to_account(session, line.id or 0, "6100", actor=ACTOR)
