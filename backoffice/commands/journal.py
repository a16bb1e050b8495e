"""`duebook journal`: the receipt journal without the screen."""

from typing import Annotated

import typer

from backoffice.commands.printing import AsJson, FilePath, read_bytes, say, say_json
from backoffice.commands.statement import Profile, layout_of
from backoffice.jobs import journals as work
from shared import creditors, db, journals, statements
from shared.journals import calibration, layouts
from shared.journals.rules import READY_FROM
from shared.journals.trial import AccountSum, kept_back, try_posting
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
    found = statements.read(content, layout=layout_of(profile), known=db.look(layouts.kept, journal))
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
    waits = db.look(lambda session: kept_back(session, session.get_one(Journal, journal), ACTOR))
    amount = Money(done.amount_minor, waits.amount.currency)
    if as_json:
        facts = {"posted": done.lines, "amount": amount.plain, "currency": amount.currency}
        say_json({**facts, "returned": done.returned, "kept_back": waits.count})
        return
    say(f"{done.lines} lines posted, {amount}; {done.returned} came back for review.")
    if waits.count:
        say(f"{waits.count} lines, {waits.amount}, wait for somebody else to post them.")


@app.command("try")
def try_(journal: JournalId, as_json: AsJson = False) -> None:
    """Say what Post would do with what is accepted, and change nothing."""
    report = db.run(try_posting, journal, actor=ACTOR)
    amount = Money(report.posted.amount_minor, report.kept_back.amount.currency)
    if as_json:
        say_json(
            {
                "posted": report.posted.lines,
                "amount": amount.plain,
                "accounts": [_account(each) for each in report.accounts],
                "returned": [{"line": each.position, "why": each.why} for each in report.returned],
                "kept_back": report.kept_back.count,
            }
        )
        return
    say(f"{report.posted.lines} lines would be posted, {amount}; {report.kept_back.count} wait for somebody else.")
    for each in report.accounts:
        say(f"{each.account.value} {each.name}: debit {each.debit}, credit {each.credit}")
    for line in report.returned:
        say(f"Line {line.position} would come back: {line.why}")


def _account(found: AccountSum) -> dict[str, str]:
    sums = {"debit": found.debit.plain, "credit": found.credit.plain, "currency": found.debit.currency}
    return {"account": found.account.value, "name": found.name, **sums}


@app.command()
def calibrate(as_json: AsJson = False) -> None:
    """Fit how sure matching is to what was confirmed and corrected here; needs 500 outcomes."""
    outcomes = db.run(calibration.refit, actor=ACTOR)
    if as_json:
        say_json({"outcomes": outcomes})
    else:
        say(f"Fitted to {outcomes} outcomes; used from the next apply on.")


@app.command()
def release(statement: Annotated[int, typer.Argument()], reason: Annotated[str, typer.Option()]) -> None:
    """Let a statement that does not tie be worked on, for a reason that is kept."""
    db.run(journals.release, statement, reason=reason, actor=ACTOR)
    say(f"Statement {statement} is released.")
