"""Money inside a plan: the oldest first, nothing lost, and what is planned anew sums to what is left."""

from datetime import date, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from shared.plans import allocation
from shared.plans.allocation import Change, InForce, Standing
from shared.plans.schedule import equal_parts

DAY = date(2026, 12, 1)
INVOICES = [(1, 333_10), (2, 416_90), (3, 500_00)]


def in_force(parts: list[int]) -> list[InForce]:
    return [InForce(k, k, DAY + timedelta(days=30 * (k - 1)), part) for k, part in enumerate(parts, start=1)]


def standing(total: int = 1_250_00, count: int = 6, paid: int = 0) -> tuple[Standing, ...]:
    return allocation.standings(in_force(equal_parts(total, count)), {}, paid)


def on_day(k: int) -> date:
    return DAY + timedelta(days=30 * (k - 1))


class TestOverInvoices:
    def test_one_is_filled_after_the_other(self) -> None:
        shares, excess = allocation.spread(1_250_00, standing(), INVOICES)

        assert [(each.instalment_id, each.invoice_id, each.amount) for each in shares] == [
            (1, 1, 208_33),
            (2, 1, 124_77),
            (2, 2, 83_56),
            (3, 2, 208_33),
            (4, 2, 125_01),
            (4, 3, 83_32),
            (5, 3, 208_33),
            (6, 3, 208_35),
        ]
        assert excess == 0

    def test_a_payment_goes_to_the_oldest_instalment_first(self) -> None:
        shares, excess = allocation.spread(300_00, standing(), INVOICES)

        assert [(each.instalment_id, each.invoice_id, each.amount) for each in shares] == [
            (1, 1, 208_33),
            (2, 1, 91_67),
        ]
        assert excess == 0

    def test_unless_the_debtor_named_one(self) -> None:
        shares, _ = allocation.spread(208_33, standing(), INVOICES, first=3)

        assert {each.instalment_id for each in shares} == {3}

    def test_what_is_too_much_is_left_over(self) -> None:
        assert allocation.spread(1_300_00, standing(), INVOICES)[1] == 50_00

    @given(
        amount=st.integers(1, 3_000_00),
        parts=st.lists(st.integers(1, 500_00), min_size=1, max_size=8),
        cuts=st.lists(st.integers(0, 3_000_00), max_size=4),
        paid=st.integers(0, 3_000_00),
    )
    def test_no_cent_is_lost(self, amount: int, parts: list[int], cuts: list[int], paid: int) -> None:
        stands = allocation.standings(in_force(parts), {}, paid)
        left = sum(each.left for each in stands)
        edges = sorted({0, left, *(cut % (left + 1) for cut in cuts)})
        owed = list(enumerate((b - a for a, b in pairwise(edges)), start=1))
        shares, excess = allocation.spread(amount, stands, owed)

        assert sum(each.amount for each in shares) + excess == amount
        assert all(each.amount > 0 for each in shares)
        assert excess == max(0, amount - left)
        for each in stands:
            assert sum(share.amount for share in shares if share.instalment_id == each.id) <= each.left


class TestStandings:
    def test_what_names_no_instalment_fills_the_oldest(self) -> None:
        stands = allocation.standings(in_force([100, 100, 100]), {3: 40}, 130)

        assert [each.paid for each in stands] == [100, 30, 40]

    def test_what_was_named_beyond_an_amount_flows_on(self) -> None:
        assert [each.paid for each in allocation.standings(in_force([100, 100]), {2: 150})] == [50, 100]

    @given(
        parts=st.lists(st.integers(0, 500), min_size=1, max_size=6),
        named=st.dictionaries(st.integers(1, 6), st.integers(0, 700)),
        unnamed=st.integers(0, 2_000),
    )
    def test_pay_what_came_and_never_more_than_there_is(
        self, parts: list[int], named: dict[int, int], unnamed: int
    ) -> None:
        named = {k: each for k, each in named.items() if k <= len(parts)}
        stands = allocation.standings(in_force(parts), named, unnamed)

        assert sum(each.paid for each in stands) == min(sum(parts), sum(named.values()) + unnamed)
        assert all(0 <= each.paid <= each.amount for each in stands)

    def test_the_instalment_due_is_asked_for_and_never_the_whole(self) -> None:
        assert [each.id for each in allocation.payable_now(standing(), DAY - timedelta(days=5))] == [1]
        assert [each.id for each in allocation.payable_now(standing(), on_day(2))] == [1, 2]
        assert allocation.due_by(standing(paid=208_33), on_day(2)) == 208_33


