"""Fees beside the invoices: claimed, paid through the one allocation, waived with a reason; whole trial balances."""

from typing import Any

import pytest
from sqlmodel import Session, select

from shared import fees, ledger, receipts
from shared.errors import NotFound
from shared.fees.service import NoReason
from shared.models import Fee, Invoice, Plan
from shared.words import FeeKind, ReturnReason
from tests import factories
from tests.factories import ACTOR, eur
from tests.shared.plans import agreed

ON = factories.TODAY


def claimed(session: Session, kind: FeeKind, amount: int, plan: Plan | None = None) -> Invoice:
    asked: dict[str, Any] = {
        "creditor_id": factories.house(session).id,
        "debtor_id": factories.debtor(session),
        "plan_id": (plan or agreed.begun(session)).id,
        "number": 1,
        "due_on": ON,
        "basis": "Payment plan of 21 November 2026",
    }
    return fees.claim(session, fees.Claim(kind, amount=eur(amount), **asked), on=ON, actor=ACTOR)


def waived(session: Session, item: Invoice, reason: str = "Goodwill") -> int:
    fee = session.exec(select(Fee).where(Fee.invoice_id == item.id)).one()
    return fees.waive(session, fee.id or 0, reason=reason, on=ON, actor="staff:chief").minor


def moved(session: Session, before: dict[str, int]) -> dict[str, int]:
    """By how much each account has moved since."""
    after = factories.books(session)
    return {each: by for each in sorted(after | before) if (by := after.get(each, 0) - before.get(each, 0))}


class TestClaim:
    def test_a_fee_stands_in_1230_and_interest_in_1240(self, session: Session) -> None:
        plan = agreed.begun(session)
        before = factories.books(session)
        claimed(session, FeeKind.SET_UP_FEE, 60_00, plan)
        claimed(session, FeeKind.PLAN_INTEREST, 84_41, plan)

        assert moved(session, before) == {"1230": 60_00, "1240": 84_41, "4800": -60_00, "4810": -84_41}
        assert ledger.verify(session) == []

    def test_it_is_an_item_of_the_account_with_its_ground_kept(self, session: Session) -> None:
        item = claimed(session, FeeKind.PLAN_INTEREST, 12_00)
        fee = session.exec(select(Fee)).one()

        assert (item.number, item.outstanding_minor, item.due_on) == (f"P{fee.plan_id}-INT1", 12_00, ON)
        assert (fee.basis, fee.claimed_on) == ("Payment plan of 21 November 2026", ON)


class TestPay:
    def test_money_settles_it_through_the_one_allocation(self, session: Session) -> None:
        item = claimed(session, FeeKind.PLAN_INTEREST, 12_00)
        before = factories.books(session)
        factories.allocation(session, factories.receipt(session, 12_00), item.id, 12_00)

        assert moved(session, before) == {"1010": 12_00, "1240": -12_00}
        assert factories.outstanding(session, item) == 0
        assert ledger.verify(session) == []

    def test_and_reopens_it_when_the_bank_takes_it_back(self, session: Session) -> None:
        item = claimed(session, FeeKind.SET_UP_FEE, 15_00)
        before, receipt_id = factories.books(session), factories.receipt(session, 15_00)
        factories.allocation(session, receipt_id, item.id, 15_00)
        told = receipts.Returned(receipt_id, "back:1", eur(15_00), ON, ON, ReturnReason.RETURNED_DD)
        receipts.take_back(session, told, actor=ACTOR)

        assert moved(session, before) == {}
        assert factories.outstanding(session, item) == 15_00
        assert ledger.verify(session) == []


class TestWaive:
    def test_what_is_open_is_given_up_and_nothing_else(self, session: Session) -> None:
        item = claimed(session, FeeKind.SET_UP_FEE, 60_00)
        factories.allocation(session, factories.receipt(session, 25_00), item.id, 25_00)
        before = factories.books(session)

        assert waived(session, item) == 35_00
        assert moved(session, before) == {"1230": -35_00, "4800": 35_00}
        assert factories.outstanding(session, item) == 0
        assert ledger.verify(session) == []

    def test_who_and_why_are_kept(self, session: Session) -> None:
        waived(session, claimed(session, FeeKind.PLAN_INTEREST, 10_05), "Charged in error")

        fee = session.exec(select(Fee)).one()
        assert (fee.waived_minor, fee.waived_by, fee.waived_why) == (10_05, "staff:chief", "Charged in error")

    def test_it_needs_a_reason(self, session: Session) -> None:
        item = claimed(session, FeeKind.SET_UP_FEE, 60_00)

        with pytest.raises(NoReason):
            waived(session, item, "ok")

    def test_it_is_done_once(self, session: Session) -> None:
        item = claimed(session, FeeKind.SET_UP_FEE, 60_00)
        waived(session, item)

        with pytest.raises(fees.NothingToWaive):
            waived(session, item)

    def test_there_has_to_be_such_a_fee(self, session: Session) -> None:
        with pytest.raises(NotFound):
            fees.waive(session, 404, reason="Goodwill", on=ON, actor=ACTOR)
