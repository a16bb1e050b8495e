"""Plans by the clock and from bank statements: the job moves them on, and transfers land on their instalments."""

from datetime import timedelta

import pytest
from sqlmodel import Session

from backoffice.jobs import journals as jobs
from backoffice.jobs.plans import Followed, follow_plans
from shared import clock, db, journals, ledger
from shared.journals import open_book
from shared.journals.plan_lines import by_reference
from shared.matching import AmountFit
from shared.models import Plan
from shared.plans import references
from shared.words import PlanState
from tests import factories
from tests.factories import ACTOR, detail, entry, statement
from tests.shared.plans import agreed

pytestmark = pytest.mark.usefixtures("database")


def _running(session: Session) -> int:
    return agreed.begun(session).id or 0


def _state(plan_id: int) -> PlanState:
    return db.look(lambda session: session.get_one(Plan, plan_id).state)


def _table(plan_id: int) -> list[tuple[int, int]]:
    return db.look(lambda session: agreed.table(session, session.get_one(Plan, plan_id)))


def _taken_in(session: Session, *amounts_and_references: tuple[int, str]) -> int:
    journal = factories.journal(session)
    paid = [
        entry(amount, details=(detail(amount, structured_reference=reference),))
        for amount, reference in amounts_and_references
    ]
    factories.take_in(session, journal, statement(*paid))
    return journal.id or 0


def _post(journal_id: int) -> None:
    db.run(journals.accept_above, journal_id, 0, actor=ACTOR)
    jobs.post_journal(journal_id, actor=ACTOR)


class TestTheJob:
    def test_moves_every_plan_on_and_says_how_many(self) -> None:
        plan_id = db.run(_running)
        assert follow_plans() == Followed(1, 0)
        agreed.at(agreed.month(1) + timedelta(days=6))

        assert follow_plans() == Followed(1, 1)
        assert _state(plan_id) is PlanState.AT_RISK
        assert follow_plans() == Followed(1, 0)


class TestTransfers:
    def test_with_the_plans_reference_pay_the_oldest_instalment(self) -> None:
        plan_id = db.run(_running)
        journal_id = db.run(_taken_in, (208_33, references.of_plan(plan_id)), (208_33, references.of_plan(plan_id)))

        assert jobs.apply_journal(journal_id, actor=ACTOR).ready == 2
        _post(journal_id)

        assert _table(plan_id)[:3] == [(208_33, 208_33), (208_33, 208_33), (208_33, 0)]
        assert db.look(ledger.verify) == []
        named = db.look(factories.allocations)
        assert [each.amount_minor for each in named] == [208_33, 124_77, 83_56]
        assert all(each.instalment_id for each in named)

    def test_with_an_instalments_reference_pay_that_one(self) -> None:
        plan_id = db.run(_running)
        journal_id = db.run(_taken_in, (208_33, references.of_instalment(plan_id, 3)))
        jobs.apply_journal(journal_id, actor=ACTOR)
        _post(journal_id)

        assert [paid for _, paid in _table(plan_id)] == [0, 0, 208_33, 0, 0, 0]

    def test_by_invoice_number_count_for_the_oldest_instalment_all_the_same(self) -> None:
        plan_id = db.run(_running)
        number = db.look(lambda session: session.get_one(factories.Invoice, 1).payment_reference)
        journal_id = db.run(_taken_in, (333_10, number))
        jobs.apply_journal(journal_id, actor=ACTOR)
        _post(journal_id)

        assert _table(plan_id)[:2] == [(208_33, 208_33), (208_33, 124_77)]

    def test_of_other_amounts_are_proposed_with_the_plan_as_the_reason(self) -> None:
        plan_id = db.run(_running)
        journal_id = db.run(_taken_in, (1_300_00, references.of_plan(plan_id)))
        [proposal] = db.look(by_reference, db.look(open_book.payments, journal_id))

        assert (proposal.fit, sum(each.amount_minor for each in proposal.shares)) == (AmountFit.OVER, 1_250_00)
        assert "reference of plan RF" in proposal.signals[0].sentence

    def test_the_book_of_matching_knows_the_plan_and_its_instalments(self) -> None:
        plan_id = db.run(_running)
        book = db.look(open_book.book)

        assert {each.plan_id for each in book.invoices} == {plan_id}
        assert [(each.sequence, each.amount_minor) for each in book.instalments][:2] == [(1, 208_33), (2, 208_33)]
        assert clock.today() == agreed.AGREED
