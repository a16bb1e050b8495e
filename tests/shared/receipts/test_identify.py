"""Money of nobody becomes somebody's, and back; an allocation is moved to another invoice (L2b)."""

import pytest
from sqlmodel import Session

from shared import ledger, receipts
from shared.errors import NotFound
from shared.models import Receipt
from shared.receipts import credit_notes, refunds
from shared.receipts.credit_notes import NewCreditNote
from shared.receipts.identifying import AlreadyIdentified, CreditNotesDebtor, InUse, NobodyNamed
from shared.receipts.rules import AllocationTooLarge, ReasonMissing
from tests import factories
from tests.factories import ACTOR, TODAY, eur


def _identify(session: Session, receipt_id: int, number: str = "D-1") -> None:
    receipts.identify(session, receipt_id, factories.debtor(session, number), on=TODAY, actor=ACTOR)


def _forget(session: Session, receipt_id: int, reason: str = "another payer") -> None:
    receipts.forget_payer(session, receipt_id, reason=reason, on=TODAY, actor=ACTOR)


class TestIdentify:
    def test_moves_the_money_to_the_debtor(self, session: Session) -> None:
        receipt_id = factories.receipt(session, 90_00, debtor_id=None)

        _identify(session, receipt_id)

        assert factories.books(session) == {"1010": 90_00, "2100": -90_00}
        assert session.get_one(Receipt, receipt_id).debtor_id == factories.debtor(session)
        assert ledger.verify(session) == []

    def test_lets_it_be_allocated(self, session: Session) -> None:
        invoice, receipt_id = factories.invoice(session, 90_00), factories.receipt(session, 90_00, debtor_id=None)
        _identify(session, receipt_id)

        factories.allocation(session, receipt_id, invoice.id, 90_00)

        assert factories.books(session) == {"1010": 90_00, "4000": -90_00}

    def test_refuses_money_that_is_somebodys(self, session: Session) -> None:
        with pytest.raises(AlreadyIdentified, match="known already"):
            _identify(session, factories.receipt(session, 90_00))

    def test_names_a_debtor_who_is_not_there(self, session: Session) -> None:
        receipt_id = factories.receipt(session, debtor_id=None)

        with pytest.raises(NotFound, match="no such debtor"):
            receipts.identify(session, receipt_id, 4711, on=TODAY, actor=ACTOR)

    def test_can_be_undone_and_done_again_for_another(self, session: Session) -> None:
        receipt_id = factories.receipt(session, 90_00, debtor_id=None)
        _identify(session, receipt_id)

        _forget(session, receipt_id)
        assert factories.books(session) == {"1010": 90_00, "2110": -90_00}
        _identify(session, receipt_id, "D-2")

        assert session.get_one(Receipt, receipt_id).debtor_id == factories.debtor(session, "D-2")
        assert factories.books(session) == {"1010": 90_00, "2100": -90_00}
        assert ledger.verify(session) == []

    def test_leaves_a_receipt_that_can_be_reversed(self, session: Session) -> None:
        receipt_id = factories.receipt(session, 90_00, debtor_id=None)
        _identify(session, receipt_id)

        receipts.reverse(session, receipt_id, reason="bank recall", on=TODAY, actor=ACTOR)

        assert factories.books(session) == {}
        assert ledger.verify(session) == []


class TestForgetPayer:
    def test_refuses_money_in_use(self, session: Session) -> None:
        invoice, receipt_id = factories.invoice(session, 90_00), factories.receipt(session, 90_00)
        factories.allocation(session, receipt_id, invoice.id, 10_00)

        with pytest.raises(InUse, match="undo that first"):
            _forget(session, receipt_id)

    def test_refuses_what_is_nobodys_and_asks_for_a_reason(self, session: Session) -> None:
        with pytest.raises(NobodyNamed):
            _forget(session, factories.receipt(session, debtor_id=None))
        with pytest.raises(ReasonMissing):
            _forget(session, factories.receipt(session), reason="no")

    def test_of_money_known_from_the_start_leaves_a_receipt_that_can_be_reversed(self, session: Session) -> None:
        receipt_id = factories.receipt(session, 90_00)
        _forget(session, receipt_id)

        receipts.reverse(session, receipt_id, reason="bank recall", on=TODAY, actor=ACTOR)

        assert factories.books(session) == {}


class TestWhoseMoneyItStays:
    def test_while_a_refund_of_it_is_proposed(self, session: Session) -> None:
        receipt_id = factories.receipt(session, 90_00)
        refunds.propose(
            session,
            receipt_id,
            eur(90_00),
            payee_name="Debtor D-1",
            payee_iban=factories.SECOND_IBAN,
            reason="paid twice",
            actor=ACTOR,
        )

        with pytest.raises(InUse, match="waits to be refunded"):
            _forget(session, receipt_id)

    def test_when_it_is_a_credit_note(self, session: Session) -> None:
        factories.house(session)
        factories.debtor(session)
        note = NewCreditNote(2, "C-1", factories.HOUSE, "D-1", eur(50_00), 0, TODAY)
        [note_id] = credit_notes.register(session, [note], source="test", actor=ACTOR).added

        with pytest.raises(CreditNotesDebtor):
            _forget(session, note_id)


class TestMove:
    def test_reopens_one_invoice_and_settles_the_other(self, session: Session) -> None:
        wrong, right = factories.invoice(session, 80_00), factories.invoice(session, 120_00)
        receipt_id = factories.receipt(session, 80_00)
        made = factories.allocation(session, receipt_id, wrong.id, 80_00)

        receipts.move(session, made, right.id or 0, reason="wrong invoice", on=TODAY, actor=ACTOR)

        assert (factories.outstanding(session, wrong), factories.outstanding(session, right)) == (80_00, 40_00)
        assert factories.unapplied(session, receipt_id) == 0
        assert factories.books(session) == {"1010": 80_00, "1200": 120_00, "4000": -200_00}
        assert ledger.verify(session) == []

    def test_happens_whole_or_not_at_all(self, session: Session) -> None:
        wrong, small = factories.invoice(session, 80_00), factories.invoice(session, 10_00)
        made = factories.allocation(session, factories.receipt(session, 80_00), wrong.id, 80_00)

        with pytest.raises(AllocationTooLarge), session.begin_nested():
            receipts.move(session, made, small.id or 0, reason="wrong invoice", on=TODAY, actor=ACTOR)

        assert (factories.outstanding(session, wrong), factories.outstanding(session, small)) == (0, 10_00)

    def test_of_nothing_says_so(self, session: Session) -> None:
        with pytest.raises(NotFound, match="Allocation 4711"):
            receipts.move(session, 4711, 1, reason="wrong invoice", on=TODAY, actor=ACTOR)
