"""The plan wizard as a debtor walks through it: real handlers, the real form, two tabs, other people's ids."""

from collections.abc import AsyncIterator
from typing import Any
from urllib.parse import urlencode

import httpx
import pytest
from sqlmodel import Session, select
from starlette.applications import Starlette

from portal import routes
from portal.http import plans as plan_routes
from portal.pages.cards.state import CardsState
from portal.pages.plan_new.amount_state import PlanAmountState
from portal.pages.plan_new.pick import PlanPickState
from portal.pages.plan_new.terms_state import PlanTermsState
from shared import clock, db
from shared.access.tokens import csrf_token
from shared.models import Plan, PlanMeans
from shared.payments import saved_cards
from shared.plans import policies
from shared.settings import settings
from shared.words import DebtorKind, PlanState
from tests import factories
from tests.harness import NOWHERE, Browser, debtor_cookie, person_behind
from tests.shared.plans import agreed
from tests.shared.plans.agreed import AGREED


class Story:
    """A debtor with invoices of 333.10, 416.90 and 500.00, all overdue; the day is 21 November 2026."""

    def __init__(self) -> None:
        agreed.at(AGREED)
        self.debtor, self.invoices = db.run(self._begin)
        self.cookie = debtor_cookie(self.debtor)

    def _begin(self, session: Session) -> tuple[int, list[int]]:
        made = agreed.invoices(session)
        return made[0].debtor_id, [each.id or 0 for each in made]

    def tab(self) -> Browser:
        return Browser(cookies=self.cookie)

    def at(self, path: str, **said: object) -> str:
        return f"{path}?{urlencode([*(('invoice', each) for each in self.invoices), *said.items()])}"


@pytest.fixture
def story(database: str) -> Story:
    return Story()


@pytest.fixture
async def portal(database: str) -> AsyncIterator[httpx.AsyncClient]:
    app = Starlette(routes=[*plan_routes.routes])
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://localhost:8000") as client:
        yield client


async def shown(story: Story, state: Any, path: str) -> Any:
    async with story.tab() as tab:
        await tab.fire(state.load, path=path)
        return await tab.state(state)


async def terms(story: Story, **said: object) -> PlanTermsState:
    found: PlanTermsState = await shown(story, PlanTermsState, story.at(routes.PLAN_CONFIRM, **said))
    return found


async def send(portal: httpx.AsyncClient, cookie: str, fields: list[list[str]], seen: str) -> str:
    person = person_behind(cookie)
    form = urlencode([("csrf", csrf_token(person.session_id)), ("seen", seen), *map(tuple, fields)])
    headers = {
        "cookie": cookie,
        "origin": settings().origin,
        "content-type": "application/x-www-form-urlencoded",
    }
    answer = await portal.post(routes.PLAN_AGREE, content=form, headers=headers)
    return answer.headers.get("location", str(answer.status_code))


def all_plans() -> list[Plan]:
    return list(db.look(lambda session: session.exec(select(Plan)).all()))


async def test_every_invoice_that_may_be_planned_is_ticked_at_first(story: Story) -> None:
    page = await shown(story, PlanPickState, routes.PLAN_NEW)

    assert [(each.number, each.chosen) for each in page.rows] == [(each.number, True) for each in page.rows]
    assert page.total == "1,250.00\u00a0EUR"
    assert page.next_href == story.at(routes.PLAN_AMOUNT, way="amount", every="monthly")


async def test_an_amount_is_drawn_at_once(story: Story) -> None:
    page = await shown(story, PlanAmountState, story.at(routes.PLAN_AMOUNT, amount="210.00"))

    assert page.view.passes
    assert page.view.headline == "6 payments of 208.33\u00a0EUR, done on 1 May 2027"
    assert [each.left for each in page.view.schedule.rows] == [
        "1,041.67",
        "833.34",
        "625.01",
        "416.68",
        "208.35",
        "0.00",
    ]
    assert (page.scale.least, page.scale.most, page.scale.value) == (25, 625, 210)
    assert page.scale.mark_text == "208.35, the least for 6 payments"


async def test_amounts_may_be_typed_with_a_comma(story: Story) -> None:
    page = await shown(story, PlanAmountState, story.at(routes.PLAN_AMOUNT, amount="210,50"))

    assert (page.view.passes, page.problem, page.typed) == (True, "", "210.50")


async def test_what_takes_too_long_names_the_rule_and_the_nearest_plans(story: Story) -> None:
    page = await shown(story, PlanAmountState, story.at(routes.PLAN_AMOUNT, amount="150.00"))

    assert not page.view.passes
    assert page.view.refusal == "150.00\u00a0EUR a month would take 9 months"
    assert page.view.why == [
        "Plans you set up here run for up to 6 months.",
        "After 6 payments of 150.00, 350.00\u00a0EUR would be left.",
    ]
    assert [each.button for each in page.view.offers] == [
        "Take 208.33 a month",
        "Start with 350.00",
        "Ask for 9 months",
    ]
    assert [each.over for each in page.view.schedule.columns] == [False] * 6 + [True] * 3


