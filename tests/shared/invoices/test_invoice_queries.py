"""The list of invoices finds, counts and sums what is asked for; the card's figures add up to their entries."""

from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import Session

from shared import agreements, receipts
from shared.errors import NotFound
from shared.invoices import card as cards
from shared.invoices import queries
from shared.invoices.card import Figure
from shared.invoices.queries import Asked, Sums, Which
from shared.receipts.queries import origins
from tests import factories
from tests.factories import ACTOR, AGREEMENT, TODAY, eur

DAY = timedelta(days=1)


def found(session: Session, **asked: Any) -> list[str]:
    return [each.number for each in queries.page(session, Asked(TODAY, **asked)).rows]


@pytest.fixture
def three(session: Session) -> Session:
    """One overdue, one due today, one paid."""
    late = {"due_on": TODAY - DAY, "debtor_name": "Sørlie Marine AS", "debtor_number": "D-7"}
    factories.invoice(session, 100_00, number="LATE", payment_reference="RF18539007547034", **late)
    factories.invoice(session, 250_50, number="TODAY", due_on=TODAY)
    paid = factories.invoice(session, 30_00, number="PAID_1", due_on=TODAY - 9 * DAY)
    factories.allocation(session, factories.receipt(session, 30_00), paid.id, 30_00)
    return session


class TestTheList:
    @pytest.mark.parametrize(
        ("which", "numbers"),
        [
            (Which.OPEN, ["LATE", "TODAY"]),
            (Which.OVERDUE, ["LATE"]),
            (Which.DUE, ["TODAY"]),
            (Which.PAID, ["PAID_1"]),
            (Which.ALL, ["PAID_1", "LATE", "TODAY"]),
        ],
    )
    def test_shows_the_part_asked_for_with_the_oldest_due_date_first(
        self, three: Session, which: Which, numbers: list[str]
    ) -> None:
        page = queries.page(three, Asked(TODAY, which))

        assert [each.number for each in page.rows] == numbers
        assert page.counts[which] == len(numbers)

    def test_open_is_overdue_and_due_together(self, three: Session) -> None:
        counts = queries.page(three, Asked(TODAY)).counts

        assert counts[Which.OPEN] == counts[Which.OVERDUE] + counts[Which.DUE]
        assert counts[Which.ALL] == counts[Which.OPEN] + counts[Which.PAID]

    @pytest.mark.parametrize(
        ("text", "numbers"),
        [
            ("late", ["LATE"]),
            ("Marine", ["LATE"]),
            ("D-7", ["LATE"]),
            ("rf18 5390 0754", ["LATE"]),
            ("250.50", ["TODAY"]),
            ("250.5 EUR", ["TODAY"]),
            ("PAID_", ["PAID_1"]),
            ("A_E", []),
            ("100%", []),
            ("251", []),
        ],
    )
    def test_is_searched_by_number_debtor_reference_and_amount(
        self, three: Session, text: str, numbers: list[str]
    ) -> None:
        assert found(three, which=Which.ALL, search=text) == numbers

    def test_can_be_paged_to_the_last_invoice_without_one_twice(self, session: Session) -> None:
        for number in range(7):
            factories.invoice(session, 100, number=f"N-{number}")

        pages = [found(session, sort="amount", offset=offset, limit=3) for offset in (0, 3, 6)]

        assert [len(each) for each in pages] == [3, 3, 1]
        assert len({number for each in pages for number in each}) == 7

    @pytest.mark.parametrize("sort", queries.SORTS)
    def test_is_sorted_either_way_by_any_column_it_offers(self, three: Session, sort: str) -> None:
        up = found(three, which=Which.ALL, sort=sort)

        assert len(up) == 3
        assert found(three, which=Which.ALL, sort="outstanding")[0] == "PAID_1"
        assert found(three, which=Which.ALL, sort="-outstanding")[0] == "TODAY"

    def test_sums_all_rows_asked_for_and_not_the_page(self, three: Session) -> None:
        page = queries.page(three, Asked(TODAY, Which.ALL, limit=1))

        assert len(page.rows) == 1
        assert page.sums == (Sums(eur(380_50), eur(30_00), eur(350_50)),)


class TestTheCard:
    def test_shows_the_worked_example_of_an_advance_with_a_mistake_undone(self, session: Session) -> None:
        invoice_id = _bought_and_partly_paid(session)

        card = cards.card(session, invoice_id)

        assert (card.total, card.collected, card.outstanding) == (eur(1_500_00), eur(900_00), eur(600_00))
        assert (card.advance_paid, card.reserve, card.in_use) == (eur(1_350_00), eur(150_00), eur(450_00))
        assert card.credited == eur(0)

    @pytest.mark.parametrize("figure", Figure)
    def test_every_figure_is_the_sum_of_the_entries_behind_it(self, session: Session, figure: Figure) -> None:
        invoice_id = _bought_and_partly_paid(session)

        steps = cards.behind(session, invoice_id, figure)

        expected = cards.card(session, invoice_id).figure(figure)
        assert sum(each.entry.change.minor for each in steps) == expected.minor
        assert steps[-1].entry.balance == expected

    def test_the_figures_behind_the_collection_tell_what_was_undone(self, session: Session) -> None:
        steps = cards.behind(session, _bought_and_partly_paid(session), Figure.COLLECTION)

        assert [each.entry.change.minor for each in steps] == [600_00, -600_00, 900_00]
        assert steps[1].booked.undoes == steps[0].booked.id
        assert steps[0].booked.undone_by == steps[1].booked.id

    def test_an_open_item_counts_what_was_settled_before_it_came(self, session: Session) -> None:
        taken_over = factories.invoice(session, 1_000_00, open_amount=eur(400_00))

        card = cards.card(session, taken_over.id or 0)

        assert card.total - card.settled_before - card.collected - card.credited == card.outstanding == eur(400_00)
        assert card.figure(Figure.AMOUNT) == eur(400_00)

    def test_the_history_names_where_each_receipt_came_from(self, session: Session) -> None:
        invoice_id = _bought_and_partly_paid(session)

        booked = cards.history(session, invoice_id)

        assert [each.kind for each in booked] == ["purchase", "commission", "advance", *["allocation"] * 3]
        known = origins(session, invoice_id)
        assert {each.allocation_id for each in booked if each.kind == "allocation"} <= known.keys()

    def test_of_nothing_is_refused(self, session: Session) -> None:
        with pytest.raises(NotFound):
            cards.card(session, 404)


def _bought_and_partly_paid(session: Session) -> int:
    """1,500.00 bought at 90 %, 600.00 allocated by mistake and taken back, 900.00 allocated."""
    agreed = factories.agreement(session)
    invoice = factories.invoice(session, 1_500_00, agreement=AGREEMENT)
    agreements.pay_advances(session, agreed, factories.bank_account(session), on=TODAY, actor=ACTOR)
    mistaken = factories.allocation(session, factories.receipt(session, 600_00), invoice.id, 600_00)
    receipts.reverse_allocation(session, mistaken, reason="meant for another", on=TODAY, actor=ACTOR)
    factories.allocation(session, factories.receipt(session, 900_00), invoice.id, 900_00)
    return invoice.id or 0
