"""How Alembic finds the models and the database; `duebook db upgrade` is the way in."""

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from typing import Any

from alembic import context
from sqlalchemy import Connection
from sqlmodel import SQLModel

import shared.models  # noqa: F401 - registers every table
from shared.db import engine
from shared.models.base import Moment


def render_item(kind: str, item: Any, autogen: Any) -> str | bool:
    """Write our column types by their own names."""
    if kind == "type" and isinstance(item, Moment):
        autogen.imports.add("from shared.models.base import Moment")
        return "Moment()"
    return False


@contextmanager
def links_unwatched(connection: Connection) -> Iterator[None]:
    """SQLite changes a table by making it anew; meanwhile what refers to it must not be looked at."""
    driver: Any = connection.connection.dbapi_connection
    driver.execute("PRAGMA foreign_keys=OFF")  # works only outside a transaction
    try:
        yield
    finally:
        connection.rollback()
        driver.execute("PRAGMA foreign_keys=ON")


def check_links(connection: Connection) -> None:
    broken = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
    if broken:
        raise RuntimeError(f"The migration breaks {len(broken)} links, of {broken[0][0]} for one; nothing is kept.")


def run() -> None:
    with engine().execution_options(writes=True).connect() as connection:
        is_sqlite = connection.dialect.name == "sqlite"
        context.configure(
            connection=connection,
            target_metadata=SQLModel.metadata,
            render_item=render_item,
            render_as_batch=is_sqlite,
            transactional_ddl=True,
        )
        with links_unwatched(connection) if is_sqlite else nullcontext(), context.begin_transaction():
            context.run_migrations()
            if is_sqlite:
                check_links(connection)


run()
