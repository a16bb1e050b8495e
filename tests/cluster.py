"""A private PostgreSQL for the tests: made in a temporary folder, on a free port of loopback, gone afterwards."""

import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.machine import postgres_programs, quick_folder

# What is in it may be lost with the machine: nothing waits for the disk, which took seconds for each database dropped.
_FORGETFUL = {
    "fsync": "off",
    "full_page_writes": "off",
    "synchronous_commit": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "shared_buffers": "256MB",
    "autovacuum": "off",
}


@contextmanager
def running() -> Iterator[str]:
    """A server URL that may be used until the block ends; PostgreSQL refuses to run as root, so it does not."""
    folder = Path(tempfile.mkdtemp(prefix="duebook-pg-", dir=quick_folder()))
    owner = "postgres" if os.geteuid() == 0 else ""
    if owner:
        os.chown(folder, pwd.getpwnam(owner).pw_uid, pwd.getpwnam(owner).pw_gid)
    port = _free_port()
    try:
        _run(owner, "initdb", "-D", str(folder / "data"), "-A", "trust", "-U", "postgres", "--no-sync")
        reached = {"listen_addresses": "127.0.0.1", "unix_socket_directories": str(folder), "max_connections": "200"}
        options = [f"-p {port}", *(f"-c {name}={value}" for name, value in {**reached, **_FORGETFUL}.items())]
        log = str(folder / "log")
        _run(owner, "pg_ctl", "-D", str(folder / "data"), "-o", " ".join(options), "-l", log, "-w", "start")
        try:
            yield f"postgresql://postgres@127.0.0.1:{port}/postgres"
        finally:
            _run(owner, "pg_ctl", "-D", str(folder / "data"), "-m", "immediate", "-w", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _run(owner: str, program: str, *arguments: str) -> None:
    command = [f"{postgres_programs()}/{program}", *arguments]
    as_owner = ["setpriv", f"--reuid={owner}", f"--regid={owner}", "--init-groups"] if owner else []
    # The folder of root may be closed to the owner of the cluster.
    subprocess.run([*as_owner, *command], cwd="/", check=True, stdout=subprocess.DEVNULL, stdin=subprocess.DEVNULL)


def _free_port() -> int:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        return int(listening.getsockname()[1])


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, lambda *_: sys.exit())  # or the server would outlive the program
    with running() as url:
        print(url, flush=True)
        while True:
            time.sleep(3600)
