"""`verify` names the record behind every kind of tampering; the guards are taken down first, as an intruder would."""

from collections.abc import Iterable

import pytest
from sqlalchemy import inspect, text
from sqlmodel import Session

from shared import db, fees, journals, ledger, receipts
from shared.ledger.invariants import INVARIANTS
from shared.models import LineState
from shared.receipts import Returned, refunds
from shared.words import FeeKind, ReturnReason
from tests import factories
from tests.shared.plans import agreed

TAMPERED: dict[str, tuple[str, str]] = {
    "every entry balances in base currency and has at least two lines": (
        "UPDATE ledger_line SET base_minor = base_minor + 1 WHERE id = {line}",
        "entry:{entry}",
    ),
    "an entry in one currency balances in that currency": (
        "UPDATE ledger_line SET amount_minor = amount_minor + 1 WHERE id = {line}",
        "entry:{entry}",
    ),
    "every entry is posted": ("UPDATE ledger_entry SET posted = false WHERE id = {entry}", "entry:{entry}"),
    "an invoice's outstanding is the sum of its control lines": (
        "UPDATE invoice SET outstanding_minor = outstanding_minor - 1 WHERE id = {invoice}",
        "invoice:{invoice}",
    ),
    "a receipt's unapplied is what we hold of it in the lines": (
        "UPDATE receipt SET unapplied_minor = unapplied_minor + 1 WHERE id = {receipt}",
        "receipt:{receipt}",
    ),
    "an invoice's control lines are in its currency, and worth what it is carried at": (
        "UPDATE invoice SET outstanding_base_minor = outstanding_base_minor - 1 WHERE id = {invoice}",
        "invoice:{invoice}",
    ),
    "a receipt's held lines are in its currency, and worth what it is carried at": (
        "UPDATE ledger_line SET currency = 'SEK' WHERE receipt_id = {receipt} AND account = '2100'",
        "receipt:{receipt}",
    ),
    "what is settled or used up is worth nothing in base either": (
        "UPDATE receipt SET unapplied_minor = 0 WHERE id = {receipt}",
        "receipt:{receipt}",
    ),
    "a line in the base currency is worth its amount": (
        "UPDATE ledger_line SET base_minor = base_minor + 1 WHERE id = {line}",
        "line:{line}",
    ),
    "control accounts equal the sum of what is outstanding": (
        "UPDATE ledger_line SET invoice_id = NULL, account = '1210' WHERE invoice_id = {invoice}",
        "control EUR",
    ),
    "2100 and 2110 equal the sum of what is unapplied": (
        "UPDATE receipt SET unapplied_minor = unapplied_minor + 1 WHERE id = {receipt}",
        "unapplied EUR",
    ),
    "total = settled before + allocated + differences + waived + outstanding": (
        "UPDATE invoice SET total_minor = total_minor + 1 WHERE id = {invoice}",
        "invoice:{invoice}",
    ),
    "1230 and 1240 equal what is open of fees, beside what of them is disputed": (
        "UPDATE ledger_line SET account = '1240' WHERE invoice_id = {fee_item} AND account = '1230'",
        "fees EUR 1240",
    ),
    "whatever was earned by fees was claimed on a ground that is kept": (
        "UPDATE fee SET basis = '' WHERE invoice_id = {fee_item}",
        "entry:{fee_entry}",
    ),
    "a fee is claimed as an item of its kind": (
        "UPDATE invoice SET fee_kind = NULL WHERE id = {fee_item}",
        "invoice:{fee_item}",
    ),
    "a receipt came in by its amount": (
        "UPDATE receipt SET amount_minor = amount_minor + 1 WHERE id = {receipt}",
        "receipt:{receipt}",
    ),
    "allocations never exceed their receipt": (
        "UPDATE receipt SET amount_minor = 1, unapplied_minor = 1 WHERE id = {receipt}",
        "receipt:{receipt}",
    ),
    "every allocation is in the books, by its amounts on both sides": (
        "UPDATE allocation SET amount_minor = amount_minor + 1 WHERE id = {allocation}",
        "allocation:{allocation}",
    ),
    "an allocation within one currency takes what it pays, and a difference has a kind": (
        "UPDATE allocation SET difference_minor = 1 WHERE id = {allocation}",
        "allocation:{allocation}",
    ),
    "a reversal is the exact mirror of one entry": (
        "UPDATE ledger_line SET account = '6900' WHERE entry_id = {reversal} AND account = '1200'",
        "entry:{reversal}",
    ),
    "money of nobody is held in 2110, a debtor's in 2100": (
        "UPDATE receipt SET debtor_id = NULL WHERE id = {receipt}",
        "receipt:{receipt}",
    ),
    "2150 equals the refunds approved and not sent": (
        "UPDATE refund SET amount_minor = amount_minor + 1 WHERE id = {refund}",
        "refunds EUR",
    ),
    "a refund is booked as far as its state says": (
        "UPDATE refund SET state = 'declined' WHERE id = {refund}",
        "refund:{refund}",
    ),
    "of a card payment never more goes back than was captured": (
        "UPDATE receipt SET rail = 'card', amount_minor = 1, unapplied_minor = 0 WHERE id = {returned_receipt}",
        "receipt:{returned_receipt}",
    ),
    "what of an invoice is disputed is never more than what is outstanding": (
        "UPDATE ledger_line SET account = '1210'"
        " WHERE invoice_id = {invoice} AND account = '1200' AND amount_minor > 0",
        "invoice:{invoice}",
    ),
    "what the card provider's balance shows is in card clearing, by what is left of it after the fee": (
        "INSERT INTO card_transaction (id, provider_id, kind, currency, amount_minor, fee_minor, source_id, payment_id,"
        " payout_id, entry_reference, created_at)"
        " VALUES (77, 'txn_1', 'charge', 'EUR', 1, 0, '', '', '', 'receipt:0', '2026-03-16 00:00:00')",
        "card_transaction:77",
    ),
    "a return is in the books, by its amount": (
        "UPDATE receipt_return SET amount_minor = amount_minor + 1 WHERE id = {returned}",
        "return:{returned}",
    ),
    "a succeeded card payment has its receipt": (
        "INSERT INTO payment_attempt (id, key, debtor_id, currency, amount_minor, state, try_number, url, problem,"
        " created_at, expires_at) SELECT 77, 'k', min(id), 'EUR', 1, 'succeeded', 1, '', '',"
        " '2026-03-16 00:00:00', '2026-03-16 00:00:00' FROM debtor",
        "attempt:77",
    ),
    "a plan's instalments in force sum to what it covers": (
        "UPDATE instalment SET cut_minor = 1 WHERE id = {instalment}",
        "plan:{plan}",
    ),
    "an allocation names only instalments of a plan that covers its invoice": (
        "UPDATE allocation SET instalment_id = {instalment} WHERE id = {allocation}",
        "allocation:{allocation}",
    ),
    "an allocation taken back names the same instalment": (
        "UPDATE allocation SET instalment_id = NULL WHERE instalment_id = {instalment} AND reverses_id IS NOT NULL",
        "allocation:{taken_back}",
    ),
    "only running plans hold invoices, and they hold all of theirs": (
        "UPDATE plan SET state = 'cancelled' WHERE id = {plan}",
        "plan:{plan}",
    ),
    "a card charge that succeeded has its receipt": (
        "INSERT INTO plan_charge (id, instalment_id, try_number, amount_minor, due_at, state, problem, planned_at)"
        " VALUES (77, {instalment}, 1, 1, '2026-03-16 00:00:00', 'succeeded', '', '2026-03-16 00:00:00')",
        "charge:77",
    ),
    "a posted journal line has its receipt, of the same amount": (
        "UPDATE journal_line SET amount_minor = amount_minor + 1 WHERE id = {journal_line}",
        "line:{journal_line}",
    ),
    "a posted line that takes money back has its return, of the same amount": (
        "UPDATE journal_line SET purpose = 'return' WHERE id = {journal_line}",
        "line:{journal_line}",
    ),
    "a posted line that is no customer's money has its entry": (
        "UPDATE journal_line SET purpose = 'other' WHERE id = {journal_line}",
        "line:{journal_line}",
    ),
}


