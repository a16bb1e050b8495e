"""What journals show: piles that lie apart, pages, searches, proofs, and what may be done at once."""

from dataclasses import replace

import pytest
from sqlalchemy import event
from sqlmodel import Session

from shared import clock, db, journals
from shared.errors import NotFound
from shared.journals import line_details, piles, queries
from shared.journals.piles import Pile
from shared.matching import AmountFit, RunnerUp, Share, Signal
from shared.models import DebtorAccount, Journal
from shared.money import Money
from shared.statements import Direction
from tests import factories as make
from tests.factories import eur


@pytest.fixture
def mixed(session: Session) -> Journal:
    """A journal with a line on most piles: ready, to review, different, unmatched, set aside."""
    journal = make.journal(session)
    paid = [100_00, 200_00, 300_00, 55_00]
    entries = [make.entry(amount, f"RE {amount}") for amount in paid]
    make.take_in(session, journal, make.statement(*entries, make.entry(9_00, "fees", direction=Direction.DEBIT)))
    ready, review, differs, nothing = make.lines_of(session, journal)[:4]
    first = make.proposal(ready, make.invoice(session, 100_00, number="A-1"), 100_00, 0.99)
    second = make.proposal(review, make.invoice(session, 200_00, number="A-2"), 200_00, 0.65)
    third = make.proposal(differs, make.invoice(session, 350_00, number="A-3"), 300_00, 0.85)
    none = replace(first, payment_id=nothing.id or 0, shares=(), confidence=0.0, fit=AmountFit.NONE, debtor_id=None)
    journals.keep_proposals(session, journal.id or 0, [first, second, third, none])
    session.expire_all()
    return journal


def numbers(session: Session, journal: Journal, **asked: object) -> list[int]:
    found, _ = queries.lines(session, journal.id or 0, **asked)  # type: ignore[arg-type]
    return [each.position for each in found]


class TestPiles:
    def test_every_line_lies_on_exactly_one(self, session: Session, mixed: Journal) -> None:
        found = queries.head(session, mixed.id or 0).summary.piles

        assert {pile: tally.count for pile, tally in found.items()} == {
            Pile.READY: 1,
            Pile.REVIEW: 1,
            Pile.DIFFERENCE: 1,
            Pile.UNMATCHED: 1,
            Pile.SET_ASIDE: 1,
        }

    def test_what_the_chip_counts_is_what_the_filter_shows(self, session: Session, mixed: Journal) -> None:
        counted = queries.head(session, mixed.id or 0).summary

        for pile in Pile:
            _, total = queries.lines(session, mixed.id or 0, pile=pile)
            assert total == counted.tally(pile).count, pile

    def test_the_sum_leaves_out_what_is_set_aside(self, session: Session, mixed: Journal) -> None:
        everything = queries.head(session, mixed.id or 0).summary.tally()

        assert (everything.count, everything.amount) == (4, eur(655_00))


class TestLines:
    def test_a_page_is_a_part_of_all_in_statement_order(self, session: Session, mixed: Journal) -> None:
        found, total = queries.lines(session, mixed.id or 0, offset=1, limit=2)

        assert [each.position for each in found] == [2, 3]
        assert total == 5

    def test_they_sort_by_amount_and_confidence_both_ways(self, session: Session, mixed: Journal) -> None:
        assert numbers(session, mixed, sort="-paid") == [3, 2, 1, 4, 5]
        assert numbers(session, mixed, sort="confidence")[-1] == 1

    @pytest.mark.parametrize(
        ("words", "found"), [("re 20000", [2]), ("debtor d-1", [1, 2, 3, 4, 5]), ("300.00", [3]), ("4", [4]), ("%", [])]
    )
    def test_they_are_found_by_text_payer_amount_and_number(
        self, session: Session, mixed: Journal, words: str, found: list[int]
    ) -> None:
        assert numbers(session, mixed, search=words) == found

    def test_each_shows_its_invoices_debtor_and_what_is_open_now(self, session: Session, mixed: Journal) -> None:
        found, _ = queries.lines(session, mixed.id or 0, pile=Pile.DIFFERENCE)

        [line] = found
        assert (line.invoice_numbers, line.debtor_name, line.remaining) == (("A-3",), "Debtor D-1", eur(350_00))
        assert line.confidence == 8500

    def test_a_page_costs_as_many_questions_however_long_it_is(self, session: Session) -> None:
        journal = make.journal(session)
        make.take_in(session, journal, make.statement(*(make.entry(each, f"{each}") for each in range(1, 41))))
        lines = make.lines_of(session, journal)
        pays = [make.invoice(session, each.amount_minor) for each in lines]
        said = [make.proposal(line, invoice, line.amount_minor) for line, invoice in zip(lines, pays, strict=True)]
        journals.keep_proposals(session, journal.id or 0, said)

        session.flush()

        assert questions(session, journal, 2) == questions(session, journal, 40)


