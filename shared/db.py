"""The database: one URL for SQLite and PostgreSQL, one unit of work, locks in id order (ADR-0003).

Edges open `transaction()` (or `reading()`), services receive the session and never commit.
"""

from __future__ import annotations

import asyncio
import random
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Sized
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import cache, partial
from pathlib import Path
from types import MappingProxyType
from typing import Any, Concatenate, ParamSpec, TypeVar

import psycopg
from sqlalchemy import ARRAY, ColumnElement, Engine, Table, any_, create_engine, event, func, literal, select, text
from sqlalchemy.engine import Connection
from sqlalchemy.exc import DBAPIError
from sqlmodel import Session, SQLModel

from shared import copying
from shared.errors import NotFound
from shared.settings import settings

P = ParamSpec("P")
T = TypeVar("T")
Row = TypeVar("Row", bound=SQLModel)

_TRIES = 5
_LONGEST_ARRAY = 10_000
# Serialisation failure, deadlock, and a unique key that somebody else took at the same moment: a second try sees it.
_RETRY = {"40001", "40P01", "23505"}
_sqlite_writer = threading.Lock()
_pool = ThreadPoolExecutor(max_workers=8, thread_name_prefix="duebook-db")
_long_work = ThreadPoolExecutor(max_workers=4, thread_name_prefix="duebook-long")

_PRAGMAS = (
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=FULL",
    "PRAGMA foreign_keys=ON",
    "PRAGMA recursive_triggers=ON",  # without it INSERT OR REPLACE goes round the append-only triggers
    "PRAGMA busy_timeout=10000",
)


@cache
def engine(url: str | None = None) -> Engine:
    """The engine for `DUEBOOK_DATABASE_URL`; one a process."""
    address = (url or settings().database).replace("postgresql://", "postgresql+psycopg://")
    if not address.startswith("sqlite"):
        return create_engine(address, pool_pre_ping=True, pool_size=10, max_overflow=10, hide_parameters=True)
    path = address.removeprefix("sqlite:///")
    Path(path).parent.mkdir(parents=True, exist_ok=True)
    patience = {"check_same_thread": False, "timeout": 10}
    made = create_engine(address, connect_args=patience, hide_parameters=True)
    event.listen(made, "connect", _set_pragmas)
    event.listen(made, "begin", _begin)
    return made


def _set_pragmas(connection: Any, _record: Any) -> None:
    connection.isolation_level = None  # SQLAlchemy's BEGIN below is the only one
    for pragma in _PRAGMAS:
        connection.execute(pragma)


