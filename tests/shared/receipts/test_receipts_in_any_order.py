"""Whatever is recorded, allocated and taken back, in any order: the books agree with a model after each step."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    initialize,
    invariant,
    multiple,
    rule,
    run_state_machine_as_test,
)
from sqlmodel import Session, select

from shared import db, ledger, receipts
from shared.errors import Refused
from shared.models import Invoice, Receipt
from shared.receipts import MoneyIn, Returned, Wanted, refunds
from shared.words import ReturnReason
from tests import factories
from tests.conftest import sequences
from tests.factories import ACTOR, TODAY, eur

AMOUNTS = st.integers(1, 500_00)


class Collecting(RuleBasedStateMachine):
    """A model of three dictionaries beside the real services; each machine begins with books of its own."""

    fresh_books: ClassVar[Callable[[], None]]

    invoices: Bundle[int] = Bundle("invoices")
    taken_in: Bundle[MoneyIn] = Bundle("taken_in")
    allocations: Bundle[int] = Bundle("allocations")

    @initialize()
    def begin(self) -> None:
        type(self).fresh_books()
        self.debtor = db.run(factories.debtor)
        self.owed: dict[int, int] = {}
        self.held: dict[int, int] = {}
        self.ids: dict[str, int] = {}
        self.standing: dict[int, tuple[int, int, int]] = {}
        self.reversed: set[int] = set()
        self.returned: set[int] = set()
        self.refunded: set[int] = set()

    @rule(target=invoices, total=AMOUNTS)
    def register(self, total: int) -> int:
        invoice_id = db.run(lambda session: factories.invoice(session, total)).id or 0
        self.owed[invoice_id] = total
        return invoice_id

    @rule(target=taken_in, amount=AMOUNTS)
    def record(self, amount: int) -> MoneyIn:
        taken = factories.money_in(amount, debtor_id=self.debtor)
        [self.ids[taken.external_id]] = db.run(receipts.record, [taken], actor=ACTOR)
        self.held[self.ids[taken.external_id]] = amount
        return taken

    @rule(taken=taken_in)
    def record_again(self, taken: MoneyIn) -> None:
        assert db.run(receipts.record, [taken], actor=ACTOR) == [self.ids[taken.external_id]]

    @rule(target=allocations, taken=taken_in, invoice_id=invoices, amount=AMOUNTS)
    def allocate(self, taken: MoneyIn, invoice_id: int, amount: int) -> Any:
        return self._allocate(taken, invoice_id, amount)

    @rule(target=allocations, taken=taken_in, invoice_id=invoices)
    def settle(self, taken: MoneyIn, invoice_id: int) -> Any:
        """As much as there is: what people do most."""
        most = min(self.held[self.ids[taken.external_id]], self.owed[invoice_id])
        return self._allocate(taken, invoice_id, most) if most else multiple()

    def _allocate(self, taken: MoneyIn, invoice_id: int, amount: int) -> Any:
        receipt_id = self.ids[taken.external_id]
        fits = amount <= min(self.held[receipt_id], self.owed[invoice_id])
        wanted = [Wanted(receipt_id, invoice_id, eur(amount))]
        made = self._try(fits, receipts.allocate, wanted, on=TODAY, actor=ACTOR)
        if not made:
            return multiple()
        self.held[receipt_id] -= amount
        self.owed[invoice_id] -= amount
        self.standing[made[0]] = (receipt_id, invoice_id, amount)
        return made[0]

    @rule(allocation_id=allocations)
    def take_back(self, allocation_id: int) -> None:
        stands = allocation_id in self.standing
        self._try(stands, receipts.reverse_allocation, allocation_id, reason="wrong invoice", on=TODAY, actor=ACTOR)
        self._release(allocation_id)

    @rule(taken=taken_in)
    def reverse(self, taken: MoneyIn) -> None:
        receipt_id = self.ids[taken.external_id]
        may_be = receipt_id not in self.reversed | self.refunded
        self._try(may_be, receipts.reverse, receipt_id, reason="bank recall", on=TODAY, actor=ACTOR)
        if may_be:
            self._undone(receipt_id)

    @rule(taken=taken_in, amount=AMOUNTS)
    def refund(self, taken: MoneyIn, amount: int) -> None:
        """Proposed and approved: the money is owed back and can no longer be applied."""
        receipt_id = self.ids[taken.external_id]
        fits = amount <= self.held[receipt_id]
        if self._try(fits, _refund, receipt_id, amount):
            self.held[receipt_id] -= amount
            self.refunded.add(receipt_id)

    @rule(taken=taken_in)
    def taken_back_by_the_bank(self, taken: MoneyIn) -> None:
        """Whatever stands on it: allocations and refunds not sent are undone first."""
        receipt_id = self.ids[taken.external_id]
        told = Returned(receipt_id, f"back:{receipt_id}", taken.amount, TODAY, TODAY, ReturnReason.RETURNED_DD)
        is_first = receipt_id not in self.reversed or receipt_id in self.returned
        self._try(is_first, receipts.take_back, told, actor=ACTOR)
        if receipt_id not in self.reversed:
            self._undone(receipt_id)
            self.returned.add(receipt_id)

    @invariant()
    def everything_agrees(self) -> None:
        if not hasattr(self, "owed"):
            return
        with db.reading() as session:
            assert ledger.verify(session) == []
            assert {each.id: each.outstanding_minor for each in _all(session, Invoice)} == self.owed
            assert {each.id: each.unapplied_minor for each in _all(session, Receipt)} == self.held
            assert sum(factories.books(session).values()) == 0

    def _undone(self, receipt_id: int) -> None:
        for each in [id_ for id_, (of, _, _) in self.standing.items() if of == receipt_id]:
            self._release(each)
        self.held[receipt_id] = 0
        self.reversed.add(receipt_id)
        self.refunded.discard(receipt_id)

    def _release(self, allocation_id: int) -> None:
        if allocation_id in self.standing:
            receipt_id, invoice_id, amount = self.standing.pop(allocation_id)
            self.held[receipt_id] += amount
            self.owed[invoice_id] += amount

    @staticmethod
    def _try(is_lawful: bool, service: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        """The service does what is lawful and refuses what is not."""
        if is_lawful:
            return db.run(service, *args, **kwargs)
        with pytest.raises(Refused):
            db.run(service, *args, **kwargs)
        return None


def _refund(session: Session, receipt_id: int, amount: int) -> int:
    payee = {"payee_name": "Debtor D-1", "payee_iban": factories.SECOND_IBAN, "reason": "paid twice"}
    made = refunds.propose(session, receipt_id, eur(amount), actor=ACTOR, **payee)
    refunds.approve(session, made, on=TODAY, actor="staff:chief")
    return made


def _all(session: Session, model: type[Any]) -> list[Any]:
    return list(session.exec(select(model)))


def test_all_invariants_hold_after_every_step(fresh_books: Callable[[], None]) -> None:
    Collecting.fresh_books = staticmethod(fresh_books)
    many = sequences(12)
    bounds = settings(max_examples=many, stateful_step_count=20, deadline=None, suppress_health_check=list(HealthCheck))
    run_state_machine_as_test(Collecting, settings=bounds)
