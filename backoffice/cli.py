"""`duebook …`: the product without a screen, and the contract for measuring it (architecture.md, The command line).

Errors go to standard error as one sentence; exit 0 done, 1 a check found something, 2 refused.
"""

import sys

import typer
from pydantic import ValidationError

from backoffice.commands import (
    books,
    credit_notes,
    invoices,
    journal,
    match,
    plans,
    rates,
    running,
    schema,
    services,
    setting_up,
    statement,
)
from shared.errors import Refused

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False, help="Duebook, by hand.")
app.add_typer(statement.app, name="statement")
app.add_typer(invoices.app, name="invoices")
app.add_typer(credit_notes.app, name="credits")
app.add_typer(rates.app, name="rates")
app.add_typer(journal.app, name="journal")
app.add_typer(plans.app, name="plans")
app.add_typer(schema.app, name="db")
app.add_typer(services.events, name="events")
app.add_typer(services.outbox_app, name="outbox")
app.add_typer(books.audit_app, name="audit")
app.add_typer(setting_up.account, name="account")
app.add_typer(setting_up.agreement, name="agreement")
app.add_typer(setting_up.staff, name="staff")
for _command in (
    running.run,
    match.match,
    services.serve,
    services.worker,
    services.bench,
    services.demo,
    services.sign_in,
    books.verify,
):
    app.command()(_command)
app.command("trial-balance")(books.trial_balance)


def main() -> None:
    """The console script."""
    try:
        app(standalone_mode=True)
    except Refused as refused:
        sys.stderr.write(f"{refused}\n")
        sys.exit(2)
    except ValidationError as wrong:
        first = wrong.errors()[0]
        sys.stderr.write(f"{first['msg'].removeprefix('Value error, ')}\n")
        sys.exit(2)
    except BrokenPipeError:
        sys.exit(0)


if __name__ == "__main__":
    main()