async def test_the_slider_the_number_and_days_draw_the_same_page(story: Story) -> None:
    async with story.tab() as tab:
        await tab.fire(PlanAmountState.load, path=story.at(routes.PLAN_AMOUNT))
        await tab.fire(PlanAmountState.move, value=420.0)
        page = await tab.state(PlanAmountState)
        assert (page.typed, page.view.headline) == ("420.00", "3 payments of 416.66\u00a0EUR, done on 1 February 2027")

        await tab.fire(PlanAmountState.type_count, text="4")
        await tab.fire(PlanAmountState.type_amount, text="lots")
        page = await tab.state(PlanAmountState)
        assert page.problem
        assert page.view.headline == ""

        await tab.fire(PlanAmountState.load, path=story.at(routes.PLAN_AMOUNT, way="dates", day="2026-12-01"))
        await tab.fire(PlanAmountState.add_day)
        page = await tab.state(PlanAmountState)
        assert page.days == ["2026-12-01", "2027-01-01"]
        assert page.view.passes


async def test_agreeing_begins_the_plan_and_leads_to_it(story: Story, portal: httpx.AsyncClient) -> None:
    page = await terms(story, amount="210.00")
    answer = await send(portal, story.cookie, page.fields, page.seen)

    [plan] = all_plans()
    assert answer == routes.plan(plan.id or 0)
    assert (plan.state, plan.accepted_by) == (PlanState.ACTIVE, f"debtor:{story.debtor}")


async def test_two_clicks_and_two_tabs_make_one_plan(story: Story, portal: httpx.AsyncClient) -> None:
    one, other = await terms(story, amount="210.00"), await terms(story, amount="209.00")
    first = await send(portal, story.cookie, one.fields, one.seen)

    assert await send(portal, story.cookie, one.fields, one.seen) == first
    assert await send(portal, story.cookie, other.fields, other.seen) == first
    assert len(all_plans()) == 1


async def test_a_saved_card_is_offered_with_what_was_agreed_to_and_charged_from_then_on(
    story: Story, portal: httpx.AsyncClient
) -> None:
    card = db.run(agreed.card, story.debtor)
    page = await terms(story, amount="210.00")
    [choice] = page.cards

    assert (choice.reference, choice.label) == (card, "Charge my Visa ending in 4242 on each day")
    assert choice.mandate == saved_cards.words("en")
    await send(portal, story.cookie, [*page.fields, ["card", card]], page.seen)
    [plan] = all_plans()
    assert (plan.card, plan.acceptance["language"]) == (card, "en")


async def test_the_language_in_which_the_terms_were_read_is_kept(story: Story, portal: httpx.AsyncClient) -> None:
    page = await terms(story, amount="210.00")
    german = [["language", "de"] if name == "language" else [name, value] for name, value in page.fields]

    await send(portal, story.cookie, german, page.seen)

    [plan] = all_plans()
    assert (plan.card, plan.acceptance["language"]) == ("", "de")


async def test_somebody_elses_card_or_one_given_up_begins_nothing(story: Story, portal: httpx.AsyncClient) -> None:
    def others(session: Session) -> str:
        return agreed.card(session, factories.debtor(session, "D-2"))

    mine = db.run(agreed.card, story.debtor)
    page = await terms(story, amount="210.00")
    db.run(saved_cards.remove, story.debtor, int(mine.removeprefix("card:")))

    for card in (db.run(others), mine, "card:999", "pm_1"):
        answer = await send(portal, story.cookie, [*page.fields, ["card", card]], page.seen)
        assert answer.startswith(routes.PLAN_CONFIRM)
        assert answer.endswith("&problem=card")
    assert all_plans() == []
    assert (await terms(story, amount="210.00")).cards == []


async def test_who_saves_a_card_for_a_plan_comes_back_to_it(story: Story) -> None:
    page = await terms(story, amount="210.00")
    async with story.tab() as tab:
        await tab.fire(CardsState.load, path=page.add_card_href.replace(routes.CARDS, NOWHERE))
        assert (await tab.state(CardsState)).plan_href == page.confirm_href
        await tab.fire(CardsState.load, path=f"{NOWHERE}?setup=00000000-0000-0000-0000-000000000000")
        assert (await tab.state(CardsState)).plan_href == page.confirm_href
        await tab.fire(CardsState.load, path=NOWHERE)
        assert (await tab.state(CardsState)).plan_href == ""


