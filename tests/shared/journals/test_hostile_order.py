"""Bank files that tell again what another one told, taken in one after the other, as is firm for each of them."""

from sqlmodel import Session

from shared import journals
from shared.journals.brought_in import gaps
from shared.models import BankAccount, Journal
from shared.statements import read
from tests import factories
from tests.factories import lines_of
from tests.shared.statements.corpus import hostile_bytes, needs_corpus

pytestmark = needs_corpus

ACCOUNT = "NO9386011117947"


def account(session: Session) -> BankAccount:
    return factories.bank_account(session, ACCOUNT)


def imported(session: Session, journal: Journal, *names: str) -> list[journals.TakenIn]:
    return [
        journals.take_in(session, journal.id or 0, read(hostile_bytes(each)), file_name=each, actor="test")
        for each in names
    ]


def figures(taken: journals.TakenIn) -> tuple[int, int, int, int]:
    return taken.added, taken.repeated, taken.set_aside, taken.held


def test_a_statement_formatted_another_way_brings_nothing_new_and_says_so(session: Session) -> None:
    journal = factories.journal(session, account(session))

    first, again = imported(session, journal, "same_file_a.xml", "same_statement_reformatted.xml")

    assert (figures(first), figures(again)) == ((2, 0, 0, 0), (0, 2, 0, 0))
    assert [each.amount_minor for each in lines_of(session, journal)] == [60_00, 40_00]


def test_payments_under_one_reference_and_payments_that_are_equal_are_two(session: Session) -> None:
    for name in ("dup_ntryref_distinct.xml", "two_equal_payments.xml"):
        journal = factories.journal(session, factories.bank_account(session, ACCOUNT))
        (taken,) = imported(session, journal, name)
        assert figures(taken) == (2, 0, 0, 0)


def test_a_batch_told_in_detail_and_then_booked_in_one_sum_counts_once(session: Session) -> None:
    journal = factories.journal(session, account(session))

    told, booked = imported(session, journal, "camt054_details_then_053.xml", "camt053_after_054.xml")

    assert (figures(told), figures(booked)) == ((2, 0, 0, 0), (0, 1, 0, 0))
    assert [each.amount_minor for each in lines_of(session, journal)] == [60_00, 40_00]


def test_a_missing_statement_is_told(session: Session) -> None:
    ours = account(session)
    journal = factories.journal(session, ours)

    imported(session, journal, "ok_control.xml", "sequence_gap.xml")

    (told,) = gaps(session, ours).values()
    assert "2" in told


def test_what_cannot_be_read_or_booked_is_never_a_line_to_decide(session: Session) -> None:
    journal = factories.journal(session, account(session))

    (taken,) = imported(session, journal, "batch_sum_differs.xml")

    assert figures(taken) == (0, 0, 1, 0)


def test_a_returned_direct_debit_is_no_receipt(session: Session) -> None:
    journal = factories.journal(session, account(session))

    imported(session, journal, "return_of_direct_debit.xml")

    (line,) = lines_of(session, journal)
    assert (line.is_credit, line.amount_minor) == (False, 53_00)
