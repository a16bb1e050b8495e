"""A cardholder disputes a payment of a plan at the bank: its card is left alone until the bank decides."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlmodel import Session

from backoffice.jobs.charges import Charged, charge_plans
from shared import clock, db, plans
from shared.models import Chargeback, EventState, Plan
from shared.plans import queries
from shared.words import ChargebackState, PlanState
from tests.shared.payments import saving
from tests.shared.payments.cards import books
from tests.shared.payments.money_back import deliver, post, rows, settled, told_since
from tests.shared.payments.saving import letters, on_the_day, paid_at, plan_by_card, plan_of
from tests.shared.plans import agreed

INSTALMENT = 208_33


@pytest.fixture(autouse=True)
def clock_goes_back() -> Iterator[None]:
    yield
    clock.move(timedelta())


@pytest.fixture
def plan_id(simulator: str) -> int:
    """A plan of which the first instalment was taken from the card."""
    made = plan_by_card().id or 0
    on_the_day(made)
    assert charge_plans() == Charged(1, 0)
    tell()
    return made


def tell() -> None:
    """Everything the provider has to tell, three times at one moment."""
    moved = clock._shift
    clock.move(timedelta())
    told = told_since()
    deliver(told)
    assert settled(told) == {EventState.HANDLED: len(told)}
    clock.move(moved)


def disputed(simulator: str, **wish: object) -> str:
    [intent] = paid_at(simulator)
    return str(post(simulator, "_dispute", charge=intent["latest_charge"], **wish)["id"])


def held(plan_id: int) -> bool:
    return any(each.holds for each in db.look(queries.plan, plan_id, clock.today()).disputes)


def charged_after_an_hour() -> Charged:
    clock.move(clock._shift + timedelta(hours=2))
    return charge_plans()


def decided(simulator: str, plan_id: int, *, inquiry: bool, won: bool) -> None:
    """A dispute that was open on the day of the second instalment, which nobody charged then."""
    dispute = disputed(simulator, inquiry=inquiry)
    tell()
    on_the_day(plan_id, 2)
    assert charge_plans() == Charged(0, 0)
    post(simulator, f"_dispute/{dispute}/close", won=won)
    tell()


@pytest.mark.parametrize("is_inquiry", [True, False])
def test_while_it_is_open_nothing_is_charged_and_nothing_is_asked_for(
    simulator: str, plan_id: int, is_inquiry: bool
) -> None:
    disputed(simulator, inquiry=is_inquiry)
    tell()
    on_the_day(plan_id, 2)

    assert charge_plans() == charged_after_an_hour() == Charged(0, 0)
    assert held(plan_id)
    assert db.run(plans.follow, plan_id) is PlanState.ACTIVE
    assert not {"plan_missed", "plan_breached"} & set(letters())


@pytest.mark.parametrize("is_inquiry", [True, False])
def test_once_it_is_won_or_withdrawn_the_plan_goes_on_as_if_nothing_had_been(
    simulator: str, plan_id: int, is_inquiry: bool
) -> None:
    decided(simulator, plan_id, inquiry=is_inquiry, won=True)

    assert not held(plan_id)
    assert saving.table(plan_id)[:2] == [(INSTALMENT, INSTALMENT), (INSTALMENT, 0)]
    assert charged_after_an_hour() == Charged(1, 0)
    assert saving.table(plan_id)[:2] == [(INSTALMENT, INSTALMENT)] * 2
    assert db.run(plans.follow, plan_id) is PlanState.ACTIVE
    assert {each.state for each in rows(Chargeback)} == {ChargebackState.CLOSED if is_inquiry else ChargebackState.WON}
    books()


def test_once_it_is_lost_later_instalments_are_charged_and_the_lost_one_is_paid_by_hand(
    simulator: str, plan_id: int
) -> None:
    decided(simulator, plan_id, inquiry=False, won=False)

    assert not held(plan_id)
    assert charged_after_an_hour() == Charged(1, 0)
    assert saving.table(plan_id)[:2] == [(INSTALMENT, 0), (INSTALMENT, INSTALMENT)]
    assert db.run(plans.follow, plan_id) is PlanState.BREACHED  # its day is long past
    assert letters().count("plan_breached") == 1
    db.run(lambda session: agreed.pay(session, session.get_one(Plan, plan_id), INSTALMENT))
    assert db.run(plans.follow, plan_id) is PlanState.ACTIVE
    assert saving.table(plan_id)[:2] == [(INSTALMENT, INSTALMENT)] * 2
    books()


def test_a_plan_in_breach_is_neither_ended_nor_cured_by_it(simulator: str, plan_id: int) -> None:
    agreed.at(agreed.month(2))
    db.run(_given_up, plan_id)
    agreed.at(agreed.month(2) + timedelta(days=11))
    assert db.run(plans.follow, plan_id) is PlanState.BREACHED
    disputed(simulator)
    tell()
    agreed.at(agreed.month(3))

    assert db.run(plans.follow, plan_id) is PlanState.BREACHED
    assert plan_of(plan_id).cures == 0


def _given_up(session: Session, plan_id: int) -> None:
    """The debtor pays by hand from now on, and does not."""
    plans.use_card(session, plan_id, "", actor=agreed.BY_DEBTOR)
