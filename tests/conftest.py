"""A fresh, migrated database for every test that asks for one: SQLite, or PostgreSQL by DUEBOOK_TEST_DATABASE_URL.

`database` gives the URL and resets what is cached of the settings; `session` is one transaction on it.
On PostgreSQL each worker makes databases of its own (`duebook_test_…`) beside the one named, and drops them.
"""

import functools
import os
import shutil
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import hypothesis
import psycopg
import pytest
from alembic import command
from alembic.config import Config
from playwright.sync_api import Browser, sync_playwright
from sqlalchemy import make_url
from sqlmodel import Session

from shared import clock, db
from shared.settings import settings
from stripe_simulator.testing import running
from tests import chromium
from tests.shared.payments import cards

# A busy machine is no failure: examples are bounded in number, not in time.
hypothesis.settings.register_profile("duebook", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow])
hypothesis.settings.load_profile("duebook")

ROOT = Path(__file__).parent.parent
SERVER = os.environ.get("DUEBOOK_TEST_DATABASE_URL", "")


def sequences(wanted: int) -> int:
    """How many sequences of steps are walked: all of them on SQLite, a third on PostgreSQL.

    The rules are the same on both; there it is for the SQL, which every sequence runs. Races have tests of their own.
    """
    return -(-wanted // 3) if SERVER else wanted


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The migrated database that every test gets a copy of."""
    if not SERVER:
        url = f"sqlite:///{tmp_path_factory.mktemp('template')}/duebook.db"
        _migrate(url)
        yield url
        return
    name = f"duebook_test_{uuid.uuid4().hex[:12]}"
    _on_server(f"CREATE DATABASE {name}")
    _migrate(_named(name))
    yield name
    _drop(_named(name))


@pytest.fixture(scope="session")
def database_url(template: str, tmp_path_factory: pytest.TempPathFactory) -> str:
    """Where every test of a worker finds its database: one engine serves them all, and compiles each statement once."""
    return _named(f"{template}_own") if SERVER else f"sqlite:///{tmp_path_factory.mktemp('own')}/duebook.db"


@pytest.fixture
def database(template: str, database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    with _copy(template, database_url, tmp_path):
        monkeypatch.setenv("DUEBOOK_DATABASE_URL", database_url)
        monkeypatch.setenv("DUEBOOK_DATA_DIR", str(tmp_path))
        monkeypatch.setenv("DUEBOOK_SECRET_KEY", "for tests only, and no secret")
        settings.cache_clear()
        if db.engine().url.database != make_url(database_url).database:  # what came before meant another
            db.engine.cache_clear()
        yield database_url
        db.engine().dispose()
        settings.cache_clear()
    clock.move(timedelta())


@pytest.fixture
def session(database: str) -> Iterator[Session]:
    """One unit of work that the test shares with the services it calls."""
    with db.transaction() as session:
        yield session


@pytest.fixture
def fresh_books(database: str, template: str) -> Callable[[], None]:
    """Empties the books between the examples of one test: the database is made anew from the template."""

    def begin_anew() -> None:
        db.engine().dispose()
        if SERVER:
            _drop(database)
            _create(database, template)
            return
        path = _file(database).resolve()
        for beside in ("-wal", "-shm"):
            path.with_name(path.name + beside).unlink(missing_ok=True)
        shutil.copy(_file(template), path)

    return begin_anew


@pytest.fixture
def simulator(database: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The real card simulator, sending no webhooks: who asks for it hands events over."""
    with running() as base:
        cards.pays_at(monkeypatch, base)
        yield base


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium for every test that opens a page."""
    with sync_playwright() as playwright:
        launched = chromium.launch(playwright)
        yield launched
        launched.close()


@contextmanager
def _copy(template: str, database_url: str, folder: Path) -> Iterator[None]:
    """At that address, a copy of the template of the test's own; a file lies among what else the test keeps."""
    if SERVER:
        _create(database_url, template)
        yield
        _drop(database_url)
        return
    shutil.copy(_file(template), folder / "duebook.db")
    _file(database_url).symlink_to(folder / "duebook.db")
    yield
    _file(database_url).unlink()


def _file(url: str) -> Path:
    return Path(url.removeprefix("sqlite:///"))


def _create(database_url: str, template: str) -> None:
    _on_server(f"CREATE DATABASE {make_url(database_url).database} TEMPLATE {template} STRATEGY FILE_COPY")


def _drop(database_url: str) -> None:
    _on_server(f"DROP DATABASE {make_url(database_url).database} WITH (FORCE)")


def _migrate(url: str) -> None:
    before = os.environ.get("DUEBOOK_DATABASE_URL")
    os.environ["DUEBOOK_DATABASE_URL"] = url
    settings.cache_clear()
    db.engine.cache_clear()
    config = Config(ROOT / "alembic.ini")
    config.set_main_option("script_location", str(ROOT / "migrations"))
    command.upgrade(config, "head")
    db.engine().dispose()
    os.environ.pop("DUEBOOK_DATABASE_URL")
    if before is not None:
        os.environ["DUEBOOK_DATABASE_URL"] = before


def _named(name: str) -> str:
    return make_url(SERVER).set(database=name).render_as_string(hide_password=False)


def _on_server(statement: str) -> None:
    _server().execute(statement)


@functools.cache
def _server() -> psycopg.Connection:
    """One connection a worker, for as long as it works."""
    return psycopg.connect(SERVER, autocommit=True)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """On PostgreSQL only what opens a database says anything new: all else has run beside SQLite."""
    if not SERVER:
        return
    opens = {item: "template" in getattr(item, "fixturenames", ()) for item in items}
    config.hook.pytest_deselected(items=[item for item in items if not opens[item]])
    items[:] = [item for item in items if opens[item]]


def pytest_sessionfinish(session: pytest.Session) -> None:
    """In CI nothing is left out unseen: a skipped test is a failure there."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if os.environ.get("CI") and reporter is not None and reporter.stats.get("skipped"):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
