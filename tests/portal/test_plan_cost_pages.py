"""What a plan costs, as its page in the portal says it and its debtor pays it."""

from datetime import timedelta

import httpx
from sqlmodel import Session

from portal.pages.plan.state import PlanState
from shared import db, plans
from shared.words import Level
from shared.words import PlanState as Is
from tests import factories
from tests.portal.planned import Story, here, paid_by_card, the_attempt
from tests.portal.test_card_routes import Debtor
from tests.shared.plans import agreed
from tests.shared.plans import test_plans_that_cost as costs


class Costly(Story):
    """A plan of 1,200.00 at 12 % over six months with a set-up fee, that staff offered on 21 November 2026."""

    def _begin(self, session: Session) -> tuple[int, int, list[int]]:
        factories.bank_account(session)
        [item] = agreed.invoices(session, 1_200_00)
        offer = costs.monthly(fee=15_00)
        plan = agreed.offered(session, offer, [item], level=Level.STAFF, actor=agreed.BY_STAFF)
        return plan.id or 0, plan.debtor_id, [item.id or 0]


async def test_what_a_plan_costs_is_said_before_anybody_agrees(database: str) -> None:
    costly = Costly()
    page = await costly.page()

    assert page.card.is_offer
    assert plain(page.card.cost) == (
        "This plan costs 57.35 EUR: 42.35 EUR interest at 12.00 % a year, and a fee of 15.00 EUR for setting it up. "
        "You pay 1,257.35 EUR in all."
    )
    assert [each.amount for each in page.card.lines] == ["222.06", *["207.06"] * 4, "207.05"]


async def test_all_that_is_left_is_paid_without_the_interest_to_come(
    database: str, portal: httpx.AsyncClient, simulator: str
) -> None:
    costly = Costly()
    db.run(plans.accept, costly.plan, plans.Acceptance("plan-terms-1"), actor=agreed.BY_DEBTOR)
    agreed.at(costs.FIRST - timedelta(days=15))
    async with costly.tab() as tab:
        await tab.fire(PlanState.load, path=here(costly.plan))
        await tab.fire(PlanState.all_at_once)
        page = await tab.state(PlanState)

    # 15 of the 30 days of a month at 1 % of 1,200.00, and the fee.
    assert plain(page.card.payoff).startswith("You can pay all that is left today with 1,221.00 EUR.")
    assert (page.typed, page.after.told) == ("1221.00", "With this payment everything is paid.")

    await Debtor(portal, costly.debtor).pay(("plan", costly.plan), (f"plan_amount_{costly.plan}", page.typed))
    paid_by_card(the_attempt())
    assert db.run(plans.follow, costly.plan) is Is.COMPLETED
    books = {"1050": 1_221_00, "4000": -1_200_00, "4800": -15_00, "4810": -6_00}
    assert db.look(factories.books) == books


def plain(text: str) -> str:
    return text.replace("\u00a0", " ")
