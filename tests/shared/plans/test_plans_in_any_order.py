"""Whatever is paid, credited, taken back and planned anew, in any order: no cent is lost and every plan still sums."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from typing import ClassVar

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from sqlmodel import Session, select

from shared import clock, db, ledger, plans, receipts
from shared.errors import Refused
from shared.i18n import Told
from shared.models import Allocation, ChangeState, Invoice, Plan, PlanChange, Receipt
from shared.plans import Acceptance, More, claiming, replanning, schedule
from shared.plans.loaded import Loaded
from shared.plans.loading import load
from shared.plans.schedule import Ask
from shared.plans.states import RUNNING
from shared.receipts import Wanted, credit_notes
from shared.receipts.credit_notes import NewCreditNote
from shared.words import Frequency, Level
from tests import factories
from tests.conftest import sequences
from tests.factories import ACTOR, eur
from tests.shared.plans import agreed

AMOUNTS = st.integers(1, 600_00)
PICKS = st.integers(0, 50)


class Living(RuleBasedStateMachine):
    """One plan over three invoices; each machine begins with books of its own."""

    fresh_books: ClassVar[Callable[[], None]]

    @initialize(count=st.integers(2, 6), before=st.integers(0, 300_00), costs=st.booleans())
    def begin(self, count: int, before: int, costs: bool) -> None:
        type(self).fresh_books()
        agreed.at(agreed.AGREED)
        self.notes = 0
        self.plan_id = db.run(self._begin, count, before, costs)

    def _begin(self, session: Session, count: int, before: int, costs: bool) -> int:
        """A plan for what is left after a payment that came before it; one that costs something is offered by staff."""
        of = agreed.invoices(session)
        if before:
            factories.allocation(session, agreed.paid(session, before), of[0].id, before)
        left = [each for each in of if factories.outstanding(session, each)]
        total = sum(each.outstanding_minor for each in left)
        if not costs:
            return agreed.begun(session, agreed.monthly(count, total), left).id or 0
        days = schedule.dates(agreed.AGREED + timedelta(days=35), Frequency.MONTHLY, count)
        ask = Ask(eur(total), days, day=days[0].day, interest_bp=1_800, fee=eur(15_00))
        plan = agreed.offered(session, ask, left, level=Level.STAFF, actor=agreed.BY_STAFF)
        return plans.accept(session, plan.id or 0, Acceptance("plan-terms-1"), actor=agreed.BY_DEBTOR).id or 0

    @rule(amount=AMOUNTS, more=st.sampled_from(More))
    def pay(self, amount: int, more: More) -> None:
        def paid(session: Session) -> None:
            receipt_id = agreed.paid(session, amount)
            plans.pay(session, session.get_one(Plan, self.plan_id), receipt_id, actor=ACTOR, more=more)

        self._try(paid)

    @rule(amount=AMOUNTS, pick=PICKS)
    def pay_an_invoice_and_name_no_instalment(self, amount: int, pick: int) -> None:
        def paid(session: Session) -> None:
            invoice = self._invoice(session, pick)
            part = min(amount, invoice.outstanding_minor)
            factories.allocation(session, agreed.paid(session, amount), invoice.id, part)

        self._try(paid)

    @rule(amount=AMOUNTS, pick=PICKS)
    def name_instalments(self, amount: int, pick: int) -> None:
        def paid(session: Session) -> None:
            invoice = self._invoice(session, pick)
            wanted = Wanted(agreed.paid(session, amount), invoice.id or 0, eur(min(amount, invoice.outstanding_minor)))
            receipts.allocate(session, plans.for_instalments(session, [wanted]), on=clock.today(), actor=ACTOR)

        self._try(paid)

    @rule(amount=AMOUNTS, pick=PICKS)
    def credit(self, amount: int, pick: int) -> None:
        self.notes += 1

        def credited(session: Session) -> None:
            invoice = self._invoice(session, pick)
            part = min(amount, invoice.outstanding_minor)
            note = NewCreditNote(2, f"CN-{self.notes}", factories.HOUSE, "D-1", eur(part), 0, clock.today())
            [credit_id] = credit_notes.register(session, [note], source="test", actor=ACTOR).added
            factories.allocation(session, credit_id, invoice.id, part)

        self._try(credited)

    @rule(pick=PICKS)
    def take_back_an_allocation(self, pick: int) -> None:
        def taken_back(session: Session) -> None:
            found = session.exec(select(Allocation).where(Allocation.amount_minor > 0).order_by("id")).all()
            if found:
                chosen = found[pick % len(found)].id or 0
                receipts.reverse_allocation(session, chosen, reason="wrong", on=clock.today(), actor=ACTOR)

        self._try(taken_back)

    @rule(pick=PICKS)
    def take_back_a_receipt(self, pick: int) -> None:
        def taken_back(session: Session) -> None:
            found = session.exec(select(Receipt).where(Receipt.rail == "bank").order_by("id")).all()
            if found:
                chosen = found[pick % len(found)].id or 0
                receipts.reverse(session, chosen, reason="recall", on=clock.today(), actor=ACTOR)

        self._try(taken_back)

    @rule(count=st.integers(1, 8))
    def plan_anew(self, count: int) -> None:
        def proposed(session: Session) -> None:
            days = [clock.today() + timedelta(days=30 * (k + 1)) for k in range(count)]
            change = agreed.on_other_days(load(session, self.plan_id).stands, days)
            why = replanning.Why("later", Told("Later."))
            asked = replanning.propose(session, self.plan_id, change, why, actor=ACTOR)
            plans.consent(session, asked.id or 0, actor=ACTOR)

        self._try(proposed)

    @rule(agrees=st.booleans())
    def answer(self, agrees: bool) -> None:
        """The debtor answers whatever waits for them."""

        def answered(session: Session) -> None:
            waiting = select(PlanChange).where(PlanChange.state == ChangeState.PROPOSED)
            for each in session.exec(waiting).all():
                (plans.consent if agrees else plans.refuse)(session, each.id or 0, actor=ACTOR)

        self._try(answered)

    @rule(days=st.integers(0, 20))
    def let_days_pass(self, days: int) -> None:
        agreed.at(clock.today() + timedelta(days=days))
        db.run(plans.follow, self.plan_id)

    @rule()
    def pay_all_that_is_left(self) -> None:
        """Nothing is left over, and nothing is left to pay, but what the debtor has not agreed to yet."""

        def paid(session: Session) -> None:
            plan, loaded = session.get_one(Plan, self.plan_id), load(session, self.plan_id)
            amount = claiming.payoff(loaded, clock.today())
            if amount and plan.state in RUNNING and not any(each.unplanned for each in loaded.invoices):
                receipt_id = agreed.paid(session, amount)
                plans.pay(session, plan, receipt_id, actor=ACTOR, more=More.SHORTEN)
                assert factories.unapplied(session, receipt_id) == 0
                assert load(session, self.plan_id).outstanding == 0

        self._try(paid)

    @invariant()
    def everything_sums(self) -> None:
        if not hasattr(self, "plan_id"):
            return
        with db.reading() as session:
            assert ledger.verify(session) == []
            loaded = load(session, self.plan_id)
            assert all(each.amount > 0 and 0 <= each.paid <= each.amount for each in loaded.stands)
            planned = sum(each.amount for each in loaded.stands)
            assert planned == sum(each.row.open_minor + each.row.adjusted_minor for each in loaded.invoices)
            assert sum(each.paid for each in loaded.stands) == min(_paid(loaded), planned)
            interest = sum(each.row.open_minor for each in loaded.invoices if each.is_interest)
            assert interest + sum(loaded.to_come.values()) <= loaded.plan.interest_minor

    def _invoice(self, session: Session, pick: int) -> Invoice:
        found = session.exec(select(Invoice).where(Invoice.outstanding_minor > 0).order_by("id")).all()
        if not found:
            raise Refused("Nothing is left to pay.")
        return found[pick % len(found)]

    @staticmethod
    def _try(step: Callable[[Session], None]) -> None:
        """A step happens whole or is refused; anything else would be a fault."""
        with suppress(Refused):
            db.run(step)


def _paid(loaded: Loaded) -> int:
    return sum(each.paid for each in loaded.invoices)


def test_no_cent_is_lost_over_any_sequence(fresh_books: Callable[[], None]) -> None:
    """One database for all examples: each begins with an emptied copy of the books."""
    Living.fresh_books = staticmethod(fresh_books)
    many = sequences(12)
    bounds = settings(max_examples=many, stateful_step_count=20, deadline=None, suppress_health_check=list(HealthCheck))
    run_state_machine_as_test(Living, settings=bounds)
