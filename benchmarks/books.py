"""Books to measure on: a database of its own with a firm, one bank account and many open invoices."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta

from sqlmodel import Session

from backoffice.commands import schema
from shared import creditors, db, invoices
from shared.invoices import NewInvoice
from shared.money import Money
from shared.settings import settings
from tests import cluster

IBAN = "DE89370400440532013000"
FIRM = "Benchmark"
ISSUED = date(2026, 9, 1)


@contextmanager
def postgres() -> Iterator[None]:
    """A migrated PostgreSQL database, made for this run and gone after it."""
    with cluster.running() as url, _books(url):
        yield
        db.engine().dispose()


@contextmanager
def sqlite() -> Iterator[None]:
    with tempfile.TemporaryDirectory() as folder, _books(f"sqlite:///{folder}/books.db"):
        yield
        db.engine().dispose()


@contextmanager
def _books(url: str) -> Iterator[None]:
    with tempfile.TemporaryDirectory() as folder:
        os.environ.update(DUEBOOK_DATABASE_URL=url, DUEBOOK_DATA_DIR=folder)
        settings.cache_clear()
        db.engine.cache_clear()
        schema.bring_up_to_date()
        db.run(_firm)
        yield


def _firm(session: Session) -> None:
    house = creditors.register(session, FIRM, "DE", is_house=True)
    creditors.open_bank_account(session, house, name="Main", iban=IBAN, currency="EUR", actor=FIRM)


def owe(count: int, *, start: int = 0) -> list[NewInvoice]:
    """Register that many invoices and return them: distinct numbers, a thousand debtors."""
    made = [_invoice(number) for number in range(start, start + count)]
    for begin in range(0, count, 5_000):
        db.run(invoices.register, made[begin : begin + 5_000], source="benchmark", actor=FIRM)
    return made


def _invoice(number: int) -> NewInvoice:
    return NewInvoice(
        line=number,
        number=f"B-{number:07d}",
        creditor=FIRM,
        debtor_number=f"D-{number % 1000}",
        debtor_name=f"Debtor {number % 1000}",
        amount=Money(10_000 + number % 90_000, "EUR"),
        issued_on=ISSUED,
        due_on=ISSUED + timedelta(days=30),
    )
