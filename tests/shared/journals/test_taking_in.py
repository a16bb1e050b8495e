"""Bank statements come in once, whatever is repeated, overlaps or is told another way; nothing reaches the books."""

from datetime import timedelta

import pytest
from sqlmodel import Session, select

from shared import db, journals
from shared.errors import NotFound
from shared.journals.taking_in import ForeignAccount, TakenIn
from shared.models import BankAccount, Journal, JournalLine, JournalState, JournalStatement, LedgerEntry, LineState
from shared.money import Money
from shared.statements import Detail, Direction, Statement
from shared.statements.values import ReferredDocument
from tests import factories
from tests.factories import SECOND_IBAN, TODAY, detail, entry, lines_of, statement, take_in

THREE = (entry(400_00, "2026-1"), entry(80_00, "2026-2"), entry(9_90, "gift"))


def _counts(taken: TakenIn) -> tuple[int, int, int, int]:
    return taken.added, taken.repeated, taken.set_aside, taken.held


class TestAFile:
    def test_becomes_a_line_for_each_payment_and_nothing_in_the_books(self, session: Session) -> None:
        journal = factories.journal(session)

        assert _counts(take_in(session, journal, statement(*THREE))) == (3, 0, 0, 0)

        lines = lines_of(session, journal)
        assert [(each.position, each.amount_minor, each.text) for each in lines] == [
            (1, 400_00, "2026-1"),
            (2, 80_00, "2026-2"),
            (3, 9_90, "gift"),
        ]
        assert {each.state for each in lines} == {LineState.NEW}
        assert journal.state is JournalState.IMPORTED
        assert session.exec(select(LedgerEntry)).all() == []

    def test_of_a_batch_entry_becomes_a_line_for_each_payment_inside(self, session: Session) -> None:
        [first, second] = factories.lines(session, entry(500_00, details=(detail(200_00, "A"), detail(300_00, "B"))))

        assert (first.amount_minor, second.amount_minor) == (200_00, 300_00)

    def test_of_a_payment_that_names_documents_instead_of_words_says_their_numbers(self, session: Session) -> None:
        named = (ReferredDocument("2026-1", None), ReferredDocument("2026-2", None))
        silent = Detail(factories.eur(480_00), documents=named, ultimate_payer="Nordlicht GmbH")
        [line] = factories.lines(session, entry(480_00, details=(silent,)))

        assert (line.text, line.ultimate_payer) == ("2026-1 2026-2", "Nordlicht GmbH")

    def test_for_no_journal_is_not_found(self, session: Session) -> None:
        with pytest.raises(NotFound):
            journals.take_in(session, 4711, [statement(*THREE)], file_name="x", actor="test")


class TestARepeatedFile:
    def test_adds_nothing(self, session: Session) -> None:
        journal = factories.journal(session)
        take_in(session, journal, statement(*THREE))

        assert _counts(take_in(session, journal, statement(*THREE, id="DOWNLOADED-AGAIN"))) == (0, 3, 0, 0)

        assert len(lines_of(session, journal)) == 3

    def test_adds_nothing_in_another_journal_of_the_account_either(self, session: Session) -> None:
        take_in(session, factories.journal(session), statement(*THREE))

        assert _counts(take_in(session, factories.journal(session), statement(*THREE))) == (0, 3, 0, 0)

    def test_in_another_order_and_spelling_adds_nothing(self, session: Session) -> None:
        journal = factories.journal(session)
        take_in(session, journal, statement(*THREE))
        shouted = [each._replace(details=tuple(_shouted(one) for one in each.details)) for each in reversed(THREE)]

        assert _counts(take_in(session, journal, statement(*shouted))) == (0, 3, 0, 0)

    def test_that_overlaps_adds_only_what_is_new(self, session: Session) -> None:
        journal = factories.journal(session)
        take_in(session, journal, statement(*THREE[:2]))

        assert _counts(take_in(session, journal, statement(*THREE[1:], entry(1_00, "new")))) == (2, 1, 0, 0)

    def test_adds_nothing_after_its_lines_were_posted_and_reversed(self, session: Session) -> None:
        invoice = factories.invoice(session, 400_00)
        [line] = factories.lines(session, THREE[0])
        journals.decide(session, line.id or 0, {invoice.id or 0: 400_00}, actor="test")
        journals.post_batch(session, line.journal_id, actor="test")
        journals.reverse_line(session, line.id or 0, reason="bank recall", actor="test")

        assert _counts(take_in(session, factories.journal(session), statement(THREE[0]))) == (0, 1, 0, 0)


