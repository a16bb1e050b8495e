"""Card and bank at one moment: row locks and constraints for real."""

import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import date
from threading import Barrier

import pytest
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, select

from shared import clock, db, payments, receipts
from shared.models import AttemptShare, Invoice, PaymentAttempt, Rail
from shared.money import Money
from shared.payments import inbox, rules
from shared.payments.seen import Intent, Seen
from shared.payments.signatures import Notice, read
from shared.receipts import MoneyIn, Wanted
from tests.shared.payments import cards
from tests.shared.payments.cards import books, event, owing

pytestmark = [
    pytest.mark.postgres,
    pytest.mark.skipif(
        not os.environ.get("DUEBOOK_TEST_DATABASE_URL", "").startswith("postgresql"),
        reason="DUEBOOK_TEST_DATABASE_URL names no PostgreSQL",
    ),
    pytest.mark.usefixtures("database"),
]

ROUNDS = 300
DAY = date(2026, 11, 20)
EACH = Money(100_00, "EUR")


@pytest.fixture
def threads() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(16) as pool:
        yield pool


def seen(key: str) -> Seen:
    return Seen(intent=Intent(f"pi_{key}", "succeeded", EACH, False, key, "", clock.now()))


def by_bank(session: Session, debtor_id: int, invoice_id: int) -> None:
    """What posting a statement's line does: record it, and set against the invoice what that still owes."""
    taken = MoneyIn(Rail.BANK, f"line-{invoice_id}", EACH, DAY, DAY, debtor_id=debtor_id)
    [receipt_id] = receipts.record(session, [taken], actor="test")
    left = db.locked(session, Invoice, [invoice_id])[invoice_id].outstanding
    if left:
        receipts.allocate(session, [Wanted(receipt_id, invoice_id, min(left, EACH))], on=DAY, actor="test")


def test_card_and_bank_for_one_invoice_never_settle_it_twice_and_both_are_recorded(threads: ThreadPoolExecutor) -> None:
    debtor, invoices = owing(*[EACH.minor] * ROUNDS)
    keys = [db.run(payments.begin, debtor, {each: None}).key for each in invoices]
    together = Barrier(2)

    def card() -> None:
        for key in keys:
            together.wait(30)
            db.run(payments.settle, seen(key))

    def bank() -> None:
        for invoice in invoices:
            together.wait(30)
            db.run(by_bank, debtor, invoice)

    for each in [threads.submit(card), threads.submit(bank)]:
        each.result()

    total = ROUNDS * EACH.minor
    assert len(cards.receipts()) == 2 * ROUNDS
    assert books() == {"1010": total, "1050": total, "2100": -total, "4000": -total}


def test_one_payment_told_by_sixteen_threads_is_booked_once(threads: ThreadPoolExecutor) -> None:
    debtor, [invoice] = owing(EACH.minor)
    key = db.run(payments.begin, debtor, {invoice: None}).key
    together = Barrier(16)

    def tell() -> None:
        together.wait(30)
        db.run(payments.settle, seen(key))

    for each in [threads.submit(tell) for _ in range(16)]:
        each.result()

    assert books() == {"1050": EACH.minor, "4000": -EACH.minor}


def test_sixteen_tabs_begin_one_attempt(threads: ThreadPoolExecutor) -> None:
    debtor, invoices = owing(EACH.minor, EACH.minor)
    together = Barrier(16)

    def click() -> str:
        together.wait(30)
        return db.run(payments.begin, debtor, dict.fromkeys(invoices)).key

    keys = {each.result() for each in [threads.submit(click) for _ in range(16)]}

    assert keys == {each.key for each in cards.attempts()}
    assert len(keys) == 1


def test_tabs_with_different_wishes_never_hold_one_invoice_twice(threads: ThreadPoolExecutor) -> None:
    debtor, [one, two, three] = owing(*[EACH.minor] * 3)
    wishes = [(one, two), (two, three), (three, one), (one,), (two,), (three,)] * 2
    together = Barrier(len(wishes))

    def click(wish: tuple[int, ...]) -> None:
        together.wait(30)
        with suppress(rules.HeldByAnother):
            db.run(payments.begin, debtor, dict.fromkeys(wish))

    list(threads.map(click, wishes))

    held = db.look(lambda session: session.exec(select(AttemptShare.invoice_id).where(AttemptShare.is_open)).all())
    assert held
    assert len(held) == len(set(held))


def test_one_event_is_claimed_by_one_of_many_workers(threads: ThreadPoolExecutor) -> None:
    db.run(payments.keep, [_notice(f"evt_{number}") for number in range(40)])
    together = Barrier(8)

    def work() -> list[int]:
        together.wait(30)
        taken = []
        while claimed := db.run(inbox.claim_due, 3):
            taken += [each.id for each in claimed]
        return taken

    taken = [number for each in [threads.submit(work) for _ in range(8)] for number in each.result()]

    assert sorted(taken) == sorted(each.id or 0 for each in cards.events())


def test_the_database_itself_refuses_a_second_open_attempt_for_an_invoice() -> None:
    debtor, [invoice] = owing(EACH.minor)
    attempt = db.run(payments.begin, debtor, {invoice: None})

    def hold_again(session: Session) -> None:
        other = PaymentAttempt.model_validate(
            attempt.model_dump(exclude={"id"}) | {"key": "another", "session_id": None, "intent_id": None}
        )
        session.add(other)
        session.flush()
        session.add(AttemptShare(attempt_id=other.id or 0, invoice_id=invoice, amount_minor=1))

    with pytest.raises(IntegrityError, match="uq_attempt_share_open_invoice"):
        db.run(hold_again)


def _notice(event_id: str) -> Notice:
    return read(event("payment_intent.succeeded", {"id": "pi_1"}, event_id).decode())
