"""A plan in the portal: its page, what home and pay ask for, card money on its instalments, other people's ids."""

from datetime import timedelta

import httpx
import pytest
from sqlmodel import Session, select

from portal import routes
from portal.pages.home import HomeState
from portal.pages.invoice import InvoiceState
from portal.pages.offer import OfferPageState
from portal.pages.pay.state import PayState
from portal.pages.plan.state import PlanState
from shared import cases, clock, db
from shared.cases import Objection
from shared.i18n import Told
from shared.models import Allocation, Instalment, Plan, PlanEvent
from shared.plans import replanning, settling
from shared.plans.loading import load
from shared.plans.policies import publish, write
from shared.plans.policy import usual
from shared.ui.notice_state import NoticeState
from shared.words import DisputeReason, Level
from shared.words import PlanState as Is
from tests import factories
from tests.factories import eur
from tests.harness import NOWHERE, Browser, debtor_cookie
from tests.portal.planned import Story, here, paid_by_card, the_attempt
from tests.portal.test_card_routes import Debtor
from tests.shared.plans import agreed
from tests.shared.plans.agreed import AGREED
from tests.shared.plans.test_paying_plans import credited


@pytest.fixture
def story(database: str) -> Story:
    return Story()


async def test_the_page_asks_for_the_instalment_and_never_for_the_whole(story: Story) -> None:
    page = await story.page()

    assert (page.card.due_amount, page.card.due_text) == ("208.33\u00a0EUR", "Next on 1 December 2026")
    assert [each.label for each in page.card.lines] == ["To come"] * 6
    assert page.transfer.reference_copied == story.view().instalments[0].reference
    assert page.transfer.amount_copied == "208.33"


async def test_home_and_pay_ask_for_the_instalment_first(story: Story) -> None:
    agreed.at(agreed.month(1))
    home = await story.shown(HomeState)
    assert (home.pay_label, home.pay_ids, home.plan_ids) == (
        "Pay the instalment 208.33\u00a0EUR",
        [],
        [str(story.plan)],
    )
    assert (home.lines, [each.note for each in home.plans]) == ([], ["Due since 1 December 2026: 208.33\u00a0EUR"])

    page = await story.shown(PayState, NOWHERE)
    assert (page.rows, [each.amount for each in page.plans]) == ([], ["208.33"])
    assert page.button == "Pay 208.33\u00a0EUR by card"
    assert page.transfer.reference_copied == story.view().reference

    invoice = await story.shown(InvoiceState, here(story.invoices[0]))
    assert invoice.plan_href == routes.plan(story.plan)


async def test_an_overdue_invoice_beside_the_plan_is_paid_with_what_is_due(story: Story) -> None:
    agreed.at(agreed.month(1))
    other = db.run(
        lambda session: (
            factories.invoice(
                session, 50_00, issued_on=AGREED, due_on=AGREED + timedelta(days=2), debtor_email="d1@example.com"
            ).id
        )
    )
    home = await story.shown(HomeState)

    assert home.pay_label == "Pay what is due, 258.33\u00a0EUR"
    assert (home.pay_ids, home.plan_ids) == ([str(other)], [str(story.plan)])


async def test_card_money_lands_on_the_instalment_it_was_paid_for(
    story: Story, portal: httpx.AsyncClient, simulator: str
) -> None:
    await Debtor(portal, story.debtor).pay(("plan", story.plan))
    assert the_attempt().amount == eur(208_33)
    paid_by_card(the_attempt())

    named = db.look(lambda session: session.exec(select(Instalment.number).join(Allocation)).all())
    assert (named, [each.state.value for each in story.view().instalments[:2]]) == ([1], ["paid", "scheduled"])


