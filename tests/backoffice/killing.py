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
_CHARGE = """
import os, signal
from datetime import timedelta
from backoffice.jobs import charges
from shared import clock
from shared.payments.saved_cards import stripe_cards
charge = stripe_cards.charge
def charge_and_die(order):
    charge(order)
    os.kill(os.getpid(), signal.SIGKILL)
stripe_cards.charge = charge_and_die
clock.move(timedelta(seconds={ahead}))
charges.charge_plans()
"""
_POST = "from backoffice.jobs import journals as j; j.post_journal({journal}, actor='killed', size={size})"


def kill_apply(journal: int, *, once: Callable[[], bool]) -> None:
    _kill(_APPLY.format(journal=journal), once)


def kill_post(journal: int, *, size: int, once: Callable[[], bool]) -> None:
    """Post in small batches and kill as soon as `once` holds, as seen from here."""
    _kill(_POST.format(journal=journal, size=size), once)


def kill_charging(*, ahead_s: float) -> None:
    """Charge what is due, and die as soon as the provider has taken the first card's money."""
    _kill(_CHARGE.format(ahead=ahead_s), lambda: False)


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
