"""When an invoice is due and until when a discount holds."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.invoices import terms
from shared.invoices.terms import UnknownTerms

BASE = date(2026, 1, 15)
DAYS = st.dates(date(2000, 1, 1), date(2100, 1, 1))


class TestDueDate:
    @pytest.mark.parametrize(
        ("text", "due"),
        [
            ("NET 30", date(2026, 2, 14)),
            ("net30", date(2026, 2, 14)),
            ("30 days", date(2026, 2, 14)),
            ("30 Tage", date(2026, 2, 14)),
            ("EOM+30", date(2026, 3, 2)),
            ("eom + 30", date(2026, 3, 2)),
            ("30 EOM", date(2026, 2, 28)),
            ("EOM", date(2026, 2, 28)),
            ("COD", BASE),
            ("CIA", BASE),
            ("NET 0", BASE),
            ("2/10 NET 30", date(2026, 2, 14)),
            (" 2.5/10 EOM+30 ", date(2026, 3, 2)),
        ],
    )
    def test_follows_the_terms(self, text: str, due: date) -> None:
        assert terms.due_date(text, BASE) == due

    def test_of_net_30_from_the_end_of_january_is_in_march(self) -> None:
        assert terms.due_date("NET 30", date(2026, 1, 31)) == date(2026, 3, 2)

    def test_of_the_month_end_after_december_is_in_the_next_year(self) -> None:
        assert terms.due_date("EOM", date(2026, 12, 3)) == date(2027, 1, 31)
        assert terms.due_date("30 EOM", date(2023, 12, 31)) == date(2024, 1, 31)

    @pytest.mark.parametrize("text", ["", "soon", "NET", "NET -5", "NET 30 or so", "30", "EOM-1", "2/10", "2/10 soon"])
    def test_is_not_guessed(self, text: str) -> None:
        with pytest.raises(UnknownTerms, match="not a term we know"):
            terms.due_date(text, BASE)

    @given(DAYS, st.integers(0, 365), st.sampled_from(["NET {}", "EOM+{}", "{} EOM"]))
    def test_is_never_before_the_base_date(self, base: date, days: int, form: str) -> None:
        assert terms.due_date(form.format(days), base) >= base


class TestDiscount:
    def test_counts_from_the_base_date(self) -> None:
        assert terms.discount("2/10 NET 30", BASE) == (date(2026, 1, 25), 200)
        assert terms.discount("2.5/14 NET 30", BASE) == (date(2026, 1, 29), 250)

    def test_is_not_there_without_being_agreed(self) -> None:
        assert terms.discount("NET 30", BASE) is None


@given(DAYS, st.integers(0, 24))
def test_a_month_end_is_followed_by_the_first_of_a_month(day: date, months: int) -> None:
    end = terms.month_end(day, months=months)

    assert date.fromordinal(end.toordinal() + 1).day == 1
    assert (end.year * 12 + end.month) - (day.year * 12 + day.month) == months
