"""How Alembic finds the models and the database; `duebook db upgrade` is the way in."""

from typing import Any

from alembic import context
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


def run() -> None:
    with engine().execution_options(writes=True).connect() as connection:
        context.configure(
            connection=connection,
            target_metadata=SQLModel.metadata,
            render_item=render_item,
            render_as_batch=connection.dialect.name == "sqlite",
        )
        with context.begin_transaction():
            context.run_migrations()
        connection.commit()


run()
