"""Migrations of a database in use: when SQLite makes a table anew, nothing that refers to it is lost."""

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config

from shared import db
from shared.settings import settings

ROOT = Path(__file__).parents[2]


@pytest.fixture
def old(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[sqlite3.Connection]:
    """A database as it was before a line was tied to its statement, journal and account by one key."""
    monkeypatch.setenv("DUEBOOK_DATABASE_URL", f"sqlite:///{tmp_path}/old.db")
    settings.cache_clear()
    db.engine.cache_clear()
    command.upgrade(_config(), "0006")
    with sqlite3.connect(tmp_path / "old.db", isolation_level=None) as connection:
        yield connection
    db.engine().dispose()


def _config() -> Config:
    config = Config(ROOT / "alembic.ini")
    config.set_main_option("script_location", str(ROOT / "migrations"))
    return config


def _add(connection: sqlite3.Connection, table: str, **values: object) -> None:
    """A row with these values, and nothing in whatever else the table asks for."""
    asked = connection.execute(
        f"SELECT name FROM pragma_table_info('{table}') WHERE \"notnull\" AND dflt_value IS NULL"
    )
    row = dict.fromkeys((name for (name,) in asked), "") | values
    places = ", ".join("?" * len(row))
    connection.execute(f"INSERT INTO {table} ({', '.join(row)}) VALUES ({places})", list(row.values()))


def _reported(connection: sqlite3.Connection) -> None:
    """One line, and one later row that only repeated it."""
    _add(connection, "creditor", id=1)
    _add(connection, "bank_account", id=5, creditor_id=1)
    _add(connection, "journal", id=3, bank_account_id=5)
    _add(connection, "journal_statement", id=7, journal_id=3)
    own = {"journal_id": 3, "statement_id": 7, "bank_account_id": 5}
    _add(connection, "journal_line", id=9, amount_minor=100, **own)
    _add(connection, "import_row", id=1, statement_id=7, line_id=9)


def test_rows_that_refer_to_a_table_made_anew_are_kept(old: sqlite3.Connection) -> None:
    _reported(old)

    command.upgrade(_config(), "head")

    assert old.execute("SELECT statement_id, line_id FROM import_row").fetchall() == [(7, 9)]
    assert old.execute("SELECT id, bank_account_id FROM journal_statement").fetchall() == [(7, 5)]
    old.execute("PRAGMA foreign_keys=ON")
    with pytest.raises(sqlite3.IntegrityError, match="FOREIGN KEY"):
        old.execute("UPDATE journal_line SET journal_id = 4")


def test_a_migration_that_would_leave_a_row_without_its_origin_changes_nothing(old: sqlite3.Connection) -> None:
    _reported(old)
    old.execute("DELETE FROM journal_statement")

    with pytest.raises(RuntimeError, match="breaks 2 links"):
        command.upgrade(_config(), "head")

    assert old.execute("SELECT version_num FROM alembic_version").fetchall() == [("0006",)]


def test_links_are_watched_again_afterwards(old: sqlite3.Connection) -> None:
    command.upgrade(_config(), "head")

    with db.engine().connect() as connection:
        assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar_one() == 1
