"""Posting accepted journal lines on PostgreSQL: in batches, against one transaction a line of the same shape."""

import time
from collections.abc import Sequence

from sqlmodel import Session

from benchmarks import books
from shared import creditors, db, journals, ledger
from shared.invoices import NewInvoice
from shared.journals import open_book
from shared.matching import propose
from shared.statements import Detail, Direction, Entry, Statement

LINES = 10_000
SINGLES = 1_000


def run() -> None:
    """Print both rates and their ratio; the invariants are checked after."""
    with books.postgres():
        batches = _rate(_accepted(books.owe(LINES)), LINES, size=500)
        singles = _rate(_accepted(books.owe(SINGLES, start=LINES)), SINGLES, size=1)
        problems = db.look(ledger.verify)
    print(f"batches of 500: {batches:,.0f} lines/s over {LINES:,} lines")
    print(f"one transaction a line: {singles:,.0f} lines/s over {SINGLES:,} lines")
    print(f"invariants broken: {len(problems)}")
    print(f"ratio, batches to single transactions: {batches / singles:.1f}")


def _rate(journal_id: int, lines: int, *, size: int) -> float:
    started = time.perf_counter()
    while not db.run(journals.post_batch, journal_id, actor=books.FIRM, size=size).is_empty:
        pass
    return lines / (time.perf_counter() - started)


def _accepted(owed: Sequence[NewInvoice]) -> int:
    """A journal with one accepted line for each invoice."""
    journal_id = db.run(_journal, owed)
    proposals = propose(db.look(open_book.payments, journal_id), db.look(open_book.book))
    db.run(journals.keep_proposals, journal_id, proposals)
    accepted = db.run(journals.accept_above, journal_id, 0, actor=books.FIRM)
    if accepted != len(owed):
        raise AssertionError(f"{accepted} of {len(owed)} lines were accepted")
    return journal_id


def _journal(session: Session, owed: Sequence[NewInvoice]) -> int:
    account = creditors.account_by_iban(session, books.IBAN)
    journal = journals.open_journal(session, account.id, actor=books.FIRM)
    entries = tuple(_entry(each) for each in owed)
    statement = Statement("BENCH", books.IBAN, None, "EUR", (), entries, ties=None)
    journals.take_in(session, journal.id or 0, [statement], file_name="benchmark", actor=books.FIRM)
    return journal.id or 0


def _entry(invoice: NewInvoice) -> Entry:
    detail = Detail(invoice.amount, remittance=f"Invoice {invoice.number}", counterparty_name=invoice.debtor_name)
    day = invoice.due_on
    return Entry(invoice.amount, Direction.CREDIT, False, "BOOK", day, day, None, None, (detail,))


if __name__ == "__main__":
    run()
