"""A private PostgreSQL for the tests: made in a temporary folder, on a free port of loopback, gone afterwards."""

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.machine import postgres_programs


@contextmanager
def running() -> Iterator[str]:
    """A server URL that may be used until the block ends; PostgreSQL refuses to run as root, so it does not."""
    folder = Path(tempfile.mkdtemp(prefix="duebook-pg-"))
    owner = "postgres" if os.geteuid() == 0 else ""
    if owner:
        os.chown(folder, pwd.getpwnam(owner).pw_uid, pwd.getpwnam(owner).pw_gid)
    port = _free_port()
    try:
        _run(owner, "initdb", "-D", str(folder / "data"), "-A", "trust", "-U", "postgres", "--no-sync")
        options = f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={folder} -c max_connections=200"
        log = str(folder / "log")
        _run(owner, "pg_ctl", "-D", str(folder / "data"), "-o", options, "-l", log, "-w", "start")
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
    with running() as url:
        print(url, flush=True)
        while True:
            time.sleep(3600)