def questions(session: Session, journal: Journal, limit: int) -> int:
    """How many statements a page of lines asks the database."""
    asked: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        asked.append(statement)

    engine = db.engine()
    event.listen(engine, "before_cursor_execute", note)
    try:
        queries.lines(session, journal.id or 0, limit=limit)
    finally:
        event.remove(engine, "before_cursor_execute", note)
    return len(asked)


class TestWhatMayBeDoneAtOnce:
    def test_accept_above_shows_what_it_will_accept(self, session: Session, mixed: Journal) -> None:
        shown = piles.acceptable(session, mixed.id or 0, 9900)

        assert (shown.count, shown.amount) == (1, eur(100_00))
        assert journals.accept_above(session, mixed.id or 0, 9900, actor="staff:1") == shown.count
        assert piles.acceptable(session, mixed.id or 0, 9950).count == 0

    def test_post_shows_what_it_will_post(self, session: Session, mixed: Journal) -> None:
        journals.accept_above(session, mixed.id or 0, 9000, actor="staff:1")
        shown = piles.postable(session, mixed.id or 0)

        posted = journals.post_batch(session, mixed.id or 0, actor="staff:1")

        assert (shown.count, shown.amount.minor) == (posted.lines, posted.amount_minor) == (1, 100_00)

    def test_lines_of_a_held_statement_are_left_out(self, session: Session) -> None:
        journal = make.journal(session)
        make.take_in(session, journal, make.statement(make.entry(100_00, "RE 1"), ties=False))
        [line] = make.lines_of(session, journal)
        journals.keep_proposals(session, journal.id or 0, [make.proposal(line, make.invoice(session, 100_00), 100_00)])

        assert piles.acceptable(session, journal.id or 0, 9000).count == 0
        assert [each.is_held for each in queries.head(session, journal.id or 0).held] == [True]


class TestJournals:
    def test_the_newest_comes_first_and_posted_ones_can_be_left_out(self, session: Session, mixed: Journal) -> None:
        later = make.journal(session)

        found, total = queries.journals(session, is_open=True)

        assert ([each.number for each in found], total) == ([later.number, mixed.number], 2)
        assert queries.journals(session, is_open=False) == ([], 0)
        assert queries.journal_counts(session) == (2, 0)

    def test_one_that_does_not_exist_is_refused(self, session: Session) -> None:
        with pytest.raises(NotFound, match="journal does not exist"):
            queries.head(session, 4711)


