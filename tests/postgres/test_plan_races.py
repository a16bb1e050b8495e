"""Two workers and two people at one plan: each charge is handed out once, and no invoice gets into two plans."""

import os
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlmodel import Session

from shared import clock, db, ledger, plans
from shared.errors import Refused
from shared.models import Plan
from shared.plans import Acceptance, More
from shared.words import Level
from tests.shared.plans import agreed
from tests.shared.plans.test_charging import deliver

pytestmark = [
    pytest.mark.postgres,
    pytest.mark.skipif(
        not os.environ.get("DUEBOOK_TEST_DATABASE_URL", "").startswith("postgresql"),
        reason="DUEBOOK_TEST_DATABASE_URL names no PostgreSQL",
    ),
    pytest.mark.usefixtures("database"),
]


def _near(session: Session) -> None:
    """Three plans by card, their first charge announced."""
    for _ in range(3):
        plan = agreed.by_card(session, level=Level.STAFF)
        agreed.at(agreed.month(1) - timedelta(days=3))
        plans.plan_charges(session, plan.id or 0, clock.today())
    deliver(session)


def test_two_workers_never_take_the_same_charge() -> None:
    db.run(_near)
    agreed.at(agreed.month(1))
    with ThreadPoolExecutor(4) as pool:
        taken = [
            each for found in pool.map(lambda _: db.run(plans.due_charges, clock.now()), range(4)) for each in found
        ]

    assert len(taken) == len({each.key for each in taken}) == 3


def test_two_offers_for_the_same_invoices_never_both_begin() -> None:
    def offered(session: Session) -> list[int]:
        of = agreed.invoices(session)
        first = agreed.offered(session, None, of).id or 0
        second = agreed.offered(session, agreed.monthly(3), of).id or 0
        return [first, second]

    def accepted(plan_id: int) -> bool:
        try:
            db.run(plans.accept, plan_id, Acceptance("plan-terms-1"), actor="debtor:1")
        except Refused:
            return False
        return True

    ids = db.run(offered)
    with ThreadPoolExecutor(4) as pool:
        done = list(pool.map(accepted, [*ids, *ids]))

    assert done.count(True) == 1
    assert db.look(ledger.verify) == []


def test_a_payment_while_the_schedule_changes_is_never_cut_away() -> None:
    plan_id, last = db.run(_begun)

    def paid(more: More) -> None:
        db.run(lambda session: agreed.pay(session, session.get_one(Plan, plan_id), 150_00, more=more))

    def moved(_: More) -> None:
        db.run(plans.move_date, plan_id, last, agreed.month(6) + timedelta(days=7), actor="debtor:1")

    ways = ((paid, More.NEXT), (moved, More.NEXT), (paid, More.LOWER), (paid, More.SHORTEN), (paid, More.LOWER))
    with ThreadPoolExecutor(5) as pool:
        waiting = [pool.submit(work, more) for work, more in ways]
        for each in waiting:
            each.result()

    assert db.look(ledger.verify) == []
    found = db.look(lambda session: agreed.table(session, session.get_one(Plan, plan_id)))
    assert sum(paid for _, paid in found) == 600_00
    assert sum(amount for amount, _ in found) == 1_250_00


def _begun(session: Session) -> tuple[int, int]:
    plan = agreed.begun(session)
    return plan.id or 0, agreed.instalment(session, plan, 6).id or 0
