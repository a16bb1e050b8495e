"""A return is always posted, once: invoices reopen, refunds stop, and what is gone becomes a claim (L11)."""

from dataclasses import replace

import pytest
from sqlmodel import Session, select

from shared import ledger, receipts
from shared.models import Invoice, Rail, ReceiptReturn, Refund, RefundState
from shared.receipts import Difference, Returned, Wanted, paid, refunds
from shared.receipts.queries import reversed_among
from shared.receipts.returns import ClaimStands, NotItsReturn
from shared.receipts.rules import AlreadyUndone, ReceiptChanged
from shared.words import DifferenceKind, ReturnReason
from tests import factories
from tests.factories import ACTOR, TODAY, eur


def _returned(receipt_id: int, amount: int, **facts: object) -> Returned:
    told = Returned(
        receipt_id, f"back:{receipt_id}", eur(amount), TODAY, TODAY, ReturnReason.RETURNED_DD, iso_reason="AM04"
    )
    return replace(told, **facts)


def _take_back(session: Session, receipt_id: int, amount: int, **facts: object) -> int:
    return receipts.take_back(session, _returned(receipt_id, amount, **facts), actor=ACTOR)


class TestTakeBack:
    def test_reopens_the_invoice_and_bears_the_fee(self, session: Session) -> None:
        invoice, receipt_id = factories.invoice(session, 250_00), factories.receipt(session, 250_00)
        due_on = invoice.due_on
        factories.allocation(session, receipt_id, invoice.id, 250_00)

        _take_back(session, receipt_id, 250_00, fee=eur(3_50))

        assert (factories.outstanding(session, invoice), invoice.due_on) == (250_00, due_on)
        assert factories.books(session) == {"1010": -3_50, "1200": 250_00, "4000": -250_00, "6100": 3_50}
        assert ledger.verify(session) == []
        assert session.exec(select(ReceiptReturn)).one().iso_reason == "AM04"

    def test_happens_once_under_its_external_id(self, session: Session) -> None:
        receipt_id = factories.receipt(session, 250_00)

        first = _take_back(session, receipt_id, 250_00)

        assert _take_back(session, receipt_id, 250_00) == first
        assert factories.books(session) == {}
        with pytest.raises(ReceiptChanged):
            _take_back(session, receipt_id, 200_00)
        with pytest.raises(NotItsReturn, match=r"0\.00 EUR of it can still be taken back"):
            _take_back(session, receipt_id, 250_00, external_id="another")

    def test_takes_what_was_granted_besides_back_too(self, session: Session) -> None:
        invoice, receipt_id = factories.invoice(session, 100_00), factories.receipt(session, 99_97)
        granted = Difference(DifferenceKind.ROUNDING, eur(3))
        wanted = Wanted(receipt_id, invoice.id or 0, eur(99_97), difference=granted)
        receipts.allocate(session, [wanted], on=TODAY, actor=ACTOR)

        _take_back(session, receipt_id, 99_97)

        assert factories.books(session) == {"1200": 100_00, "4000": -100_00}

    def test_of_a_part_leaves_the_rest_unapplied(self, session: Session) -> None:
        invoice, receipt_id = factories.invoice(session, 250_00), factories.receipt(session, 250_00)
        factories.allocation(session, receipt_id, invoice.id, 250_00)

        _take_back(session, receipt_id, 100_00)

        assert factories.unapplied(session, receipt_id) == 150_00
        assert factories.outstanding(session, invoice) == 250_00
        assert ledger.verify(session) == []

    def test_of_money_of_nobody_empties_2110(self, session: Session) -> None:
        _take_back(session, factories.receipt(session, 90_00, debtor_id=None), 90_00)

        assert factories.books(session) == {}

    def test_of_a_card_payment_leaves_the_card_provider(self, session: Session) -> None:
        receipt_id = factories.receipt(session, 500_00, rail=Rail.CARD)

        _take_back(session, receipt_id, 500_00, fee=eur(15_00), reason=ReturnReason.CHARGEBACK)

        assert factories.books(session) == {"1050": -15_00, "6120": 15_00}

    def test_shows_in_what_the_debtor_and_the_staff_see(self, session: Session) -> None:
        receipt_id = factories.receipt(session, 90_00)

        _take_back(session, receipt_id, 90_00)

        assert reversed_among(session, [receipt_id]) == {receipt_id}
        [told] = paid.receipts(session, factories.debtor(session))
        assert told.taken_back_on == TODAY


