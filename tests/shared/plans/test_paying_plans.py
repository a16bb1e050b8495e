"""Money on a running plan: by instalment or not, more than due, taken back; and the schedule that adapts to it."""

from datetime import date, timedelta

import pytest
from sqlmodel import Session, select

from shared import ledger, plans, receipts
from shared.i18n import Told
from shared.models import Allocation, PlanChange, PlanInvoice
from shared.plans import More, holding, replanning
from shared.plans.changing import OutOfDate
from shared.plans.loading import load
from shared.plans.replanning import Why
from shared.plans.service import NotPossible
from shared.receipts import Wanted, credit_notes
from shared.receipts.credit_notes import NewCreditNote
from shared.receipts.rules import OtherPlan
from shared.words import ChangeState, Level, PlanState
from tests import factories
from tests.factories import ACTOR, eur
from tests.shared.plans import agreed
from tests.shared.plans.agreed import BY_DEBTOR, BY_STAFF


def credited(session: Session, amount: int, invoice_id: int) -> None:
    note = NewCreditNote(2, "CN-1", factories.HOUSE, "D-1", eur(amount), 0, agreed.AGREED)
    [credit_id] = credit_notes.register(session, [note], source="test", actor=ACTOR).added
    factories.allocation(session, credit_id, invoice_id, amount)