def _begin(connection: Connection) -> None:
    # BEGIN IMMEDIATE takes the write lock at once: two writers wait instead of failing half way.
    writes = connection.get_execution_options().get("writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


@contextmanager
def transaction() -> Iterator[Session]:
    """One unit of work: commits on return, rolls back on any exception."""
    bound = engine().execution_options(writes=True)
    # SQLite lets writers starve one another; within a process they queue here instead.
    queue = _sqlite_writer if is_sqlite() else _NoLock()
    with queue, Session(bound, expire_on_commit=False) as session, session.begin():
        yield session


@contextmanager
def reading() -> Iterator[Session]:
    """A consistent view that is never written to."""
    with Session(engine(), expire_on_commit=False, autoflush=False) as session:
        yield session


def is_sqlite() -> bool:
    return engine().dialect.name == "sqlite"


def run(service: Callable[Concatenate[Session, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Call a service in a transaction of its own; who lost a race tries again, at most five times."""
    for attempt in range(1, _TRIES + 1):
        try:
            with transaction() as session:
                return service(session, *args, **kwargs)
        except DBAPIError as error:
            if getattr(error.orig, "sqlstate", None) not in _RETRY or attempt == _TRIES:
                raise
            time.sleep(random.uniform(0.01, 0.05) * attempt)
    raise AssertionError("unreachable: the last try returns or raises")


def look(query: Callable[Concatenate[Session, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Ask a query in a reading of its own."""
    with reading() as session:
        return query(session, *args, **kwargs)


async def call(service: Callable[Concatenate[Session, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
    """`run`, off the event loop: how event handlers and routes change anything."""
    return await off_loop(partial(run, service, *args, **kwargs))


async def ask(query: Callable[Concatenate[Session, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
    """`look`, off the event loop: how event handlers and routes read anything."""
    return await off_loop(partial(look, query, *args, **kwargs))


async def off_loop(work: Callable[[], T]) -> T:
    """Run blocking work in the database's threads, so that no page waits for another."""
    return await asyncio.get_running_loop().run_in_executor(_pool, work)


async def aside(work: Callable[[], T]) -> T:
    """Run work that takes seconds, or waits for somebody else, in a few threads of its own.

    The guard asks who is there before every event; it must never queue behind a whole journal being posted.
    """
    return await asyncio.get_running_loop().run_in_executor(_long_work, work)


def locked(session: Session, model: type[Row], ids: Iterable[int]) -> dict[int, Row]:
    """The rows by id, read afresh and held until the transaction ends.

    Always in id order, so that two who want the same rows wait and never deadlock.

    Raises:
        NotFound: one of them does not exist.
    """
    wanted = sorted(set(ids))
    found: dict[int, Row] = {}
    for some in chunks(wanted):
        key = model.__table__.c.id  # type: ignore[attr-defined]
        query = (
            select(model).where(key.in_(some)).order_by(key).with_for_update().execution_options(populate_existing=True)
        )
        found.update({row.id: row for row in session.execute(query).scalars()})
    if missing := [each for each in wanted if each not in found]:
        raise NotFound(f"{model.__name__} {missing[0]} does not exist.")
    return found


def add_rows(
    session: Session,
    model: type[SQLModel],
    rows: Iterable[Mapping[str, Any]],
    *,
    count: int | None = None,
    common: Mapping[str, Any] = MappingProxyType({}),
) -> list[int]:
    """Insert many rows at the speed of the database: COPY on PostgreSQL, one prepared statement on SQLite.

    Every row gives every column but `id` and those of `common`, which are the same in all of them; ids are taken from
    the table's own sequence. Rows may also be made one by one as they are written: then `count` says how many, and
    making them must not ask the session.

    Returns:
        The new ids, in the order given.
    """
    wanted = len(rows) if count is None and isinstance(rows, Sized) else count
    if not wanted:
        return []
    session.flush()
    table: Table = model.__table__  # type: ignore[attr-defined]
    ids = _next_ids(session, table, wanted)
    if is_sqlite():
        numbered = [{"id": id_, **common, **row} for id_, row in zip(ids, rows, strict=True)]
        session.connection().execute(table.insert(), numbered)
    else:
        _copy(session, table, ids, rows, common)
    return ids


def _next_ids(session: Session, table: Table, count: int) -> list[int]:
    if is_sqlite():  # the write lock is ours, so nobody else numbers rows meanwhile
        last = session.connection().execute(select(func.coalesce(func.max(table.c.id), 0))).scalar_one()
        return list(range(last + 1, last + 1 + count))
    # OFFSET 0 keeps the sequence from being looked up again for every number.
    named = "SELECT CAST(pg_get_serial_sequence(:table, 'id') AS regclass) AS sequence OFFSET 0"
    query = text(f"SELECT array_agg(nextval(sequence)) FROM ({named}) AS named, generate_series(1, :count)")
    return list(session.connection().execute(query, {"table": table.name, "count": count}).scalar_one())


def _copy(
    session: Session, table: Table, ids: Sequence[int], rows: Iterable[Mapping[str, Any]], common: Mapping[str, Any]
) -> None:
    connection = session.connection()
    into = ", ".join(f'"{name}"' for name in copying.columns_of(table, common))
    statement = f'COPY "{table.name}" ({into}) FROM STDIN'
    driver: Any = connection.connection.driver_connection
    try:
        with driver.cursor() as cursor, cursor.copy(statement) as copy:
            for block in copying.text_of(table, connection.dialect, ids, rows, common):
                copy.write(block)
    except psycopg.Error as error:
        # The driver is called past SQLAlchemy here, but whoever waits for its errors (`run` does) still gets them.
        raise DBAPIError.instance(statement, None, error, psycopg.Error, dialect=connection.dialect) from error


def chunks(items: Sequence[T], size: int = 500) -> Iterator[Sequence[T]]:
    """Parts small enough for one `IN` list."""
    return (items[start : start + size] for start in range(0, len(items), size))


def one_of(column: Any, values: Iterable[Any]) -> Iterator[ColumnElement[bool]]:
    """Conditions that say together that the column holds one of the values, each small enough for one statement.

    PostgreSQL is given arrays: a text of 500 names is built and read anew for every 500, an array is not.
    """
    wanted = sorted(set(values))
    if is_sqlite():
        return (column.in_(some) for some in chunks(wanted))
    return (column == any_(literal(some, ARRAY(column.type))) for some in chunks(wanted, _LONGEST_ARRAY))


class _NoLock:
    def __enter__(self) -> None: ...

    def __exit__(self, *_: object) -> None: ...