@pytest.fixture
def books(session: Session) -> dict[str, int]:
    """An invoice paid in part through a journal, one allocation undone; every guard of the ledger taken down."""
    invoice, other = factories.invoice(session, 1_190_00), factories.invoice(session, 80_00)
    [line] = factories.lines(session, factories.entry(500_00))
    journals.decide(session, line.id or 0, {invoice.id or 0: 400_00}, actor=factories.ACTOR)
    journals.post_batch(session, line.journal_id, actor=factories.ACTOR)
    session.refresh(line)
    assert line.state is LineState.POSTED
    _undone(session, factories.receipt(session, 80_00), other.id)
    returned = factories.receipt(session, 30_00)
    found = {
        "returned_receipt": returned,
        "invoice": invoice.id or 0,
        "receipt": line.receipt_id or 0,
        "journal_line": line.id or 0,
        "allocation": factories.allocations(session)[0].id or 0,
        "refund": _approved(session, factories.receipt(session, 20_00)),
        "returned": _taken_back(session, returned),
        "entry": _one(session, "SELECT min(id) FROM ledger_entry"),
        "line": _one(session, "SELECT min(id) FROM ledger_line"),
        "reversal": _one(session, "SELECT max(id) FROM ledger_entry WHERE reverses_id IS NOT NULL"),
    }
    found |= _planned(session)
    assert ledger.verify(session) == []
    for each in _guards(session):
        session.execute(text(each))
    return found


