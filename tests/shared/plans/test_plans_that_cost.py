"""Plans with interest and a set-up fee: when they are claimed and in which order paid; whole trial balances."""

from datetime import date

import pytest
from sqlmodel import Session, select

from shared import clock, ledger, plans, receipts
from shared.errors import NotFound, Refused
from shared.models import Fee, Invoice, Plan
from shared.plans import Acceptance, More, PlanRefused, claiming, policies, policy, schedule, waiving
from shared.plans.loading import load
from shared.plans.schedule import Ask
from shared.plans.service import NotPossible
from shared.plans.states import NotNow
from shared.receipts import Wanted
from shared.words import FeeKind, Frequency, InstalmentState, Level, PlanState
from tests import factories
from tests.factories import ACTOR, eur
from tests.shared.plans import agreed
from tests.shared.plans.agreed import BY_DEBTOR, BY_MANAGER, BY_STAFF
from tests.shared.plans.test_charging import deliver, succeed

FIRST = date(2026, 12, 28)
RATE = 1_200


def monthly(total: int = 1_200_00, count: int = 6, fee: int = 0, rate: int = RATE) -> Ask:
    days = schedule.dates(FIRST, Frequency.MONTHLY, count)
    return Ask(eur(total), days, day=FIRST.day, interest_bp=rate, fee=eur(fee) if fee else None)


def begun(session: Session, ask: Ask | None = None, *amounts: int, **facts: object) -> Plan:
    """Offered by staff, accepted by the debtor on the day."""
    of = agreed.invoices(session, *(amounts or (1_200_00,)), **facts)
    plan = agreed.offered(session, ask or monthly(), of, level=Level.STAFF, actor=BY_STAFF)
    return plans.accept(session, plan.id or 0, Acceptance("plan-terms-1"), actor=BY_DEBTOR)


def due(number: int) -> date:
    return schedule.add_months(FIRST, number - 1)


def asked(session: Session, plan: Plan) -> list[int]:
    session.flush()
    return [each.left for each in load(session, plan.id or 0).asked]


def follow(session: Session, plan: Plan) -> PlanState:
    return plans.follow(session, plan.id or 0)


def income(session: Session) -> dict[str, int]:
    return {
        each: minor for each, minor in factories.books(session).items() if each[0] == "4" or each in ("1230", "1240")
    }


