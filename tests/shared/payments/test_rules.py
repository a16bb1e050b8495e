from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.models import AttemptState
from shared.money import CurrencyMismatch, Money
from shared.payments import rules
from shared.payments.rules import NEXT, Owed
from shared.payments.seen import Intent, Page, Seen, read_intent

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
S = AttemptState


def owed(invoice_id: int, minor: int, currency: str = "EUR", due: int = 1) -> Owed:
    return Owed(invoice_id, Money(minor, currency), date(2026, 11, due))


def intent(status: str, problem: str = "") -> Intent:
    return Intent("pi_1", status, Money(100_00, "EUR"), False, "key", problem, NOW)


def page(status: str, payment_status: str = "unpaid") -> Page:
    return Page("cs_1", status, payment_status, "", False, "key", "")


class TestShares:
    def test_nothing_said_means_all_that_is_left(self) -> None:
        assert rules.shares([owed(1, 80_00)], {1: None}) == {1: Money(80_00, "EUR")}

    def test_more_than_is_outstanding_is_cut_to_it(self) -> None:
        assert rules.shares([owed(1, 80_00)], {1: Money(80_01, "EUR")}) == {1: Money(80_00, "EUR")}

    def test_less_is_a_part_payment(self) -> None:
        assert rules.shares([owed(1, 80_00)], {1: Money(5, "EUR")}) == {1: Money(5, "EUR")}

    def test_invoices_that_are_paid_are_left_out(self) -> None:
        assert rules.shares([owed(1, 0), owed(2, 7)], {1: None, 2: None}) == {2: Money(7, "EUR")}

    def test_nothing_left_is_refused(self) -> None:
        with pytest.raises(rules.NothingToPay):
            rules.shares([owed(1, 0)], {1: None})
        with pytest.raises(rules.NothingToPay):
            rules.shares([owed(1, 80_00)], {1: Money(-5, "EUR")})

    def test_two_currencies_are_refused(self) -> None:
        with pytest.raises(CurrencyMismatch):
            rules.shares([owed(1, 1), owed(2, 1, "USD")], {1: None, 2: None})

    def test_a_currency_the_provider_counts_otherwise_is_refused(self) -> None:
        with pytest.raises(rules.NotPayableByCard, match="bank transfer"):
            rules.shares([owed(1, 1, "ISK")], {1: None})


@given(amounts=st.lists(st.integers(0, 10**9), max_size=8), total=st.integers(0, 10**10))
def test_spreading_loses_and_invents_nothing(amounts: list[int], total: int) -> None:
    debts = [owed(number, minor, due=1 + number % 3) for number, minor in enumerate(amounts)]

    parts = rules.spread(Money(total, "EUR"), debts)

    assert sum(part.minor for part in parts.values()) == min(total, sum(amounts))
    assert all(0 < part.minor <= amounts[number] for number, part in parts.items())


def test_the_earliest_due_is_paid_first() -> None:
    parts = rules.spread(Money(50, "EUR"), [owed(1, 40, due=9), owed(2, 40, due=3)])

    assert parts == {2: Money(40, "EUR"), 1: Money(10, "EUR")}


class TestStateAfter:
    def test_every_state_has_a_row(self) -> None:
        assert NEXT.keys() == set(AttemptState)

    @pytest.mark.parametrize("state", AttemptState)
    def test_money_taken_is_money_taken_whatever_was_thought_before(self, state: AttemptState) -> None:
        assert rules.state_after(state, Seen(intent=intent("succeeded"))) is S.SUCCEEDED

    @pytest.mark.parametrize("status", ["requires_payment_method", "canceled", "processing", "requires_action"])
    def test_nothing_takes_a_success_back(self, status: str) -> None:
        assert rules.state_after(S.SUCCEEDED, Seen(page("expired"), intent(status))) is S.SUCCEEDED

    def test_a_refused_card_leaves_the_page_open_for_another(self) -> None:
        seen = Seen(page("open"), intent("requires_payment_method"))

        assert rules.state_after(S.STARTED, seen) is S.STARTED
        assert rules.state_after(S.STARTED, Seen(intent=intent("requires_payment_method"))) is S.STARTED

    def test_money_on_its_way_that_fails_ends_the_attempt(self) -> None:
        assert rules.state_after(S.PROCESSING, Seen(intent=intent("requires_payment_method"))) is S.FAILED
        assert rules.state_after(S.STARTED, Seen(page("complete"), intent("requires_payment_method"))) is S.FAILED

    def test_a_finished_page_without_money_yet_is_waited_for(self) -> None:
        assert rules.state_after(S.STARTED, Seen(page("complete"), intent("processing"))) is S.PROCESSING
        assert rules.state_after(S.STARTED, Seen(page("complete"))) is S.PROCESSING

    def test_a_closed_page_gives_the_invoices_free(self) -> None:
        assert rules.state_after(S.STARTED, Seen(page("expired"))) is S.RELEASED
        assert rules.state_after(S.STARTED, Seen(intent=intent("canceled"))) is S.RELEASED

    def test_a_closed_page_says_nothing_of_money_on_its_way(self) -> None:
        assert rules.state_after(S.STARTED, Seen(page("expired"), intent("processing"))) is S.PROCESSING


class TestCanBeReused:
    def test_a_page_must_still_be_long_enough_open(self) -> None:
        assert rules.can_be_reused(S.STARTED, NOW + timedelta(minutes=2), NOW)
        assert not rules.can_be_reused(S.STARTED, NOW + timedelta(minutes=1), NOW)

    def test_no_page_is_opened_that_the_provider_would_refuse_as_too_short(self) -> None:
        assert rules.can_be_reused(S.CREATED, NOW + timedelta(minutes=31), NOW)
        assert not rules.can_be_reused(S.CREATED, NOW + timedelta(minutes=30), NOW)


class TestReadIntent:
    def test_the_moment_is_the_charges_because_the_intent_was_made_before(self) -> None:
        told = {
            "id": "pi_1",
            "status": "succeeded",
            "amount_received": 100_00,
            "currency": "eur",
            "livemode": False,
            "metadata": {"payment_attempt": "key"},
            "created": 1_000,
            "latest_charge": {"created": 2_000},
        }

        assert read_intent(told) == Intent(
            "pi_1", "succeeded", Money(100_00, "EUR"), False, "key", "", datetime.fromtimestamp(2_000, UTC)
        )
