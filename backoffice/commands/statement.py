"""`duebook statement`: what a bank file says, exactly."""

from pathlib import Path
from typing import Annotated

import typer

from backoffice.commands.printing import AsJson, FilePath, read_bytes, say, say_json, say_table
from shared import statements

app = typer.Typer(no_args_is_help=True, help="Look into bank files.")

Profile = Annotated[Path | None, typer.Option("--profile", help="How to read a CSV of this bank.")]


@app.callback()
def _group() -> None: ...


@app.command()
def show(file: FilePath, profile: Profile = None, as_json: AsJson = False) -> None:
    """Print the file's statements, entries and details; refuse a file that cannot be trusted."""
    found = statements.read(read_bytes(file), layout=layout_of(profile))
    if as_json:
        say_json(statements.as_json(found))
        return
    for each in found:
        ties = {True: "balances tie", False: "balances do not tie", None: "no balances to compare"}[each.ties]
        say(f"{each.id}: {each.account_iban or each.account_other or 'no account named'}, {ties}")
        say_table(("Booked", "Effect", "Amount", "", "Text"), map(_row, each.entries), numbers=("Amount",))


def layout_of(profile: Path | None) -> statements.CsvLayout | None:
    return statements.load_layout(read_bytes(profile).decode()) if profile else None


def _row(entry: statements.Entry) -> tuple[str, ...]:
    first = entry.details[0]
    text = f"{first.counterparty_name or ''} {first.remittance}".strip()[:80]
    return str(entry.booking_date or ""), entry.direction.value, entry.amount.plain, entry.amount.currency, text