class TestAgreed:
    def test_the_schedule_is_the_annuity_with_nothing_of_it_booked(self, session: Session) -> None:
        plan = begun(session)

        assert asked(session, plan) == [*[207_06] * 5, 207_05]
        assert (plan.interest_bp, plan.interest_minor) == (1_200, 42_35)
        assert factories.books(session) == {"1200": 1_200_00, "4000": -1_200_00}
        assert ledger.verify(session) == []

    def test_the_set_up_fee_is_owed_with_the_first_payment(self, session: Session) -> None:
        plan = begun(session, monthly(fee=15_00))

        assert asked(session, plan) == [222_06, *[207_06] * 4, 207_05]
        assert factories.books(session) == {"1200": 1_200_00, "1230": 15_00, "4000": -1_200_00, "4800": -15_00}
        assert ledger.verify(session) == []

    def test_an_offer_shows_what_it_would_cost(self, session: Session) -> None:
        of = agreed.invoices(session, 1_200_00)
        plan = agreed.offered(session, monthly(fee=15_00), of, level=Level.STAFF, actor=BY_STAFF)

        assert asked(session, plan) == [222_06, *[207_06] * 4, 207_05]
        assert income(session) == {"4000": -1_200_00}
        told = (
            "1,257.35 EUR in all: a fee of 15.00 EUR, and 6 × 207.06 EUR, the last 207.05 EUR, from 28 December 2026."
        )
        assert plan.asked_for.replace("\u00a0", " ") == told

    def test_it_cannot_be_accepted_once_its_first_period_has_begun(self, session: Session) -> None:
        of = agreed.invoices(session, 1_200_00)
        plan = agreed.offered(session, monthly(), of, level=Level.STAFF, actor=BY_STAFF)
        assert plan.offered_until == date(2026, 11, 28)
        agreed.at(date(2026, 11, 29))

        with pytest.raises(NotNow):
            plans.accept(session, plan.id or 0, Acceptance("plan-terms-1"), actor=BY_DEBTOR)

    def test_the_first_instalment_is_a_period_away(self, session: Session) -> None:
        of = agreed.invoices(session, 1_200_00)
        early = Ask(eur(1_200_00), schedule.dates(agreed.month(1), Frequency.MONTHLY, 6), interest_bp=RATE)

        with pytest.raises(PlanRefused, match="first instalment is due on 21"):
            agreed.offered(session, early, of, level=Level.STAFF, actor=BY_STAFF)

    def test_a_consumer_pays_no_fee_where_no_cap_is_known(self, session: Session) -> None:
        with pytest.raises(PlanRefused, match=r"at most 0\.00 EUR"):
            begun(session, monthly(fee=15_00), debtor_kind="consumer")

    def test_where_the_law_wants_a_complete_plan_what_is_due_beside_it_stands_against_a_fee(
        self, session: Session
    ) -> None:
        agreed.at(agreed.AGREED)
        data = policy.usual("EUR").model_dump(mode="json")
        caps = [{"country": "DE", "most_minor": 15_00, "whole_debt": True}]
        draft = policies.write(session, "usual-EUR", {**data, "fee_caps": caps}, actor=BY_STAFF)
        policies.publish(session, draft.id or 0, agreed.AGREED, actor=BY_MANAGER)
        first, second = agreed.invoices(session, 1_200_00, 300_00, debtor_kind="consumer", debtor_country="DE")
        not_due = factories.invoice(session, 90_00, issued_on=agreed.AGREED, due_on=date(2026, 12, 20))

        with pytest.raises(PlanRefused, match=f"leaves out {second.number}"):
            agreed.offered(session, monthly(fee=15_00), [first], level=Level.MANAGER, actor=BY_STAFF)
        plan = agreed.offered(
            session, monthly(1_500_00, fee=15_00), [first, second], level=Level.MANAGER, actor=BY_STAFF
        )
        assert (plan.fee_minor, not_due.outstanding_minor) == (15_00, 90_00)

        more = factories.invoice(session, 40_00, issued_on=agreed.AGREED, due_on=agreed.AGREED)
        with pytest.raises(Refused, match=f"leaves out {more.number}"):
            plans.accept(session, plan.id or 0, Acceptance("plan-terms-1"), actor=BY_DEBTOR)


