"""Money we hold is paid back: proposed by one, approved by another, then sent; the books follow each step (L9)."""

import pytest
from sqlmodel import Session

from shared import ledger, receipts
from shared.models import Refund, RefundState
from shared.receipts import refunds
from shared.receipts.refunds import BadIban, NotRefundable, OneAndTheSame, RefundIs, WrongAccount
from shared.receipts.rules import NobodysReceipt, ReasonMissing
from shared.receipts.service import WentBack
from tests import factories
from tests.factories import TODAY, eur

PAYEE = "DE02 1203 0000 0000 2020 51"
CLERK, CHIEF = "staff:clerk", "staff:chief"


def _propose(session: Session, receipt_id: int, amount: int, **facts: str) -> int:
    told = {"payee_name": "Debtor D-1", "payee_iban": PAYEE, "reason": "paid twice", "actor": CLERK} | facts
    return refunds.propose(session, receipt_id, eur(amount), **told)


def _approved(session: Session, receipt_id: int, amount: int) -> int:
    refund_id = _propose(session, receipt_id, amount)
    refunds.approve(session, refund_id, on=TODAY, actor=CHIEF)
    return refund_id


def _send(session: Session, refund_id: int, currency: str = "EUR") -> None:
    iban = factories.IBAN if currency == "EUR" else factories.FOREIGN_IBAN
    account = factories.bank_account(session, iban, currency)
    refunds.mark_sent(session, refund_id, bank_account_id=account.id or 0, on=TODAY, actor=CLERK)


class TestPropose:
    def test_books_nothing_yet(self, session: Session) -> None:
        receipt_id = factories.receipt(session, 10_00)

        refund = session.get_one(Refund, _propose(session, receipt_id, 10_00))

        assert (refund.state, refund.payee_iban) == (RefundState.PROPOSED, "DE02120300000000202051")
        assert factories.books(session) == {"1010": 10_00, "2100": -10_00}

    def test_never_promises_the_same_money_twice(self, session: Session) -> None:
        receipt_id = factories.receipt(session, 10_00)
        _propose(session, receipt_id, 6_00)

        with pytest.raises(NotRefundable, match=r"4\.00 EUR is unapplied and not proposed"):
            _propose(session, receipt_id, 4_01)
        _propose(session, receipt_id, 4_00)

    def test_refuses_what_cannot_be_paid_back(self, session: Session) -> None:
        receipt_id = factories.receipt(session, 10_00)

        with pytest.raises(BadIban):
            _propose(session, receipt_id, 1_00, payee_iban="DE03120300000000202051")
        with pytest.raises(ReasonMissing):
            _propose(session, receipt_id, 1_00, reason="so")
        with pytest.raises(NotRefundable):
            _propose(session, receipt_id, 0)
        with pytest.raises(NobodysReceipt):
            _propose(session, factories.receipt(session, 5_00, debtor_id=None), 1_00)


class TestApprove:
    def test_makes_it_owed(self, session: Session) -> None:
        receipt_id = factories.receipt(session, 10_00)

        _approved(session, receipt_id, 10_00)

        assert factories.unapplied(session, receipt_id) == 0
        assert factories.books(session) == {"1010": 10_00, "2150": -10_00}
        assert ledger.verify(session) == []

    def test_is_for_somebody_else_and_for_once(self, session: Session) -> None:
        refund_id = _propose(session, factories.receipt(session, 10_00), 10_00)

        with pytest.raises(OneAndTheSame, match="ask a colleague"):
            refunds.approve(session, refund_id, on=TODAY, actor=CLERK)
        refunds.approve(session, refund_id, on=TODAY, actor=CHIEF)
        with pytest.raises(RefundIs, match="approved already"):
            refunds.approve(session, refund_id, on=TODAY, actor=CHIEF)

    def test_finds_that_the_money_was_used_meanwhile(self, session: Session) -> None:
        invoice, receipt_id = factories.invoice(session, 90_00), factories.receipt(session, 10_00)
        refund_id = _propose(session, receipt_id, 10_00)
        factories.allocation(session, receipt_id, invoice.id, 4_00)

        with pytest.raises(NotRefundable, match=r"6\.00 EUR is unapplied"):
            refunds.approve(session, refund_id, on=TODAY, actor=CHIEF)


class TestDecline:
    def test_of_a_proposal_books_nothing(self, session: Session) -> None:
        refund_id = _propose(session, factories.receipt(session, 10_00), 10_00)

        refunds.decline(session, refund_id, reason="not ours to give", on=TODAY, actor=CLERK)

        assert session.get_one(Refund, refund_id).state is RefundState.DECLINED
        assert factories.books(session) == {"1010": 10_00, "2100": -10_00}

    def test_stops_one_that_was_approved_and_not_sent(self, session: Session) -> None:
        receipt_id = factories.receipt(session, 10_00)
        refund_id = _approved(session, receipt_id, 10_00)

        refunds.decline(session, refund_id, reason="debtor wants it kept", on=TODAY, actor=CLERK)

        assert factories.unapplied(session, receipt_id) == 10_00
        assert factories.books(session) == {"1010": 10_00, "2100": -10_00}
        assert ledger.verify(session) == []


class TestSent:
    def test_leaves_the_bank_once(self, session: Session) -> None:
        refund_id = _approved(session, factories.receipt(session, 30_00), 10_00)

        _send(session, refund_id)

        assert factories.books(session) == {"1010": 20_00, "2100": -20_00}
        assert ledger.verify(session) == []
        with pytest.raises(RefundIs, match="sent already"):
            _send(session, refund_id)
        with pytest.raises(RefundIs, match="sent already"):
            refunds.decline(session, refund_id, reason="too late", on=TODAY, actor=CHIEF)

    def test_waits_for_approval(self, session: Session) -> None:
        with pytest.raises(RefundIs, match="proposed already"):
            _send(session, _propose(session, factories.receipt(session, 10_00), 10_00))

    def test_leaves_an_account_in_its_currency(self, session: Session) -> None:
        with pytest.raises(WrongAccount, match="not an account in EUR"):
            _send(session, _approved(session, factories.receipt(session, 10_00), 10_00), "USD")


def test_a_receipt_with_a_refund_is_not_reversed(session: Session) -> None:
    receipt_id = factories.receipt(session, 10_00)
    _propose(session, receipt_id, 1_00)

    with pytest.raises(WentBack, match="decline that refund first"):
        receipts.reverse(session, receipt_id, reason="bank recall", on=TODAY, actor=CLERK)
