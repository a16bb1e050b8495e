"""What people decide by hand reaches the books as decided: differences, several debtors, accounts, two people."""

from datetime import timedelta

import pytest
from sqlmodel import Session, col, select

from shared import journals, ledger
from shared.errors import NotFound
from shared.journals import line_details
from shared.journals.deciding import NoSuchAccount, WrongSide
from shared.journals.rules import CreditNoteAbroad, NotDecidable, SharesExceedPayment, TakenMissing
from shared.journals.seen import LineChanged
from shared.journals.trial import try_posting
from shared.matching import AmountFit, Finding, Proposal, Share
from shared.models import DifferenceKind, JournalLine, LinePurpose, LineShare, LineState
from shared.money import Money
from shared.receipts import Difference, credit_notes
from shared.receipts.credit_notes import NewCreditNote
from shared.settings import settings
from shared.statements import Direction
from tests import factories
from tests.factories import ACTOR, TODAY, detail, entry, eur, usd


def _line(session: Session, amount: int, text: str = "") -> JournalLine:
    return factories.lines(session, entry(amount, text))[0]


def _digest(session: Session, line: JournalLine) -> str:
    return line_details.line(session, line.journal_id, line.id or 0).digest


def _post(session: Session, line: JournalLine, actor: str = ACTOR) -> journals.Posted:
    done = journals.post_batch(session, line.journal_id, actor=actor)
    session.refresh(line)
    return done


class TestADifference:
    def test_of_rounding_closes_the_invoice_with_the_money(self, session: Session) -> None:
        invoice = factories.invoice(session, 100_00)
        line = _line(session, 99_97)
        rounding = Difference(DifferenceKind.ROUNDING, eur(3))

        journals.decide(
            session, line.id or 0, {invoice.id or 0: 99_97}, differences={invoice.id or 0: rounding}, actor=ACTOR
        )

        assert line.fit == "exact"
        assert _post(session, line).lines == 1
        assert factories.books(session) == {"1010": 99_97, "4000": -100_00, "6900": 3}
        assert ledger.verify(session) == []

    def test_that_the_books_do_not_grant_brings_only_its_own_line_back(self, session: Session) -> None:
        short, fine = factories.invoice(session, 100_00), factories.invoice(session, 40_00)
        lines = factories.lines(session, entry(60_00), entry(40_00))
        rounding = Difference(DifferenceKind.ROUNDING, eur(40_00))
        journals.decide(
            session, lines[0].id or 0, {short.id or 0: 60_00}, differences={short.id or 0: rounding}, actor=ACTOR
        )
        journals.decide(session, lines[1].id or 0, {fine.id or 0: 40_00}, actor=ACTOR)

        done = journals.post_batch(session, lines[0].journal_id, actor=ACTOR)

        for each in lines:
            session.refresh(each)
        assert (done.lines, done.returned, [each.state.value for each in lines]) == (1, 1, ["review", "posted"])
        assert "no rounding difference" in lines[0].note
        assert factories.books(session) == {"1010": 40_00, "1200": 100_00, "4000": -140_00}

    def test_is_part_of_what_is_proposed_when_the_amount_fits_but_for_it(self, session: Session) -> None:
        invoice = factories.invoice(session, 100_00)
        line = _line(session, 99_98)
        said = Proposal(line.id or 0, (Share(invoice.id or 0, 99_98),), 0.99, AmountFit.ROUNDING, invoice.debtor_id)

        journals.keep_proposals(session, line.journal_id, [said])

        [share] = session.exec(select(LineShare)).all()
        assert (share.difference_kind, share.difference_minor) == ("rounding", 2)


