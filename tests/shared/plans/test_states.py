"""Retries, instalments and plans move on one machine, and a retry always comes before a consequence."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.plans import states
from shared.plans.allocation import Standing
from shared.plans.policy import Conduct
from shared.plans.states import NEXT, Course, NotNow, Seen, instalment_state, where_to
from shared.words import ChargeState, InstalmentState, PlanState

CONDUCT = Conduct()
DUE = date(2026, 12, 1)


def day(after: int) -> date:
    return DUE + timedelta(days=after)


def standing(paid: int = 0, *, due_on: date = DUE, id_: int = 1) -> Standing:
    return Standing(id_, id_, due_on, 100, paid)


def seen(*instalments: Standing, on: date, charges: tuple[ChargeState, ...] = ()) -> list[Seen]:
    return [Seen(each, instalment_state(each, CONDUCT, on, charges=charges), each.due_on) for each in instalments]


def goes(course: Course, after: int) -> PlanState:
    return where_to(course, CONDUCT, day(after))


def running(*instalments: Standing, on: date, **facts: Any) -> Course:
    return replace(Course(PlanState.ACTIVE, seen(*instalments, on=on), outstanding=300), **facts)


class TestInstalments:
    @pytest.mark.parametrize(
        ("paid", "after", "state"),
        [
            (0, -1, InstalmentState.SCHEDULED),
            (0, 0, InstalmentState.DUE),
            (40, 0, InstalmentState.PARTIAL),
            (0, 5, InstalmentState.DUE),
            (0, 6, InstalmentState.MISSED),
            (40, 6, InstalmentState.MISSED),
            (100, 6, InstalmentState.PAID),
        ],
    )
    def test_follow_the_days(self, paid: int, after: int, state: InstalmentState) -> None:
        assert instalment_state(standing(paid), CONDUCT, day(after)) is state

    def test_are_cured_when_paid_after_they_were_missed(self) -> None:
        assert instalment_state(standing(100), CONDUCT, day(20), settled_on=day(6)) is InstalmentState.CURED
        assert instalment_state(standing(100), CONDUCT, day(20), settled_on=day(5)) is InstalmentState.PAID

    def test_a_retry_that_is_to_come_holds_off_missing(self) -> None:
        tried = (ChargeState.SOFT_DECLINE, ChargeState.PLANNED)

        assert instalment_state(standing(), CONDUCT, day(8), charges=tried) is InstalmentState.FAILED
        assert instalment_state(standing(), CONDUCT, day(8), charges=tried[:1]) is InstalmentState.MISSED

    def test_an_outcome_nobody_knows_yet_holds_off_everything(self) -> None:
        unknown = (ChargeState.SOFT_DECLINE, ChargeState.PROCESSING)

        assert instalment_state(standing(), CONDUCT, day(30), charges=unknown) is InstalmentState.PROCESSING

    def test_a_rounding_short_counts_as_paid(self) -> None:
        assert instalment_state(standing(99), CONDUCT, day(0), tolerance=1) is InstalmentState.PAID

    def test_days_of_a_paused_plan_do_not_count(self) -> None:
        assert instalment_state(standing(), CONDUCT, day(9), counts_from=day(4)) is InstalmentState.DUE

    def test_retries_come_on_their_days_and_three_times_at_most(self) -> None:
        assert [states.retry_on(DUE, tries, CONDUCT) for tries in range(1, 5)] == [day(2), day(5), day(9), None]


class TestPlans:
    def test_one_missed_is_at_risk_and_paid_is_active_again(self) -> None:
        assert goes(running(standing(), on=day(6)), 6) is PlanState.AT_RISK
        assert goes(running(standing(100), on=day(6), state=PlanState.AT_RISK), 6) is PlanState.ACTIVE

    def test_a_failed_charge_is_at_risk(self) -> None:
        failed = seen(standing(), on=day(1), charges=(ChargeState.SOFT_DECLINE, ChargeState.PLANNED))

        assert goes(Course(PlanState.ACTIVE, failed, 100), 1) is PlanState.AT_RISK

    @pytest.mark.parametrize("after", [11, 40])
    def test_too_long_past_due_is_a_breach(self, after: int) -> None:
        assert goes(running(standing(), on=day(after)), after) is PlanState.BREACHED

    def test_two_missed_close_together_are_a_breach(self) -> None:
        two = (standing(), standing(due_on=day(2), id_=2))

        assert goes(running(*two, on=day(8)), 8) is PlanState.BREACHED
        assert goes(running(two[0], on=day(8)), 8) is PlanState.AT_RISK

    def test_other_invoices_left_too_long_are_a_breach(self) -> None:
        assert goes(running(standing(100), on=day(0), other_overdue_days=31), 0) is PlanState.BREACHED
        assert goes(running(standing(100), on=day(0), other_overdue_days=30), 0) is PlanState.ACTIVE

    def test_a_breach_is_cured_by_paying_what_was_missed(self) -> None:
        breached = running(standing(), on=day(20), state=PlanState.BREACHED, cure_until=day(25))
        paid = replace(breached, instalments=seen(standing(100), on=day(20)))

        assert goes(breached, 25) is PlanState.BREACHED
        assert goes(paid, 20) is PlanState.ACTIVE
        assert goes(breached, 26) is PlanState.DEFAULTED

    def test_a_third_breach_ends_it(self) -> None:
        assert goes(running(standing(), on=day(20), cures=2), 20) is PlanState.DEFAULTED

    def test_a_payment_under_way_keeps_a_breached_plan_from_its_end(self) -> None:
        waiting = seen(standing(), standing(due_on=day(-30), id_=2), on=day(30), charges=(ChargeState.PROCESSING,))

        assert goes(Course(PlanState.BREACHED, waiting, 200, cure_until=day(25)), 30) is not PlanState.DEFAULTED

    def test_a_paused_plan_is_never_breached(self) -> None:
        assert goes(running(standing(), on=day(60), is_paused=True), 60) is PlanState.ACTIVE

    def test_nothing_left_completes_it_and_money_taken_back_opens_it_again(self) -> None:
        paid = running(standing(100), on=day(0), outstanding=0)

        assert goes(paid, 0) is PlanState.COMPLETED
        assert goes(replace(paid, state=PlanState.COMPLETED, outstanding=100), 0) is PlanState.ACTIVE

    def test_the_first_payment_starts_it_or_ends_it(self) -> None:
        waiting = running(standing(), on=day(5), state=PlanState.AWAITING_DOWN_PAYMENT)

        assert goes(waiting, 5) is PlanState.AWAITING_DOWN_PAYMENT
        assert goes(replace(waiting, instalments=seen(standing(100), on=day(5))), 5) is PlanState.ACTIVE
        assert goes(replace(waiting, instalments=seen(standing(), on=day(6))), 6) is PlanState.CANCELLED


class TestTheTable:
    def test_has_a_row_for_every_state(self) -> None:
        assert NEXT.keys() == set(PlanState)

    def test_refuses_what_it_does_not_name(self) -> None:
        with pytest.raises(NotNow, match="the plan has ended"):
            states.moved(PlanState.CANCELLED, PlanState.ACTIVE)

    @given(
        state=st.sampled_from(list(PlanState)),
        paid=st.lists(st.integers(0, 100), min_size=1, max_size=5),
        charges=st.lists(st.sampled_from(list(ChargeState)), max_size=3),
        after=st.integers(-10, 200),
        cures=st.integers(0, 2),
        other=st.integers(0, 60),
        paused=st.booleans(),
    )
    def test_names_every_step_that_is_taken(
        self,
        state: PlanState,
        paid: list[int],
        charges: list[ChargeState],
        after: int,
        cures: int,
        other: int,
        paused: bool,
    ) -> None:
        parts = [standing(each, due_on=day(30 * k), id_=k + 1) for k, each in enumerate(paid)]
        found = seen(*parts, on=day(after), charges=tuple(charges))
        left = sum(each.left for each in parts)
        course = Course(state, found, left, cures, None, day(0), paused, other)
        to = where_to(course, CONDUCT, day(after))

        assert to is state or to in NEXT[state]
        if ChargeState.PLANNED in charges or ChargeState.PROCESSING in charges:
            assert (
                other > CONDUCT.breach_overdue_days
                or to is state
                or to
                not in (
                    PlanState.BREACHED,
                    PlanState.DEFAULTED,
                )
            )