class TestPay:
    def test_each_instalment_pays_the_invoices_in_turn(self, session: Session) -> None:
        of = agreed.invoices(session)
        plan = agreed.begun(session, None, of)
        for amount in [*[208_33] * 5, 208_35]:
            agreed.pay(session, plan, amount)

        found = [(each.invoice_id, each.amount_minor) for each in factories.allocations(session)]
        a, b, c = (each.id for each in of)
        assert found == [
            (a, 208_33),
            (a, 124_77),
            (b, 83_56),
            (b, 208_33),
            (b, 125_01),
            (c, 83_32),
            (c, 208_33),
            (c, 208_35),
        ]
        assert plans.follow(session, plan.id or 0) is PlanState.COMPLETED
        assert ledger.verify(session) == []

    def test_what_names_no_instalment_counts_for_the_oldest(self, session: Session) -> None:
        of = agreed.invoices(session)
        plan = agreed.begun(session, None, of)
        factories.allocation(session, agreed.paid(session, 300_00), of[2].id, 300_00)

        assert agreed.table(session, plan)[:2] == [(208_33, 208_33), (208_33, 91_67)]
        assert not plans.adapt(session, plan.id or 0)

    def test_wants_are_named_and_cut_by_instalment(self, session: Session) -> None:
        of = agreed.invoices(session)
        plan, receipt_id = agreed.begun(session, None, of), agreed.paid(session, 333_10)
        made = plans.for_instalments(session, [Wanted(receipt_id, of[0].id or 0, eur(333_10))])

        ids = [agreed.instalment(session, plan, number).id for number in (1, 2)]
        assert [(each.instalment_id, each.amount.minor) for each in made] == [(ids[0], 208_33), (ids[1], 124_77)]
        receipts.allocate(session, made, on=agreed.AGREED, actor=ACTOR)
        assert ledger.verify(session) == []

    def test_an_instalment_of_another_plan_cannot_be_named(self, session: Session) -> None:
        plan, other = agreed.begun(session), factories.invoice(session, 50_00, debtor_number="D-2", debtor_name="D2")
        stranger, receipt_id = agreed.instalment(session, plan, 1).id, agreed.paid(session, 50_00)

        with pytest.raises(OtherPlan):
            receipts.allocate(
                session,
                [Wanted(receipt_id, other.id or 0, eur(50_00), instalment_id=stranger)],
                on=agreed.AGREED,
                actor=ACTOR,
            )

    def test_more_than_due_ends_the_plan_sooner(self, session: Session) -> None:
        plan = agreed.begun(session)
        agreed.at(agreed.month(1))
        shown = plans.preview(session, plan.id or 0, eur(500_00))
        agreed.pay(session, plan, 500_00, more=More.SHORTEN)

        assert [(each.amount, each.paid) for each in shown.after] == agreed.table(session, plan)
        assert [each[1] for each in agreed.table(session, plan)] == [208_33, 0, 0, 0, 83_32, 208_35]

    def test_or_lowers_what_comes_later(self, session: Session) -> None:
        plan = agreed.begun(session)
        agreed.at(agreed.month(1))
        shown = plans.preview(session, plan.id or 0, eur(500_00), More.LOWER)
        agreed.pay(session, plan, 500_00, more=More.LOWER)

        table = agreed.table(session, plan)
        assert [amount - paid for amount, paid in table] == [0, 150_00, 150_00, 150_00, 150_00, 150_00]
        assert [paid for _, paid in table] == [208_33, 58_33, 58_33, 58_33, 58_33, 58_35]
        assert [(each.amount, each.paid) for each in shown.after] == agreed.table(session, plan)
        assert ledger.verify(session) == []

    def test_all_at_once_completes_it(self, session: Session) -> None:
        plan = agreed.begun(session)
        receipt_id = agreed.pay(session, plan, 1_300_00, more=More.SHORTEN)

        assert plans.follow(session, plan.id or 0) is PlanState.COMPLETED
        assert factories.unapplied(session, receipt_id) == 50_00

    def test_is_asked_for_what_is_due_and_never_for_the_whole(self, session: Session) -> None:
        plan = agreed.begun(session)
        assert plans.preview(session, plan.id or 0, None).amount == eur(208_33)
        agreed.at(agreed.month(2))

        shown = plans.preview(session, plan.id or 0, None)
        assert shown.amount == eur(416_66)
        assert [each.minor for each in shown.by_invoice.values()] == [333_10, 83_56]

    def test_money_taken_back_makes_its_instalment_due_again(self, session: Session) -> None:
        plan = agreed.begun(session)
        receipt_id = agreed.pay(session, plan, 208_33)
        agreed.at(agreed.month(1) + timedelta(days=6))
        assert agreed.states(session, plan)[0] == "paid"

        receipts.reverse(session, receipt_id, reason="bank recall", on=agreed.month(1), actor=ACTOR)

        assert agreed.states(session, plan)[0] == "missed"
        assert plans.follow(session, plan.id or 0) is PlanState.AT_RISK
        assert ledger.verify(session) == []

    def test_and_opens_a_completed_plan_again(self, session: Session) -> None:
        plan = agreed.begun(session)
        receipt_id = agreed.pay(session, plan, 1_250_00)
        plans.follow(session, plan.id or 0)
        receipts.reverse(session, receipt_id, reason="bank recall", on=agreed.AGREED, actor=ACTOR)

        assert plans.to_follow(session) == [plan.id]
        assert plans.follow(session, plan.id or 0) is PlanState.ACTIVE
        assert all(each.is_held for each in session.exec(select(PlanInvoice)))


