"""A camt.053 of 100,000 entries into a journal on PostgreSQL, against COPY of the very rows that it became."""

import gc
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

from benchmarks import books, camt_file
from shared import creditors, db, journals, statements
from shared.statements import Statement

ENTRIES = 100_000
_ROUNDS = 2
_COPIED = "copied_journal_line"
T = TypeVar("T")


def run() -> None:
    """Print seconds; the ratios are of taking in to COPY, and of the whole import to reading and COPY."""
    with tempfile.TemporaryDirectory() as folder, books.postgres():
        path = Path(folder) / "statement.xml"
        best: dict[str, float] = {}
        for round_ in range(_ROUNDS):
            # other payments each time: what is known already is not written again
            camt_file.write(path, ENTRIES, seed=round_, iban=books.IBAN)
            for name, seconds in _round(path).items():
                best[name] = min(seconds, best.get(name, seconds))
                print(f"{name:28} {seconds:6.2f} s", flush=True)
    whole = best["reading"] + best["taking in"]
    print(f"whole import to reading + COPY: {whole / (best['reading'] + best['COPY of the same rows']):.2f}")
    print(f"ratio of taking in to COPY of the same rows {best['taking in'] / best['COPY of the same rows']:.2f}")


def _round(path: Path) -> dict[str, float]:
    reading, found = _timed(lambda: statements.read(path.read_bytes()))
    taking, journal = _timed(lambda: _take_in(found))
    return {"reading": reading, "taking in": taking, "COPY of the same rows": _copy_again(journal)}


def _take_in(found: list[Statement]) -> int:
    account = db.look(creditors.account_by_iban, books.IBAN)
    journal = db.run(journals.open_journal, account.id, actor=books.FIRM).id or 0
    taken = db.run(journals.take_in, journal, found, file_name="benchmark.xml", actor=books.FIRM)
    if taken.added + taken.set_aside < ENTRIES:
        raise AssertionError(f"{taken} of {ENTRIES} entries")
    return journal


def _copy_again(journal: int) -> float:
    """Seconds that COPY needs for the journal's rows, ready made, into a table of the same columns and indexes."""
    driver: Any = db.engine().raw_connection()
    try:
        with driver.cursor() as cursor:
            cursor.execute(f"CREATE TABLE {_COPIED} (LIKE journal_line INCLUDING ALL)")
            select = f"SELECT * FROM journal_line WHERE journal_id = {journal} ORDER BY id"
            with cursor.copy(f"COPY ({select}) TO STDOUT") as copy:
                rows = b"".join(copy)
            seconds, _ = _timed(lambda: _copy_in(cursor, rows))
            cursor.execute(f"DROP TABLE {_COPIED}")
        driver.commit()
    finally:
        driver.close()
    return seconds


def _copy_in(cursor: Any, rows: bytes) -> None:
    with cursor.copy(f"COPY {_COPIED} FROM STDIN") as copy:
        copy.write(rows)


def _timed(work: Callable[[], T]) -> tuple[float, T]:
    gc.collect()
    began = time.perf_counter()
    result = work()
    return time.perf_counter() - began, result


if __name__ == "__main__":
    run()
