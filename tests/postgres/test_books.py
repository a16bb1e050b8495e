"""Several at once on real row locks: each line is posted once, nobody overdraws, nobody deadlocks."""

import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from threading import Barrier
from typing import Any

import pytest
from sqlalchemy import func
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select

from shared import audit, db, journals, ledger, outbox, receipts
from shared.errors import Refused
from shared.ledger import Account, Entry, Line
from shared.models import AuditRecord, Invoice, JournalLine, OutboxMessage, Receipt
from shared.receipts import Wanted
from tests import factories
from tests.factories import ACTOR, TODAY, entry, eur

pytestmark = [
    pytest.mark.postgres,
    pytest.mark.skipif(
        not os.environ.get("DUEBOOK_TEST_DATABASE_URL", "").startswith("postgresql"),
        reason="DUEBOOK_TEST_DATABASE_URL names no PostgreSQL",
    ),
    pytest.mark.usefixtures("database"),
]

ROUNDS = 40


@pytest.fixture
def threads() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(8) as pool:
        yield pool


def _at_once(threads: ThreadPoolExecutor, *works: Callable[[], Any]) -> list[Any]:
    """Start all at one moment; gives what each returned, or what it was refused with."""
    barrier = Barrier(len(works))

    def start(work: Callable[[], Any]) -> Any:
        barrier.wait(10)
        try:
            return work()
        except Refused as refused:
            return refused

    return [each.result(60) for each in [threads.submit(start, work) for work in works]]


def _accepted(session: Session, count: int) -> int:
    invoice = factories.invoice(session, count * 1_00)
    lines = factories.lines(session, *(entry(1_00, f"part {number}") for number in range(count)))
    for line in lines:
        journals.decide(session, line.id or 0, {invoice.id or 0: 1_00}, actor=ACTOR)
    return lines[0].journal_id


def _post_all(journal_id: int, actor: str) -> int:
    posted = 0
    while not (batch := db.run(journals.post_batch, journal_id, actor=actor, size=7)).is_empty:
        posted += batch.lines
    return posted


class TestTwoWhoPostOneJournal:
    def test_post_each_line_once(self, threads: ThreadPoolExecutor) -> None:
        journal = db.run(_accepted, 60)

        posted = _at_once(threads, *(partial(_post_all, journal, who) for who in ("ines", "luis", "petra")))

        assert sum(posted) == 60
        with db.reading() as session:
            per_line = select(func.count(col(Receipt.id)), func.count(func.distinct(col(Receipt.external_id))))
            assert session.exec(per_line).one() == (60, 60)
            assert factories.books(session) == {"1010": 60_00, "4000": -60_00}
            assert ledger.verify(session) == []

    def test_import_a_file_once(self, threads: ThreadPoolExecutor) -> None:
        first, second = (db.run(lambda session: factories.journal(session).id) or 0 for _ in range(2))
        told = factories.statement(*(entry(1_00, f"part {number}") for number in range(30)))

        def take(journal_id: int) -> int:
            return db.run(journals.take_in, journal_id, [told], file_name="x", actor=ACTOR).added

        done = _at_once(threads, *(partial(take, number) for number in (first, second, first)))

        assert sum(done) == 30
        assert db.look(lambda session: session.exec(select(func.count(col(JournalLine.id)))).one()) == 30


