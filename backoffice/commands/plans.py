"""`duebook plans`: what the job does with instalment plans, by hand."""

import typer

from backoffice.commands.printing import AsJson, say, say_json
from backoffice.jobs.plans import follow_plans

app = typer.Typer(no_args_is_help=True, help="Instalment plans.")


@app.callback()
def _group() -> None: ...


@app.command()
def charge(as_json: AsJson = False) -> None:
    """Announce the card charges that are near, and bring every plan to where it is today."""
    done = follow_plans()
    if as_json:
        say_json({"looked_at": done.looked_at, "moved": done.moved})
    else:
        say(f"{done.looked_at} plans and offers looked at, {done.moved} moved on.")