class TestChargesTheBankNames:
    def test_are_granted_once_however_many_invoices_a_payment_is_for(self, session: Session) -> None:
        line, invoices = _line(session, 1_960_00), [factories.invoice(session, 1_000_00) for _ in range(2)]
        line.charges_minor = 20_00
        charge = Difference(DifferenceKind.BANK_CHARGE, eur(20_00))
        shares = {each.id or 0: 980_00 for each in invoices}

        journals.decide(session, line.id or 0, shares, differences=dict.fromkeys(shares, charge), actor=ACTOR)

        assert _post(session, line).returned == 1
        assert "more than the" in line.note

    def test_of_a_batch_are_no_single_payments(self, session: Session) -> None:
        batch = entry(30_00, details=(detail(10_00, "one"), detail(20_00, "two")), charges=eur(9_00))

        assert [each.charges_minor for each in factories.lines(session, batch)] == [None, None]


class TestACreditNote:
    def _note(self, session: Session, amount: Money) -> int:
        note = NewCreditNote(2, "C-1", factories.HOUSE, "D-1", amount, 0, TODAY)
        return credit_notes.register(session, [note], source="test", actor=ACTOR).added[0]

    def test_settles_only_its_own_debtors_invoice_of_a_payment_for_two(self, session: Session) -> None:
        others = factories.invoice(session, 100_00, debtor_number="D-2", debtor_name="Beta")
        own, line = factories.invoice(session, 100_00), _line(session, 150_00)
        note_id = self._note(session, eur(50_00))
        shares = {others.id or 0: 100_00, own.id or 0: 100_00, -note_id: -50_00}

        journals.decide(session, line.id or 0, shares, actor=ACTOR)

        assert _post(session, line).lines == 1
        assert [each.invoice_id for each in factories.allocations(session) if each.receipt_id == note_id] == [own.id]
        assert ledger.verify(session) == []

    def test_in_another_currency_than_the_payment_is_refused(self, session: Session) -> None:
        factories.rate(session, "1.10", TODAY - timedelta(days=60))
        abroad, line = factories.invoice(session, amount=usd(110_00)), _line(session, 50_00)
        note_id = self._note(session, usd(55_00))
        shares, taken = {abroad.id or 0: 110_00, -note_id: -55_00}, {abroad.id or 0: 100_00, -note_id: -50_00}

        with pytest.raises(CreditNoteAbroad):
            journals.decide(session, line.id or 0, shares, taken=taken, actor=ACTOR)

    def test_that_was_proposed_in_another_currency_comes_back_and_holds_up_nothing(self, session: Session) -> None:
        factories.rate(session, "1.10", TODAY - timedelta(days=60))
        abroad, fine = factories.invoice(session, amount=usd(110_00)), factories.invoice(session, 40_00)
        first, second = factories.lines(session, entry(50_00), entry(40_00))
        shares = (Share(abroad.id or 0, 110_00), Share(-self._note(session, usd(55_00)), -55_00))
        proposed = Proposal(first.id or 0, shares, 1.0, AmountFit.EXCHANGE, abroad.debtor_id)
        journals.keep_proposals(session, first.journal_id, [proposed])
        journals.accept(session, [first.id or 0], actor=ACTOR)
        journals.decide(session, second.id or 0, {fine.id or 0: 40_00}, actor=ACTOR)

        assert _post(session, first) == journals.Posted(1, 40_00, 1)
        assert "cannot be netted" in first.note


class TestSeveralDebtors:
    def test_may_be_paid_by_one_payment_when_a_person_says_so(self, session: Session) -> None:
        one, two = factories.invoice(session, 300_00), factories.invoice(session, 100_00, debtor_number="D-2")
        line = _line(session, 400_00)

        journals.decide(session, line.id or 0, {one.id or 0: 300_00, two.id or 0: 100_00}, actor=ACTOR)
        _post(session, line)

        assert [factories.outstanding(session, each) for each in (one, two)] == [0, 0]
        assert line.debtor_id == one.debtor_id

    def test_are_never_ready_however_sure_matching_is(self, session: Session) -> None:
        one, two = factories.invoice(session, 300_00), factories.invoice(session, 100_00, debtor_number="D-2")
        line = _line(session, 400_00)
        shares = (Share(one.id or 0, 300_00), Share(two.id or 0, 100_00))

        journals.keep_proposals(session, line.journal_id, [Proposal(line.id or 0, shares, 1.0, AmountFit.EXACT)])

        session.refresh(line)
        assert line.state is LineState.REVIEW


