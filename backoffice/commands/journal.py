"""`duebook journal`: the receipt journal without the screen."""

from typing import Annotated

import typer

from backoffice.commands.printing import AsJson, FilePath, read_bytes, say, say_json
from backoffice.commands.statement import Profile, layout_of
from backoffice.jobs import journals as work
from shared import creditors, db, journals, statements
from shared.journals import layouts
from shared.journals.rules import READY_FROM
from shared.models import Journal
from shared.money import Money

app = typer.Typer(no_args_is_help=True, help="Import bank statements, apply and post them.")

ACTOR = "command line"
JournalId = Annotated[int, typer.Argument(help="The journal's number as `journal new` printed it.")]
Account = Annotated[str, typer.Option("--account", help="The IBAN of the bank account that received the money.")]


@app.command()
def new(account: Account, currency: str = "", as_json: AsJson = False) -> None:
    """Open a journal for one of our bank accounts."""
    chosen = db.look(creditors.account_by_iban, account, currency)
    journal = db.run(journals.open_journal, chosen.id, actor=ACTOR)
    if as_json:
        say_json({"id": journal.id, "account": chosen.iban, "currency": journal.currency})
    else:
        say(f"Journal {journal.id}, {journal.number}, for {chosen.iban} in {journal.currency}.")


@app.command("import")
def import_(journal: JournalId, file: FilePath, profile: Profile = None, as_json: AsJson = False) -> None:
    """Bring a bank file in; what is known already is not added again. A CSV is read as was said for the account."""
    content = read_bytes(file)
    layout = layout_of(profile) or db.look(layouts.recognise, journal, content)
    found = statements.read(content, layout=layout)
    taken = db.run(journals.take_in, journal, found, file_name=file.name, actor=ACTOR)
    if as_json:
        facts = {"added": taken.added, "repeated": taken.repeated, "set_aside": taken.set_aside}
        say_json({**facts, "held": taken.held, "held_statements": taken.held_statements, "journals": taken.journals})
        return
    say(f"{taken.added} lines added, {taken.repeated} were known, {taken.set_aside} set aside.")
    if taken.held:
        numbers = ", ".join(str(each) for each in taken.held_statements)
        say(f"{taken.held} do not tie and are held until `duebook journal release {numbers} --reason …`.")


@app.command()
def apply(journal: JournalId, as_json: AsJson = False) -> None:
    """Apply automatically: propose invoices for every line that nobody has decided."""
    done = work.apply_journal(journal, actor=ACTOR)
    if as_json:
        counts = {"ready": done.ready, "review": done.review, "unmatched": done.unmatched}
        say_json({"lines": done.lines, **counts})
    else:
        say(f"{done.lines} lines: {done.ready} ready, {done.review} to review, {done.unmatched} unmatched.")


@app.command()
def post(journal: JournalId, as_json: AsJson = False) -> None:
    """Post what is ready or accepted; what needs review stays."""
    db.run(journals.accept_above, journal, READY_FROM, actor=ACTOR)
    done = work.post_journal(journal, actor=ACTOR)
    currency = db.look(lambda session: session.get_one(Journal, journal).currency)
    amount = Money(done.amount_minor, currency)
    if as_json:
        say_json({"posted": done.lines, "amount": amount.plain, "currency": currency})
    else:
        say(f"{done.lines} lines posted, {amount}; {done.returned} came back for review.")


@app.command()
def release(statement: Annotated[int, typer.Argument()], reason: Annotated[str, typer.Option()]) -> None:
    """Let a statement that does not tie be worked on, for a reason that is kept."""
    db.run(journals.release, statement, reason=reason, actor=ACTOR)
    say(f"Statement {statement} is released.")
