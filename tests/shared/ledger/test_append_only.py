"""The database itself keeps the books: raw SQL cannot unbalance, edit or delete what is posted."""

from collections.abc import Iterable

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlmodel import Session

from shared import db, ledger
from shared.ledger import Account, Entry, Line
from tests import factories
from tests.factories import ACTOR, TODAY, eur

ENTRY = (
    "INSERT INTO ledger_entry (id, reference, kind, booked_on, value_date, reason, actor, posted, created_at) "
    "VALUES (900, 'raw', 'raw', '2026-03-16', '2026-03-16', '', 'raw', {posted}, '2026-03-16 00:00:00')"
)
LINE = (
    "INSERT INTO ledger_line (id, entry_id, account, amount_minor, currency, base_minor) "
    "VALUES ({id}, {entry}, '1010', {amount}, '{currency}', {base})"
)


def _line(id_: int, amount: int, *, entry: int = 900, base: int | None = None, currency: str = "EUR") -> str:
    return LINE.format(id=id_, entry=entry, amount=amount, currency=currency, base=amount if base is None else base)


def _posted(session: Session) -> int:
    lines = (Line(Account.BANK, eur(1_00)), Line(Account.OPENING_BALANCE, eur(-1_00)))
    return ledger.post(session, [Entry("opening", "opening", TODAY, lines)], actor=ACTOR)[0]


def _refused(session: Session, *statements: str, match: str | None = None) -> None:
    with pytest.raises(DBAPIError, match=match), session.begin_nested():
        _run(session, statements)


def _run(session: Session, statements: Iterable[str]) -> None:
    for each in statements:
        session.execute(text(each))


class TestAnUnbalancedEntry:
    POST = "UPDATE ledger_entry SET posted = true WHERE id = 900"

    @pytest.mark.parametrize(
        "lines",
        [
            (),
            (_line(901, 100),),
            (_line(901, 100), _line(902, -99)),
            (_line(901, 100), _line(902, -99, base=-100)),
            (_line(901, 100), _line(902, -110, base=-99, currency="USD")),
            (_line(901, 100), _line(902, -100, base=-101)),
        ],
        ids=["no line", "one line", "unbalanced", "in its currency", "across currencies", "in base currency"],
    )
    def test_cannot_be_posted(self, session: Session, lines: tuple[str, ...]) -> None:
        _refused(session, ENTRY.format(posted="false"), *lines, self.POST, match="balance")

    def test_cannot_be_written_as_posted_at_once(self, session: Session) -> None:
        _refused(session, ENTRY.format(posted="true"), match="after its lines")

    @pytest.mark.parametrize("line", [_line(901, 0), _line(901, 100, base=-100), _line(901, -100, base=1)])
    def test_cannot_hold_a_line_that_says_nothing_or_two_things(self, session: Session, line: str) -> None:
        _refused(session, ENTRY.format(posted="false"), line)

    def test_cannot_hide_behind_another_number(self, session: Session) -> None:
        moved = "UPDATE ledger_entry SET posted = true, id = 999 WHERE id = 900"
        _refused(session, ENTRY.format(posted="false"), _line(901, 100), _line(902, -99), moved)

    def test_that_balances_after_all_is_posted(self, session: Session) -> None:
        _run(session, (ENTRY.format(posted="false"), _line(901, 100), _line(902, -100), self.POST))

        assert ledger.verify(session) == []


class TestWhatIsPosted:
    @pytest.mark.parametrize(
        "statement",
        [
            "UPDATE ledger_line SET amount_minor = amount_minor * 2, base_minor = base_minor * 2",
            "UPDATE ledger_line SET account = '4000'",
            "UPDATE ledger_line SET invoice_id = NULL",
            "UPDATE ledger_entry SET booked_on = '2020-01-01'",
            "UPDATE ledger_entry SET posted = false",
            "UPDATE ledger_entry SET reference = 'other', actor = 'nobody'",
            "DELETE FROM ledger_line",
            "DELETE FROM ledger_entry",
        ],
    )
    def test_is_never_changed(self, session: Session, statement: str) -> None:
        _posted(session)

        _refused(session, statement, match="never changed")

        assert factories.books(session) == {"1010": 1_00, "3900": -1_00}

    def test_takes_no_further_line(self, session: Session) -> None:
        entry_id = _posted(session)

        _refused(session, _line(901, 5, entry=entry_id), match="never changed")

    def test_is_not_replaced_by_an_insert(self, session: Session) -> None:
        entry_id = _posted(session)
        replace = "INSERT OR REPLACE" if db.is_sqlite() else "INSERT"
        again = " ON CONFLICT (id) DO UPDATE SET {}" if not db.is_sqlite() else ""
        entry = ENTRY.format(posted="false").replace("(900, 'raw'", f"({entry_id}, 'opening'")

        _refused(session, entry.replace("INSERT", replace) + again.format("kind = 'raw'"), match="never changed")
        _refused(session, ENTRY.format(posted="false").replace("'raw', 'raw'", "'opening', 'raw'"))
        line = ENTRY.format(posted="false"), _line(1, 7).replace("INSERT", replace) + again.format("amount_minor = 7")
        first = session.execute(text("SELECT min(id) FROM ledger_line")).scalar_one()
        _refused(session, line[0], line[1].replace("(1,", f"({first},"), match="never changed")

    @pytest.mark.postgres  # SQLite has no TRUNCATE
    @pytest.mark.parametrize("table", ["ledger_entry", "ledger_line", "ledger_entry, ledger_line", "invoice"])
    def test_is_not_truncated(self, session: Session, table: str) -> None:
        _posted(session)

        _refused(session, f"TRUNCATE {table} CASCADE", match="never changed")

    def test_cannot_be_orphaned(self, session: Session) -> None:
        invoice = factories.invoice(session)

        _refused(session, f"DELETE FROM invoice WHERE id = {invoice.id}")
