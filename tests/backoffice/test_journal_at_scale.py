"""A journal of ten thousand lines stays fluent: a key press asks for one line, by its index, and sends only that."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import event
from sqlmodel import Session

from backoffice import routes
from backoffice.pages.journal.state import PAGE_SIZE, JournalState
from shared import db
from tests import factories as make
from tests.harness import NOWHERE, Browser, staff_cookie

pytestmark = pytest.mark.usefixtures("database")

LINES = 10_000
"""As many as a large collector receives on one account in a day."""


def large_journal(session: Session) -> int:
    journal = make.journal(session)
    make.take_in(session, journal, make.statement(*(make.entry(each, f"RE B-{each}") for each in range(1, LINES + 1))))
    return journal.id or 0


@contextmanager
def asked() -> Iterator[list[tuple[str, Any]]]:
    """Every statement that is sent to the database meanwhile, with its parameters."""
    statements: list[tuple[str, Any]] = []

    def note(_connection: Any, _cursor: Any, statement: str, parameters: Any, *_: Any) -> None:
        statements.append((statement, parameters))

    event.listen(db.engine(), "before_cursor_execute", note)
    yield statements
    event.remove(db.engine(), "before_cursor_execute", note)


def scans(statements: list[tuple[str, Any]]) -> list[str]:
    """Those that read the journal's lines, or what they are for, from end to end."""
    found = []
    for statement, parameters in statements:
        if not statement.lstrip().upper().startswith("SELECT"):
            continue
        with db.engine().connect() as connection:
            plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters).all()
        found += [str(row[-1]) for row in plan if str(row[-1]).startswith(("SCAN journal_line", "SCAN line_share"))]
    return found


async def test_moving_to_the_next_line_reads_that_line_alone() -> None:
    path = f"{NOWHERE}{routes.journal(db.run(large_journal))}"
    async with Browser(staff_cookie()) as tab:
        await tab.fire(JournalState.load, path=path)
        assert len((await tab.state(JournalState)).rows) == PAGE_SIZE
        tab.deltas.clear()

        with asked() as statements:
            await tab.fire(JournalState.move, path=path, step=1)

        assert (await tab.state(JournalState)).panel.position == "2"
        assert len(statements) <= 20
        assert len(tab.sent) < 10_000
        if db.is_sqlite():
            assert scans(statements) == []