class TestAdapt:
    def test_a_credit_note_shortens_the_plan_at_once(self, session: Session) -> None:
        of = agreed.invoices(session)
        plan = agreed.begun(session, None, of)
        credited(session, 300_00, of[1].id or 0)

        plans.follow(session, plan.id or 0)

        assert [each for each, _ in agreed.table(session, plan)] == [208_33, 208_33, 208_33, 208_33, 116_68]
        assert sum(each for each, _ in agreed.table(session, plan)) == 950_00
        [kept] = session.exec(select(PlanChange)).all()
        assert (kept.kind, kept.state, len(kept.before)) == (replanning.LESS, ChangeState.APPLIED, 6)
        assert ledger.verify(session) == []

    def test_more_to_pay_waits_for_the_debtor(self, session: Session) -> None:
        of = agreed.invoices(session)
        agreed.at(agreed.AGREED)
        early = factories.allocation(session, agreed.paid(session, 100_00), of[0].id, 100_00)
        plan = agreed.begun(session, agreed.monthly(total=1_150_00), of)
        receipts.reverse_allocation(session, early, reason="was not theirs", on=agreed.AGREED, actor=ACTOR)

        plans.follow(session, plan.id or 0)
        plans.follow(session, plan.id or 0)
        [asked] = session.exec(select(PlanChange)).all()
        assert (asked.state, len(agreed.table(session, plan))) == (ChangeState.PROPOSED, 6)
        plans.consent(session, asked.id or 0, actor=BY_DEBTOR)

        assert agreed.table(session, plan)[-1] == (100_00, 0)
        assert agreed.instalment(session, plan, 7).due_on == date(2027, 6, 1)
        assert ledger.verify(session) == []
        with pytest.raises(OutOfDate):
            plans.consent(session, asked.id or 0, actor=BY_DEBTOR)

    def test_or_stays_as_it_is_when_they_refuse(self, session: Session) -> None:
        plan = agreed.begun(session)
        stands = load(session, plan.id or 0).stands
        later = agreed.on_other_days(stands, [agreed.month(k) for k in range(2, 10)])
        asked = replanning.propose(session, plan.id or 0, later, Why("later", Told("A month later.")), actor=BY_STAFF)
        plans.refuse(session, asked.id or 0, actor=BY_DEBTOR)

        assert agreed.table(session, plan) == [*[(208_33, 0)] * 5, (208_35, 0)]

    def test_other_days_that_staff_propose_take_effect_with_consent(self, session: Session) -> None:
        plan = agreed.begun(session)
        agreed.pay(session, plan, 250_00)
        stands = load(session, plan.id or 0).stands
        later = agreed.on_other_days(stands, [agreed.month(k) for k in range(2, 12)])
        asked = replanning.propose(session, plan.id or 0, later, Why("later", Told("Smaller parts.")), actor=BY_STAFF)
        plans.consent(session, asked.id or 0, actor=BY_DEBTOR)

        assert agreed.table(session, plan) == [(208_33, 208_33), (41_67, 41_67), *[(100_00, 0)] * 10]
        assert ledger.verify(session) == []

    def test_what_was_paid_since_makes_a_proposal_out_of_date(self, session: Session) -> None:
        plan = agreed.begun(session)
        stands = load(session, plan.id or 0).stands
        asked = replanning.propose(
            session,
            plan.id or 0,
            agreed.on_other_days(stands, [agreed.month(k) for k in range(2, 12)]),
            Why("l", Told("l")),
            actor=BY_STAFF,
        )
        agreed.pay(session, plan, 100_00)

        with pytest.raises(OutOfDate):
            plans.consent(session, asked.id or 0, actor=BY_DEBTOR)

    def test_one_date_moves_once_and_not_far(self, session: Session) -> None:
        plan = agreed.begun(session)
        second = agreed.instalment(session, plan, 2).id or 0
        with pytest.raises(NotPossible, match="up to 7 days"):
            plans.move_date(session, plan.id or 0, second, agreed.month(2) + timedelta(days=8), actor=BY_DEBTOR)
        plans.move_date(session, plan.id or 0, second, agreed.month(2) + timedelta(days=7), actor=BY_DEBTOR)

        assert load(session, plan.id or 0).stands[1].due_on == agreed.month(2) + timedelta(days=7)
        third = agreed.instalment(session, plan, 3).id or 0
        with pytest.raises(NotPossible, match="moved before"):
            plans.move_date(session, plan.id or 0, third, agreed.month(3), actor=BY_DEBTOR)

    def test_renegotiating_keeps_what_was_paid_and_the_link(self, session: Session) -> None:
        of = agreed.invoices(session)
        plan = agreed.begun(session, None, of)
        agreed.pay(session, plan, 250_00)
        again = agreed.wish(session, agreed.monthly(10, 1_000_00), of)

        new = plans.renegotiate(session, plan.id or 0, again, level=Level.STAFF, actor=BY_STAFF)

        assert (plan.state, new.predecessor_id, new.state) == (PlanState.ACTIVE, plan.id, PlanState.OFFERED)
        plans.accept(session, new.id or 0, plans.Acceptance("plan-terms-1"), actor=BY_DEBTOR)
        assert (plan.state, new.state) == (PlanState.RENEGOTIATED, PlanState.ACTIVE)
        assert agreed.table(session, plan) == [(208_33, 208_33), (41_67, 41_67)]
        agreed.pay(session, new, 100_00)
        assert agreed.table(session, new)[0] == (100_00, 100_00)
        assert agreed.table(session, plan) == [(208_33, 208_33), (41_67, 41_67)]
        assert ledger.verify(session) == []

    def test_a_new_plan_that_is_not_accepted_leaves_the_old_one_as_it_was(self, session: Session) -> None:
        of = agreed.invoices(session)
        plan = agreed.begun(session, None, of)
        again = agreed.wish(session, agreed.monthly(10), of)
        first = plans.renegotiate(session, plan.id or 0, again, level=Level.STAFF, actor=BY_STAFF)
        second = plans.renegotiate(session, plan.id or 0, again, level=Level.STAFF, actor=BY_STAFF)
        plans.decline(session, second.id or 0, reason="No, thank you.", actor=BY_DEBTOR)

        assert (first.state, second.state, plan.state) == (PlanState.CANCELLED, PlanState.DECLINED, PlanState.ACTIVE)
        assert (first.predecessor_id, second.predecessor_id) == (None, None)
        assert agreed.table(session, plan)[0] == (208_33, 0)

    def test_a_payment_in_between_makes_the_new_plan_out_of_date(self, session: Session) -> None:
        of = agreed.invoices(session)
        plan = agreed.begun(session, None, of)
        again = agreed.wish(session, agreed.monthly(10), of)
        new = plans.renegotiate(session, plan.id or 0, again, level=Level.STAFF, actor=BY_STAFF)
        agreed.pay(session, plan, 100_00)

        with pytest.raises(holding.Changed):
            plans.accept(session, new.id or 0, plans.Acceptance("plan-terms-1"), actor=BY_DEBTOR)
        assert plan.state is PlanState.ACTIVE


