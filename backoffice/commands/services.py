"""`duebook serve`, `worker`, `demo`, `sign-in`, `bench`, `events`, `outbox`: running the product by hand."""

import importlib
import os
import sys
from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit

import typer

from backoffice import demo as story
from backoffice.commands import schema
from backoffice.commands.printing import AsJson, say, say_json
from backoffice.jobs import outbox as promises
from shared import db, payments
from shared.errors import NotFound
from shared.settings import settings

ROOT = Path(__file__).resolve().parents[2]

events = typer.Typer(no_args_is_help=True, help="The card provider's events.")
outbox_app = typer.Typer(no_args_is_help=True, help="What was promised to the outside.")


def serve() -> None:
    """Run the app from its built front end; `python -m shared.ui.frontend build` builds it."""
    if not (ROOT / ".web" / "build" / "client").is_dir():
        raise NotFound("The front end is not built yet: run `make build` first.")
    address = urlsplit(settings().origin)
    # Reflex builds on import unless told that it was built; the two `__` names are its own (pinned in pyproject.toml).
    built = {"__REFLEX_SKIP_COMPILE": "true", "__REFLEX_MOUNT_FRONTEND_COMPILED_APP": "true", "REFLEX_ENV_MODE": "prod"}
    where = ["--host", "127.0.0.1", "--port", str(address.port or 8000)]
    granian = [sys.executable, "-m", "granian", "--interface", "asgi", "--factory", *where, "--workers", "1", "app:app"]
    os.chdir(ROOT)
    os.execve(sys.executable, granian, {**os.environ, **built, "REFLEX_TELEMETRY_ENABLED": "false"})


def worker() -> None:
    """Run jobs until told to stop."""
    from backoffice.jobs.worker import work

    work()


def demo(as_json: AsJson = False) -> None:
    """Seed a telling story into an empty database; one that holds something is left alone."""
    schema.bring_up_to_date()
    is_new = db.run(story.seed)
    if is_new:
        story.play()
        story.plan()
        story.deal()
    if as_json:
        say_json({"seeded": is_new})
    else:
        say("The demo story is in place." if is_new else "There are creditors already; the demo story was left out.")


def sign_in(email: Annotated[str, typer.Argument(help="A debtor's or a member of staff's address.")] = "") -> None:
    """Print a one-time link for a debtor, or the current code for a member of staff; for demos and emergencies."""
    for each in story.sign_ins(email):
        say(each)


def bench(name: Annotated[str, typer.Argument(help="The benchmark's name, as in benchmarks/.")]) -> None:
    """Run one benchmark; it prints its ratios last."""
    place = ROOT / "benchmarks" / name
    if not (place.with_suffix(".py").is_file() or (place / "__init__.py").is_file()):
        raise NotFound(f"There is no benchmark called {name}.")
    sys.path.insert(0, str(ROOT))
    importlib.import_module(f"benchmarks.{name}").run()


@events.callback()
def _events() -> None: ...


@events.command("replay")
def replay(as_json: AsJson = False) -> None:
    """Ask the provider for what was never delivered, then act on every event that waits."""
    polled = payments.poll()
    if as_json:
        say_json({"found": polled.kept, "handled": polled.handled})
    else:
        say(f"{polled.kept} events found, {polled.handled} handled.")


@outbox_app.callback()
def _outbox() -> None: ...


@outbox_app.command("send")
def send(as_json: AsJson = False) -> None:
    """Carry out what is due now."""
    kept = promises.send_due()
    if as_json:
        say_json({"sent": kept})
    else:
        say(f"{kept} promises carried out.")
