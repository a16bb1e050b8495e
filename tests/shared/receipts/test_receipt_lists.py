"""The list of receipts: what is not used yet, whose it may be, and how long it has been waiting."""

from datetime import timedelta

import pytest
from sqlmodel import Session

from shared import receipts
from shared.receipts import lists
from shared.receipts.lists import Asked, Which
from tests import factories
from tests.factories import ACTOR, TODAY, eur


@pytest.fixture
def held(session: Session) -> dict[str, int]:
    """Four receipts: one used up, one in part, one old and nobody's, one taken back."""
    invoice = factories.invoice(session, 100_00)
    made = {
        "used": factories.receipt(session, 60_00, received_on=TODAY - timedelta(days=3)),
        "left": factories.receipt(session, 100_00, received_on=TODAY - timedelta(days=2), payer_name="Halden Bau"),
        "nobody": factories.receipt(session, 77_00, debtor_id=None, received_on=TODAY - timedelta(days=31)),
        "back": factories.receipt(session, 10_00),
    }
    factories.allocation(session, made["used"], invoice.id, 60_00)
    factories.allocation(session, made["left"], invoice.id, 40_00)
    receipts.reverse(session, made["back"], reason="returned by the bank", on=TODAY, actor=ACTOR)
    return made


def ids(session: Session, **asked: object) -> list[int]:
    return [each.id for each in lists.page(session, Asked(TODAY, **asked)).rows]  # type: ignore[arg-type]


def test_what_is_left_comes_oldest_first_with_counts_and_its_sum(session: Session, held: dict[str, int]) -> None:
    found = lists.page(session, Asked(TODAY))

    assert [each.id for each in found.rows] == [held["nobody"], held["left"]]
    assert [each.unapplied for each in found.rows] == [eur(77_00), eur(60_00)]
    assert found.counts == {Which.UNAPPLIED: 2, Which.UNIDENTIFIED: 1, Which.OLD: 1, Which.ALL: 4}
    assert found.unapplied == {"EUR": eur(137_00)}


def test_each_part_holds_just_its_own(session: Session, held: dict[str, int]) -> None:
    assert ids(session, which=Which.UNIDENTIFIED) == [held["nobody"]]
    assert ids(session, which=Which.OLD) == [held["nobody"]]
    assert ids(session, which=Which.ALL) == [held["back"], held["left"], held["used"], held["nobody"]]
    [back] = [each for each in lists.page(session, Asked(TODAY, Which.ALL)).rows if each.is_reversed]
    assert back.id == held["back"]


def test_thirty_days_are_not_old_yet(session: Session) -> None:
    factories.receipt(session, 10_00, received_on=TODAY - timedelta(days=30))

    assert lists.waiting(session, TODAY).old == 0


@pytest.mark.parametrize("words", ["halden", "100", "60.00", "R-2026-{id:06d}"])
def test_it_is_found_by_payer_amount_what_is_left_and_number(
    session: Session, held: dict[str, int], words: str
) -> None:
    asked = words.format(id=held["left"])

    assert ids(session, search=asked, which=Which.UNAPPLIED) == [held["left"]]


def test_it_is_sorted_and_paged_by_the_database(session: Session, held: dict[str, int]) -> None:
    first, second = (ids(session, which=Which.ALL, sort="-amount", offset=each, limit=2) for each in (0, 2))

    assert first + second == [held["left"], held["nobody"], held["used"], held["back"]]


def test_daily_actions_is_told_how_much_waits_and_since_when(session: Session, held: dict[str, int]) -> None:
    told = lists.waiting(session, TODAY)

    assert (told.count, told.unidentified, told.old) == (2, 1, 1)
    assert told.sums == {"EUR": eur(137_00)}
    assert told.oldest_on == TODAY - timedelta(days=31)


def test_where_nothing_was_received_nothing_waits(session: Session) -> None:
    told = lists.waiting(session, TODAY)

    assert (told.count, told.sums, told.oldest_on) == (0, {}, None)
