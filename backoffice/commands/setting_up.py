"""`duebook account`, `agreement`, `staff`: what a new installation needs before its first invoice."""

from typing import Annotated

import typer
from sqlmodel import Session

from backoffice.commands.printing import say
from shared import agreements, clock, creditors, db
from shared.access import service as access
from shared.money import DECIMALS, UnknownCurrency, parse_minor
from shared.settings import settings
from shared.words import Role

account = typer.Typer(no_args_is_help=True, help="The firm's bank accounts.")
agreement = typer.Typer(no_args_is_help=True, help="Factoring agreements.")
staff = typer.Typer(no_args_is_help=True, help="Members of staff.")

ACTOR = "command line"


@account.callback()
def _account() -> None: ...


@account.command("open")
def open_(
    iban: str,
    name: str = "Main account",
    currency: str = "",
    country: Annotated[str, typer.Option(help="The firm's country, when it is not known yet.")] = "DE",
) -> None:
    """Make a bank account known, so that journals can be opened for it; the firm is registered with its first one."""
    opened = db.run(_open_account, iban, name, currency or settings().base_currency, country)
    say(f"{opened} is known.")


@agreement.callback()
def _agreement() -> None: ...


@agreement.command()
def sign(
    number: str,
    client: str,
    advance: Annotated[str, typer.Option(help="Advance in per cent of an invoice.")] = "90",
    commission: Annotated[str, typer.Option(help="Commission in per cent of an invoice.")] = "1",
    currency: str = "",
    country: Annotated[str, typer.Option(help="The client's country.")] = "DE",
) -> None:
    """Take a factoring agreement into the books; its client is registered as a creditor if it is new."""
    terms = agreements.Terms(
        number,
        currency or settings().base_currency,
        clock.today(),
        advance_bp=parse_minor(advance, 2),
        commission_bp=parse_minor(commission, 2),
    )
    db.run(_sign, client, country, terms)
    say(f"Agreement {number} with {client} is in the books.")


@staff.callback()
def _staff() -> None: ...


@staff.command()
def add(email: str, name: str, role: Role) -> None:
    """Add a member of staff; asks for the password and prints what their code generator needs, once."""
    password = typer.prompt("Password", hide_input=True, confirmation_prompt=True)
    secret = db.run(access.add_staff, email, name, role, password)
    say(f"{email} may sign in as {role}. Secret for the code generator, shown this once: {secret}")


def _open_account(session: Session, iban: str, name: str, currency: str, country: str) -> str:
    if currency not in DECIMALS:
        raise UnknownCurrency(currency)
    house = creditors.register(session, settings().firm_name, country, is_house=True)
    opened = creditors.open_bank_account(session, house, name=name, iban=iban, currency=currency, actor=ACTOR)
    return f"{opened.iban} in {opened.currency}"


def _sign(session: Session, client: str, country: str, terms: agreements.Terms) -> None:
    agreements.sign(session, creditors.register(session, client, country), terms, actor=ACTOR)
