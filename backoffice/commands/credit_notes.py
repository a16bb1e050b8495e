"""`duebook credits`: bring credit notes in."""

import typer

from backoffice.commands.printing import AsJson, FilePath, read_bytes, say, say_json
from shared import db
from shared.receipts import credit_notes

app = typer.Typer(no_args_is_help=True, help="Credit notes.")

ACTOR = "command line"


@app.callback()
def _group() -> None: ...


@app.command("import")
def import_(file: FilePath, as_json: AsJson = False) -> None:
    """Register all credit notes of a CSV file, or none: every bad row is named at once."""
    rows = credit_notes.read_csv(read_bytes(file))
    done = db.run(credit_notes.register, rows, source=file.name, actor=ACTOR)
    if as_json:
        say_json({"added": len(done.added), "repeated": done.repeated})
    else:
        say(f"{len(done.added)} credit notes registered, {done.repeated} were registered before.")
