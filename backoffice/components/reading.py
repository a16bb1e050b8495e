"""A page whose data cannot be read says so in its place, and offers to try again.

async with reading(self):              in the state's load; `failed: str = ""` is its var
    self.rows = ...
unreadable(S.failed, "The list", S.load, otherwise=data_table(...))
"""

import logging
import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import reflex as rx
from sqlalchemy.exc import SQLAlchemyError

from shared.ui.links import button
from shared.ui.notices import error_box

log = logging.getLogger(__name__)


@asynccontextmanager
async def reading(state: Any) -> AsyncIterator[None]:
    """Note a database that does not answer in `state.failed`, with a code that is in the log as well."""
    try:
        yield
    except SQLAlchemyError:
        state.failed = secrets.token_hex(3).upper()
        log.exception("A page could not be read, code %s", state.failed)
    else:
        state.failed = ""
    state.loading = False


def unreadable(failed: str | rx.Var, what: str, again: Any, *, otherwise: rx.Component) -> rx.Component:
    """The page's content, or that it could not be read."""
    box = error_box(
        f"{what} could not be read",
        "The database did not answer. Nothing was changed.",
        button("Try again", on_click=again, variant="primary"),
        code=failed,
    )
    return rx.cond(failed, box, otherwise)
