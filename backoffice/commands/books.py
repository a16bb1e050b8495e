"""`duebook verify`, `trial-balance` and `audit verify`: the books checked and shown."""

import typer

from backoffice.commands.printing import AsJson, say, say_json, say_table
from shared import audit, db, ledger
from shared.ledger import queries
from shared.ledger.invariants import INVARIANTS
from shared.money import Money
from shared.settings import settings

audit_app = typer.Typer(no_args_is_help=True, help="The chain of who did what.")


@audit_app.callback()
def _group() -> None: ...


def verify(as_json: AsJson = False) -> None:
    """Recompute every balance from the ledger's lines; exit 1 and name what does not agree."""
    problems = db.look(ledger.verify)
    if as_json:
        found = [{"invariant": each.invariant, "record": each.record, "found": each.found} for each in problems]
        say_json({"ok": not problems, "checked": len(INVARIANTS), "problems": found})
    elif problems:
        for each in problems:
            say(f"{each.record}: {each.found}; but {each.invariant}.")
    else:
        say(f"{len(INVARIANTS)} invariants hold.")
        trial_balance()
    raise typer.Exit(1 if problems else 0)


def trial_balance(as_json: AsJson = False) -> None:
    """Print the balance of every account in the base currency."""
    currency = settings().base_currency
    balances = {account: Money(minor, currency) for account, minor in db.look(queries.trial_balance).items()}
    if as_json:
        say_json({account.value: balance.plain for account, balance in balances.items()})
        return
    rows = [
        (account.value, ledger.NAMES[account], _side(balance, 1), _side(balance, -1))
        for account, balance in balances.items()
    ]
    debit = Money.total((each for each in balances.values() if each.minor > 0), currency)
    total = f"{debit}".removesuffix(f" {currency}")
    rows.append(("", "Together", total, total))
    say_table(("Acct", "Name", f"Debit, {currency}", "Credit"), rows, numbers=(f"Debit, {currency}", "Credit"))


@audit_app.command("verify")
def audit_verify(as_json: AsJson = False) -> None:
    """Seal what is new, then walk the chain; exit 1 where it was tampered with."""
    db.run(audit.seal)
    problems = db.look(audit.broken_links)
    if as_json:
        say_json({"ok": not problems, "problems": problems})
    else:
        say("\n".join(problems) or "The audit chain is whole.")
    raise typer.Exit(1 if problems else 0)


def _side(balance: Money, sign: int) -> str:
    """The amount without its currency when it stands on this side of the account, else nothing."""
    minor = sign * balance.minor
    return str(Money(minor, balance.currency)).split(" ")[0] if minor > 0 else ""