def _planned(session: Session) -> dict[str, int]:
    """A running plan with a payment that was taken back."""
    plan = agreed.begun(session)
    agreed.pay(session, plan, 100_00)
    paid = factories.allocations(session)[-1].id or 0
    back = receipts.reverse_allocation(session, paid, reason="wrong plan", on=agreed.AGREED, actor=factories.ACTOR)
    owed = fees.Claim(
        FeeKind.SET_UP_FEE,
        factories.house(session).id or 0,
        plan.debtor_id,
        plan.id or 0,
        1,
        factories.eur(15_00),
        agreed.month(1),
        "Payment plan",
    )
    item = fees.claim(session, owed, on=agreed.AGREED, actor=factories.ACTOR)
    return {
        "plan": plan.id or 0,
        "instalment": agreed.instalment(session, plan, 1).id or 0,
        "taken_back": back,
        "fee_item": item.id or 0,
        "fee_entry": _one(session, f"SELECT max(entry_id) FROM ledger_line WHERE invoice_id = {item.id}"),
    }


@pytest.mark.parametrize("invariant", INVARIANTS)
def test_names_the_record_when_it_is_not_true_that(session: Session, books: dict[str, int], invariant: str) -> None:
    statement, record = TAMPERED[invariant]

    session.execute(text(statement.format(**books)))

    found = {(each.invariant, each.record) for each in ledger.verify(session)}
    assert (invariant, record.format(**books)) in found


def test_names_an_entry_whose_lines_are_gone(session: Session, books: dict[str, int]) -> None:
    session.execute(text("DELETE FROM ledger_line WHERE entry_id = {entry}".format(**books)))

    found = {each.record: each.found for each in ledger.verify(session)}
    assert found["entry:{entry}".format(**books)] == "0 over 0 lines"


def test_names_a_receipt_that_never_reached_the_books(session: Session, books: dict[str, int]) -> None:
    stray = (
        "INSERT INTO receipt (id, rail, external_id, currency, amount_minor, unapplied_minor, received_on, value_date,"
        " payer_name, payer_iban, text, recorded_at) VALUES (78, 'bank', 'stray', 'EUR', 500, 0, '2026-03-16',"
        " '2026-03-16', '', '', '', '2026-03-16 00:00:00')"
    )
    session.execute(text(stray))

    assert "receipt:78" in {each.record for each in ledger.verify(session)}


def test_finds_nothing_to_say_of_empty_books(session: Session) -> None:
    assert ledger.verify(session) == []


def _undone(session: Session, receipt_id: int, invoice_id: int | None) -> None:
    made = factories.allocation(session, receipt_id, invoice_id, 80_00)
    receipts.reverse_allocation(session, made, reason="wrong invoice", on=factories.TODAY, actor=factories.ACTOR)


def _approved(session: Session, receipt_id: int) -> int:
    payee = {"payee_name": "Debtor D-1", "payee_iban": factories.SECOND_IBAN, "reason": "paid twice"}
    made = refunds.propose(session, receipt_id, factories.eur(5_00), actor=factories.ACTOR, **payee)
    refunds.approve(session, made, on=factories.TODAY, actor="staff:chief")
    return made


def _taken_back(session: Session, receipt_id: int) -> int:
    day, amount = factories.TODAY, factories.eur(30_00)
    told = Returned(receipt_id, "back:1", amount, day, day, ReturnReason.RETURNED_DD)
    return receipts.take_back(session, told, actor=factories.ACTOR)


def _one(session: Session, query: str) -> int:
    return int(session.execute(text(query)).scalar_one())


def _guards(session: Session) -> Iterable[str]:
    """What takes the triggers and the checks of amounts down."""
    if db.is_sqlite():
        names = session.execute(text("SELECT name FROM sqlite_master WHERE type = 'trigger'")).scalars().all()
        return [*(f"DROP TRIGGER {each}" for each in names), "PRAGMA ignore_check_constraints = ON"]
    inspector = inspect(session.connection())
    checks = [
        f'ALTER TABLE {table} DROP CONSTRAINT "{each["name"]}"'
        for table in ("ledger_line", "receipt", "invoice", "allocation")
        for each in inspector.get_check_constraints(table)
    ]
    return ["ALTER TABLE ledger_entry DISABLE TRIGGER USER", "ALTER TABLE ledger_line DISABLE TRIGGER USER", *checks]