class TestWhenTheMoneyIsGone:
    def _refunded(self, session: Session, receipt_id: int, amount: int) -> None:
        refund_id = self._proposed(session, receipt_id, amount)
        refunds.approve(session, refund_id, on=TODAY, actor="staff:chief")
        account = factories.bank_account(session)
        refunds.mark_sent(session, refund_id, bank_account_id=account.id or 0, on=TODAY, actor=ACTOR)

    def _proposed(self, session: Session, receipt_id: int, amount: int) -> int:
        payee = {"payee_name": "Debtor D-1", "payee_iban": factories.SECOND_IBAN, "reason": "paid twice"}
        return refunds.propose(session, receipt_id, eur(amount), actor=ACTOR, **payee)

    def test_what_was_refunded_becomes_a_claim_on_the_debtor(self, session: Session) -> None:
        receipt_id = factories.receipt(session, 250_00)
        self._refunded(session, receipt_id, 100_00)

        made = _take_back(session, receipt_id, 250_00)

        claim = session.get_one(Invoice, session.get_one(ReceiptReturn, made).claim_id)
        assert (claim.outstanding_minor, claim.due_on, claim.debtor_id) == (100_00, TODAY, factories.debtor(session))
        assert factories.books(session) == {"1010": -100_00, "1200": 100_00}
        assert ledger.verify(session) == []

    def test_the_claim_is_paid_like_an_invoice(self, session: Session) -> None:
        receipt_id = factories.receipt(session, 250_00)
        self._refunded(session, receipt_id, 250_00)
        claim_id = session.get_one(ReceiptReturn, _take_back(session, receipt_id, 250_00)).claim_id

        factories.allocation(session, factories.receipt(session, 250_00), claim_id, 250_00)

        assert factories.books(session) == {}
        assert ledger.verify(session) == []

    def test_a_refund_not_sent_is_stopped(self, session: Session) -> None:
        receipt_id = factories.receipt(session, 250_00)
        waiting = self._proposed(session, receipt_id, 50_00)
        approved = self._proposed(session, receipt_id, 60_00)
        refunds.approve(session, approved, on=TODAY, actor="staff:chief")

        _take_back(session, receipt_id, 250_00)

        states = [session.get_one(Refund, each).state for each in (waiting, approved)]
        assert states == [RefundState.DECLINED] * 2
        assert factories.books(session) == {}
        assert ledger.verify(session) == []

    def test_a_return_that_made_a_claim_stands(self, session: Session) -> None:
        receipt_id = factories.receipt(session, 250_00)
        self._refunded(session, receipt_id, 250_00)
        made = _take_back(session, receipt_id, 250_00)

        with pytest.raises(ClaimStands, match="settle that instead"):
            receipts.undo_return(session, made, reason="not returned", on=TODAY, actor=ACTOR)


class TestUndoReturn:
    def test_holds_the_money_again_and_lets_it_be_taken_back_another_time(self, session: Session) -> None:
        receipt_id = factories.receipt(session, 90_00)
        made = _take_back(session, receipt_id, 90_00, fee=eur(3_00))

        receipts.undo_return(session, made, reason="wrong receipt", on=TODAY, actor=ACTOR)

        assert factories.books(session) == {"1010": 90_00, "2100": -90_00}
        assert reversed_among(session, [receipt_id]) == set()
        _take_back(session, receipt_id, 90_00, external_id="again")
        assert factories.books(session) == {}
        assert ledger.verify(session) == []

    def test_happens_once(self, session: Session) -> None:
        made = _take_back(session, factories.receipt(session, 90_00), 90_00)
        receipts.undo_return(session, made, reason="wrong receipt", on=TODAY, actor=ACTOR)

        with pytest.raises(AlreadyUndone, match="return was reversed before"):
            receipts.undo_return(session, made, reason="wrong receipt", on=TODAY, actor=ACTOR)


@pytest.mark.parametrize("returned", [90_00, 30_00])
def test_money_that_came_back_is_the_payers_who_became_known_meanwhile(session: Session, returned: int) -> None:
    receipt_id = factories.receipt(session, 90_00, debtor_id=None)
    made = _take_back(session, receipt_id, returned)
    receipts.identify(session, receipt_id, factories.debtor(session), on=TODAY, actor=ACTOR)

    receipts.undo_return(session, made, reason="wrong receipt", on=TODAY, actor=ACTOR)

    assert factories.books(session) == {"1010": 90_00, "2100": -90_00}
    assert ledger.verify(session) == []


def test_a_receipt_taken_back_is_not_reversed_too(session: Session) -> None:
    receipt_id = factories.receipt(session, 90_00)
    _take_back(session, receipt_id, 90_00)

    with pytest.raises(AlreadyUndone):
        receipts.reverse(session, receipt_id, reason="a mistake", on=TODAY, actor=ACTOR)
