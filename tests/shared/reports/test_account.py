"""A debtor's account: every movement in words, running to what is outstanding less what we hold."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import invariant, run_state_machine_as_test
from sqlmodel import Session, func, select

from shared import db, receipts
from shared.documents import TooLong
from shared.models import Invoice, Rail, Receipt
from shared.receipts import Difference, Returned, Wanted, credit_notes
from shared.reports import account
from shared.reports.account import AccountStatement, TooManyLines
from shared.reports.letters import account_csv, account_letter
from shared.reports.letters.account import WrongWay, days, what_happened
from shared.words import DifferenceKind, ReturnReason
from tests import factories
from tests.conftest import sequences
from tests.factories import ACTOR, TODAY, eur
from tests.shared.receipts.test_receipts_in_any_order import Collecting

BEGAN, ENDS = TODAY - timedelta(days=365), TODAY + timedelta(days=365)


def _statement(session: Session, debtor_id: int, since: date = BEGAN, until: date = ENDS) -> AccountStatement:
    return account.statement(session, debtor_id, "EUR", since=since, until=until)


def _told(found: AccountStatement) -> list[tuple[str, int, int]]:
    return [(what_happened(each, "en"), each.amount.minor, each.balance.minor) for each in found.lines]


class TestEveryMovement:
    def test_invoice_payment_and_credit_note_run_to_the_balance(self, session: Session) -> None:
        invoice = factories.invoice(session, 1_000_00, number="INV-1")
        paid = factories.receipt(session, 400_00)
        factories.allocation(session, paid, invoice.id, 400_00)
        card = factories.receipt(session, 50_00, rail=Rail.CARD)
        factories.allocation(session, card, invoice.id, 50_00)
        head = "credit_number,creditor,debtor_number,currency,amount,issue_date,tax_amount,invoice_number,text"
        row = f"CN-1,{factories.HOUSE},D-1,EUR,100.00,2026-03-16,0.00,,Returned"
        notes = credit_notes.read_csv(f"{head}\n{row}".encode())
        credit_notes.register(session, notes, source="c.csv", actor=ACTOR)

        found = _statement(session, invoice.debtor_id)

        assert _told(found) == [
            ("Invoice INV-1", 1_000_00, 1_000_00),
            ("Payment R-2026-000001, by bank transfer", -400_00, 600_00),
            ("Payment R-2026-000002, by card", -50_00, 550_00),
            ("Credit note CN-1", -100_00, 450_00),
        ]
        assert (found.closing, found.open, found.held) == (eur(450_00), eur(550_00), eur(100_00))

    def test_setting_money_against_an_invoice_is_no_movement(self, session: Session) -> None:
        invoice, paid = factories.invoice(session, 100_00, number="INV-1"), factories.receipt(session, 100_00)
        before = _told(_statement(session, invoice.debtor_id))

        factories.allocation(session, paid, invoice.id, 100_00)

        assert _told(_statement(session, invoice.debtor_id)) == before

    def test_what_is_granted_besides_is_one(self, session: Session) -> None:
        invoice, paid = factories.invoice(session, 100_00, number="INV-1"), factories.receipt(session, 99_97)
        granted = Difference(DifferenceKind.ROUNDING, eur(3))
        wanted = Wanted(paid, invoice.id or 0, eur(99_97), difference=granted)
        receipts.allocate(session, [wanted], on=TODAY, actor=ACTOR)

        assert _told(_statement(session, invoice.debtor_id))[-1] == ("Reduced on invoice INV-1", -3, 0)

    def test_money_taken_back_is_owed_again(self, session: Session) -> None:
        invoice, paid = factories.invoice(session, 100_00, number="INV-1"), factories.receipt(session, 100_00)
        factories.allocation(session, paid, invoice.id, 100_00)
        back = Returned(paid, "back:1", eur(100_00), TODAY, TODAY, ReturnReason.RETURNED_DD)

        receipts.take_back(session, back, actor=ACTOR)

        found = _statement(session, invoice.debtor_id)
        assert _told(found)[-1] == ("Payment R-2026-000001 taken back by the bank", 100_00, 100_00)
        assert found.open == eur(100_00)

    def test_a_payment_undone_by_us_is_a_correction(self, session: Session) -> None:
        paid = factories.receipt(session, 100_00)

        receipts.reverse(session, paid, reason="wrong debtor", on=TODAY, actor=ACTOR)

        found = _statement(session, factories.debtor(session))
        assert _told(found)[-1] == ("Correction of payment R-2026-000001", 100_00, 0)

    def test_money_used_for_somebody_else_is_told_without_their_invoice(self, session: Session) -> None:
        other = factories.invoice(session, 100_00, number="SECRET-1", debtor_number="D-2", debtor_name="Another")
        paid = factories.receipt(session, 100_00)
        factories.allocation(session, paid, other.id, 60_00)

        mine, theirs = (_statement(session, each) for each in (factories.debtor(session), other.debtor_id))

        assert _told(mine)[-1] == ("Used from payment R-2026-000001", 60_00, -40_00)
        assert _told(theirs)[-1] == ("Reduced on invoice SECRET-1", -60_00, 40_00)


class TestDays:
    def test_what_was_before_is_the_opening_balance(self, session: Session) -> None:
        early = factories.invoice(session, 100_00, issued_on=TODAY - timedelta(days=60))
        late = factories.invoice(session, 50_00, issued_on=TODAY - timedelta(days=10), due_on=TODAY)

        found = _statement(session, early.debtor_id, since=late.issued_on)

        assert (found.opening, [each.invoice for each in found.lines], found.closing) == (
            eur(100_00),
            [late.number],
            eur(150_00),
        )

    def test_what_comes_after_is_left_out(self, session: Session) -> None:
        invoice = factories.invoice(session, 100_00, issued_on=TODAY - timedelta(days=60))
        factories.receipt(session, 100_00)

        found = _statement(session, invoice.debtor_id, until=TODAY - timedelta(days=1))

        assert (found.closing, found.open, found.held) == (eur(100_00), eur(100_00), eur(0))

    def test_the_wrong_way_round_are_refused(self) -> None:
        with pytest.raises(WrongWay):
            days("2026-11-30", "2026-11-01", TODAY)

    def test_too_much_in_them_is_refused(self, session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(account, "MOST_LINES", 1)
        monkeypatch.setattr("shared.documents.letter.MOST_ROWS", 2)
        debtor_id = factories.invoice(session).debtor_id
        account_letter(session, debtor_id, "EUR", since=BEGAN, until=ENDS)
        factories.invoice(session)
        with pytest.raises(TooManyLines):
            _statement(session, debtor_id)

        monkeypatch.setattr(account, "MOST_LINES", 10)
        with pytest.raises(TooLong):
            account_letter(session, debtor_id, "EUR", since=BEGAN, until=ENDS)


class TestCurrencies:
    def test_each_has_its_own_account(self, session: Session) -> None:
        factories.rate(session, "1.10", date(2026, 1, 1))
        euros = factories.invoice(session, 100_00)
        factories.invoice(session, 200_00, amount=factories.usd(200_00))
        factories.invoice(session, 300_00)

        assert account.currencies(session, euros.debtor_id) == ["EUR", "USD"]
        dollars = account.statement(session, euros.debtor_id, "USD", since=BEGAN, until=ENDS)
        assert dollars.closing == factories.usd(200_00)

    def test_somebody_new_has_none(self, session: Session) -> None:
        assert account.currencies(session, factories.debtor(session)) == []


class TestCsv:
    def test_holds_the_same_as_the_letter_in_machine_figures(self, session: Session) -> None:
        factories.invoice(session, 1_234_50, number="INV-1", issued_on=TODAY, due_on=TODAY)
        factories.receipt(session, 34_50)

        text = account_csv(_statement(session, factories.debtor(session), TODAY, TODAY), "en").decode("utf-8-sig")

        assert text.split("\r\n") == [
            '"Date","What","Charged","Paid or credited","Balance"',
            '"2026-03-16","Opening balance","","",0.00',
            '"2026-03-16","Invoice INV-1",1234.50,"",1234.50',
            '"2026-03-16","Payment R-2026-000001, by bank transfer","",34.50,1200.00',
            '"2026-03-16","Closing balance","","",1200.00',
            "",
        ]

    def test_no_cell_is_a_formula(self, session: Session) -> None:
        factories.invoice(session, 100_00, number='=cmd|" /C calc"!A0', issued_on=TODAY, due_on=TODAY)

        text = account_csv(_statement(session, factories.debtor(session), TODAY, TODAY), "en").decode("utf-8-sig")

        assert '"Invoice =cmd|"" /C calc""!A0",100.00' in text
        assert not any(cell.startswith(("=", "+", "@")) for row in text.split("\r\n") for cell in row.split(","))


class _Accounting(Collecting):
    @invariant()
    def the_account_runs_to_what_is_outstanding_less_what_is_held(self) -> None:
        if not hasattr(self, "owed"):
            return
        with db.reading() as session:
            found = _statement(session, self.debtor)
            owed = session.exec(select(func.coalesce(func.sum(Invoice.outstanding_minor), 0))).one()
            held = session.exec(select(func.coalesce(func.sum(Receipt.unapplied_minor), 0))).one()
        assert (found.open.minor, found.held.minor) == (owed, held)
        assert (
            found.closing.minor == owed - held == found.opening.minor + sum(each.amount.minor for each in found.lines)
        )


def test_it_reconciles_after_whatever_happened(fresh_books: Callable[[], None]) -> None:
    _Accounting.fresh_books = staticmethod(fresh_books)
    many = sequences(8)
    bounds = settings(max_examples=many, stateful_step_count=20, deadline=None, suppress_health_check=list(HealthCheck))
    run_state_machine_as_test(_Accounting, settings=bounds)
