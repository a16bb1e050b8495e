"""Sums that make an amount: all that are told are right, and where there are few items none is missed."""

from itertools import combinations

from hypothesis import given as for_all
from hypothesis import settings
from hypothesis import strategies as st

from shared.matching.sums import MOST_FOUND, Sums

AMOUNTS = st.lists(st.sampled_from([100, 250, 990, 1990, 2500, 4990, 12345, 31_999, 77_701]), min_size=2, max_size=10)


def _by_trying_all(amounts: list[int], total: int) -> set[tuple[int, ...]]:
    places = range(len(amounts))
    choices = (choice for size in range(2, len(amounts) + 1) for choice in combinations(places, size))
    return {choice for choice in choices if sum(amounts[place] for place in choice) == total}


@settings(max_examples=300, deadline=None)
@for_all(AMOUNTS, st.data())
def test_what_is_found_is_right_and_something_is_found_when_there_is_something(amounts: list[int], data):
    chosen = data.draw(st.sets(st.sampled_from(range(len(amounts))), min_size=2))
    total = sum(amounts[place] for place in chosen)
    found = Sums(amounts).find(total)
    assert found
    assert set(found) <= _by_trying_all(amounts, total)
    assert len(found) == len(set(found)) <= MOST_FOUND


@settings(max_examples=300, deadline=None)
@for_all(AMOUNTS, st.integers(1, 400_000))
def test_nothing_is_found_when_there_is_nothing(amounts: list[int], total: int):
    if not _by_trying_all(amounts, total):
        assert Sums(amounts).find(total) == []


@settings(max_examples=100, deadline=None)
@for_all(st.lists(st.integers(100, 9_999_999), min_size=30, max_size=90), st.data())
def test_neighbours_are_found_among_many(amounts: list[int], data):
    first = data.draw(st.integers(0, len(amounts) - 10))
    more = data.draw(st.sets(st.integers(first + 1, first + 9), min_size=1, max_size=6))
    total = amounts[first] + sum(amounts[place] for place in more)
    found = Sums(amounts).find(total)
    assert all(sum(amounts[place] for place in choice) == total for choice in found)
    assert (first, *sorted(more)) in found or len(found) == MOST_FOUND


def test_a_long_run_of_neighbours_is_found():
    amounts = [1000 + place * place for place in range(120)]
    assert Sums(amounts).find(sum(amounts[20:75])) == [tuple(range(20, 75))]


def test_what_is_taken_already_is_left_out():
    sums = Sums([100, 200, 300, 400])
    assert set(sums.find(500)) == {(0, 3), (1, 2)}
    assert sums.find(500, without=[1]) == [(0, 3)]


def test_scattered_choices_among_many_items_meet_by_chance_far_more_often():
    sums = Sums([1000 + 37 * place for place in range(100)])
    assert sums.by_chance((3, 4, 5)) < sums.by_chance((3, 5, 6)) < sums.by_chance((3, 40, 90))
