"""`duebook plans`: what the job does with instalment plans, by hand."""

import typer

from backoffice.commands.printing import AsJson, say, say_json
from backoffice.jobs.charges import charge_plans, settle_charges
from backoffice.jobs.plans import follow_plans

app = typer.Typer(no_args_is_help=True, help="Instalment plans.")


@app.callback()
def _group() -> None: ...


@app.command()
def charge(as_json: AsJson = False) -> None:
    """Charge what is due and announced, announce what is near, and bring every plan to where it is today."""
    settled, charged, done = settle_charges(), charge_plans(), follow_plans()
    told = {
        "charged": charged.asked,
        "unknown": charged.unknown + settled.unknown,
        "settled": settled.asked,
        "looked_at": done.looked_at,
        "moved": done.moved,
    }
    if as_json:
        say_json(told)
        return
    say(f"{charged.asked} instalments charged; of {told['unknown']} charges it is not known yet what became.")
    say(f"{done.looked_at} plans and offers looked at, {done.moved} moved on.")
