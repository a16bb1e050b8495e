"""The list of debtors and one debtor's card: sums of what is open, late, and held of theirs."""

from datetime import timedelta

import pytest
from sqlmodel import Session

from shared.debtors import queries
from shared.debtors.queries import Asked, Which
from shared.errors import NotFound
from tests import factories
from tests.factories import TODAY, eur

DAY = timedelta(days=1)
IBAN = "DE02120300000000202051"


@pytest.fixture
def two(session: Session) -> Session:
    """D-1 is late with one of two invoices, and we hold money of theirs; D-2 is not due yet."""
    factories.invoice(session, 100_00, due_on=TODAY - DAY, debtor_iban=IBAN)
    factories.invoice(session, 40_00, due_on=TODAY)
    factories.invoice(session, 500_00, due_on=TODAY + DAY, debtor_number="D-2", debtor_name="Brandt_Söhne KG")
    factories.receipt(session, 25_00)
    factories.receipt(session, 9_00, debtor_id=None)
    return session


class TestTheList:
    def test_sums_each_debtor_once_whoever_has_both_invoices_and_receipts(self, two: Session) -> None:
        late, later = queries.page(two, Asked(TODAY)).rows

        assert (late.number, late.open_count, late.outstanding, late.overdue, late.unapplied) == (
            "D-1",
            2,
            eur(140_00),
            eur(100_00),
            eur(25_00),
        )
        assert (later.number, later.outstanding, later.overdue) == ("D-2", eur(500_00), eur(0))

    @pytest.mark.parametrize(
        ("which", "numbers"),
        [
            (Which.ALL, ["D-1", "D-2"]),
            (Which.OWING, ["D-1", "D-2"]),
            (Which.OVERDUE, ["D-1"]),
            (Which.UNAPPLIED, ["D-1"]),
        ],
    )
    def test_shows_and_counts_the_part_asked_for(self, two: Session, which: Which, numbers: list[str]) -> None:
        page = queries.page(two, Asked(TODAY, which))

        assert [each.number for each in page.rows] == numbers
        assert page.counts[which] == len(numbers)

    @pytest.mark.parametrize(
        ("text", "numbers"),
        [("brandt_", ["D-2"]), ("d-1", ["D-1"]), ("DE02 1203 0000", ["D-1"]), ("r%n", [])],
    )
    def test_is_searched_by_name_number_and_iban(self, two: Session, text: str, numbers: list[str]) -> None:
        assert [each.number for each in queries.page(two, Asked(TODAY, search=text)).rows] == numbers

    @pytest.mark.parametrize("sort", queries.SORTS)
    def test_is_sorted_either_way(self, two: Session, sort: str) -> None:
        up = [each.number for each in queries.page(two, Asked(TODAY, sort=sort)).rows]
        down = [each.number for each in queries.page(two, Asked(TODAY, sort=f"-{sort}")).rows]

        assert up == down[::-1]


class TestTheCard:
    def test_names_the_accounts_they_pay_from_and_who_said_so(self, two: Session) -> None:
        card = queries.card(two, factories.debtor(two), today=TODAY)

        assert [(each.iban, each.source) for each in card.accounts] == [(IBAN, "test")]
        assert card.row.overdue == eur(100_00)

    def test_of_nobody_is_refused(self, session: Session) -> None:
        with pytest.raises(NotFound):
            queries.card(session, 404, today=TODAY)