@pytest.mark.parametrize(
    ("more", "left"),
    [
        ("shorten", [0, 208_33, 208_33, 208_33, 125_01, 0]),
        ("lower", [0, 150_00, 150_00, 150_00, 150_00, 150_00]),
    ],
)
async def test_paying_more_does_what_the_preview_showed(
    story: Story, portal: httpx.AsyncClient, simulator: str, more: str, left: list[int]
) -> None:
    async with story.tab() as tab:
        await tab.fire(PlanState.load, path=here(story.plan))
        await tab.fire(PlanState.choose_more, path=here(story.plan), word=more)
        await tab.fire(PlanState.type_amount, path=here(story.plan), text="500.00")
        page = await tab.state(PlanState)
        shown = [each.amount for each in page.after.lines]

    form = [("plan", story.plan), (f"plan_amount_{story.plan}", "500.00"), ("more", more)]
    await Debtor(portal, story.debtor).pay(*form)
    attempt = the_attempt()
    paid_by_card(attempt)

    assert attempt.amount == eur(500_00)
    assert [each.left.minor for each in story.view().instalments] == left
    assert shown == [f"{minor / 100:.2f}" for minor in left if minor]


async def test_more_than_is_left_is_never_taken(story: Story, portal: httpx.AsyncClient, simulator: str) -> None:
    await Debtor(portal, story.debtor).pay(("plan", story.plan), (f"plan_amount_{story.plan}", "9999.00"))

    assert the_attempt().amount == eur(1_250_00)


async def test_nobody_sees_pays_or_ends_somebody_elses_plan(
    story: Story, portal: httpx.AsyncClient, simulator: str
) -> None:
    other = db.run(lambda session: factories.debtor(session, "D-2"))
    answer = await Debtor(portal, other).pay(("plan", story.plan))
    assert answer.status_code == 404

    async with Browser(cookies=debtor_cookie(other)) as tab:
        where = here(story.plan)
        await tab.fire(PlanState.load, path=where)
        assert (await tab.state(PlanState)).card.id == ""
        for handler, said in ((PlanState.cancel, {}), (PlanState.accept, {}), (PlanState.decline, {})):
            await tab.fire(handler, path=where, **said)
        await tab.fire(PlanState.decide, path=where, change_id="1", agrees=True)
        assert "1,250" not in tab.sent
    assert story.view().state is Is.ACTIVE


async def test_one_day_is_moved_once(story: Story) -> None:
    async with story.tab() as tab:
        where = here(story.plan)
        await tab.fire(PlanState.load, path=where)
        assert (await tab.state(PlanState)).card.may_move
        await tab.fire(PlanState.choose_day, path=where, text="2026-12-08")
        await tab.fire(PlanState.move, path=where)
        page = await tab.state(PlanState)
        assert (page.card.lines[0].date, page.card.may_move) == ("8 December 2026", False)
        assert page.card.history[0].text == "The payment of 1 December 2026 was moved to 8 December 2026."


async def test_a_change_waits_for_the_debtors_agreement(story: Story) -> None:
    def propose(session: Session) -> None:
        stands = load(session, story.plan).stands
        later = agreed.on_other_days(stands, [each.due_on + timedelta(days=3) for each in stands])
        why = replanning.Why("later", Told("Three days later."))
        replanning.propose(session, story.plan, later, why, actor="staff:1")

    db.run(propose)
    async with story.tab() as tab:
        where = here(story.plan)
        await tab.fire(PlanState.load, path=where)
        [change] = (await tab.state(PlanState)).card.changes
        assert change.reason == "Three days later."
        await tab.fire(PlanState.decide, path=where, change_id=change.id, agrees=True)
        page = await tab.state(PlanState)
        assert (page.card.changes, page.card.lines[0].date) == ([], "4 December 2026")


async def test_what_happened_is_told_in_the_readers_language_with_its_values(story: Story) -> None:
    def less(session: Session) -> None:
        session.add(PlanEvent(plan_id=story.plan, at=clock.now(), actor="duebook", kind="moved", told="As it was."))
        credited(session, 50_00, story.invoices[0])
        replanning.adapt(session, story.plan)

    db.run(less)
    async with Browser(cookies=f"{debtor_cookie(story.debtor)}; language=de") as tab:
        await tab.fire(PlanState.load, path=here(story.plan))
        page = await tab.state(PlanState)

    told = [each.text for each in page.card.history]
    assert told[0] == "Es bleiben 50,00\u00a0EUR weniger zu zahlen; der Plan ist früher zu Ende."
    assert told[1] == "As it was."
    assert told[-1] == (
        "1.250,00\u00a0EUR insgesamt: 6 × 208,33\u00a0EUR, die letzte 208,35\u00a0EUR, ab dem 1. Dezember 2026."
    )


