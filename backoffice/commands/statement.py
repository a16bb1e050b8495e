"""`duebook statement`: what a bank file says, exactly, and what happened on a debtor's account."""

from pathlib import Path
from typing import Annotated, Any

import typer
from sqlmodel import Session

from backoffice.commands.printing import AsJson, FilePath, read_bytes, say, say_json, say_table
from shared import clock, db, statements
from shared.debtors import queries as debtors
from shared.errors import Refused
from shared.reports import account as accounts
from shared.reports import letters
from shared.reports.account import AccountLine, AccountStatement

app = typer.Typer(no_args_is_help=True, help="Bank files, and debtors' accounts.")

Profile = Annotated[Path | None, typer.Option("--profile", help="How to read a CSV of this bank.")]
Since = Annotated[str, typer.Option("--from", help="The first day, as 2026-01-01; else twelve months before the last.")]
Until = Annotated[str, typer.Option("--to", help="The last day; else today.")]
Currency = Annotated[str, typer.Option("--currency", help="Where they owe in several; else that of most entries.")]


class NoSuchAccount(Refused):
    def __init__(self, currency: str, known: list[str]) -> None:
        super().__init__(f"Nothing was ever booked for them in {currency}; there is {', '.join(known)}.")


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


@app.command("account")
def of_account(
    debtor: str, since: Since = "", until: Until = "", currency: Currency = "", as_json: AsJson = False
) -> None:
    """Print a debtor's statement of account, by the debtor's number: every movement, with the running balance."""
    chosen = letters.days(since, until, clock.today())
    found = db.look(_account, debtor, currency.upper(), chosen)
    if as_json:
        say_json(_account_as_json(debtor, found))
        return
    rows = [(found.since.isoformat(), "Opening balance", "", found.opening.plain)]
    rows += [(line.on.isoformat(), _happened(line), line.amount.plain, line.balance.plain) for line in found.lines]
    rows.append((found.until.isoformat(), "Closing balance", "", found.closing.plain))
    say_table(("Day", "What", found.currency, "Balance"), rows, numbers=(found.currency, "Balance"))


def _account(session: Session, number: str, currency: str, chosen: letters.Days) -> AccountStatement:
    debtor_id = debtors.id_of(session, number)
    known = accounts.choices(session, debtor_id)
    if currency and currency not in known:
        raise NoSuchAccount(currency, known)
    return accounts.statement(session, debtor_id, currency or known[0], since=chosen.since, until=chosen.until)


def _account_as_json(debtor: str, found: AccountStatement) -> dict[str, Any]:
    lines = [
        {"day": str(each.on), "what": _happened(each), "amount": each.amount.plain, "balance": each.balance.plain}
        for each in found.lines
    ]
    figures = {name: getattr(found, name).plain for name in ("opening", "closing", "open", "held")}
    days = {"from": str(found.since), "to": str(found.until)}
    return {"debtor": debtor, "currency": found.currency, **days, **figures, "lines": lines}


def _happened(line: AccountLine) -> str:
    return letters.what_happened(line, "en")


def layout_of(profile: Path | None) -> statements.CsvLayout | None:
    return statements.load_layout(read_bytes(profile).decode()) if profile else None


def _row(entry: statements.Entry) -> tuple[str, ...]:
    first = entry.details[0]
    text = f"{first.counterparty_name or ''} {first.remittance}".strip()[:80]
    return str(entry.booking_date or ""), entry.direction.value, entry.amount.plain, entry.amount.currency, text
