"""Every test there is: on SQLite, on PostgreSQL, in a browser. `make test` calls it."""

import os
import subprocess
import sys
import tempfile
import time

from tests import cluster
from tests.machine import quick_folder

# Name, pytest's arguments, and whether it runs on PostgreSQL.
ON_POSTGRES = ["tests/shared", "tests/walks", "tests/postgres"]
STAGES = (
    ("on SQLite", ["-n", "2", "--dist", "worksteal", "-m", "not postgres and not browser"], False),
    (
        "on PostgreSQL",
        ["-n", "2", "--dist", "worksteal", "-m", "not browser", *ON_POSTGRES],
        True,
    ),
    ("in a browser", ["-m", "browser"], False),
)


def main() -> int:
    failed = []
    with cluster.running() as url, tempfile.TemporaryDirectory(prefix="duebook-", dir=quick_folder()) as folder:
        for name, arguments, is_postgres in STAGES:
            started = time.monotonic()
            print(f"\n== {name}", flush=True)
            known = {"TMPDIR": folder} | ({"DUEBOOK_TEST_DATABASE_URL": url} if is_postgres else {})
            pytest = [sys.executable, "-m", "pytest", "-q", *arguments]
            if subprocess.run(pytest, env={**os.environ, **known}, check=False).returncode:
                failed.append(name)
            print(f"== {name}: {time.monotonic() - started:.0f} s", flush=True)
    if failed:
        print(f"Failed {' and '.join(failed)}.", flush=True)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
