"""Those of the story who pay in instalments: asked, agreed, paid or missed, day by day as it happened."""

from collections.abc import Iterator
from datetime import timedelta

from sqlmodel import Session, select

from backoffice.demo.seed import ACTOR, new_invoice, on_the_day, take_in
from backoffice.demo.story import PLANS, STAFF, Paid, Plans
from backoffice.jobs.plans import follow_plans
from shared import clock, db, invoices, plans
from shared.models import Invoice, Plan, Staff
from shared.money import Money
from shared.plans import schedule
from shared.words import Frequency, Level

_LOOKED_AFTER_EVERY = 3
"""Days between two looks at all plans; the job does it every hour."""


def plan() -> None:
    """What became of each plan until today; each payment came in a statement and was posted."""
    db.run(_register)
    for ago in range(max(each.asked_ago for each in PLANS), -1, -1):
        with on_the_day(ago):
            for each in PLANS:
                if each.asked_ago == ago:
                    db.run(_ask, each)
            for paid in _paid_on(ago):
                take_in(paid)
            if ago % _LOOKED_AFTER_EVERY == 0:
                follow_plans()


def _register(session: Session) -> None:
    rows = [new_invoice(line, each.owes) for line, each in enumerate(PLANS, 2)]
    invoices.register(session, rows, source="demo story", actor=ACTOR)


def _ask(session: Session, wanted: Plans) -> None:
    """The debtor asks for it and accepts; what they may not agree to alone waits. Or staff offer it."""
    invoice = session.exec(select(Invoice).where(Invoice.number == wanted.owes.number)).one()
    first = clock.today() + timedelta(days=wanted.asked_ago - wanted.first_ago)
    ask = schedule.regular(invoice.outstanding, first, Frequency.MONTHLY, wanted.count)
    wish = plans.Wish(invoice.debtor_id, (invoice.id or 0,), ask)
    if wanted.by_staff:
        clerk = session.exec(select(Staff.id).where(Staff.email == STAFF[0][0])).one()
        plans.propose(session, wish, level=Level.STAFF, actor=f"staff:{clerk}")
        return
    debtor = f"debtor:{invoice.debtor_id}"
    made: Plan = plans.propose(session, wish, level=Level.PORTAL, actor=debtor)
    plans.accept(session, made.id or 0, plans.Acceptance("plan-terms-1"), actor=debtor)


def _paid_on(ago: int) -> Iterator[Paid]:
    for each in PLANS:
        for number, day in enumerate(each.paid_ago, 1):
            if day == ago:
                yield Paid(each.owes.debtor, _part(each), ago, f"Rate {number} Rechnung {each.owes.number}")


def _part(wanted: Plans) -> str:
    """An instalment; the story's amounts divide without a remainder."""
    total = Money.parse(wanted.owes.amount, "EUR")
    return Money(total.minor // wanted.count, "EUR").plain