def test_what_was_paid_beside_the_plan_is_not_asked_for_again(session: Session) -> None:
    """A payment from before the plan goes back, the debtor pays it without agreeing to plan it, and all the rest."""
    of = agreed.invoices(session)
    before = agreed.paid(session, 100_00)
    factories.allocation(session, before, of[0].id, 100_00)
    plan = agreed.begun(session, agreed.monthly(6, 1_150_00), of)
    receipts.reverse(session, before, reason="recall", on=agreed.AGREED, actor=ACTOR)
    assert replanning.adapt(session, plan.id or 0)
    for each in of:
        factories.allocation(session, agreed.paid(session, each.outstanding_minor), each.id, each.outstanding_minor)
    session.flush()

    assert load(session, plan.id or 0).unplanned == 0
    assert not replanning.adapt(session, plan.id or 0)
    assert session.exec(select(PlanChange.state).where(PlanChange.plan_id == plan.id)).all() == [ChangeState.WITHDRAWN]
    assert sum(paid for _, paid in agreed.table(session, plan)) == 1_150_00


def test_an_allocation_taken_back_names_the_same_instalment(session: Session) -> None:
    plan = agreed.begun(session)
    agreed.pay(session, plan, 100_00)
    [allocation] = factories.allocations(session)
    receipts.reverse_allocation(session, allocation.id or 0, reason="wrong plan", on=agreed.AGREED, actor=ACTOR)

    mirror = session.exec(select(Allocation).where(Allocation.reverses_id == allocation.id)).one()
    assert mirror.instalment_id == allocation.instalment_id