class TestEqualPayments:
    def test_of_one_day_both_count(self, session: Session) -> None:
        journal = factories.journal(session)

        assert _counts(take_in(session, journal, statement(THREE[0], THREE[0]))) == (2, 0, 0, 0)
        assert _counts(take_in(session, journal, statement(THREE[0], THREE[0]))) == (0, 2, 0, 0)

    def test_count_when_the_second_comes_in_a_later_file_with_the_first(self, session: Session) -> None:
        journal = factories.journal(session)
        take_in(session, journal, statement(THREE[0]))

        assert _counts(take_in(session, journal, statement(THREE[0], THREE[0]))) == (1, 1, 0, 0)

    @pytest.mark.parametrize("day", ["booking_date", "value_date"])
    def test_of_another_day_are_others(self, session: Session, day: str) -> None:
        journal = factories.journal(session)
        later = entry(400_00, "2026-1", **{day: TODAY + timedelta(days=1)})

        assert _counts(take_in(session, journal, statement(THREE[0], later))) == (2, 0, 0, 0)

    def test_that_the_bank_tells_apart_by_its_reference_are_others(self, session: Session) -> None:
        journal = factories.journal(session)
        one, two = (THREE[0]._replace(servicer_reference=each) for each in ("A1", "A2"))
        take_in(session, journal, statement(one))

        assert _counts(take_in(session, journal, statement(two))) == (1, 0, 0, 0)


class TestOneEntryToldTwice:
    DETAILS = entry(500_00, details=(detail(200_00, "A"), detail(300_00, "B")), servicer_reference="B-77")
    SUM = entry(500_00, "2 payments", servicer_reference="B-77")

    def test_as_details_and_then_as_a_sum_counts_once(self, session: Session) -> None:
        journal = factories.journal(session)
        take_in(session, journal, statement(self.DETAILS, ties=None))

        assert _counts(take_in(session, journal, statement(self.SUM))) == (0, 1, 0, 0)

    def test_as_a_sum_and_then_as_details_counts_once(self, session: Session) -> None:
        journal = factories.journal(session)
        take_in(session, journal, statement(self.SUM))

        assert _counts(take_in(session, journal, statement(self.DETAILS, ties=None))) == (0, 2, 0, 0)

    def test_with_less_said_of_its_payer_counts_once(self, session: Session) -> None:
        journal = factories.journal(session)
        payer = detail(500_00, "Invoice 4711 of May", counterparty_name="Meridian Bau GmbH")
        take_in(session, journal, statement(entry(500_00, details=(payer,), servicer_reference="B-77"), ties=None))

        bare = detail(500_00, "4711", counterparty_name=None)
        again = statement(entry(500_00, details=(bare,), servicer_reference="B-77"))
        assert _counts(take_in(session, journal, again)) == (0, 1, 0, 0)

    def test_under_a_reference_that_every_entry_carries_is_another_when_it_says_something_else(
        self, session: Session
    ) -> None:
        journal = factories.journal(session)
        take_in(session, journal, statement(entry(500_00, "Invoice 4711", servicer_reference="NONREF")))

        other = statement(entry(500_00, "Invoice 4712", servicer_reference="NONREF"))
        assert _counts(take_in(session, journal, other)) == (1, 0, 0, 0)

    def test_in_a_statement_that_stands_in_the_file_twice_counts_once(self, session: Session) -> None:
        journal = factories.journal(session)
        twice = statement(entry(500_00, "Invoice 4711"), entry(500_00, "Invoice 4711"))

        assert _counts(factories.take_in(session, journal, twice, twice)) == (2, 2, 0, 0)

    def test_with_payments_of_both_directions_counts_once(self, session: Session) -> None:
        journal = factories.journal(session)
        netted = entry(70_00, details=(detail(100_00, "in"), detail(-30_00, "out")), servicer_reference="B-77")
        take_in(session, journal, statement(netted, ties=None))

        assert _counts(take_in(session, journal, statement(entry(70_00, servicer_reference="B-77")))) == (0, 1, 0, 0)

    @pytest.mark.parametrize("change", [{"amount": Money(500_01, "EUR")}, {"booking_date": TODAY + timedelta(days=1)}])
    def test_under_a_reference_that_the_bank_used_again_is_another(
        self, session: Session, change: dict[str, object]
    ) -> None:
        journal = factories.journal(session)
        take_in(session, journal, statement(self.DETAILS, ties=None))
        other = self.SUM._replace(**change)  # type: ignore[arg-type]
        other = other._replace(details=(Detail(other.amount),))

        assert _counts(take_in(session, journal, statement(other))) == (1, 0, 0, 0)

    def test_is_not_the_reversal_that_takes_the_whole_back(self, session: Session) -> None:
        journal = factories.journal(session)
        take_in(session, journal, statement(self.DETAILS, ties=None))
        taken_back = self.SUM._replace(direction=Direction.DEBIT, reversal=True)

        assert _counts(take_in(session, journal, statement(taken_back))) == (0, 0, 1, 0)


