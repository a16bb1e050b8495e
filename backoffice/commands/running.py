"""`duebook run`: app, worker and card simulator under one supervisor, and a word of welcome when they are up."""

import os
import shlex
import sys
import threading
import time
import urllib.error
import urllib.request

from honcho.manager import Manager
from honcho.printer import Printer

from backoffice import demo
from backoffice.commands.printing import say
from backoffice.commands.services import ROOT
from shared.settings import StripeMode, settings

_WAIT_S = 60
_INTERRUPTED = 130  # what a shell calls Ctrl+C, which is how this command is meant to end


def run() -> None:
    """Run everything until Ctrl+C, which stops everything."""
    manager = Manager(Printer(sys.stdout))
    for name, command in _processes().items():
        manager.add_process(name, shlex.join(command), cwd=str(ROOT), env={**os.environ, "PYTHONUNBUFFERED": "1"})
    threading.Thread(target=_welcome, daemon=True).start()
    manager.loop()
    sys.exit(0 if manager.returncode in (None, _INTERRUPTED) else manager.returncode)


def _processes() -> dict[str, list[str]]:
    duebook = [sys.executable, "-m", "backoffice.cli"]
    found = {"app": [*duebook, "serve"], "worker": [*duebook, "worker"]}
    if settings().stripe_mode is StripeMode.FAKE and not settings().stripe_api_base:
        found["cards"] = _simulator()
    return found


def _simulator() -> list[str]:
    tell = ["--webhook", f"{settings().loopback}/webhooks/stripe", "--secret", settings().webhook_secrets[0]]
    return [sys.executable, "-m", "stripe_simulator", *tell, "--state", str(settings().data_dir / "stripe.db")]


def _welcome() -> None:
    for _ in range(_WAIT_S * 5):
        try:
            urllib.request.urlopen(f"{settings().loopback}/ping", timeout=1).close()
            break
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)
    else:
        say(f"The app did not answer within {_WAIT_S} seconds; see above.")
        return
    cards = "card payments go to the simulator, no real money" if settings().stripe_mode is StripeMode.FAKE else ""
    say("\n".join(["", f"Duebook is running. {cards}", *demo.sign_ins(""), "Ctrl+C stops all of it.", ""]))
