"""Reading a camt.053 of 100,000 entries with all its fields, against lxml only walking over the same entries.

Each reading runs in a process of its own, in turn, so that none warms another up; the best of three counts.
"""

from __future__ import annotations

import multiprocessing
import resource
import sys
import tempfile
import time
from collections.abc import Callable
from multiprocessing.connection import Connection
from pathlib import Path

from lxml import etree

from benchmarks import camt_file
from shared.statements import Entry, read, stream

ENTRIES = 100_000
_ROUNDS = 3
_NTRY = "{urn:iso:std:iso:20022:tech:xsd:camt.053.001.08}Ntry"
_UNITS_PER_MB = 1024 * 1024 if sys.platform == "darwin" else 1024


def run() -> None:
    """Print seconds and peak memory of each reading, and the ratio of ours to the bare walk last."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "statement.xml"
        camt_file.write(path, ENTRIES)
        print(f"{ENTRIES:,} entries, {path.stat().st_size / 1e6:.1f} MB")
        best: dict[str, float] = {}
        for _ in range(_ROUNDS):
            for reading in (_bare_walk, _streamed, _read):
                seconds, megabytes = _measured(reading, path)
                name = reading.__name__.strip("_")
                best[name] = min(seconds, best.get(name, seconds))
                print(f"{name:10} {seconds:6.2f} s  {megabytes:7.1f} MB more than before")
    print(f"read into a list: {best['read'] / best['bare_walk']:.2f} x the bare walk")
    print(f"ratio {best['streamed'] / best['bare_walk']:.2f}")


def _bare_walk(path: Path) -> int:
    count = 0
    for _, element in etree.iterparse(str(path), tag=_NTRY):
        element.clear()
        count += 1
    return count


def _streamed(path: Path) -> int:
    count = 0
    for part in stream(path):
        if isinstance(part, Entry):
            count += 1
        elif part.ties is not True:
            raise AssertionError("the file was written to tie")
    return count


def _read(path: Path) -> int:
    return len(read(path.read_bytes())[0].entries)


def _measured(reading: Callable[[Path], int], path: Path) -> tuple[float, float]:
    ours, theirs = multiprocessing.Pipe(duplex=False)
    process = multiprocessing.get_context("spawn").Process(target=_measure, args=(reading, path, theirs))
    process.start()
    theirs.close()
    seconds, megabytes = ours.recv()
    process.join()
    return float(seconds), float(megabytes)


def _measure(reading: Callable[[Path], int], path: Path, answer: Connection) -> None:
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    began = time.perf_counter()
    count = reading(path)
    seconds = time.perf_counter() - began
    if count != ENTRIES:
        raise AssertionError(f"{reading.__name__} found {count} entries")
    answer.send((seconds, (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / _UNITS_PER_MB))


if __name__ == "__main__":
    run()
