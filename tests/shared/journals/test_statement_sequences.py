"""What an import tells: the fate of every row, equal payments of two statements, and statements that are missing."""

from datetime import date, timedelta
from typing import Any

import pytest
from sqlmodel import Session, select

from shared import journals
from shared.errors import NotFound
from shared.journals import fates, queries
from shared.journals.sequences import Link, gaps
from shared.models import Journal, JournalLine, JournalStatement, RowFate
from shared.statements import Balance, Direction, Entry, Statement, Unreadable
from tests import factories
from tests.factories import ACTOR, TODAY, entry, eur


def _between(opening: int, *entries: Entry, **facts: Any) -> Statement:
    """A statement that opens with this and closes with what its entries make of it."""
    signs = {Direction.CREDIT: 1, Direction.DEBIT: -1}
    closing = opening + sum(signs[each.direction] * each.amount.minor for each in entries)
    balances = (Balance("OPBD", eur(opening), TODAY), Balance("CLBD", eur(closing), TODAY))
    return factories.statement(*entries, balances=balances, **facts)


def _occurrences(session: Session) -> list[int]:
    return sorted(session.exec(select(JournalLine.occurrence)))


class TestEqualPaymentsOfTwoStatements:
    def test_are_two_when_the_balances_prove_that_one_statement_follows_the_other(self, session: Session) -> None:
        journal = factories.journal(session)
        morning, evening = _between(100_00, entry(89_90)), _between(189_90, entry(89_90))

        taken = [factories.take_in(session, journal, each) for each in (morning, evening)]

        assert [(each.added, each.repeated) for each in taken] == [(1, 0), (1, 0)]
        assert _occurrences(session) == [1, 2]

    @pytest.mark.parametrize("order", [(0, 1), (1, 0)])
    def test_stay_two_however_often_both_come_again(self, session: Session, order: tuple[int, int]) -> None:
        journal = factories.journal(session)
        both = [_between(100_00, entry(89_90), entry(89_90)), _between(279_80, entry(89_90))]

        for each in (*order, 0, 1, 1, 0):
            factories.take_in(session, journal, both[each])

        assert _occurrences(session) == [1, 2, 3]

    def test_are_as_many_as_there_are_statements_that_follow_one_another(self, session: Session) -> None:
        journal = factories.journal(session)
        day = [_between(n * 89_90, entry(89_90)) for n in range(1, 5)]

        for each in (*day, day[2], day[0], day[3]):
            factories.take_in(session, journal, each)

        assert _occurrences(session) == [1, 2, 3, 4]

    def test_are_no_more_because_a_longer_statement_tells_them_again(self, session: Session) -> None:
        journal = factories.journal(session)
        day = [_between(89_90, entry(89_90)), _between(179_80, entry(89_90))]
        week = _between(40_00, entry(49_90, "before"), entry(89_90))

        taken = [factories.take_in(session, journal, each) for each in (*day, week, day[1])]

        assert [(each.added, each.repeated) for each in taken] == [(1, 0), (1, 0), (1, 1), (0, 1)]

    def test_are_one_when_the_statements_overlap(self, session: Session) -> None:
        journal = factories.journal(session)
        factories.take_in(session, journal, _between(100_00, entry(89_90)))

        taken = factories.take_in(session, journal, _between(100_00, entry(89_90), entry(5_00, "new")))

        assert (taken.added, taken.repeated) == (1, 1)

    def test_are_one_when_what_both_share_may_come_to_nothing(self, session: Session) -> None:
        out = entry(89_90, direction=Direction.DEBIT)
        journal = factories.journal(session)
        factories.take_in(session, journal, _between(100_00, entry(5_00, "first"), entry(89_90), out))

        taken = factories.take_in(session, journal, _between(105_00, entry(89_90), out, entry(7_00, "next")))

        assert (taken.added, taken.repeated) == (1, 2)

    def test_are_one_when_no_balances_prove_anything(self, session: Session) -> None:
        journal = factories.journal(session)
        factories.take_in(session, journal, factories.statement(entry(89_90), balances=(), ties=None))

        taken = factories.take_in(session, journal, factories.statement(entry(89_90), balances=(), ties=None))

        assert (taken.added, taken.repeated) == (0, 1)