class TestPaid:
    def test_each_instalment_on_its_day_to_the_last_cent(self, session: Session) -> None:
        plan = begun(session)
        for number, amount in enumerate([*[207_06] * 5, 207_05], start=1):
            agreed.at(due(number))
            follow(session, plan)
            agreed.pay(session, plan, amount)
            assert ledger.verify(session) == []

        assert follow(session, plan) is PlanState.COMPLETED
        assert factories.books(session) == {"1010": 1_242_35, "4000": -1_200_00, "4810": -42_35}
        claimed = session.exec(select(Invoice.total_minor).join(Fee).order_by("number")).all()
        assert claimed == [12_00, 10_05, 8_08, 6_09, 4_08, 2_05]

    def test_interest_is_claimed_on_the_day_and_not_before(self, session: Session) -> None:
        plan = begun(session)
        agreed.at(date(2026, 12, 27))
        follow(session, plan)
        assert income(session) == {"4000": -1_200_00}

        agreed.at(FIRST)
        follow(session, plan)
        follow(session, plan)
        assert income(session) == {"1240": 12_00, "4000": -1_200_00, "4810": -12_00}

    def test_part_of_an_instalment_pays_fee_then_interest_then_principal(self, session: Session) -> None:
        plan = begun(session, monthly(fee=15_00))
        agreed.at(FIRST)
        agreed.pay(session, plan, 20_00)

        assert factories.books(session) == {
            "1010": 20_00,
            "1200": 1_200_00,
            "1240": 7_00,
            "4000": -1_200_00,
            "4800": -15_00,
            "4810": -12_00,
        }
        agreed.pay(session, plan, 10_00)
        assert factories.books(session)["1200"] == 1_197_00
        assert agreed.states(session, plan)[0] == InstalmentState.PARTIAL

    def test_two_days_early_pays_the_instalment_with_its_interest(self, session: Session) -> None:
        plan = begun(session)
        agreed.at(date(2026, 12, 26))
        agreed.pay(session, plan, 207_06)

        assert agreed.states(session, plan)[0] == InstalmentState.PAID
        assert factories.books(session)["1200"] == 1_004_94
        agreed.at(date(2027, 1, 10))
        follow(session, plan)
        assert asked(session, plan) == [0, *[207_06] * 4, 207_05]

    def test_money_by_invoice_pays_the_interest_too(self, session: Session) -> None:
        plan = begun(session)
        agreed.at(date(2026, 12, 26))
        item = session.exec(select(Invoice).where(Invoice.total_minor == 1_200_00)).one()
        wanted = [Wanted(agreed.paid(session, 207_06), item.id or 0, eur(207_06))]
        receipts.allocate(session, plans.for_instalments(session, wanted), on=clock.today(), actor=ACTOR)

        assert agreed.states(session, plan)[0] == InstalmentState.PAID
        assert income(session) == {"4000": -1_200_00, "4810": -12_00}
        assert ledger.verify(session) == []

    def test_a_receipt_taken_back_reopens_interest_and_principal_as_one(self, session: Session) -> None:
        plan = begun(session)
        agreed.at(FIRST)
        receipt_id = agreed.pay(session, plan, 207_06)
        receipts.reverse(session, receipt_id, reason="bounced", on=FIRST, actor=ACTOR)

        assert factories.books(session) == {"1200": 1_200_00, "1240": 12_00, "4000": -1_200_00, "4810": -12_00}
        assert asked(session, plan) == [*[207_06] * 5, 207_05]
        assert ledger.verify(session) == []

    def test_more_than_is_due_goes_to_the_end_and_makes_later_interest_less(self, session: Session) -> None:
        plan = begun(session)
        agreed.at(FIRST)
        agreed.pay(session, plan, 207_06 + 205_00)

        left = asked(session, plan)
        assert left[0] == left[-1] == 0
        assert left[1:5] == [205_01, 205_01, 205_01, 205_01]

    def test_several_invoices_are_filled_in_turn_after_the_interest(self, session: Session) -> None:
        plan = begun(session, monthly(1_250_00), *agreed.AMOUNTS)
        while follow(session, plan) is not PlanState.COMPLETED:
            agreed.at(load(session, plan.id or 0).asked[_next(session, plan)].due_on)
            agreed.pay(session, plan, asked(session, plan)[_next(session, plan)])
            assert ledger.verify(session) == []

        books = factories.books(session)
        assert set(books) == {"1010", "4000", "4810"}
        assert books["4810"] == -plan.interest_minor


class TestByCard:
    def test_what_was_announced_is_taken_with_its_interest(self, session: Session) -> None:
        plan = begun(session)
        plans.use_card(session, plan.id or 0, agreed.card(session, plan.debtor_id), actor=BY_DEBTOR)
        agreed.at(date(2026, 12, 25))
        assert plans.plan_charges(session, plan.id or 0, clock.today()) == 1
        deliver(session)
        agreed.at(FIRST)
        [charge] = plans.due_charges(session, clock.now())
        assert charge.amount == eur(207_06)
        succeed(session, charge)

        assert agreed.states(session, plan)[0] == InstalmentState.PAID
        assert factories.books(session) == {"1050": 207_06, "1200": 1_004_94, "4000": -1_200_00, "4810": -12_00}
        assert ledger.verify(session) == []


