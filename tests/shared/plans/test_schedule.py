"""Schedules to the cent: equal parts, remainder last, dates that never drift, annuities that end at nothing."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.plans import schedule
from shared.plans.schedule import Ask, NotASchedule
from shared.words import Frequency
from tests.factories import eur

FIRST = date(2026, 12, 1)
days = st.dates(date(2024, 1, 1), date(2040, 12, 31))


def amounts(ask: Ask) -> list[int]:
    return [each.amount.minor for each in schedule.build(ask)]


class TestEqualParts:
    @pytest.mark.parametrize(
        ("total", "count", "parts"),
        [
            (1_000_00, 3, [333_33, 333_33, 333_34]),
            (1_250_00, 6, [*[208_33] * 5, 208_35]),
            (1_375_55, 7, [*[196_50] * 6, 196_55]),
            (5, 3, [1, 1, 3]),
        ],
    )
    def test_carry_the_remainder_last(self, total: int, count: int, parts: list[int]) -> None:
        assert schedule.equal_parts(total, count) == parts

    @given(total=st.integers(1, 10**12), count=st.integers(1, 400))
    def test_always_sum_to_the_total_and_none_is_negative(self, total: int, count: int) -> None:
        if total < count:
            with pytest.raises(NotASchedule):
                schedule.equal_parts(total, count)
            return
        parts = schedule.equal_parts(total, count)
        assert sum(parts) == total
        assert min(parts) > 0
        assert parts[-1] - parts[0] < count

    @given(total=st.integers(1, 10**9), at_most=st.integers(1, 10**7))
    def test_as_few_as_an_amount_a_time_takes(self, total: int, at_most: int) -> None:
        total = min(total, at_most * 500)
        count = schedule.fewest_parts(total, at_most)

        assert max(schedule.equal_parts(total, count)) <= at_most
        assert count == 1 or max(schedule.equal_parts(total, count - 1)) > at_most


class TestDates:
    def test_are_anchored_and_clamped(self) -> None:
        found = schedule.dates(date(2026, 1, 31), Frequency.MONTHLY, 4)

        assert found == (date(2026, 1, 31), date(2026, 2, 28), date(2026, 3, 31), date(2026, 4, 30))

    def test_find_their_anchor_again_after_a_short_month(self) -> None:
        assert schedule.dates(date(2026, 2, 28), Frequency.MONTHLY, 2, day=31)[1] == date(2026, 3, 31)

    def test_by_weeks_keep_the_weekday(self) -> None:
        assert schedule.dates(FIRST, Frequency.TWO_WEEKLY, 3)[-1] == date(2026, 12, 29)
        assert schedule.dates(FIRST, Frequency.WEEKLY, 3)[-1] == date(2026, 12, 15)

    @given(first=days, count=st.integers(1, 60), frequency=st.sampled_from(list(Frequency)))
    def test_always_rise(self, first: date, count: int, frequency: Frequency) -> None:
        found = schedule.dates(first, frequency, count)

        assert found[0] == first
        assert list(found) == sorted(set(found))
        assert len(found) == count


class TestBuild:
    def test_the_down_payment_comes_first(self) -> None:
        ask = schedule.regular(eur(1_250_00), FIRST, Frequency.MONTHLY, 3, down=eur(250_00))

        assert amounts(ask) == [250_00, 333_33, 333_33, 333_34]
        assert [each.number for each in schedule.build(ask)] == [0, 1, 2, 3]
        assert schedule.build(ask)[0].due_on == FIRST

    def test_by_what_can_be_paid_a_month(self) -> None:
        ask = schedule.by_amount(eur(1_250_00), FIRST, Frequency.MONTHLY, eur(210_00))

        assert amounts(ask) == [*[208_33] * 5, 208_35]
        assert [each.minor for each in schedule.left_after(schedule.build(ask))][:2] == [1_041_67, 833_34]
        assert ask.dates[-1] == date(2027, 5, 1)

    def test_with_interest_is_an_annuity(self) -> None:
        ask = Ask(eur(1_200_00), schedule.dates(FIRST, Frequency.MONTHLY, 6), interest_bp=1_200)
        parts = schedule.build(ask)

        assert amounts(ask) == [*[207_06] * 5, 207_05]
        assert sum(each.interest.minor for each in parts) == 42_35

    @given(principal=st.integers(100_00, 10**8), rate=st.integers(1, 3_000), count=st.integers(1, 60))
    def test_an_annuity_repays_exactly_what_was_owed(self, principal: int, rate: int, count: int) -> None:
        made = schedule.annuity(principal, rate, count)

        assert sum(amount - interest for amount, interest in made) == principal
        assert all(amount >= interest >= 0 for amount, interest in made)

    @pytest.mark.parametrize(
        "ask",
        [
            Ask(eur(100), ()),
            Ask(eur(100), (FIRST, FIRST)),
            Ask(eur(100), (FIRST,), down=eur(100), down_on=date(2026, 11, 1)),
            Ask(eur(100), (FIRST,), down=eur(10)),
        ],
    )
    def test_refuses_what_is_no_schedule(self, ask: Ask) -> None:
        with pytest.raises(NotASchedule):
            schedule.build(ask)