class TestTheReportOfAStatement:
    def _statement(self, session: Session, journal: Journal) -> int:
        query = select(JournalStatement.id).where(JournalStatement.journal_id == journal.id)
        return session.exec(query.order_by(JournalStatement.id.desc())).first() or 0  # type: ignore[union-attr]

    def test_tells_of_every_row_what_became_of_it(self, session: Session) -> None:
        journal = factories.journal(session)
        factories.take_in(session, journal, factories.statement(entry(10_00, "known")))
        [known] = factories.lines_of(session, journal)
        unreadable = (Unreadable(4, "12.345", "JPY", "half a yen"),)
        out = entry(3_00, direction=Direction.DEBIT)
        factories.take_in(
            session,
            journal,
            factories.statement(entry(10_00, "known"), entry(20_00, "new"), out, unreadable=unreadable),
        )
        statement = self._statement(session, journal)

        found, total = fates.rows(session, statement)

        assert [each.fate.value for each in found] == ["repeated", "added", "set_aside", "unreadable"]
        assert (total, found[0].line_id, found[0].position) == (4, known.id, 1)
        assert [each.note for each in found] == ["", "", "money going out", "Entry 4: 12.345 JPY, half a yen"]
        assert fates.fates(session, statement) == dict.fromkeys(
            (RowFate.REPEATED, RowFate.ADDED, RowFate.SET_ASIDE, RowFate.UNREADABLE), 1
        )

    def test_is_paged_and_chosen_by_fate(self, session: Session) -> None:
        journal = factories.journal(session)
        factories.take_in(session, journal, factories.statement(*(entry(n * 100, f"{n}") for n in range(1, 8))))

        found, total = fates.rows(session, self._statement(session, journal), fate=RowFate.ADDED, offset=5, limit=5)

        assert ([each.number for each in found], total) == ([6, 7], 7)

    def test_says_that_rows_of_a_statement_that_does_not_tie_are_held(self, session: Session) -> None:
        journal = factories.journal(session)
        factories.take_in(session, journal, factories.statement(entry(1_00), ties=False))
        statement = self._statement(session, journal)

        assert fates.fates(session, statement) == {RowFate.HELD: 1}
        journals.release(session, statement, reason="checked by phone", actor=ACTOR)
        assert fates.fates(session, statement) == {RowFate.ADDED: 1}

    def test_of_no_statement_is_refused(self, session: Session) -> None:
        with pytest.raises(NotFound):
            fates.rows(session, 4711)


def _link(id_: int, opening: int | None, closing: int | None, **facts: Any) -> Link:
    day = facts.pop("day", date(2026, 3, 1) + timedelta(days=id_))
    money = [None if each is None else eur(each) for each in (opening, closing)]
    return Link(id_, facts.pop("number", None), day, facts.pop("until", day), *money)


class TestStatementsOfAnAccount:
    @pytest.mark.parametrize(
        "links",
        [
            [_link(1, 0, 10), _link(2, 10, 20), _link(3, 20, 5)],
            [_link(3, 20, 5), _link(1, 0, 10), _link(2, 10, 20)],
            [_link(1, 0, 10, number=250), _link(2, 10, 20, number=1), _link(3, 20, 30, number=2)],
            [_link(1, 0, 10), _link(1, 0, 10), _link(2, 10, 10)],
            [_link(1, 0, 30, until=date(2026, 3, 31)), _link(5, 7, 9)],
            [_link(1, None, None), _link(2, None, None)],
        ],
        ids=["in order", "in any order", "a new year", "twice", "a day of a month we have", "without balances"],
    )
    def test_lack_nothing(self, links: list[Link]) -> None:
        assert gaps(links) == {}

    def test_lack_what_their_numbers_leave_out(self) -> None:
        assert gaps([_link(1, 0, 10, number=7), _link(2, 30, 40, number=11), _link(3, 60, 61, number=13)]) == {
            2: "Statements 8 to 10 are missing.",
            3: "Statement 12 is missing.",
        }

    def test_lack_what_lies_between_their_balances(self) -> None:
        [told] = gaps([_link(1, 0, 10_00), _link(2, 15_00, 20_00)]).values()

        assert told.startswith("The statement before closed with 10.00 EUR, this one opens with 15.00 EUR")

    def test_say_so_on_the_journal_until_the_missing_one_comes(self, session: Session) -> None:
        journal = factories.journal(session)
        first, second, third = _between(1_00, entry(1_00)), _between(2_00, entry(3_00)), _between(5_00, entry(9_00))
        factories.take_in(session, journal, first)
        factories.take_in(session, journal, third)
        assert [bool(each.gap) for each in queries.head(session, journal.id or 0).statements] == [False, True]

        factories.take_in(session, journal, second)

        assert [each.gap for each in queries.head(session, journal.id or 0).statements] == ["", "", ""]