class TestPlannedAnew:
    def test_less_to_pay_ends_the_plan_sooner(self) -> None:
        after = allocation.applied(standing(), allocation.shorter(standing(), 300_00))

        assert [each.amount for each in after] == [208_33, 208_33, 208_33, 208_33, 116_68]

    def test_paying_more_fills_what_is_due_and_then_the_end(self) -> None:
        assert allocation.shorten_by_paying(standing(), 500_00, standing()[:1]) == {1: 208_33, 6: 208_35, 5: 83_32}

    def test_paying_more_may_lower_the_rest(self) -> None:
        stands = standing(paid=208_33)
        filled = allocation.lower_by_paying(stands, 500_00, allocation.payable_now(stands, on_day(2)))

        assert filled == {2: 208_33, 3: 72_91, 4: 72_91, 5: 72_91, 6: 72_94}

    @given(
        total=st.integers(100, 10**6),
        count=st.integers(1, 12),
        paid=st.integers(0, 10**6),
        amount=st.integers(1, 10**6),
        month=st.integers(0, 13),
    )
    def test_whatever_is_paid_fills_no_instalment_beyond_what_is_left_of_it(
        self, total: int, count: int, paid: int, amount: int, month: int
    ) -> None:
        stands = standing(total, count, min(paid, total))
        left = {each.id: each.left for each in stands}
        for fill in (allocation.shorten_by_paying, allocation.lower_by_paying):
            filled = fill(stands, amount, allocation.payable_now(stands, on_day(month)))
            assert sum(filled.values()) == min(amount, sum(left.values()))
            assert all(0 < part <= left[id_] for id_, part in filled.items())

    def test_more_to_pay_goes_to_the_end_in_parts_no_larger(self) -> None:
        change = allocation.longer(standing(), 300_00, [on_day(7), on_day(8), on_day(9)])

        assert [(each.number, each.due_on, each.amount) for each in change.adds] == [
            (7, on_day(7), 150_00),
            (8, on_day(8), 150_00),
        ]

    def test_one_date_moves_alone(self) -> None:
        after = allocation.applied(standing(), allocation.moved(standing(), 2, on_day(2) + timedelta(days=7)))

        assert [each.due_on for each in after][:3] == [DAY, on_day(2) + timedelta(days=7), on_day(3)]

    @given(
        total=st.integers(100, 10**6),
        count=st.integers(1, 12),
        paid=st.integers(0, 10**6),
        by=st.integers(1, 10**6),
    )
    def test_whatever_changes_the_parts_sum_to_what_is_left(self, total: int, count: int, paid: int, by: int) -> None:
        stands = standing(total, count, min(paid, total))
        left = sum(each.left for each in stands)
        unpaid = [each for each in stands if each.left]
        changes: dict[Change, int] = {
            allocation.shorter(stands, by): -min(by, left),
            allocation.longer(stands, by, [on_day(20 + k) for k in range(3)]): by,
        }
        for each in unpaid[:1]:
            changes[allocation.moved(stands, each.id, on_day(40))] = 0
        for change, delta in changes.items():
            after = allocation.applied(stands, change)
            assert change.delta == delta
            assert sum(each.left for each in after) == left + delta
            assert all(each.amount > 0 and each.left >= 0 for each in after)
            assert sum(each.paid for each in after) == min(paid, total)
