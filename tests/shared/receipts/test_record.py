"""Money that reached us is a receipt once, held until it is allocated."""

from dataclasses import replace

import pytest
from sqlmodel import Session, select

from shared import ledger, receipts
from shared.models import LedgerEntry, Rail, Receipt
from shared.money import Money
from shared.receipts.rules import ReceiptChanged
from tests import factories
from tests.factories import ACTOR, eur, money_in


class TestMoneyByBank:
    def test_of_a_known_debtor_is_held_unapplied(self, session: Session) -> None:
        receipt_id = factories.receipt(session, 1_200_00)

        assert factories.unapplied(session, receipt_id) == 1_200_00
        assert factories.books(session) == {"1010": 1_200_00, "2100": -1_200_00}

    def test_of_nobody_we_know_is_held_unidentified(self, session: Session) -> None:
        factories.receipt(session, 1_200_00, debtor_id=None)

        assert factories.books(session) == {"1010": 1_200_00, "2110": -1_200_00}
        assert ledger.verify(session) == []


class TestMoneyByCard:
    def test_waits_in_clearing_and_pays_at_capture(self, session: Session) -> None:
        invoice = factories.invoice(session, 500_00)
        receipt_id = factories.receipt(session, 500_00, rail=Rail.CARD, external_id="pi_1")
        factories.allocation(session, receipt_id, invoice.id, 500_00)

        assert factories.outstanding(session, invoice) == 0
        assert factories.books(session) == {"1050": 500_00, "4000": -500_00}


class TestARepeat:
    def test_gives_the_receipt_we_have_and_posts_nothing(self, session: Session) -> None:
        once = money_in(50_00, debtor_id=factories.debtor(session))

        ids = receipts.record(session, [once, once], actor=ACTOR) + receipts.record(session, [once], actor=ACTOR)

        assert len(set(ids)) == 1
        assert factories.books(session) == {"1010": 50_00, "2100": -50_00}

    def test_is_still_one_after_the_receipt_was_reversed(self, session: Session) -> None:
        once = money_in(50_00)
        [receipt_id] = receipts.record(session, [once], actor=ACTOR)
        receipts.reverse(session, receipt_id, reason="bank recall", on=factories.TODAY, actor=ACTOR)

        assert receipts.record(session, [once], actor=ACTOR) == [receipt_id]
        assert factories.books(session) == {}

    def test_under_the_same_name_on_the_other_rail_is_other_money(self, session: Session) -> None:
        bank, card = money_in(50_00, external_id="77"), money_in(60_00, external_id="77", rail=Rail.CARD)

        ids = receipts.record(session, [bank, card], actor=ACTOR)

        assert len(set(ids)) == 2
        assert factories.books(session) == {"1010": 50_00, "1050": 60_00, "2110": -110_00}

    @pytest.mark.parametrize("changed", [eur(50_01), Money(50_00, "SEK")])
    def test_with_another_amount_is_refused_with_all_that_came_with_it(self, session: Session, changed: Money) -> None:
        receipts.record(session, [money_in(50_00, external_id="77")], actor=ACTOR)

        with pytest.raises(ReceiptChanged, match=r"77 was recorded as 50\.00 EUR and cannot become"):
            receipts.record(session, [money_in(9_00), replace(money_in(external_id="77"), amount=changed)], actor=ACTOR)

        assert factories.books(session) == {"1010": 50_00, "2110": -50_00}

    def test_inside_one_batch_with_another_amount_is_refused(self, session: Session) -> None:
        pair = [money_in(50_00, external_id="77"), money_in(50_01, external_id="77")]

        with pytest.raises(ReceiptChanged):
            receipts.record(session, pair, actor=ACTOR)

        assert session.exec(select(Receipt)).all() == []


def test_a_batch_keeps_its_order_and_its_texts(session: Session) -> None:
    taken = [money_in(each, text=f"{each} ø", payer_name="x" * 200) for each in range(1, 700)]

    ids = receipts.record(session, taken, actor=ACTOR)

    kept = {each.id: each for each in session.exec(select(Receipt))}
    assert [kept[each].amount_minor for each in ids] == list(range(1, 700))
    assert (kept[ids[0]].text, len(kept[ids[0]].payer_name)) == ("1 ø", 140)
    assert len(session.exec(select(LedgerEntry)).all()) == 699
