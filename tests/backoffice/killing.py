"""A process that applies or posts a journal and is killed in the middle, as when the power fails."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable

from tests.conftest import ROOT

PATIENCE_SECONDS = 60

_APPLY = "from backoffice.jobs import journals as j; j.apply_journal({journal}, actor='killed')"
_POST = "from backoffice.jobs import journals as j; j.post_journal({journal}, actor='killed', size={size})"


def kill_apply(journal: int, *, once: Callable[[], bool]) -> None:
    _kill(_APPLY.format(journal=journal), once)


def kill_post(journal: int, *, size: int, once: Callable[[], bool]) -> None:
    """Post in small batches and kill as soon as `once` holds, as seen from here."""
    _kill(_POST.format(journal=journal, size=size), once)


def _kill(program: str, once: Callable[[], bool]) -> None:
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    process = subprocess.Popen([sys.executable, "-c", program], cwd=ROOT, env=environment)
    until = time.monotonic() + PATIENCE_SECONDS
    try:
        while process.poll() is None and not once() and time.monotonic() < until:
            time.sleep(0.005)
    finally:
        process.send_signal(signal.SIGKILL)
        process.wait(PATIENCE_SECONDS)
