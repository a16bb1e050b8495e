"""`duebook rates`: bring exchange rates in."""

import typer

from backoffice.commands.printing import AsJson, FilePath, read_bytes, say, say_json
from shared import db
from shared.ledger import rates

app = typer.Typer(no_args_is_help=True, help="Exchange rates.")

ACTOR = "command line"


@app.callback()
def _group() -> None: ...


@app.command("import")
def import_(file: FilePath, as_json: AsJson = False) -> None:
    """Keep all rates of a CSV file (currency, date, per_base), or none: every bad row is named at once."""
    read = rates.read_csv(read_bytes(file))
    changed = db.run(rates.keep, read, source=file.name, actor=ACTOR)
    if as_json:
        say_json({"kept": changed, "repeated": len(read) - changed})
    else:
        say(f"{changed} rates kept, {len(read) - changed} were known before.")
