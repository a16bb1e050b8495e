import pytest

from shared.ui.listing import FilterCount, ListQuery

PATH = "/staff/invoices"


def read(**params: str) -> ListQuery:
    return ListQuery.read(PATH, params, sorts=("number", "due"), filters=("overdue", "disputed"), keep=("debtor",))


def test_the_plain_address_is_the_first_page_of_everything() -> None:
    query = read()
    assert (query.filter, query.search, query.sort, query.page, query.offset) == ("", "", "", 1, 0)
    assert query.url == PATH


def test_an_address_restores_what_it_was_made_from() -> None:
    query = read(filter="overdue", q="Sørlie & Co", sort="-due", page="3", debtor="7")
    params = dict(pair.split("=") for pair in query.url.partition("?")[2].split("&"))
    assert params == {"debtor": "7", "filter": "overdue", "q": "S%C3%B8rlie+%26+Co", "sort": "-due", "page": "3"}
    assert query.offset == 50


@pytest.mark.parametrize("page", ["0", "-1", "x", "", "1e3", "²", "00"])
def test_a_page_that_is_no_page_is_the_first(page: str) -> None:
    assert read(page=page).page == 1


def test_a_page_beyond_all_reason_is_bounded() -> None:
    assert read(page="9" * 5_000).page == 100_000


def test_a_filter_or_sort_that_the_list_does_not_offer_is_left_out() -> None:
    query = read(filter="drop table", sort="--due")
    assert (query.filter, query.sort) == ("", "")


def test_a_new_filter_starts_at_the_first_page_and_keeps_search_and_sort() -> None:
    view = read(q="x", sort="due", page="4").view(
        231, [FilterCount("", "All", 1_231), FilterCount("overdue", "Overdue", 12)]
    )
    assert [chip.href for chip in view.chips] == [f"{PATH}?q=x&sort=due", f"{PATH}?filter=overdue&q=x&sort=due"]
    assert [chip.current for chip in view.chips] == [True, False]
    assert view.chips[0].count == "1,231"


def test_the_pager_tells_which_rows_these_are_and_where_the_neighbours_stand() -> None:
    first, middle, last = (read(page=str(page)).view(60) for page in (1, 2, 3))
    assert (first.shown, first.previous, first.following) == ("1 to 25 of 60", "", f"{PATH}?page=2")
    assert (middle.shown, middle.previous, middle.following) == ("26 to 50 of 60", PATH, f"{PATH}?page=3")
    assert (last.shown, last.previous, last.following) == ("51 to 60 of 60", f"{PATH}?page=2", "")


def test_a_full_last_page_has_nothing_after_it() -> None:
    assert read(page="2").view(50).following == ""


def test_a_page_after_the_last_shows_no_range_but_the_way_back() -> None:
    view = read(page="9").view(30)
    assert (view.shown, view.previous, view.following) == ("", f"{PATH}?page=8", "")


def test_sort_links_are_put_after_what_the_address_says_already() -> None:
    assert read().view(1).sort_base == f"{PATH}?sort="
    assert read(filter="overdue", sort="due", page="2").view(1).sort_base == f"{PATH}?filter=overdue&sort="


def test_dropping_filter_and_search_is_offered_only_when_there_is_one() -> None:
    assert read(sort="due").view(0).clear == ""
    assert read(filter="overdue", q="x", debtor="7").view(0).clear == f"{PATH}?debtor=7"