async def test_a_plan_that_waits_for_a_dispute_says_so_and_one_that_does_not_says_that(story: Story) -> None:
    def raised(session: Session) -> int:
        said = Objection(story.debtor, story.invoices[0], DisputeReason.FAULTY, "Two of three were broken.")
        return cases.dispute(session, said, actor="debtor:1").id or 0

    dispute = db.run(raised)
    page = await story.page()
    assert page.card.label == "Waits for our answer"
    [told] = page.card.disputes
    assert told.startswith(
        f"You dispute invoice {story.view().invoices[0].number} since 21 November 2026. Until we answer"
    )

    db.run(cases.withdraw, dispute, debtor_id=story.debtor, actor="debtor:1")
    db.run(raised)
    page = await story.page()
    assert page.card.label == "Is being kept"
    assert "please keep paying" in page.card.disputes[0]


async def test_a_plan_is_ended_before_the_first_payment_and_not_after(story: Story) -> None:
    db.run(lambda session: agreed.pay(session, session.get_one(Plan, story.plan), 10_00))
    async with story.tab() as tab:
        await tab.fire(PlanState.load, path=here(story.plan))
        assert not (await tab.state(PlanState)).card.may_cancel
        await tab.fire(PlanState.cancel, path=here(story.plan))
        assert "begun to pay" in (await tab.state(NoticeState)).text
    assert story.view().state is Is.ACTIVE


async def test_a_plan_that_staff_offer_is_taken_or_not(database: str) -> None:
    def offer(session: Session) -> tuple[int, int]:
        plan = agreed.offered(session, agreed.monthly(10), level=Level.STAFF, actor="staff:1")
        return plan.id or 0, plan.debtor_id

    plan_id, debtor_id = db.run(offer)
    async with Browser(cookies=debtor_cookie(debtor_id)) as tab:
        where = here(plan_id)
        await tab.fire(PlanState.load, path=where)
        assert (await tab.state(PlanState)).card.is_offer
        await tab.fire(PlanState.accept, path=where)
        assert (await tab.state(PlanState)).card.label == "Is being kept"


async def test_a_settlement_offer_is_shown_and_paid_over_its_invoices(
    database: str, portal: httpx.AsyncClient, simulator: str
) -> None:
    agreed.at(AGREED)

    def offer(session: Session) -> tuple[int, int]:
        made = agreed.invoices(session)
        data = usual("EUR").model_dump(mode="json") | {"settlement": {"max_discount_bp": 5_000, "max_days": 30}}
        draft = write(session, "usual-EUR", data, actor="staff:1")
        publish(session, draft.id or 0, clock.today(), actor="staff:2")
        ids = [each.id or 0 for each in made]
        found = settling.propose(
            session, made[0].debtor_id, ids, eur(800_00), AGREED + timedelta(days=20), reason="", actor="staff:1"
        )
        settling.approve(session, found.id or 0, actor="staff:2")
        return found.id or 0, made[0].debtor_id

    offer_id, debtor_id = db.run(offer)
    async with Browser(cookies=debtor_cookie(debtor_id)) as tab:
        await tab.fire(OfferPageState.load, path=here(offer_id))
        card = (await tab.state(OfferPageState)).card
        assert (card.pay, card.discount, card.button) == (
            "800.00",
            "450.00\u00a0EUR",
            "Pay 800.00\u00a0EUR and settle",
        )
    await Debtor(portal, debtor_id).pay(("offer", offer_id))
    assert the_attempt().amount == eur(800_00)

    other = db.run(lambda session: factories.debtor(session, "D-2"))
    assert (await Debtor(portal, other).pay(("offer", offer_id))).status_code == 404