class TestPayoff:
    @pytest.mark.parametrize(
        ("on", "interest"),
        [(date(2026, 11, 28), 0), (date(2026, 12, 13), 6_00), (FIRST, 12_00)],
    )
    def test_is_what_is_open_and_interest_to_the_day(self, session: Session, on: date, interest: int) -> None:
        plan = begun(session)
        agreed.at(on)
        assert claiming.payoff(load(session, plan.id or 0), on) == 1_200_00 + interest
        agreed.pay(session, plan, 1_200_00 + interest)

        assert follow(session, plan) is PlanState.COMPLETED
        books = {"1010": 1_200_00 + interest, "4000": -1_200_00, "4810": -interest}
        assert factories.books(session) == {each: minor for each, minor in books.items() if minor}
        assert ledger.verify(session) == []

    def test_the_whole_of_all_instalments_leaves_what_is_not_owed_on_account(self, session: Session) -> None:
        plan = begun(session)
        agreed.at(FIRST)
        receipt_id = agreed.pay(session, plan, 1_242_35)

        assert follow(session, plan) is PlanState.COMPLETED
        assert factories.unapplied(session, receipt_id) == 30_35

    def test_the_preview_says_the_same_and_changes_nothing(self, session: Session) -> None:
        plan = begun(session)
        agreed.at(date(2026, 12, 13))
        shown = plans.preview(session, plan.id or 0, eur(1_206_00), More.SHORTEN)

        assert not shown.excess
        assert not any(each.left for each in shown.after)
        assert income(session) == {"4000": -1_200_00}


class TestWaived:
    def test_the_instalment_is_smaller_and_nothing_is_left_of_it(self, session: Session) -> None:
        plan = begun(session, monthly(fee=15_00))
        waived(session, plan, FeeKind.SET_UP_FEE)

        assert asked(session, plan) == [*[207_06] * 5, 207_05]
        assert factories.books(session) == {"1200": 1_200_00, "4000": -1_200_00}
        assert ledger.verify(session) == []

    def test_what_was_paid_of_it_stays_paid(self, session: Session) -> None:
        plan = begun(session, monthly(fee=15_00))
        agreed.at(FIRST)
        agreed.pay(session, plan, 20_00)
        waived(session, plan, FeeKind.PLAN_INTEREST)

        assert income(session) == {"4000": -1_200_00, "4800": -15_00, "4810": -5_00}
        assert asked(session, plan)[0] == 195_06
        assert not plans.adapt(session, plan.id or 0)
        assert ledger.verify(session) == []

    def test_who_proposed_the_plan_does_not_make_it_cheaper(self, session: Session) -> None:
        plan = begun(session, monthly(fee=15_00))
        [fee_id] = [each.fee_id for each in load(session, plan.id or 0).invoices if each.fee_id]

        with pytest.raises(NotPossible, match="Somebody other"):
            waiving.waive(session, plan.id or 0, fee_id or 0, reason="Goodwill", on=FIRST, actor=BY_STAFF)

        assert asked(session, plan)[0] == 222_06

    def test_a_fee_of_another_plan_is_not_found(self, session: Session) -> None:
        plan = begun(session, monthly(fee=15_00))

        with pytest.raises(NotFound):
            waiving.waive(session, plan.id or 0, 404, reason="Goodwill", on=FIRST, actor=BY_STAFF)


class TestEnded:
    def test_nothing_more_accrues_once_it_is_cancelled(self, session: Session) -> None:
        plan = begun(session)
        plans.cancel(session, plan.id or 0, reason="Debtor asked", actor=BY_STAFF)
        agreed.at(due(3))
        follow(session, plan)

        assert income(session) == {"4000": -1_200_00}
        assert claiming.payoff(load(session, plan.id or 0), due(3)) == 1_200_00

    def test_nothing_is_claimed_while_it_is_paused(self, session: Session) -> None:
        plan = begun(session)
        plans.pause(session, plan.id or 0, reason="Breathing space", actor=BY_STAFF)
        agreed.at(due(2))
        follow(session, plan)

        assert income(session) == {"4000": -1_200_00}


def waived(session: Session, plan: Plan, kind: FeeKind) -> None:
    [fee_id] = [each.fee_id for each in load(session, plan.id or 0).invoices if each.fee_kind is kind]
    waiving.waive(session, plan.id or 0, fee_id or 0, reason="Goodwill", on=clock.today(), actor=BY_MANAGER)


def _next(session: Session, plan: Plan) -> int:
    return next(place for place, left in enumerate(asked(session, plan)) if left)
