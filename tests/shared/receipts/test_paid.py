from datetime import timedelta

from sqlmodel import Session

from shared import receipts
from shared.models import Rail
from shared.receipts import paid
from tests.factories import ACTOR, TODAY, allocation, debtor, eur, invoice, receipt


def test_a_receipt_tells_what_it_paid_and_what_is_left_of_it(session: Session) -> None:
    settled, begun = invoice(session, 100_00), invoice(session, 300_00)
    made = receipt(session, 250_00)
    allocation(session, made, settled.id, 100_00)
    allocation(session, made, begun.id, 120_00)

    found = paid.receipt(session, debtor(session), made)

    assert found is not None
    assert {(each.number, each.amount, each.left) for each in found.parts} == {
        (settled.number, eur(100_00), eur(0)),
        (begun.number, eur(120_00), eur(180_00)),
    }
    assert found.unapplied == eur(30_00)
    assert found.number == f"R-2026-{made:06d}"


def test_a_receipt_of_somebody_else_is_not_there(session: Session) -> None:
    theirs = receipt(session, debtor_id=debtor(session, "D-2"))

    assert paid.receipt(session, debtor(session), theirs) is None
    assert paid.receipts(session, debtor(session)) == []
    assert paid.count(session, debtor(session)) == 0


def test_what_is_left_on_another_debtors_invoice_is_not_told(session: Session) -> None:
    theirs = invoice(session, 300_00, debtor_number="D-2", debtor_name="Debtor D-2")
    made = receipt(session, 100_00)
    allocation(session, made, theirs.id, 100_00)

    found = paid.receipt(session, debtor(session), made)

    assert found is not None
    assert [each.left for each in found.parts] == [None]


def test_an_allocation_taken_back_is_no_part_any_more(session: Session) -> None:
    one = invoice(session, 100_00)
    made = receipt(session, 100_00)
    undone = allocation(session, made, one.id, 100_00)
    receipts.reverse_allocation(session, undone, reason="wrong invoice", on=TODAY, actor=ACTOR)

    found = paid.receipt(session, debtor(session), made)

    assert found is not None
    assert (found.parts, found.unapplied, found.taken_back_on) == ((), eur(100_00), None)


def test_a_receipt_that_was_reversed_says_when(session: Session) -> None:
    made = receipt(session, 100_00)
    receipts.reverse(session, made, reason="returned", on=TODAY + timedelta(days=2), actor=ACTOR)

    found = paid.receipt(session, debtor(session), made)

    assert found is not None
    assert found.taken_back_on == TODAY + timedelta(days=2)


def test_receipts_come_newest_first_and_a_page_at_a_time(session: Session) -> None:
    older = receipt(session, received_on=TODAY - timedelta(days=3))
    newer = receipt(session, received_on=TODAY)

    assert [each.id for each in paid.receipts(session, debtor(session))] == [newer, older]
    assert [each.id for each in paid.receipts(session, debtor(session), offset=1, limit=1)] == [older]
    assert paid.count(session, debtor(session)) == 2


def test_movements_add_up_to_what_is_left_even_after_a_payment_was_taken_back(session: Session) -> None:
    one = invoice(session, 400_00, open_amount=eur(300_00))
    first, second = receipt(session, 100_00), receipt(session, 50_00, rail=Rail.CARD)
    undone = allocation(session, first, one.id, 100_00)
    allocation(session, second, one.id, 50_00)
    receipts.reverse_allocation(session, undone, reason="wrong invoice", on=TODAY, actor=ACTOR)
    session.refresh(one)

    found = paid.movements(session, one.debtor_id, one.id or 0)

    assert [each.amount.minor for each in found] == [300_00, -100_00, -50_00, 100_00]
    assert [each.rail for each in found] == [None, Rail.BANK, Rail.CARD, Rail.BANK]
    assert sum(each.amount.minor for each in found) == one.outstanding_minor == 250_00


def test_who_else_paid_ones_invoice_stays_unnamed(session: Session) -> None:
    mine = invoice(session, 300_00)
    theirs = receipt(session, 100_00, debtor_id=debtor(session, "D-2"))
    allocation(session, theirs, mine.id, 100_00)

    payment = paid.movements(session, mine.debtor_id, mine.id or 0)[-1]

    assert (payment.amount, payment.receipt_id) == (eur(-100_00), None)


def test_movements_of_somebody_elses_invoice_are_not_told(session: Session) -> None:
    theirs = invoice(session, debtor_number="D-2", debtor_name="Debtor D-2")

    assert paid.movements(session, debtor(session), theirs.id or 0) == []
