"""Instalments due on one day charged to saved cards: taken, asked of the simulator, booked, their plans told."""

import os
import time
from collections.abc import Sequence
from datetime import timedelta

from sqlmodel import Session, col, func, select

from backoffice.jobs.charges import Charged, charge_plans
from benchmarks import books
from shared import clock, db, ledger
from shared.models import (
    ChargeState,
    Debtor,
    Frequency,
    Instalment,
    Invoice,
    Message,
    MessageState,
    Plan,
    PlanCharge,
    PlanInvoice,
    PlanState,
    SavedCard,
)
from shared.payments.saved_cards import mandates, stripe_cards
from shared.payments.stripe_gateway import client
from shared.plans import policies
from shared.plans.loading import last_allocation
from shared.settings import settings
from shared.words import DebtorKind
from stripe_simulator.testing import running

SIZES = (1_000, 10_000)


def run() -> None:
    """Print milliseconds an instalment on both databases for two numbers due at once: flat means it is all one."""
    for name, place in (("PostgreSQL", books.postgres), ("SQLite", books.sqlite)):
        with place(), running() as simulator:
            os.environ["DUEBOOK_STRIPE_API_BASE"] = simulator
            settings.cache_clear()
            total, costs = 0, []
            for size in SIZES:
                _make_due(size, start=total)
                total += size
                costs.append(_cost(size))
                print(f"{name}: {size:>6,} instalments: {costs[-1] * 1000:.2f} ms each", flush=True)
            problems, paid = len(db.look(ledger.verify)), db.look(_paid)
        print(f"{name}: {paid:,} of {total:,} charged and booked, {problems} invariants broken")
        print(f"{name}: ratio, cost at {SIZES[-1]:,} to cost at {SIZES[0]:,}: {costs[-1] / costs[0]:.2f}")


def _cost(size: int) -> float:
    started = time.perf_counter()
    done = charge_plans()
    seconds = time.perf_counter() - started
    if done != Charged(size, 0):
        raise AssertionError(f"{done} instead of {size} charges")
    return seconds / size


def _paid(session: Session) -> int:
    paid = select(func.count()).where(col(PlanCharge.state) == ChargeState.SUCCEEDED, col(PlanCharge.receipt_id) > 0)
    return int(session.exec(paid).one())


def _make_due(size: int, *, start: int) -> None:
    """A plan of one instalment for each of so many new invoices, its charge announced and due."""
    books.owe(size, start=start)
    unsaved = db.look(_without_card)
    customers = [stripe_cards.new_customer(f"benchmark:{each}") for each in unsaved]
    methods = [client().v1.payment_methods.attach("pm_card_visa", {"customer": each}).id for each in customers]
    db.run(_save_cards, list(zip(unsaved, customers, methods, strict=True)))
    owed = db.look(_owed)
    for begin in range(0, size, 1_000):
        db.run(_plans, owed[begin : begin + 1_000])


def _without_card(session: Session) -> list[int]:
    known = select(SavedCard.debtor_id)
    return [each or 0 for each in session.exec(select(Debtor.id).where(col(Debtor.id).not_in(known)))]


def _owed(session: Session) -> list[int]:
    query = select(Invoice.id).where(Invoice.outstanding_minor > 0).order_by(col(Invoice.id))
    return [each or 0 for each in session.exec(query)]


def _save_cards(session: Session, known: Sequence[tuple[int, str, str]]) -> None:
    agreed = mandates.Agreed(mandates.VERSION)
    for debtor_id, customer_id, method_id in known:
        card = SavedCard(
            debtor_id=debtor_id,
            customer_id=customer_id,
            method_id=method_id,
            brand="visa",
            last4="4242",
            exp_month=12,
            exp_year=2034,
            saved_at=clock.now(),
        )
        session.add(card)
        session.flush()
        mandates.give_mandate(session, debtor_id, card.id or 0, agreed)


def _plans(session: Session, invoice_ids: Sequence[int]) -> None:
    version = policies.in_force(session, "EUR", "DE", DebtorKind.BUSINESS, clock.today())
    policy_id, since = policies.kept(session, version), last_allocation(session)
    invoices = session.exec(select(Invoice).where(col(Invoice.id).in_(invoice_ids))).all()
    cards = {each.debtor_id: each.reference for each in session.exec(select(SavedCard))}
    plans = [_plan(each, policy_id, since, cards[each.debtor_id]) for each in invoices]
    notices = [_notice(each) for each in invoices]
    session.add_all([*plans, *notices])
    session.flush()
    instalments = [_instalment(plan, each) for plan, each in zip(plans, invoices, strict=True)]
    session.add_all(instalments)
    session.flush()
    for instalment, notice, invoice in zip(instalments, notices, invoices, strict=True):
        held = PlanInvoice(
            plan_id=instalment.plan_id, invoice_id=invoice.id or 0, open_minor=invoice.outstanding_minor, is_held=True
        )
        session.add_all([held, _charge(instalment, notice)])


def _plan(invoice: Invoice, policy_id: int, since: int, card: str) -> Plan:
    now, today = clock.now(), clock.today()
    return Plan(
        debtor_id=invoice.debtor_id,
        policy_id=policy_id,
        state=PlanState.ACTIVE,
        currency=invoice.currency,
        frequency=Frequency.MONTHLY,
        after_allocation_id=since,
        proposed_by=books.FIRM,
        proposed_at=now,
        offered_until=today,
        card=card,
        began_on=today,
    )


def _instalment(plan: Plan, invoice: Invoice) -> Instalment:
    return Instalment(
        plan_id=plan.id or 0,
        number=1,
        schedule_version=1,
        due_on=clock.today(),
        amount_minor=invoice.outstanding_minor,
    )


def _notice(invoice: Invoice) -> Message:
    return Message(
        debtor_id=invoice.debtor_id,
        address="debtor@example.com",
        subject="A charge",
        body="",
        state=MessageState.KEPT,
        created_at=clock.now(),
    )


def _charge(instalment: Instalment, notice: Message) -> PlanCharge:
    return PlanCharge(
        instalment_id=instalment.id or 0,
        amount_minor=instalment.amount_minor,
        due_at=clock.now() - timedelta(hours=1),
        notice_id=notice.id,
        planned_at=clock.now(),
    )


if __name__ == "__main__":
    run()