class TestALine:
    def test_its_proof_is_what_matching_said(self, session: Session) -> None:
        [line] = make.lines(session, make.entry(100_00, "RE B-1"))
        pays, other = make.invoice(session, 100_00, number="B-1"), make.invoice(session, 100_00, number="B-2")
        reason = Signal("number", "Invoice number B-1", "strong", "text", 3, 6)
        second = RunnerUp((Share(other.id or 0, 100_00),), 0.4, "Same amount, but its number is not in the text.")
        said = replace(make.proposal(line, pays, 100_00, 0.99), signals=(reason,), runner_up=second)
        journals.keep_proposals(session, line.journal_id, [said])

        found = line_details.line(session, line.journal_id, line.id or 0)

        assert found.signals == (reason,)
        assert [(each.item.number, each.pays) for each in found.shares] == [("B-1", eur(100_00))]
        assert found.runner_up is not None
        assert (found.runner_up.confidence, found.runner_up.why_not) == (4000, second.why_not)
        assert found.runner_up.shares[0].item.number == "B-2"

    def test_it_is_not_shown_through_another_journal(self, session: Session, mixed: Journal) -> None:
        [line] = make.lines(session, make.entry(77_00, "elsewhere"))

        with pytest.raises(NotFound):
            line_details.line(session, mixed.id or 0, line.id or 0)

    def test_what_is_left_follows_what_is_open_now(self, session: Session, mixed: Journal) -> None:
        [line, *_] = make.lines_of(session, mixed)
        before = line_details.line(session, mixed.id or 0, line.id or 0)
        journals.accept_above(session, mixed.id or 0, 9000, actor="staff:1")
        journals.post_batch(session, mixed.id or 0, actor="staff:1")
        session.expire_all()

        after = line_details.line(session, mixed.id or 0, line.id or 0)

        assert (before.remaining, after.remaining) == (eur(100_00), eur(0))
        assert after.receipt_id is not None


class TestFindInvoices:
    @pytest.fixture(autouse=True)
    def some(self, session: Session) -> None:
        make.invoice(session, 480_00, number="2026-1834")
        make.invoice(session, 960_00, number="2026-1840", debtor_number="D-2", debtor_name="Meridian Bau GmbH")
        make.invoice(session, 12_00, number="77-2026-1834")

    @pytest.mark.parametrize(
        ("words", "found"),
        [
            ("2026-1834", ["2026-1834", "77-2026-1834"]),
            ("meridian", ["2026-1840"]),
            ("D-2", ["2026-1840"]),
            ("960.00", ["2026-1840"]),
            ("1,480.00", []),
            ("  ", []),
            ("_", []),
        ],
    )
    def test_by_number_debtor_or_amount(self, session: Session, words: str, found: list[str]) -> None:
        assert [each.number for each in line_details.find_invoices(session, words, "EUR")] == found

    def test_by_payment_reference_with_its_spaces(self, session: Session) -> None:
        reference = make.invoice(session, 1_00, number="R-9").payment_reference
        spaced = " ".join(reference[at : at + 4] for at in range(0, len(reference), 4))

        assert [each.number for each in line_details.find_invoices(session, spaced, "EUR")] == ["R-9"]

    def test_by_the_account_its_debtor_pays_from(self, session: Session) -> None:
        debtor_id = make.invoice(session, 7_00, number="R-10", debtor_number="D-3").debtor_id
        session.add(
            DebtorAccount(debtor_id=debtor_id, iban="DE02120300000000202051", source="import", known_since=clock.now())
        )

        found = line_details.find_invoices(session, "de02 1203 0000 0000 2020 51", "EUR")

        assert [each.number for each in found] == ["R-10"]

    def test_only_what_is_open_and_in_the_payments_currency(self, session: Session) -> None:
        paid = make.invoice(session, 50_00, number="PAID-1")
        make.allocation(session, make.receipt(session, 50_00), paid.id, 50_00)

        assert line_details.find_invoices(session, "PAID-1", "EUR") == []
        assert line_details.find_invoices(session, "2026-1834", "CHF") == []


def test_the_opener_is_shown_by_name(session: Session) -> None:
    assert queries.name_of(session, ["command line", "staff:99"]) == {
        "command line": "command line",
        "staff:99": "staff:99",
    }


def test_a_tally_adds_up() -> None:
    both = piles.Tally(1, Money(100, "EUR")) + piles.Tally(2, Money(50, "EUR"))

    assert both == piles.Tally(3, Money(150, "EUR"))


def test_a_line_without_proof_is_shown_without_reasons(session: Session) -> None:
    [line] = make.lines(session, make.entry(1_00, "nothing said"))

    found = line_details.line(session, line.journal_id, line.id or 0)

    assert (found.signals, found.shares, found.runner_up, found.view.pile) == ((), (), None, Pile.NEW)
