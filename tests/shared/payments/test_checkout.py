from datetime import timedelta

import pytest

from shared import clock, db, payments
from shared.models import AttemptState
from shared.money import Money
from shared.payments import checkout, queries, rules, stripe_gateway
from shared.payments.stripe_gateway import ProviderBroken, ProviderUnreachable
from tests.shared.payments import cards
from tests.shared.payments.cards import attempts, books, fault, owing, pay_page


def pages(simulator: str) -> list[dict[str, object]]:
    """Every page the provider has opened."""
    asked = cards.get(f"{simulator}/v1/checkout/sessions", headers={"authorization": "Bearer sk_test_fake_demo"})
    return list(asked.json()["data"])


class TestOpenPage:
    def test_the_page_asks_for_exactly_the_attempt(self, simulator: str) -> None:
        debtor, [one, two] = owing(80_00, 20_00)
        key = checkout.reserve(debtor, {one: None, two: Money(5_00, "EUR")})

        url = checkout.open_page(key)

        [page] = pages(simulator)
        assert page["url"] == url
        assert (page["amount_total"], page["currency"]) == (85_00, "eur")
        assert page["metadata"] == {"payment_attempt": key}
        assert attempts()[0].state is AttemptState.STARTED

    def test_asking_twice_opens_one_page(self, simulator: str) -> None:
        debtor, [one] = owing(80_00)
        key = checkout.reserve(debtor, {one: None})

        assert checkout.open_page(key) == checkout.open_page(key)
        assert len(pages(simulator)) == 1

    def test_an_answer_lost_on_its_way_leads_to_the_page_that_was_opened(self, simulator: str) -> None:
        debtor, [one] = owing(80_00)
        key = checkout.reserve(debtor, {one: None})
        fault(simulator, drop_response_after_commit=2)  # the library itself asks twice

        with pytest.raises(ProviderUnreachable):
            checkout.open_page(key)
        assert attempts()[0].state is AttemptState.CREATED

        assert checkout.open_page(checkout.reserve(debtor, {one: None}))
        assert len(pages(simulator)) == 1
        assert len(attempts()) == 1

    def test_a_provider_that_refuses_the_connection_has_opened_nothing(self, simulator: str) -> None:
        debtor, [one] = owing(80_00)
        key = checkout.reserve(debtor, {one: None})
        fault(simulator, refuse_connection=2)

        with pytest.raises(ProviderUnreachable):
            checkout.open_page(key)
        assert pages(simulator) == []

        assert checkout.open_page(checkout.reserve(debtor, {one: None}))
        assert len(pages(simulator)) == 1

    def test_a_fault_of_the_providers_is_not_repeated_for_a_day(self, simulator: str) -> None:
        debtor, [one] = owing(80_00)
        key = checkout.reserve(debtor, {one: None})
        fault(simulator, status=500, times=1, after_commit=True)

        with pytest.raises(ProviderBroken):
            checkout.open_page(key)

        assert checkout.open_page(key)
        assert attempts()[0].try_number == 2

    def test_a_page_nobody_was_shown_takes_nothing_from_the_one_that_was(self, simulator: str) -> None:
        debtor, [one] = owing(80_00)
        key = checkout.reserve(debtor, {one: None})
        fault(simulator, status=500, times=1, after_commit=True)
        with pytest.raises(ProviderBroken):
            checkout.open_page(key)
        shown = checkout.open_page(key)
        unseen = next(str(each["id"]) for each in pages(simulator) if each["url"] != shown)

        db.run(payments.settle, stripe_gateway.close_page(unseen))

        assert attempts()[0].state is AttemptState.STARTED
        assert checkout.open_page(key) == shown

    @pytest.mark.parametrize(("status", "times"), [(429, 1), (503, 2)])  # the library itself repeats the second
    def test_a_provider_that_is_down_keeps_the_attempt(self, simulator: str, status: int, times: int) -> None:
        debtor, [one] = owing(80_00)
        key = checkout.reserve(debtor, {one: None})
        fault(simulator, status=status, times=times)

        with pytest.raises(ProviderUnreachable, match="cannot be reached"):
            checkout.open_page(key)

        assert checkout.open_page(key)

    def test_nobody_listening_is_unreachable(self, database: str, monkeypatch: pytest.MonkeyPatch) -> None:
        cards.pays_at(monkeypatch, "http://127.0.0.1:9")
        debtor, [one] = owing(80_00)

        with pytest.raises(ProviderUnreachable):
            checkout.open_page(checkout.reserve(debtor, {one: None}))

    def test_a_paid_attempt_has_no_page_any_more(self, simulator: str) -> None:
        debtor, [one] = owing(80_00)
        key = checkout.reserve(debtor, {one: None})
        pay_page(checkout.open_page(key))
        payments.poll(timedelta())

        assert checkout.open_page(key) == ""


class TestReserve:
    def test_another_wish_closes_the_page_before(self, simulator: str) -> None:
        debtor, [one, two] = owing(80_00, 20_00)
        first = checkout.reserve(debtor, {one: None})
        url = checkout.open_page(first)

        second = checkout.reserve(debtor, {one: None, two: None})

        assert second != first
        assert [each["status"] for each in pages(simulator)] == ["expired"]
        assert db.look(queries.attempt_for, debtor, first).state == "released"
        pay_page(url)
        assert payments.poll(timedelta()).asked == 1
        assert books() == {"1200": 100_00, "4000": -100_00}

    def test_another_wish_for_what_was_paid_just_now_books_it_and_asks_for_the_rest(self, simulator: str) -> None:
        debtor, [one, two] = owing(80_00, 20_00)
        pay_page(checkout.open_page(checkout.reserve(debtor, {one: None})))

        key = checkout.reserve(debtor, {one: None, two: None})

        assert db.look(queries.attempt_for, debtor, key).amount == Money(20_00, "EUR")
        assert books() == {"1050": 80_00, "1200": 20_00, "4000": -100_00}

    def test_where_nothing_is_certain_nothing_is_begun(self, simulator: str) -> None:
        debtor, [one, two] = owing(80_00, 20_00)
        first = checkout.reserve(debtor, {one: None})
        checkout.open_page(first)
        fault(simulator, status=503, times=4)

        with pytest.raises(ProviderUnreachable):
            checkout.reserve(debtor, {two: None, one: None})

        assert [each.state for each in attempts()] == [AttemptState.STARTED]

    def test_an_attempt_whose_page_was_never_opened_is_in_nobodys_way(self, simulator: str) -> None:
        debtor, [one, two] = owing(80_00, 20_00)
        first = checkout.reserve(debtor, {one: None})

        second = checkout.reserve(debtor, {one: None, two: None})

        assert checkout.open_page(first) == ""
        assert checkout.open_page(second)
        assert pages(simulator)[0]["status"] == "open"

    def test_an_attempt_that_ran_out_of_time_is_replaced(self, simulator: str) -> None:
        debtor, [one] = owing(80_00)
        first = checkout.reserve(debtor, {one: None})
        checkout.open_page(first)
        clock.move(timedelta(hours=2))

        assert checkout.reserve(debtor, {one: None}) != first

    def test_all_paid_meanwhile_is_said(self, simulator: str) -> None:
        debtor, [one] = owing(80_00)
        pay_page(checkout.open_page(checkout.reserve(debtor, {one: None})))

        with pytest.raises(rules.NothingToPay):
            checkout.reserve(debtor, {one: Money(10_00, "EUR")})
