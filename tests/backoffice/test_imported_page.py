"""The import report in a tab: every row of a file, what became of it, and what is missing between statements."""

import pytest
from sqlmodel import Session

from backoffice import routes
from backoffice.pages.imported import ImportedState
from backoffice.pages.journal.state import JournalState
from shared import db
from shared.statements import Balance
from tests import factories as make
from tests.harness import NOWHERE, Browser, staff_cookie

pytestmark = pytest.mark.usefixtures("database")


def twice(session: Session) -> int:
    """The same two payments again with a third, in a statement that does not begin where the first one ended."""
    journal = make.journal(session)
    known = [make.entry(100_00, "RE A-1"), make.entry(200_00, "RE A-2")]
    make.take_in(session, journal, make.statement(*known))
    later = make.TODAY.replace(day=make.TODAY.day + 1)
    balances = (Balance("OPBD", make.eur(9_999_00), later), Balance("CLBD", make.eur(10_349_00), later))
    more = make.statement(*known, make.entry(50_00, "RE A-3"), id="STMT-2", balances=balances)
    make.take_in(session, journal, more)
    return journal.id or 0


async def test_every_row_says_what_became_of_it() -> None:
    journal = db.run(twice)
    async with Browser(staff_cookie("viewer")) as tab:
        await tab.fire(ImportedState.load, path=NOWHERE + routes.imported(journal))
        state = await tab.state(ImportedState)

        assert [(each.name, each.rows) for each in state.statements] == [("STMT-1", "2"), ("STMT-2", "3")]
        assert [(each.text, each.label) for each in state.rows] == [
            ("RE A-1", "Known already"),
            ("RE A-2", "Known already"),
            ("RE A-3", "Added"),
        ]
        assert state.rows[0].line.endswith("line 1")

        await tab.fire(ImportedState.load, path=f"{NOWHERE}{routes.imported(journal)}?statement=2&filter=added")
        assert [each.text for each in state.rows] == ["RE A-3"]


async def test_what_is_missing_between_statements_is_told_there_and_over_the_journal() -> None:
    journal = db.run(twice)
    async with Browser(staff_cookie("viewer")) as tab:
        await tab.fire(ImportedState.load, path=NOWHERE + routes.imported(journal))
        [gap] = (await tab.state(ImportedState)).gaps
        await tab.fire(JournalState.load, path=NOWHERE + routes.journal(journal))
        head = (await tab.state(JournalState)).head

    assert "one is missing between them" in gap
    assert head.gaps == [f"Before statement {gap}"]
    assert head.imported_href == routes.imported(journal)


async def test_a_journal_that_does_not_exist_shows_nothing() -> None:
    async with Browser(staff_cookie("viewer")) as tab:
        await tab.fire(ImportedState.load, path=NOWHERE + routes.imported(4711))

        assert (await tab.state(ImportedState)).statements == []