async def test_a_schedule_that_was_not_shown_is_not_agreed(story: Story, portal: httpx.AsyncClient) -> None:
    page = await terms(story, amount="210.00")
    raised = [["amount", "26.00"] if name == "amount" else [name, value] for name, value in page.fields]

    assert "problem=changed" in await send(portal, story.cookie, raised, page.seen)
    assert all_plans() == []


async def test_an_invoice_paid_meanwhile_is_said_before_anything_is_agreed(
    story: Story, portal: httpx.AsyncClient
) -> None:
    page = await terms(story, amount="210.00")
    db.run(lambda session: factories.allocation(session, agreed.paid(session, 100_00), story.invoices[0], 100_00))

    assert "problem=changed" in await send(portal, story.cookie, page.fields, page.seen)
    assert all_plans() == []


async def test_rules_of_another_version_are_shown_before_anything_is_agreed(
    story: Story, portal: httpx.AsyncClient
) -> None:
    page = await terms(story, amount="210.00")

    def publish(session: Session) -> None:
        found = policies.in_force(session, "EUR", "DE", DebtorKind.BUSINESS, clock.today())
        data = found.policy.model_dump(mode="json")
        draft = policies.write(session, found.code, data, actor="staff:1")
        second = policies.write(session, found.code, data, actor="staff:1")
        for each in (draft, second):
            policies.publish(session, each.id or 0, clock.today(), actor="staff:2")

    db.run(publish)
    assert "problem=changed" in await send(portal, story.cookie, page.fields, page.seen)
    assert all_plans() == []


async def test_nobody_sees_or_plans_somebody_elses_invoices(story: Story, portal: httpx.AsyncClient) -> None:
    page = await terms(story, amount="210.00")
    other = debtor_cookie(db.run(lambda session: factories.debtor(session, "D-2")))

    assert await send(portal, other, page.fields, page.seen) == "404"
    async with Browser(cookies=other) as tab:
        await tab.fire(PlanAmountState.load, path=story.at(routes.PLAN_AMOUNT, amount="210.00"))
        state = await tab.state(PlanAmountState)
        assert (state.covers, state.view.headline) == ([], "")
    assert all_plans() == []


@pytest.mark.parametrize("state", [PlanAmountState, PlanTermsState])
async def test_where_there_is_nothing_to_plan_every_step_says_so_and_nothing_else(story: Story, state: Any) -> None:
    theirs = db.run(lambda session: factories.invoice(session, 77_77, debtor_number="D-2", debtor_name="Jonas"))
    for invoice in (theirs.id, 999_999):
        path = f"{routes.PLAN_AMOUNT}?invoice={invoice}&amount=25.00"
        async with story.tab() as tab:
            await tab.fire(state.load, path=path)
            page = await tab.state(state)
            assert (page.nothing, page.loading, tab.went_to) == (True, False, [])
            assert [each for each in ("77.77", theirs.number, "Jonas") if each in tab.sent] == []

    both = await shown(story, state, story.at(routes.PLAN_AMOUNT, amount="210.00"))
    assert not both.nothing


async def test_means_are_asked_for_and_kept_with_the_plan_alone(story: Story, portal: httpx.AsyncClient) -> None:
    def ask_for_means(session: Session) -> None:
        found = policies.in_force(session, "EUR", "DE", DebtorKind.BUSINESS, clock.today())
        data = found.policy.model_dump(mode="json") | {"affordability": {"from_minor": 1_000_00, "share_bp": 5_000}}
        draft = policies.write(session, found.code, data, actor="staff:1")
        policies.publish(session, draft.id or 0, clock.today(), actor="staff:2")

    db.run(ask_for_means)
    async with story.tab() as tab:
        await tab.fire(PlanAmountState.load, path=story.at(routes.PLAN_AMOUNT, amount="210.00"))
        page = await tab.state(PlanAmountState)
        assert (page.asks_means, page.view.passes, page.view.refusal) == (True, False, "")

        await tab.fire(PlanAmountState.say_means, name="wages", text="2000.00")
        await tab.fire(PlanAmountState.say_means, name="housing", text="1200.00")
        page = await tab.state(PlanAmountState)
        assert (page.view.passes, page.means_text) == (True, "800.00\u00a0EUR a month is left to you.")
        assert "2000" not in page.view.next_href

        await tab.fire(PlanTermsState.load, path=story.at(routes.PLAN_CONFIRM, amount="210.00"))
        asked = await tab.state(PlanTermsState)
    await send(portal, story.cookie, asked.fields, asked.seen)

    [kept] = db.look(lambda session: session.exec(select(PlanMeans)).all())
    assert (kept.income_minor, kept.spending_minor) == (2_000_00, 1_200_00)