@pytest.mark.parametrize("finding", [Finding.DUPLICATE, Finding.ALREADY_PAID])
def test_what_was_paid_before_is_never_ready(session: Session, finding: Finding) -> None:
    invoice = factories.invoice(session, 10_00)
    line = _line(session, 10_00)
    said = Proposal(line.id or 0, (Share(invoice.id or 0, 10_00),), 1.0, AmountFit.EXACT, finding=finding)

    journals.keep_proposals(session, line.journal_id, [said])

    session.refresh(line)
    assert (line.state, line.finding) == (LineState.REVIEW, finding.value)


class TestNoInvoiceAtAll:
    def test_stays_on_the_account_of_the_debtor_who_is_named(self, session: Session) -> None:
        line = _line(session, 50_00)

        journals.put_on_account(session, line.id or 0, factories.debtor(session), actor=ACTOR)
        _post(session, line)

        assert factories.books(session) == {"1010": 50_00, "2100": -50_00}

    def test_goes_to_another_account_of_those_that_may_be_chosen(self, session: Session) -> None:
        line = _line(session, 1_23, "interest")
        with pytest.raises(NoSuchAccount):
            journals.book_to_account(session, line.id or 0, "2100", actor=ACTOR)

        journals.book_to_account(session, line.id or 0, "6100", actor=ACTOR)
        _post(session, line)

        assert factories.books(session) == {"1010": 1_23, "6100": -1_23}

    def test_of_money_that_left_is_refused(self, session: Session) -> None:
        [line] = factories.lines(session, entry(5_00, direction=Direction.DEBIT))

        with pytest.raises(NotDecidable):
            journals.put_on_account(session, line.id or 0, factories.debtor(session), actor=ACTOR)
        journals.book_to_account(session, line.id or 0, "6100", actor=ACTOR)
        with pytest.raises(WrongSide):
            journals.put_on_account(session, line.id or 0, factories.debtor(session), actor=ACTOR)

    def test_is_taken_back_to_what_it_was(self, session: Session) -> None:
        [line] = factories.lines(session, entry(5_00, direction=Direction.DEBIT))
        journals.book_to_account(session, line.id or 0, "6100", actor=ACTOR)

        journals.undo(session, line.id or 0)

        assert (line.state, line.purpose, line.account) == (LineState.SET_ASIDE, LinePurpose.RECEIPT, "")


class TestWhatSomebodySaw:
    def test_is_accepted_as_seen(self, session: Session) -> None:
        invoice, line = factories.invoice(session, 10_00), _line(session, 10_00)
        journals.keep_proposals(session, line.journal_id, [factories.proposal(line, invoice, 10_00)])
        session.refresh(line)

        assert journals.accept(session, [line.id or 0], actor=ACTOR, seen={line.id or 0: _digest(session, line)}) == 1

    def test_is_not_accepted_once_matching_changed_it(self, session: Session) -> None:
        one, two, line = factories.invoice(session, 10_00), factories.invoice(session, 10_00), _line(session, 10_00)
        journals.keep_proposals(session, line.journal_id, [factories.proposal(line, one, 10_00)])
        session.refresh(line)
        seen = _digest(session, line)
        journals.keep_proposals(session, line.journal_id, [factories.proposal(line, two, 10_00)])
        session.refresh(line)

        with pytest.raises(LineChanged, match="Line 1 is not what you saw"):
            journals.accept(session, [line.id or 0], actor=ACTOR, seen={line.id or 0: seen})

        assert line.state is LineState.READY

    def test_is_decided_by_the_first_of_two_people(self, session: Session) -> None:
        invoice, line = factories.invoice(session, 10_00), _line(session, 10_00)
        seen = _digest(session, line)
        journals.leave(session, line.id or 0, actor="ines", seen=seen)

        for late in (
            lambda: journals.decide(session, line.id or 0, {invoice.id or 0: 10_00}, actor="otto", seen=seen),
            lambda: journals.leave(session, line.id or 0, actor="otto", seen=seen),
            lambda: journals.leave_unidentified(session, line.id or 0, actor="otto", seen=seen),
        ):
            with pytest.raises(LineChanged):
                late()

        assert (line.state, line.decided_by) == (LineState.LEFT, "ines")


