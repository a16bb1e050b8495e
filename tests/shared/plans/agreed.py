"""Plans as the tests agree them: three invoices of 1,250.00 in all, on the days of the design's own example."""

from collections.abc import Sequence
from datetime import date, datetime, time
from typing import Any
from uuid import uuid4

from sqlmodel import Session, select

from shared import clock, plans
from shared.models import Debtor, Instalment, Invoice, Plan, PlanEvent, SavedCard
from shared.payments import saved_cards
from shared.plans import Acceptance, Wish, loading, schedule
from shared.plans.allocation import Added, Change, Standing
from shared.plans.schedule import Ask
from shared.words import Frequency, Level
from tests import factories
from tests.factories import eur

AGREED, FIRST = date(2026, 11, 21), date(2026, 12, 1)
BY_DEBTOR, BY_STAFF, BY_MANAGER = "debtor:1", "staff:1", "staff:2"
AMOUNTS = (333_10, 416_90, 500_00)


def at(day: date) -> None:
    """Let it be noon on a day."""
    noon = datetime.combine(day, time(12), clock.ZONE)
    clock.move(clock._shift + (noon - clock.now()))


def month(number: int) -> date:
    """The day of an instalment: 1 is the first."""
    return schedule.add_months(FIRST, number - 1)


def invoices(session: Session, *amounts: int, **facts: Any) -> list[Invoice]:
    """Invoices A, B, C, the oldest due first."""
    return [
        factories.invoice(
            session,
            amount,
            issued_on=date(2026, 9, 1),
            due_on=date(2026, 10, 1 + k),
            debtor_email="d1@example.com",
            **facts,
        )
        for k, amount in enumerate(amounts or AMOUNTS)
    ]


def monthly(count: int = 6, total: int = sum(AMOUNTS), **said: Any) -> Ask:
    return schedule.regular(eur(total), FIRST, Frequency.MONTHLY, count, **said)


def wish(session: Session, ask: Ask | None = None, of: list[Invoice] | None = None, **facts: Any) -> Wish:
    found = of if of is not None else invoices(session)
    return Wish(found[0].debtor_id, tuple(each.id or 0 for each in found), ask or monthly(), **facts)


def offered(session: Session, *args: Any, level: Level = Level.PORTAL, actor: str = BY_DEBTOR, **facts: Any) -> Plan:
    at(AGREED)
    return plans.propose(session, wish(session, *args, **facts), level=level, actor=actor)


def begun(session: Session, *args: Any, card: str = "", **facts: Any) -> Plan:
    """A plan that the debtor set up and accepted."""
    plan = offered(session, *args, **facts)
    return plans.accept(session, plan.id or 0, Acceptance("plan-terms-1", card=card), actor=BY_DEBTOR)


def card(session: Session, debtor_id: int) -> str:
    """A card of the debtor's, saved under a mandate; how plans name it."""
    made = SavedCard(
        debtor_id=debtor_id,
        customer_id=f"cus_{debtor_id}",
        method_id=f"pm_{uuid4()}",
        brand="visa",
        last4="4242",
        exp_month=12,
        exp_year=2030,
        saved_at=clock.now(),
    )
    session.add(made)
    session.flush()
    saved_cards.give_mandate(session, debtor_id, made.id or 0, saved_cards.Agreed(saved_cards.VERSION))
    return made.reference


def by_card(session: Session, *args: Any, **facts: Any) -> Plan:
    """A plan that is paid by a saved card."""
    plan = offered(session, *args, **facts)
    how = Acceptance("plan-terms-1", card=card(session, plan.debtor_id))
    return plans.accept(session, plan.id or 0, how, actor=BY_DEBTOR)


def on_other_days(stands: Sequence[Standing], days: Sequence[date]) -> Change:
    """What staff may propose to a debtor: all that is unpaid, in equal parts on other days."""
    unpaid = [each for each in stands if each.left]
    parts = schedule.equal_parts(sum(each.left for each in unpaid), len(days))
    first = min((each.number for each in unpaid), default=1)
    added = (Added(first + k, day, part) for k, (day, part) in enumerate(zip(days, parts, strict=True)))
    return Change(tuple((each.id, each.left) for each in unpaid), tuple(added))


def paid(session: Session, amount: int, on: date | None = None) -> int:
    """The id of a receipt of the debtor's, recorded and not allocated."""
    debtor_id = session.exec(select(Debtor.id).where(Debtor.number == "D-1")).one()
    day = on or clock.today()
    return factories.receipt(session, amount, debtor_id=debtor_id, received_on=day, value_date=day)


def pay(session: Session, plan: Plan, amount: int, **how: Any) -> int:
    receipt_id = paid(session, amount)
    plans.pay(session, plan, receipt_id, actor=BY_DEBTOR, **how)
    return receipt_id


def table(session: Session, plan: Plan) -> list[tuple[int, int]]:
    """What is in force and what is paid of it, by instalment, the oldest first."""
    session.flush()
    return [(each.amount, each.paid) for each in loading.load(session, plan.id or 0).stands]


def states(session: Session, plan: Plan) -> list[str]:
    session.flush()
    return [each.state.value for each in loading.load(session, plan.id or 0).seen]


def instalment(session: Session, plan: Plan, number: int) -> Instalment:
    query = select(Instalment).where(Instalment.plan_id == plan.id, Instalment.number == number)
    return session.exec(query.order_by("id")).first()  # type: ignore[return-value]


def history(session: Session, plan: Plan) -> list[str]:
    return list(session.exec(select(PlanEvent.kind).where(PlanEvent.plan_id == plan.id).order_by("id")))