class TestWhatIsSetAside:
    @pytest.mark.parametrize(
        ("change", "why"),
        [
            ({"direction": Direction.DEBIT}, "money going out"),
            ({"reversal": True}, "a reversal by the bank"),
            ({"set_aside": "its 2 payments add up to 1.00 EUR, not to 2.00 EUR"}, "its 2 payments add up"),
        ],
    )
    def test_is_kept_with_the_reason_and_cannot_be_decided(
        self, session: Session, change: dict[str, object], why: str
    ) -> None:
        invoice = factories.invoice(session)
        [line] = factories.lines(session, THREE[0]._replace(**change))  # type: ignore[arg-type]

        assert (line.state, line.note.startswith(why)) == (LineState.SET_ASIDE, True)
        with pytest.raises(journals.rules.NotDecidable, match="set aside"):
            journals.decide(session, line.id or 0, {invoice.id or 0: 1}, actor="test")

    def test_is_money_in_another_currency_than_the_account(self, session: Session) -> None:
        crowns = Money(400_00, "SEK")
        [line] = factories.lines(session, THREE[0]._replace(amount=crowns, details=(Detail(crowns),)))

        assert (line.state, line.note) == (LineState.SET_ASIDE, "in SEK, the account is in EUR")

    def test_is_what_goes_against_the_direction_of_its_entry(self, session: Session) -> None:
        netted = entry(70_00, details=(detail(100_00, "in"), detail(-30_00, "out")))

        paid, out = factories.lines(session, netted)

        assert (paid.state, paid.amount_minor, paid.is_credit) == (LineState.NEW, 100_00, True)
        assert (out.state, out.amount_minor, out.is_credit) == (LineState.SET_ASIDE, 30_00, False)

    def test_is_an_entry_whose_payments_state_no_amount_as_one_line_of_the_whole(self, session: Session) -> None:
        unstated = tuple(detail(0, text, amount_unstated=True) for text in ("A", "B"))

        [line] = factories.lines(session, entry(70_00, details=unstated, set_aside="they do not state an amount"))

        assert (line.amount_minor, line.state) == (70_00, LineState.SET_ASIDE)

    def test_is_nothing_where_no_money_moved(self, session: Session) -> None:
        assert factories.lines(session, entry(0, "information of the bank")) == []

    def test_as_announced_does_not_stand_in_the_way_of_the_booking(self, session: Session) -> None:
        journal = factories.journal(session)
        announced = THREE[0]._replace(status="PDNG", set_aside="pending", servicer_reference="B-1")
        take_in(session, journal, statement(announced, announced, ties=None))
        take_in(session, journal, statement(announced, announced, ties=None))

        booked = THREE[0]._replace(servicer_reference="B-1")
        assert _counts(take_in(session, journal, statement(booked))) == (1, 0, 0, 0)
        assert [each.state for each in lines_of(session, journal)] == [LineState.SET_ASIDE] * 2 + [LineState.NEW]

    def test_as_announced_in_one_sum_does_not_stand_in_the_way_of_its_payments(self, session: Session) -> None:
        journal = factories.journal(session)
        announced = TestOneEntryToldTwice.SUM._replace(status="PDNG", set_aside="pending")
        take_in(session, journal, statement(announced, ties=None))

        assert _counts(take_in(session, journal, statement(TestOneEntryToldTwice.DETAILS))) == (2, 0, 0, 0)


