"""Registering invoices from a CSV file: read, checked, posted, in one transaction."""

import time

from benchmarks import books
from shared import db, invoices, ledger

ROWS = 10_000
_HEADER = "invoice_number,creditor,debtor_number,debtor_name,currency,amount,issue_date,terms"


def run() -> None:
    """Print rows a second on both databases."""
    data = _file()
    for name, place in (("SQLite", books.sqlite), ("PostgreSQL", books.postgres)):
        with place():
            started = time.perf_counter()
            done = db.run(invoices.register, invoices.read_csv(data), source="benchmark.csv", actor=books.FIRM)
            seconds = time.perf_counter() - started
            problems = db.look(ledger.verify)
        print(f"{name}: {len(done.added) / seconds:,.0f} invoices/s, {len(problems)} invariants broken")


def _file() -> bytes:
    return "\n".join([_HEADER, *map(_row, range(ROWS))]).encode()


def _row(number: int) -> str:
    debtor = f"D-{number % 1000},Debtor {number % 1000}"
    amount = f"{100 + number % 900}.{number % 100:02d}"
    return f"C-{number:06d},{books.FIRM},{debtor},EUR,{amount},2026-09-01,NET 30"


if __name__ == "__main__":
    run()