class TestAnotherCurrency:
    def test_says_how_much_of_the_payment_is_for_it(self, session: Session) -> None:
        invoice = factories.invoice(session, 10_00)
        line = _line(session, 9_00)
        session.exec(select(JournalLine).where(col(JournalLine.id) == line.id)).one().currency = "USD"
        session.flush()

        with pytest.raises(TakenMissing):
            journals.decide(session, line.id or 0, {invoice.id or 0: 8_00}, actor=ACTOR)
        with pytest.raises(SharesExceedPayment):
            journals.decide(session, line.id or 0, {invoice.id or 0: 8_00}, taken={invoice.id or 0: 9_01}, actor=ACTOR)
        journals.decide(session, line.id or 0, {invoice.id or 0: 8_00}, taken={invoice.id or 0: 9_00}, actor=ACTOR)

        assert line.fit == "partial"


class TestTwoPeople:
    @pytest.fixture(autouse=True)
    def _from_a_hundred(self, monkeypatch: pytest.MonkeyPatch, database: str) -> None:
        monkeypatch.setenv("DUEBOOK_FOUR_EYES_FROM", "100.00")
        settings.cache_clear()

    def test_are_needed_from_the_limit_on(self, session: Session) -> None:
        large, small = factories.invoice(session, 100_00), factories.invoice(session, 99_99)
        lines = factories.lines(session, entry(100_00), entry(99_99))
        for line, invoice in zip(lines, (large, small), strict=True):
            journals.decide(session, line.id or 0, {invoice.id or 0: line.amount_minor}, actor="ines")
        assert try_posting(session, lines[0].journal_id, actor="ines").kept_back.count == 1

        first = journals.post_batch(session, lines[0].journal_id, actor="ines")
        again = journals.post_batch(session, lines[0].journal_id, actor="ines")
        other = journals.post_batch(session, lines[0].journal_id, actor="otto")

        assert (first.lines, again.is_empty, other.lines) == (1, True, 1)
        assert factories.books(session) == {"1010": 199_99, "4000": -199_99}


class TestATestReport:
    def test_tells_the_sums_and_what_would_come_back_and_changes_nothing(self, session: Session) -> None:
        fine, stale = factories.invoice(session, 40_00), factories.invoice(session, 60_00)
        lines = factories.lines(session, entry(45_00), entry(60_00))
        journals.decide(session, lines[0].id or 0, {fine.id or 0: 40_00}, actor=ACTOR)
        journals.decide(session, lines[1].id or 0, {stale.id or 0: 60_00}, actor=ACTOR)
        factories.allocation(session, factories.receipt(session, 1_00), stale.id, 1_00)
        before = factories.books(session)

        report = try_posting(session, lines[0].journal_id, actor=ACTOR)

        assert (report.posted.lines, report.posted.amount_minor) == (1, 45_00)
        assert [(each.account.value, each.debit.minor, each.credit.minor) for each in report.accounts] == [
            ("1010", 45_00, 0),
            ("1200", 0, 40_00),
            ("2100", 40_00, 45_00),
        ]
        assert [(each.line_id, each.why[:21]) for each in report.returned] == [(lines[1].id, "Only 59.00 EUR is lef")]
        for each in lines:
            session.refresh(each)
        assert ([each.state.value for each in lines], factories.books(session)) == (["accepted"] * 2, before)

    def test_of_no_journal_is_refused(self, session: Session) -> None:
        with pytest.raises(NotFound):
            try_posting(session, 4711, actor=ACTOR)
