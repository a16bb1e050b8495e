"""A bank line that is nobody's payment goes straight to an account, once (L8b, L8c)."""

from dataclasses import replace

import pytest
from sqlmodel import Session

from shared import ledger, receipts
from shared.errors import NotFound
from shared.ledger import Account
from shared.receipts import OtherMoney
from shared.receipts.other_money import NotForOtherMoney
from shared.receipts.rules import AlreadyUndone, ReceiptChanged
from tests import factories
from tests.factories import ACTOR, TODAY, eur


def _line(session: Session, **facts: object) -> OtherMoney:
    bank = factories.bank_account(session).id or 0
    line = OtherMoney("line:7", eur(12_00), Account.INTEREST_INCOME, bank, TODAY, TODAY, text="Interest Q1")
    return replace(line, **facts)


class TestBookOther:
    def test_comes_in_and_goes_out(self, session: Session) -> None:
        lines = [_line(session), _line(session, external_id="line:8", amount=eur(-4_00), account=Account.BANK_CHARGES)]

        receipts.book_other(session, lines, actor=ACTOR)

        assert factories.books(session) == {"1010": 8_00, "4880": -12_00, "6100": 4_00}
        assert ledger.verify(session) == []

    def test_a_payout_clears_the_card_clearing_account(self, session: Session) -> None:
        invoice = factories.invoice(session, 500_00)
        receipt_id = factories.receipt(session, 500_00, rail="card")
        factories.allocation(session, receipt_id, invoice.id, 500_00)
        payout = _line(session, amount=eur(492_75), account=Account.CARD_CLEARING)

        receipts.book_other(session, [payout], actor=ACTOR)

        assert factories.books(session) == {"1010": 492_75, "1050": 7_25, "4000": -500_00}

    def test_happens_once(self, session: Session) -> None:
        first = receipts.book_other(session, [_line(session)], actor=ACTOR)

        assert receipts.book_other(session, [_line(session), _line(session)], actor=ACTOR) == first * 2
        with pytest.raises(ReceiptChanged):
            receipts.book_other(session, [_line(session, amount=eur(13_00))], actor=ACTOR)
        assert factories.books(session) == {"1010": 12_00, "4880": -12_00}

    @pytest.mark.parametrize("account", [Account.RECEIVABLES, Account.UNAPPLIED, Account.REFUNDS_PAYABLE, Account.BANK])
    def test_never_touches_what_invoices_and_receipts_are_kept_in(self, session: Session, account: Account) -> None:
        with pytest.raises(NotForOtherMoney, match="choose another account"):
            receipts.book_other(session, [_line(session, account=account)], actor=ACTOR)


class TestReverseOther:
    def test_undoes_it_once(self, session: Session) -> None:
        receipts.book_other(session, [_line(session)], actor=ACTOR)

        receipts.reverse_other(session, "line:7", reason="a customer after all", on=TODAY, actor=ACTOR)

        assert factories.books(session) == {}
        with pytest.raises(AlreadyUndone, match="bank line was reversed before"):
            receipts.reverse_other(session, "line:7", reason="again", on=TODAY, actor=ACTOR)

    def test_of_nothing_says_so(self, session: Session) -> None:
        with pytest.raises(NotFound):
            receipts.reverse_other(session, "line:7", reason="never booked", on=TODAY, actor=ACTOR)
