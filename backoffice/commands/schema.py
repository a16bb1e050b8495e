"""`duebook db`: the schema, brought up to date by its migrations."""

from pathlib import Path

import typer
from alembic import command
from alembic.config import Config

from backoffice.commands.printing import say

_ROOT = Path(__file__).resolve().parents[2]

app = typer.Typer(no_args_is_help=True, help="The database's schema.")


@app.callback()
def _group() -> None: ...


@app.command()
def upgrade() -> None:
    """Run every migration that this database has not seen."""
    bring_up_to_date()
    say("The schema is up to date.")


def bring_up_to_date() -> None:
    config = Config()
    config.set_main_option("script_location", str(_ROOT / "migrations"))
    command.upgrade(config, "head")
