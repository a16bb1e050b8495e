"""`duebook invoices`: bring invoices in."""

import typer

from backoffice.commands.printing import AsJson, FilePath, read_bytes, say, say_json
from shared import db, invoices

app = typer.Typer(no_args_is_help=True, help="Register invoices.")

ACTOR = "command line"


@app.callback()
def _group() -> None: ...


@app.command("import")
def import_(file: FilePath, as_json: AsJson = False) -> None:
    """Register all invoices of a CSV file, or none: every bad row is named at once."""
    rows = invoices.read_csv(read_bytes(file))
    done = db.run(invoices.register, rows, source=file.name, actor=ACTOR)
    if as_json:
        say_json({"added": len(done.added), "repeated": done.repeated})
    else:
        say(f"{len(done.added)} invoices registered, {done.repeated} were registered before.")
