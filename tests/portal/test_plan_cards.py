"""By which card, or by hand, a plan is paid: chosen on its page in the portal."""

import pytest
from sqlmodel import Session

from portal.pages.plan.state import PlanState
from portal.pages.plan.view import BY_HAND
from shared import db
from shared.models import Plan
from shared.payments import saved_cards
from shared.ui.notice_state import NoticeState
from shared.words import Level
from shared.words import PlanState as Is
from tests import factories
from tests.harness import Browser, debtor_cookie
from tests.portal.planned import Story, here, the_plan
from tests.shared.plans import agreed


@pytest.fixture
def story(database: str) -> Story:
    return Story()


async def test_a_running_plan_is_paid_by_another_card_or_by_hand_and_what_was_agreed_stays(story: Story) -> None:
    first, second = (db.run(agreed.card, story.debtor) for _ in "ab")
    agreement = the_plan(story).acceptance
    async with story.tab() as tab:
        where = here(story.plan)
        await tab.fire(PlanState.load, path=where)
        page = await tab.state(PlanState)
        assert ([each.reference for each in page.cards], page.chosen) == ([second, first], "")
        for card, said in ((first, "Each instalment is taken from your Visa ending in 4242."), ("", BY_HAND)):
            await tab.fire(PlanState.choose_card, path=where, reference=card)
            await tab.fire(PlanState.use_card, path=where)
            page = await tab.state(PlanState)
            assert (the_plan(story).card, page.chosen, page.pays_by) == (card, card, said)

    assert the_plan(story).acceptance == agreement
    assert [each.text for each in page.card.history][:2] == [BY_HAND, "Instalments are taken from your saved card."]


async def test_nobody_pays_by_somebody_elses_card_nor_by_one_that_is_gone(story: Story) -> None:
    theirs = db.run(lambda session: agreed.card(session, factories.debtor(session, "D-2")))
    gone = db.run(agreed.card, story.debtor)
    db.run(saved_cards.remove, story.debtor, int(gone.removeprefix("card:")))
    async with story.tab() as tab:
        where = here(story.plan)
        await tab.fire(PlanState.load, path=where)
        for card in (theirs, gone, "card:999", "pm_1"):
            await tab.fire(PlanState.choose_card, path=where, reference=card)
            await tab.fire(PlanState.use_card, path=where)
            assert "not saved, or it is not yours" in (await tab.state(NoticeState)).text
    assert the_plan(story).card == ""


async def test_a_plan_that_staff_offer_is_taken_with_a_saved_card(database: str) -> None:
    def offer(session: Session) -> tuple[int, int]:
        plan = agreed.offered(session, None, agreed.invoices(session), level=Level.STAFF, actor="staff:1")
        return plan.id or 0, plan.debtor_id

    plan_id, debtor = db.run(offer)
    card = db.run(agreed.card, debtor)
    async with Browser(cookies=debtor_cookie(debtor)) as tab:
        await tab.fire(PlanState.load, path=here(plan_id))
        assert [each.reference for each in (await tab.state(PlanState)).cards] == [card]
        await tab.fire(PlanState.choose_card, path=here(plan_id), reference=card)
        await tab.fire(PlanState.accept, path=here(plan_id))

    taken = db.look(lambda session: session.get_one(Plan, plan_id))
    assert (taken.state, taken.card) == (Is.ACTIVE, card)
