"""Cash in and aging, against the worked example of domain.md 7 and against the books."""

from datetime import date, timedelta

import pytest
from sqlmodel import Session

from shared import journals, receipts
from shared.models import Rail
from shared.reports import queries as reports
from tests import factories as make
from tests.factories import TODAY, eur


class TestAging:
    def test_the_worked_example_by_due_date(self, session: Session) -> None:
        owed = [("6-19", 1_000), ("7-10", 2_000), ("4-30", 500), ("3-3", 300), ("5-30", 700)]
        for due, amount in owed:
            month, day = map(int, due.split("-"))
            make.invoice(session, amount * 100, due_on=date(2026, month, day), issued_on=date(2026, 2, 1))

        aged = reports.aging(session, date(2026, 6, 30))["EUR"]

        assert [each.minor // 100 for each in aged.amounts] == [2_000, 1_000, 700, 500, 300]
        assert (aged.total, aged.overdue) == (eur(4_500_00), eur(2_500_00))

    @pytest.mark.parametrize(("days", "group"), [(0, 0), (1, 1), (30, 1), (31, 2), (60, 2), (61, 3), (90, 3), (91, 4)])
    def test_the_edges_of_its_groups(self, session: Session, days: int, group: int) -> None:
        make.invoice(session, 10_00, due_on=TODAY - timedelta(days=days), issued_on=TODAY - timedelta(days=100))

        amounts = reports.aging(session, TODAY)["EUR"].amounts

        assert [each.minor for each in amounts].index(10_00) == group

    def test_it_agrees_with_the_claims_in_the_books(self, session: Session) -> None:
        invoice = make.invoice(session, 1_000_00)
        make.invoice(session, 70_00)
        make.allocation(session, make.receipt(session, 400_00), invoice.id, 400_00)

        assert reports.aging(session, TODAY)["EUR"].total == eur(make.books(session)["1200"]) == eur(670_00)

    def test_nothing_open_is_nothing(self, session: Session) -> None:
        assert reports.aging(session, TODAY) == {}


class TestCashIn:
    def test_both_rails_and_what_is_not_posted(self, session: Session) -> None:
        make.receipt(session, 100_00)
        make.receipt(session, 30_00, rail=Rail.CARD)
        make.lines(session, make.entry(55_00, "to be reviewed"))

        cash = reports.cash_in(session, TODAY, TODAY)["EUR"][TODAY]

        assert (cash.bank_posted, cash.card_posted, cash.bank_not_posted) == (eur(100_00), eur(30_00), eur(55_00))
        assert cash.total == eur(185_00)

    def test_posting_moves_a_line_from_one_sum_to_the_other(self, session: Session) -> None:
        [line] = make.lines(session, make.entry(100_00, "RE 1"))
        said = make.proposal(line, make.invoice(session, 100_00), 100_00)
        journals.keep_proposals(session, line.journal_id, [said])
        journals.accept(session, [line.id or 0], actor="staff:1")
        before = reports.cash_in(session, TODAY, TODAY)["EUR"][TODAY]

        journals.post_batch(session, line.journal_id, actor="staff:1")

        after = reports.cash_in(session, TODAY, TODAY)["EUR"][TODAY]
        assert (before.bank_not_posted, after.bank_posted) == (eur(100_00), eur(100_00))
        assert before.total == after.total

    def test_what_is_reversed_is_taken_off_on_the_day_of_the_reversal(self, session: Session) -> None:
        receipt = make.receipt(session, 100_00)
        receipts.reverse(session, receipt, reason="paid twice", on=TODAY + timedelta(days=1), actor="staff:1")

        days = reports.cash_in(session, TODAY, TODAY + timedelta(days=1))["EUR"]

        assert [each.total.minor for each in days.values()] == [100_00, -100_00]

    def test_it_agrees_with_the_bank_in_the_books(self, session: Session) -> None:
        for amount in (10_00, 20_00, 30_00):
            make.receipt(session, amount)

        assert reports.cash_in(session, TODAY, TODAY)["EUR"][TODAY].bank_posted.minor == make.books(session)["1010"]

    def test_days_without_cash_are_there(self, session: Session) -> None:
        make.receipt(session, 1_00)

        days = reports.cash_in(session, TODAY - timedelta(days=14), TODAY)["EUR"]

        assert len(days) == 15
        assert days[TODAY - timedelta(days=3)].total == eur(0)
