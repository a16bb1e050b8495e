"""Who may agree to which plan: at once, with the rule that stands against it, and the nearest plan that passes."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.money import Money
from shared.plans import deciding, policy, schedule, scopes
from shared.plans.deciding import Covered, Facts, Means, Outcome, decide
from shared.plans.nearest import nearest
from shared.plans.policy import Affordability, PolicyRefused
from shared.plans.schedule import Ask
from shared.words import DebtorKind, Frequency, Level
from tests.factories import eur

ON, FIRST = date(2026, 11, 21), date(2026, 12, 1)
USUAL = policy.usual("EUR")
SWEDEN = {"country": "SE", "most_minor": 170_00, "source": "Lag 1981:739"}


def facts(total: int = 1_250_00, **known: Any) -> Facts:
    invoice = Covered(1, "BK-88120", 7, eur(total), date(2026, 11, 1))
    return replace(Facts(ON, 7, DebtorKind.CONSUMER, "DE", (invoice,)), **known)


def monthly(count: int, total: int = 1_250_00, **said: Any) -> Ask:
    return schedule.regular(eur(total), FIRST, Frequency.MONTHLY, count, **said)


def a_month(amount: int, total: int = 1_250_00) -> Ask:
    return schedule.by_amount(eur(total), FIRST, Frequency.MONTHLY, eur(amount))


def changed(**bands: Any) -> policy.Policy:
    return USUAL.model_copy(update={"portal": (USUAL.portal[0].model_copy(update=bands),)})


def codes(decision: deciding.Decision) -> list[str]:
    return [each.code for each in decision.rules]


class TestDecide:
    def test_what_passes_is_agreed_at_once(self) -> None:
        assert decide(USUAL, a_month(210_00), facts()) == deciding.Decision(Outcome.ACCEPTED, Level.PORTAL)

    def test_what_takes_too_long_names_the_rule_and_who_may_agree(self) -> None:
        decision = decide(USUAL, a_month(150_00), facts())

        assert (decision.outcome, decision.by) == (Outcome.NEEDS_APPROVAL, Level.STAFF)
        assert [each.sentence for each in decision.rules] == [
            "Plans you set up here have up to 6 instalments; this would take 9.",
            "Plans you set up here run for up to 6 months.",
        ]

    @pytest.mark.parametrize(
        ("ask", "known", "code"),
        [
            (monthly(6, 5_000_01), facts(5_000_01), "total"),
            (monthly(6, 120_00), facts(120_00), "least"),
            (schedule.regular(eur(1_250_00), date(2026, 12, 6), Frequency.MONTHLY, 3), facts(), "first"),
            (monthly(3), facts(broken=1), "broken"),
            (monthly(3), facts(active=1), "active"),
        ],
    )
    def test_each_limit_of_the_portal_sends_it_to_a_person(self, ask: Ask, known: Facts, code: str) -> None:
        decision = decide(USUAL, ask, known)

        assert (decision.outcome, codes(decision)) == (Outcome.NEEDS_APPROVAL, [code])

    @pytest.mark.parametrize("hold", ["disputed", "legal", "insolvency", "plan"])
    def test_what_stands_against_an_invoice_nobody_may_pass_over(self, hold: str) -> None:
        known = facts()
        held = replace(known, invoices=(replace(known.invoices[0], holds=frozenset({hold})),))

        assert decide(USUAL, monthly(3), held, level=Level.MANAGER).outcome is Outcome.REFUSED

    def test_changed_amounts_other_debtors_and_far_due_dates_are_refused(self) -> None:
        known = facts(1_000_00)
        foreign = replace(known.invoices[0], debtor_id=8, due_on=date(2027, 3, 1))

        assert codes(decide(USUAL, monthly(3), replace(known, invoices=(foreign,)))) == [
            "total",
            "other_debtor",
            "not_due",
        ]

    def test_one_payment_is_no_plan_and_none_may_be_in_the_past(self) -> None:
        past = schedule.regular(eur(1_250_00), date(2026, 11, 20), Frequency.MONTHLY, 2)

        assert codes(decide(USUAL, monthly(1), facts())) == ["one_payment"]
        assert codes(decide(USUAL, past, facts())) == ["past"]

    def test_a_policy_may_keep_people_out_of_it(self) -> None:
        strict = USUAL.model_copy(update={"asks_people": False})

        assert decide(strict, monthly(9), facts()).outcome is Outcome.REFUSED

    def test_bands_go_by_the_balance(self) -> None:
        small = USUAL.portal[0].model_copy(update={"up_to_minor": 200_00, "max_instalments": 2})
        banded = USUAL.model_copy(update={"portal": (small, USUAL.portal[0])})

        assert decide(banded, monthly(3, 150_00), facts(150_00)).outcome is Outcome.NEEDS_APPROVAL
        assert decide(banded, monthly(3, 250_00), facts(250_00)).outcome is Outcome.ACCEPTED

    def test_a_down_payment_is_asked_for_and_is_no_instalment(self) -> None:
        tenth = changed(min_down_bp=1_000)

        assert codes(decide(tenth, monthly(3), facts())) == ["down"]
        assert decide(tenth, monthly(6, down=eur(125_00)), facts()).outcome is Outcome.ACCEPTED

    def test_staff_may_agree_to_more_and_managers_to_most(self) -> None:
        assert decide(USUAL, monthly(12), facts(), level=Level.STAFF).outcome is Outcome.ACCEPTED
        assert decide(USUAL, monthly(24), facts(), level=Level.STAFF).by is Level.MANAGER
        assert decide(USUAL, monthly(40), facts(), level=Level.MANAGER).outcome is Outcome.REFUSED

    def test_a_rating_never_refuses_by_itself(self) -> None:
        rated = changed(least_rating="C")

        assert codes(decide(rated, monthly(3), facts(rating="D"))) == ["rating"]
        assert decide(rated, monthly(3), facts(rating="D")).outcome is Outcome.NEEDS_APPROVAL
        assert decide(rated, monthly(3), facts(rating="B")).outcome is Outcome.ACCEPTED
        assert decide(rated, monthly(3), facts()).outcome is Outcome.ACCEPTED

    def test_income_and_spending_are_asked_where_the_policy_says(self) -> None:
        asking = USUAL.model_copy(update={"affordability": Affordability(from_minor=1_000_00, share_bp=5_000)})

        assert codes(decide(asking, monthly(6), facts())) == ["means"]
        assert codes(decide(asking, monthly(6), facts(means=Means(1_800_00, 1_500_00)))) == ["unaffordable"]
        assert decide(asking, monthly(6), facts(means=Means(1_800_00, 1_200_00))).outcome is Outcome.ACCEPTED


class TestCredit:
    def test_twelve_payments_on_the_tenth_fail_by_one_day_in_the_uk(self) -> None:
        known = facts(country="GB", on=date(2026, 11, 10))
        on_the_tenth = schedule.regular(eur(1_250_00), date(2026, 12, 10), Frequency.MONTHLY, 12)
        from_the_ninth = schedule.regular(eur(1_250_00), date(2026, 12, 9), Frequency.MONTHLY, 12)

        assert deciding.is_credit(USUAL, on_the_tenth, known)
        assert not deciding.is_credit(USUAL, from_the_ninth, known)

    def test_more_than_four_instalments_are_credit_in_the_us_and_a_down_payment_counts(self) -> None:
        known = facts(country="US")

        assert not deciding.is_credit(USUAL, monthly(4), known)
        assert deciding.is_credit(USUAL, monthly(5), known)
        assert deciding.is_credit(USUAL, monthly(4, down=eur(100_00)), known)
        assert codes(decide(USUAL, monthly(5), known)) == ["credit"]
        assert not deciding.is_credit(USUAL, monthly(5), facts(country="US", kind=DebtorKind.BUSINESS))

    def test_interest_makes_it_credit_everywhere(self) -> None:
        assert deciding.is_credit(USUAL, replace(monthly(3), interest_bp=500), facts())
        from_next_month = replace(monthly(3), interest_bp=500, dates=monthly(4).dates[1:])
        assert decide(USUAL, from_next_month, facts(), level=Level.STAFF).is_credit


class TestNearest:
    def test_are_larger_payments_a_larger_start_and_a_person(self) -> None:
        one, other, person = nearest(USUAL, a_month(150_00), facts())

        assert [each.amount.minor for each in schedule.build(one.ask)] == [*[208_33] * 5, 208_35]
        assert [each.amount.minor for each in schedule.build(other.ask)] == [350_00, *[150_00] * 6]
        assert (other.ask.first_on, other.ask.dates[-1]) == (FIRST, date(2027, 6, 1))
        assert (person.ask, person.decision.by) == (a_month(150_00), Level.STAFF)

    def test_of_what_passes_already_is_itself(self) -> None:
        assert nearest(USUAL, monthly(6), facts())[0].ask == monthly(6)

    def test_keep_within_the_first_day_and_the_least_payment(self) -> None:
        late = schedule.regular(eur(120_00), date(2027, 1, 15), Frequency.MONTHLY, 6)
        offer = nearest(USUAL, late, facts(120_00))[0]

        assert (offer.ask.first_on, len(offer.ask.dates)) == (date(2026, 12, 5), 4)

    def test_are_none_where_an_invoice_stands_against_it(self) -> None:
        assert nearest(USUAL, monthly(3), facts(1_000_00)) == ()

    @given(
        total=st.integers(1, 30_000_00),
        count=st.integers(1, 40),
        in_days=st.integers(0, 90),
        frequency=st.sampled_from([Frequency.WEEKLY, Frequency.TWO_WEEKLY, Frequency.MONTHLY]),
    )
    def test_always_pass_by_their_own_decision(
        self, total: int, count: int, in_days: int, frequency: Frequency
    ) -> None:
        count = min(count, total)
        first = date.fromordinal(ON.toordinal() + in_days)
        ask, known = schedule.regular(eur(total), first, frequency, count), facts(total)
        offers = nearest(USUAL, ask, known)

        assert all(decide(USUAL, each.ask, known) == each.decision for each in offers)
        assert all(each.decision.outcome is not Outcome.REFUSED for each in offers)
        assert sum(each.decision.outcome is Outcome.NEEDS_APPROVAL for each in offers) <= 1
        if 50_00 <= total <= 5_000_00 and count > 1:
            assert offers[0].decision.outcome is Outcome.ACCEPTED


class TestPolicy:
    def test_is_read_back_from_its_data(self) -> None:
        assert policy.read(USUAL.model_dump(mode="json")) == USUAL

    @pytest.mark.parametrize(
        ("data", "where"),
        [
            ({"currency": "XXX"}, "not a currency"),
            ({"portal": []}, "portal"),
            ({"portal": [{"max_instalments": 0}]}, "portal.0.max_instalments: Write at least 1."),
            ({"portal": [{"min_down_bp": 9_500}]}, "portal.0.min_down_bp: Write at most 90 %."),
            ({"portal": [{"min_instalment_minor": 0}]}, "portal.0.min_instalment_minor: Write at least 0.01."),
            ({"portal": [{"least_rating": "F"}]}, "portal.0.least_rating: Write a letter from A to E."),
            ({"name": ""}, "name: Give the policy a name."),
            ({"portal": [{"up_to_minor": None}, {"up_to_minor": 5}]}, "must rise"),
            ({"portal": [{"up_to_minor": 9}, {"up_to_minor": 5}]}, "must rise"),
            ({"conduct": {"retry_days": [5, 2]}}, "conduct.retry_days: Write at most three days"),
            ({"wishes": 1}, "wishes"),
        ],
    )
    def test_that_does_not_hold_together_is_refused(self, data: dict[str, Any], where: str) -> None:
        with pytest.raises(PolicyRefused, match=where):
            policy.read({**USUAL.model_dump(mode="json"), **data})

    @pytest.mark.parametrize(
        ("data", "where"),
        [
            ({"name": "  "}, "name: Give the policy a name."),
            ({"frequencies": []}, "frequencies: Tick at least one rhythm"),
            ({"countries": ["DE", "XX1"]}, "countries: “XX1” is not a country's code"),
            ({"guards": [{"country": "QQ"}]}, "guards.0.country: “QQ” is not a country's code"),
            ({"fee_caps": [SWEDEN, SWEDEN]}, "fee_caps.1.country: SE stands here more than once; keep one."),
        ],
    )
    def test_that_nobody_can_mean_is_not_written(self, data: dict[str, Any], where: str) -> None:
        with pytest.raises(PolicyRefused, match=where):
            policy.written({**USUAL.model_dump(mode="json"), **data})


class TestScopes:
    """Which of two policies counts; domain.md leaves it to us, the page says it in a sentence."""

    def of(self, *countries: str, kinds: tuple[DebtorKind, ...] = ()) -> policy.Policy:
        return USUAL.model_copy(update={"countries": countries, "kinds": kinds})

    def test_fewer_countries_go_before_fewer_kinds(self) -> None:
        consumers = (DebtorKind.CONSUMER,)
        rising = [
            self.of(),
            self.of(kinds=consumers),
            self.of("DE", "AT"),
            self.of("DE", "AT", kinds=consumers),
            self.of("DE"),
            self.of("DE", kinds=consumers),
        ]

        ranks = [scopes.narrowness(each) for each in rising]
        assert ranks == sorted(set(ranks))
        for k, each in enumerate(rising):
            scopes.check_apart(each, rising[:k])

    def test_lists_of_countries_hold_one_another_or_share_none(self) -> None:
        with pytest.raises(scopes.Crossing, match="Debtors in DE are in “Usual plans” too"):
            scopes.check_apart(self.of("DE", "AT", "CH"), [self.of("DE", "FR")])
        with pytest.raises(scopes.SameDebtors):
            scopes.check_apart(self.of("AT", "DE"), [self.of("DE", "AT", kinds=tuple(DebtorKind))])
        scopes.check_apart(self.of("DE", "AT"), [self.of("FR"), policy.usual("SEK")])
        business = self.of("DE", "FR", kinds=(DebtorKind.BUSINESS,))
        scopes.check_apart(self.of("DE", "AT", kinds=(DebtorKind.CONSUMER,)), [business])


class TestFees:
    """What a consumer may be asked for setting up a plan (domain.md 3.2, 5.5: SE 170, for a complete plan only)."""

    SEK = policy.usual("SEK")

    def decided(self, fee: int, **known: Any) -> list[str]:
        total = Money(1_250_00, "SEK")
        invoice = Covered(1, "BK-88120", 7, total, date(2026, 11, 1))
        who = replace(Facts(ON, 7, DebtorKind.CONSUMER, "SE", (invoice,)), **known)
        ask = schedule.regular(total, date(2027, 1, 1), Frequency.MONTHLY, 6)
        decision = decide(self.SEK, replace(ask, fee=Money(fee, "SEK")), who, level=Level.MANAGER)
        return [each.sentence.replace("\u00a0", " ") for each in decision.rules]

    def test_sweden_lets_170_be_asked_and_no_more(self) -> None:
        assert self.decided(170_00) == []
        assert self.decided(170_01) == ["A consumer there may be asked for a fee of at most 170.00 SEK."]

    def test_only_for_a_plan_that_leaves_out_nothing_that_is_due(self) -> None:
        refused = "A fee may be asked there only for a plan for everything that is due; this leaves out BK-88121."

        assert self.decided(170_00, left_out=("BK-88121", "BK-88122")) == [refused]
        assert self.decided(0, left_out=("BK-88121",)) == []

    def test_of_a_business_the_policy_alone_decides(self) -> None:
        assert self.decided(500_00, kind=DebtorKind.BUSINESS, left_out=("BK-88121",)) == []

    def test_where_no_cap_is_known_nothing_may_be_asked(self) -> None:
        assert self.decided(1, country="NO") == ["A consumer there may be asked for a fee of at most 0.00 SEK."]

    def test_what_was_kept_before_the_rule_is_read_strictly(self) -> None:
        kept = self.SEK.model_dump(mode="json")
        del kept["fee_caps"][0]["whole_debt"]

        assert policy.read(kept).fee_caps[0].whole_debt
