"""A bank file of clean lines, from its bytes to posted and paid invoices: read, taken in, applied, accepted, posted."""

import time
from collections.abc import Sequence

from backoffice.jobs import journals as work
from benchmarks import books
from shared import creditors, db, journals, ledger, statements
from shared.invoices import NewInvoice
from shared.ledger import queries
from shared.ledger.chart import Account

SIZES = (200, 2_000, 10_000)


def run() -> None:
    """Print lines a second for growing files on both databases: flat means that a file's size does not matter."""
    for name, place in (("PostgreSQL", books.postgres), ("SQLite", books.sqlite)):
        with place():
            first, rates = 0, []
            for size in SIZES:
                rates.append(_rate(books.owe(size, start=first)))
                first += size
                print(f"{name}: {size:>6,} lines: {rates[-1]:,.0f} lines/s from file to paid", flush=True)
            problems = len(db.look(ledger.verify))
            left = db.look(queries.trial_balance).get(Account.RECEIVABLES, 0)
        print(f"{name}: {left} minor units left unpaid, {problems} invariants broken")
        print(f"{name}: ratio, rate at {SIZES[-1]:,} to rate at {SIZES[0]:,}: {rates[-1] / rates[0]:.2f}")


def _rate(owed: Sequence[NewInvoice]) -> float:
    data = camt(owed)
    started = time.perf_counter()
    account = db.look(creditors.account_by_iban, books.IBAN)
    journal = db.run(journals.open_journal, account.id, actor=books.FIRM).id or 0
    taken = statements.read(data)
    db.run(journals.take_in, journal, taken, file_name="benchmark.xml", actor=books.FIRM)
    work.apply_journal(journal, actor=books.FIRM)
    db.run(journals.accept_above, journal, 9000, actor=books.FIRM)
    posted = work.post_journal(journal, actor=books.FIRM)
    seconds = time.perf_counter() - started
    if posted.lines != len(owed):
        raise AssertionError(f"{posted.lines} of {len(owed)} lines were posted")
    return len(owed) / seconds


def camt(owed: Sequence[NewInvoice]) -> bytes:
    """A camt.053 that pays each invoice in full and names its number."""
    total = sum(each.amount.minor for each in owed)
    return (
        '<?xml version="1.0" encoding="UTF-8"?>'
        '<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"><BkToCstmrStmt>'
        "<GrpHdr><MsgId>B</MsgId><CreDtTm>2026-10-01T18:00:00Z</CreDtTm></GrpHdr>"
        f"<Stmt><Id>B-{owed[0].number}</Id><Acct><Id><IBAN>{books.IBAN}</IBAN></Id><Ccy>EUR</Ccy></Acct>"
        f"{_balance('OPBD', 0)}{_balance('CLBD', total)}{''.join(map(_entry, owed))}</Stmt></BkToCstmrStmt></Document>"
    ).encode()


def _entry(invoice: NewInvoice) -> str:
    amount = f'<Amt Ccy="EUR">{invoice.amount.plain}</Amt><CdtDbtInd>CRDT</CdtDbtInd>'
    return (
        f"<Ntry>{amount}<Sts><Cd>BOOK</Cd></Sts><BookgDt><Dt>2026-10-01</Dt></BookgDt><ValDt><Dt>2026-10-01</Dt></ValDt>"
        f"<NtryDtls><TxDtls><Refs><EndToEndId>NOTPROVIDED</EndToEndId></Refs>{amount}"
        f"<RltdPties><Dbtr><Pty><Nm>{invoice.debtor_name}</Nm></Pty></Dbtr></RltdPties>"
        f"<RmtInf><Ustrd>Invoice {invoice.number}</Ustrd></RmtInf></TxDtls></NtryDtls></Ntry>"
    )


def _balance(kind: str, minor: int) -> str:
    amount = f'<Amt Ccy="EUR">{minor // 100}.{minor % 100:02d}</Amt><CdtDbtInd>CRDT</CdtDbtInd>'
    return f"<Bal><Tp><CdOrPrtry><Cd>{kind}</Cd></CdOrPrtry></Tp>{amount}<Dt><Dt>2026-10-01</Dt></Dt></Bal>"


if __name__ == "__main__":
    run()
