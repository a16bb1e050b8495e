"""Everything the simulator knows: Stripe's objects as JSON in one SQLite table, in memory or in a file."""

import json
import sqlite3
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from stripe_simulator.clock import Clock
from stripe_simulator.errors import no_such

Object = dict[str, Any]

_SCHEMA = """
CREATE TABLE IF NOT EXISTS object (
  place INTEGER PRIMARY KEY AUTOINCREMENT,
  id TEXT NOT NULL UNIQUE,
  kind TEXT NOT NULL,
  body TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS object_kind ON object (kind, place);
"""


@dataclass(frozen=True, slots=True)
class Cause:
    """The request that is being carried out, as events name it."""

    request_id: str
    idempotency_key: str | None = None


class Store:
    """Objects by id, the order they were made in, and whole-or-nothing changes.

    Used from the server's one thread only. `public_url` is where its pages are. `on_commit` is called with the
    ids of the events a change left behind.
    """

    def __init__(self, public_url: str, path: Path | None = None) -> None:
        self.public_url = public_url
        self.clock = Clock()
        self.cause = Cause("req_none")
        self.on_commit: Callable[[list[str]], None] = lambda _: None
        self._new_events: list[str] = []
        self._database = sqlite3.connect(path or ":memory:", isolation_level=None, check_same_thread=False)
        self._database.executescript(_SCHEMA)

    @contextmanager
    def transaction(self, cause: Cause) -> Iterator[None]:
        """Keep all that is put inside, or nothing when it raises."""
        self.cause, self._new_events = cause, []
        self._database.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self._database.execute("ROLLBACK")
            raise
        self._database.execute("COMMIT")
        self.on_commit(self._new_events)

    def put(self, thing: Object) -> None:
        """Keep an object; one that is already there keeps its place in lists."""
        self._database.execute(
            "INSERT INTO object (id, kind, body) VALUES (?, ?, ?) ON CONFLICT (id) DO UPDATE SET body = excluded.body",
            (thing["id"], thing["object"], json.dumps(thing)),
        )

    def announce(self, event: Object) -> None:
        """Keep a new event and have it delivered once the change is committed."""
        self.put(event)
        self._new_events.append(event["id"])

    def get(self, key: str) -> Object | None:
        row = self._database.execute("SELECT body FROM object WHERE id = ?", (key,)).fetchone()
        return json.loads(row[0]) if row else None

    def need(self, kind: str, key: str, *, param: str = "id", status: int = 404) -> Object:
        """The object of that kind and id.

        Raises:
            ApiError: there is none (404 when it is what the path names, 400 for a parameter).
        """
        found = self.get(key)
        if found is None or found["object"] != kind:
            raise no_such(kind.replace(".", "_"), key, param=param, status=status)
        return found

    def newest_first(self, kind: str, *, above: int = 0, below: int = sys.maxsize) -> Iterator[Object]:
        """Objects of that kind between two places, read as they are asked for."""
        rows = self._database.execute(
            "SELECT body FROM object WHERE kind = ? AND place > ? AND place < ? ORDER BY place DESC",
            (kind, above, below),
        )
        return (json.loads(body) for (body,) in rows)

    def place(self, kind: str, key: str, *, param: str) -> int:
        """Where an object stands in the order of making.

        Raises:
            ApiError: there is no object of that kind and id (400).
        """
        self.need(kind, key, param=param, status=400)
        (place,) = self._database.execute("SELECT place FROM object WHERE id = ?", (key,)).fetchone()
        return int(place)

    def forget(self, key: str) -> None:
        self._database.execute("DELETE FROM object WHERE id = ?", (key,))

    def clear(self) -> None:
        self._database.execute("DELETE FROM object")
        self.clock.ahead_s = 0

    def close(self) -> None:
        self._database.close()
