"""A debtor with a plan, for the tests of its pages."""

from typing import Any

from sqlmodel import Session, select

from portal.pages.plan.state import PlanState
from shared import clock, db
from shared.models import PaymentAttempt, Plan
from shared.payments import service
from shared.payments.seen import Intent, Seen
from shared.plans import queries
from shared.plans.shown import PlanView
from tests import factories
from tests.harness import NOWHERE, Browser, debtor_cookie
from tests.shared.plans import agreed
from tests.shared.plans.agreed import AGREED


class Story:
    """A debtor with a plan of 1,250.00 over six months that began on 21 November 2026, and an account to pay to."""

    def __init__(self) -> None:
        agreed.at(AGREED)
        self.plan, self.debtor, self.invoices = db.run(self._begin)

    def _begin(self, session: Session) -> tuple[int, int, list[int]]:
        factories.bank_account(session)
        made = agreed.invoices(session)
        plan = agreed.begun(session, None, made)
        return plan.id or 0, plan.debtor_id, [each.id or 0 for each in made]

    def tab(self) -> Browser:
        return Browser(cookies=debtor_cookie(self.debtor))

    def view(self) -> PlanView:
        return db.look(queries.plan, self.plan, clock.today(), debtor_id=self.debtor)

    async def shown(self, state: Any, path: str = NOWHERE) -> Any:
        async with self.tab() as tab:
            await tab.fire(state.load, path=path)
            return await tab.state(state)

    async def page(self) -> Any:
        return await self.shown(PlanState, here(self.plan))


def here(id_: int) -> str:
    """An address that ends in the id and has no page, so that no page's own loading is run."""
    return f"{NOWHERE}/{id_}"


def paid_by_card(attempt: PaymentAttempt) -> None:
    """What the provider tells when the money has come."""
    key = attempt.key
    paid = Intent(
        f"pi_{key}", "succeeded", attempt.amount, is_live=False, attempt_key=key, problem="", paid_at=clock.now()
    )
    db.run(service.settle, Seen(None, paid))


def the_attempt() -> PaymentAttempt:
    return db.look(lambda session: session.exec(select(PaymentAttempt)).all())[-1]


def the_plan(story: Story) -> Plan:
    return db.look(lambda session: session.get_one(Plan, story.plan))