class TestTwoWhoPayOneInvoice:
    def test_never_pay_it_twice(self, threads: ThreadPoolExecutor) -> None:
        for _ in range(ROUNDS):
            invoice_id, one, two = db.run(_one_invoice_two_receipts)

            done = _at_once(threads, *(partial(_pay, each, invoice_id) for each in (one, two)))

            assert sorted(isinstance(each, Refused) for each in done) == [False, True]
        assert db.look(ledger.verify) == []
        assert db.look(lambda session: session.exec(select(func.sum(col(Invoice.outstanding_minor)))).one()) == 0

    def test_in_opposite_order_never_deadlock(self, threads: ThreadPoolExecutor) -> None:
        for _ in range(ROUNDS):
            invoices, held = db.run(_two_invoices_two_receipts)
            pairs = [
                [Wanted(held[0], invoices[0], eur(50_00)), Wanted(held[0], invoices[1], eur(50_00))],
                [Wanted(held[1], invoices[1], eur(50_00)), Wanted(held[1], invoices[0], eur(50_00))],
            ]

            done = _at_once(threads, *(partial(_allocate, wanted) for wanted in pairs))

            assert [len(each) for each in done] == [2, 2]
        assert db.look(ledger.verify) == []

    def test_while_another_takes_the_money_back_agree_on_one_order(self, threads: ThreadPoolExecutor) -> None:
        for _ in range(ROUNDS):
            invoice_id, receipt_id, _other = db.run(_one_invoice_two_receipts)

            back = partial(_take_back, receipt_id)
            _at_once(threads, partial(_pay, receipt_id, invoice_id), back, back)

            assert db.look(factories.unapplied, receipt_id) == 0
        assert db.look(ledger.verify) == []
        assert db.look(lambda session: factories.books(session)["1010"]) == ROUNDS * 100_00


class TestOnceUnderAReference:
    def test_holds_whoever_is_first(self, threads: ThreadPoolExecutor) -> None:
        lines = (Line(Account.BANK, eur(1_00)), Line(Account.OPENING_BALANCE, eur(-1_00)))

        def post() -> bool:
            try:
                db.run(ledger.post, [Entry("opening", "opening", TODAY, lines)], actor=ACTOR)
            except IntegrityError:
                return False
            return True

        assert sorted(_at_once(threads, *[post] * 4)) == [False, False, False, True]
        assert db.look(factories.books) == {"1010": 1_00, "3900": -1_00}


class TestWorkers:
    def test_never_claim_the_same_promise(self, threads: ThreadPoolExecutor) -> None:
        for number in range(40):
            db.run(outbox.promise, "mail", f"mail:{number}", {})

        def claim() -> list[int]:
            return [each.id or 0 for each in db.run(outbox.claim, 10)]

        promised = db.look(lambda session: [each.id or 0 for each in session.exec(select(OutboxMessage))])

        taken = [number for some in _at_once(threads, *[claim] * 8) for number in some]

        assert len(taken) == len(set(taken))
        rest = claim()
        while more := claim():
            rest += more
        assert sorted(taken + rest) == sorted(promised)

    def test_who_seal_at_once_never_fork_the_chain(self, threads: ThreadPoolExecutor) -> None:
        db.run(_note)
        db.run(audit.seal)
        for _ in range(5):
            db.run(_note)
            _at_once(threads, *[lambda: db.run(audit.seal)] * 3)

        assert db.look(audit.broken_links) == []
        assert db.look(lambda session: session.exec(select(func.max(AuditRecord.sequence))).one()) == 6


def _one_invoice_two_receipts(session: Session) -> tuple[int, int, int]:
    invoice = factories.invoice(session, 100_00)
    return invoice.id or 0, factories.receipt(session, 100_00), factories.receipt(session, 100_00)


def _two_invoices_two_receipts(session: Session) -> tuple[list[int], list[int]]:
    invoices = [factories.invoice(session, 100_00).id or 0 for _ in range(2)]
    return invoices, [factories.receipt(session, 100_00) for _ in range(2)]


def _pay(receipt_id: int, invoice_id: int) -> list[int]:
    return _allocate([Wanted(receipt_id, invoice_id, eur(100_00))])


def _allocate(wanted: Sequence[Wanted]) -> list[int]:
    return db.run(receipts.allocate, wanted, on=TODAY, actor=ACTOR)


def _take_back(receipt_id: int) -> None:
    db.run(receipts.reverse, receipt_id, reason="bank recall", on=TODAY, actor=ACTOR)


def _note(session: Session) -> None:
    audit.note(session, ACTOR, "test.noted", "test:1")
