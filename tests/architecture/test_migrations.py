"""The migrations, run on an empty database, make exactly the tables that the models describe."""

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import inspect, text
from sqlmodel import SQLModel

import shared.models  # noqa: F401 - registers every table
from shared import db
from tests.conftest import ROOT

SCRIPTS = ScriptDirectory(str(ROOT / "migrations"))


def test_an_upgraded_database_is_what_the_models_say(database: str) -> None:
    with db.engine().connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": False})
        differences = compare_metadata(context, SQLModel.metadata)

    assert differences == []


def test_every_check_of_the_models_stands_in_the_database(database: str) -> None:
    inspector = inspect(db.engine())
    for table in SQLModel.metadata.sorted_tables:
        wanted = {str(each.name) for each in table.constraints if each.__visit_name__ == "check_constraint"}
        found = {str(each["name"]) for each in inspector.get_check_constraints(table.name)}
        assert wanted <= found, table.name


def test_the_history_is_one_line_with_one_head() -> None:
    heads = SCRIPTS.get_heads()

    assert len(heads) == 1
    assert next(iter(SCRIPTS.walk_revisions())).revision == heads[0]
    assert all(not each.is_merge_point and not each.is_branch_point for each in SCRIPTS.walk_revisions())


def test_an_upgrade_of_what_is_up_to_date_changes_nothing(database: str) -> None:
    config = Config()
    config.set_main_option("script_location", str(ROOT / "migrations"))
    command.upgrade(config, "head")

    with db.reading() as session:
        assert session.execute(text("SELECT version_num FROM alembic_version")).scalars().all() == SCRIPTS.get_heads()


def test_the_books_are_guarded_from_the_first_moment(database: str) -> None:
    query = (
        "SELECT count(*) FROM sqlite_master WHERE type = 'trigger' AND tbl_name LIKE 'ledger_%'"
        if db.is_sqlite()
        else "SELECT count(*) FROM pg_trigger WHERE NOT tgisinternal AND tgrelid::regclass::text LIKE 'ledger_%'"
    )
    with db.reading() as session:
        assert session.execute(text(query)).scalar_one() == (7 if db.is_sqlite() else 6)