class TestSeveralAccounts:
    def test_in_one_file_go_to_journals_of_their_own(self, session: Session) -> None:
        journal = factories.journal(session)
        other = factories.bank_account(session, SECOND_IBAN)

        taken = take_in(session, journal, statement(THREE[0]), statement(THREE[1], account_iban=SECOND_IBAN))

        assert taken.journals[0] == journal.id
        opened = session.get_one(Journal, taken.journals[1])
        assert (opened.bank_account_id, [each.amount_minor for each in lines_of(session, opened)]) == (
            other.id,
            [80_00],
        )
        assert [each.amount_minor for each in lines_of(session, journal)] == [400_00]

    def test_go_to_the_journal_that_is_being_worked_on(self, session: Session) -> None:
        other = factories.journal(session, factories.bank_account(session, SECOND_IBAN))

        taken = take_in(session, factories.journal(session), statement(THREE[1], account_iban=SECOND_IBAN))

        assert taken.journals == [other.id]

    def test_of_one_iban_are_told_apart_by_their_currency(self, session: Session) -> None:
        journal, crowns = factories.journal(session), factories.bank_account(session, currency="SEK")
        paid = Money(400_00, "SEK")
        in_crowns = statement(THREE[0]._replace(amount=paid, details=(Detail(paid),)), currency="SEK")

        taken = take_in(session, journal, in_crowns)

        assert _counts(taken) == (1, 0, 0, 0)
        assert session.get_one(Journal, taken.journals[0]).bank_account_id == crowns.id

    @pytest.mark.parametrize(
        "of_another",
        [
            statement(THREE[1], account_iban=factories.FOREIGN_IBAN),
            statement(THREE[1], account_iban=None, account_other="99"),
        ],
    )
    def test_of_somebody_else_refuse_the_whole_file(self, database: str, of_another: Statement) -> None:
        journal = db.run(factories.journal)

        with pytest.raises(ForeignAccount, match="not one of ours; nothing was imported"):
            db.run(take_in, journal, statement(THREE[0]), of_another)

        with db.reading() as session:
            assert [*session.exec(select(JournalLine)), *session.exec(select(JournalStatement))] == []

    def test_named_by_their_number_alone_are_ours(self, session: Session) -> None:
        journal = factories.journal(session)

        assert take_in(session, journal, statement(THREE[0], account_iban=None, account_other="532013000")).added == 1
        assert len(session.exec(select(BankAccount)).all()) == 1


class TestAStatementThatDoesNotTie:
    def test_is_taken_in_and_held_until_it_is_released_with_a_reason(self, session: Session) -> None:
        invoice, journal = factories.invoice(session, 400_00), factories.journal(session)
        assert _counts(take_in(session, journal, statement(THREE[0], ties=False))) == (1, 0, 0, 1)
        [line] = lines_of(session, journal)
        journals.keep_proposals(session, journal.id or 0, [factories.proposal(line, invoice, 400_00)])
        held = session.exec(select(JournalStatement)).one()

        with pytest.raises(journals.rules.StatementHeld, match="release it with a reason"):
            journals.decide(session, line.id or 0, {invoice.id or 0: 400_00}, actor="test")
        assert journals.accept_above(session, journal.id or 0, 9000, actor="test") == 0
        with pytest.raises(journals.rules.ReasonMissing):
            journals.release(session, held.id or 0, reason=" ok  ", actor="ines")

        journals.release(session, held.id or 0, reason="the bank confirmed a page is missing", actor="ines")
        assert (held.is_held, held.released_by) == (False, "ines")
        assert journals.accept_above(session, journal.id or 0, 9000, actor="test") == 1

    def test_that_states_no_balances_is_not_held(self, session: Session) -> None:
        journal = factories.journal(session)

        assert take_in(session, journal, statement(THREE[0], ties=None, balances=())).held == 0


def _shouted(one: Detail) -> Detail:
    return one._replace(remittance=f"  {one.remittance.upper()} ", counterparty_name=" DEBTOR   D-1")
